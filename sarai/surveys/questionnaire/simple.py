"""A simple form: an XLSForm as the site's own editor shows it, row by row.

Whatever the editor has no field for (an appearance, a calculation, a picture beside a choice) is kept with its row
under the header of its column, so that a form comes out of the editor with all that it went in with.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import msgspec

TYPES = (
    "text",
    "integer",
    "decimal",
    "range",
    "date",
    "time",
    "dateTime",
    "select_one",
    "select_multiple",
    "rank",
    "acknowledge",
    "note",
    "geopoint",
    "image",
    "audio",
    "video",
    "file",
)
WITH_CHOICES = frozenset({"select_one", "select_multiple", "rank"})
SEVERAL = frozenset({"select_multiple", "rank"})
BEGIN = {"begin_group": "end_group", "begin_repeat": "end_repeat"}
END = {end: begin for begin, end in BEGIN.items()}

_SHOWN = re.compile(
    r"""selected\(\$\{([^}]+)\}, (["'])((?:(?!\2).)*)\2\)|\$\{([^}]+)\} = (["'])((?:(?!\5).)*)\5""", re.DOTALL
)
_AT_MOST = re.compile(r"count-selected\(\.\) <= ([1-9]\d{0,3})")
_WITHIN = re.compile(r"(?:\. >= (-?\d+(?:\.\d+)?)(?: and \. <= (-?\d+(?:\.\d+)?))?|\. <= (-?\d+(?:\.\d+)?))?")

Words = Mapping[str, str]  # language → text; "" where the form is in no named language


@dataclass(frozen=True, slots=True)
class SimpleChoice:
    """A choice: the value that is stored, what people read, and its other columns by header."""

    value: str
    label: Words = field(default_factory=dict)
    more: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ShownIf:
    """A question is asked only if another one, further up, has this answer (or has it among its answers)."""

    question: str
    value: str


@dataclass(frozen=True, slots=True)
class SimpleQuestion:
    """A row of the survey sheet: a question, or where a group or repeat begins or ends (`BEGIN`, `END`).

    `type` is one of `TYPES`, or whatever else the row says. The choices of a list that several questions have
    (`list_name`; that of the question's own name if empty) are with each of them. `relevant` and `constraint` are
    expressions as XLSForm writes them; `more` are the row's other columns by header.
    """

    name: str
    type: str
    label: Words = field(default_factory=dict)
    hint: Words = field(default_factory=dict)
    required: bool = False
    choices: tuple[SimpleChoice, ...] = ()
    role: str = ""
    relevant: str = ""
    constraint: str = ""
    constraint_message: Words = field(default_factory=dict)
    list_name: str = ""
    or_other: bool = False
    more: Mapping[str, str] = field(default_factory=dict)

    @property
    def listed(self) -> str:
        """The name of its list of choices; empty if its type has none."""
        return (self.list_name or self.name) if self.type in WITH_CHOICES else ""


@dataclass(frozen=True, slots=True)
class SimpleForm:
    """A form, its rows from top to bottom. `settings` are the other columns of that sheet by header."""

    id: str
    title: str
    questions: tuple[SimpleQuestion, ...] = ()
    version: str = ""
    languages: tuple[str, ...] = ()
    default_language: str = ""
    settings: Mapping[str, str] = field(default_factory=dict)

    @property
    def spoken(self) -> tuple[str, ...]:
        """Its languages; the one without a name where it has none."""
        return self.languages or ("",)

    def lists(self) -> dict[str, tuple[SimpleChoice, ...]]:
        """The lists of choices by name, in the order in which the sheet has them."""
        found: dict[str, tuple[SimpleChoice, ...]] = {}
        for question in self.questions:
            if question.listed:
                found.setdefault(question.listed, question.choices)
        return found


def condition(shown: ShownIf, kind: str) -> str:
    """The expression of a condition on a question of this type.

    ValueError for a value that XPath 1.0 cannot write: one with both kinds of quotation marks.
    """
    quote = '"' if "'" in shown.value else "'"
    if quote in shown.value:
        raise ValueError(f"{shown.value!r} has both kinds of quotation marks")
    value = f"{quote}{shown.value}{quote}"
    if kind in SEVERAL:
        return f"selected(${{{shown.question}}}, {value})"
    return f"${{{shown.question}}} = {value}"


def shown_if(expression: str) -> ShownIf | None:
    """The condition that an expression is, if it is one that `condition` writes."""
    found = _SHOWN.fullmatch(expression)
    if found is None:
        return None
    return ShownIf(found[1] or found[4], found[3] if found[1] else found[6])


def at_most(count: int) -> str:
    """The constraint of a question with at most so many answers; none for 0."""
    return f"count-selected(.) <= {count}" if count else ""


def most(constraint: str) -> int:
    """How many answers a constraint allows, if it is one that `at_most` writes; 0 else."""
    found = _AT_MOST.fullmatch(constraint)
    return int(found[1]) if found else 0


def within(least: str, greatest: str) -> str:
    """The constraint of a number between two others; an empty one is no limit."""
    return " and ".join(f". {sign} {number}" for sign, number in ((">=", least), ("<=", greatest)) if number)


def bounds(constraint: str) -> tuple[str, str] | None:
    """The least and the greatest number that a constraint allows, if it is one that `within` writes; else None."""
    found = _WITHIN.fullmatch(constraint)
    return None if found is None else (found[1] or "", found[2] or found[3] or "")


def as_json(form: SimpleForm) -> dict[str, Any]:
    """The form as plain values, to be stored."""
    stored: dict[str, Any] = msgspec.to_builtins(form)
    return stored


def from_json(stored: Mapping[str, Any]) -> SimpleForm:
    """The form that `as_json` gave. Raises msgspec.ValidationError for anything else."""
    return msgspec.convert(stored, SimpleForm)
