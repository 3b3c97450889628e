"""What the headers of an XLSForm mean, and rows read by that meaning.

Sources: the XLSForm reference table (xlsform.org/en/ref-table) and the header spellings that pyxform accepts.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from sarai.surveys.questionnaire.sheets import Row, Sheet

ROLE = "role"
TEXTS = ("label", "hint", "guidance_hint", "constraint_message", "required_message")
MEDIA = ("image", "big-image", "audio", "video")
LOGIC = (
    "relevant",
    "required",
    "constraint",
    "calculation",
    "read_only",
    "repeat_count",
    "choice_filter",
)
YES = frozenset({"yes", "true", "true()"})
NO = frozenset({"no", "false", "false()"})

_SPELLINGS = {
    "caption": "label",
    "relevance": "relevant",
    "calculate": "calculation",
    "readonly": "read_only",
    "command": "type",
    "tag": "name",
    "value": "name",
    "count": "repeat_count",
    "jr:count": "repeat_count",
    "constraining_message": "constraint_message",
    "requiredmsg": "required_message",
    "list name": "list_name",
    "jr:constraintmsg": "constraint_message",
    "jr:requiredmsg": "required_message",
    "set_form_title": "form_title",
    "set_form_id": "form_id",
    "id_string": "form_id",
    "title": "form_title",
}
_INSIDE = frozenset({"bind", "control", "body", "media"})
_QUOTES = str.maketrans({"‘": "'", "’": "'", "“": '"', "”": '"'})


class Column(NamedTuple):
    """What a header means: the column's usual name, and the language or an empty text."""

    name: str
    language: str


class Place(NamedTuple):
    """A cell of a meaning: its text and the header above it, as the author wrote it."""

    text: str
    header: str


@dataclass(frozen=True)
class Entry:
    """A row read by the meaning of its columns."""

    number: int
    cells: Mapping[Column, Place]

    def text(self, name: str, language: str = "") -> str:
        """The text of a cell, or an empty one."""
        return self.cells.get((name, language), _NOTHING).text  # type: ignore[call-overload]  # a Column is this tuple

    def header(self, name: str, language: str = "") -> str:
        """The header above a cell as the author wrote it, or the column's usual name."""
        return self.cells.get((name, language), _NOTHING).header or name  # type: ignore[call-overload]

    def logic(self, name: str) -> str:
        """An expression, with the quotation marks that word processors put in made plain."""
        return self.text(name).translate(_QUOTES)

    def any(self, names: Iterable[str]) -> bool:
        """Whether one of these columns says something, in whatever language."""
        wanted = set(names)
        return any(column.name in wanted for column in self.cells)

    @cached_property
    def disabled(self) -> bool:
        """Whether the author switched the row off."""
        return self.text("disabled").lower() in YES

    def type(self) -> str:
        """The type with single spaces."""
        return " ".join(self.text("type").split())


_NOTHING = Place("", "")


def entries(sheet: Sheet | None) -> tuple[Entry, ...]:
    """The rows of a sheet that are not switched off, read by the meaning of their columns."""
    if sheet is None:
        return ()
    meanings = columns(sheet.headers)
    found = (Entry(row.number, dict(_cells(row, meanings))) for row in sheet.rows)
    return tuple(entry for entry in found if not entry.disabled)


def columns(headers: Iterable[str]) -> Mapping[str, Column]:
    """The meaning of every header. Single colons part a header only where no header has double ones, as in pyxform."""
    known = tuple(headers)
    mark = "::" if any("::" in header for header in known) else ":"
    return {header: _column(header, mark) for header in known}


def _column(header: str, mark: str) -> Column:
    whole = "_".join(header.lower().split())
    if whole in _SPELLINGS or (mark == ":" and whole.startswith("jr:")):
        return Column(_SPELLINGS.get(whole, whole), "")
    tokens = [token.strip() for token in header.split(mark)]
    first = "_".join(tokens[0].lower().split())
    if first in _INSIDE and len(tokens) > 1:
        tokens = tokens[1:]
        first = tokens[0].lower()
    name = _SPELLINGS.get(first, first)
    return Column(name, mark.join(tokens[1:]))


def _cells(row: Row, meanings: Mapping[str, Column]) -> Iterator[tuple[Column, Place]]:
    for header, text in row.cells.items():
        yield meanings[header], Place(text, header)
