"""What is wrong with the sheets of an XLSForm, found before it is converted, so that all of it is said at once."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cached_property

from django.utils.translation import gettext as _

from sarai.surveys.questionnaire import roles
from sarai.surveys.questionnaire.columns import LOGIC, MEDIA, NO, ROLE, YES, Entry, entries
from sarai.surveys.questionnaire.faults import Fault
from sarai.surveys.questionnaire.kinds import plain_types
from sarai.surveys.questionnaire.outline import Node, Outline, outline
from sarai.surveys.questionnaire.reading import unreadable
from sarai.surveys.questionnaire.sheets import Sheets
from sarai.surveys.xpath import XPathError, parse

NAME = re.compile(r"[^\W\d][\w.\-]*")  # an XML name without a colon
REFERENCE = re.compile(r"\$\{\s*(?:last-saved#)?(?P<name>[^}]*?)\s*\}")
GENERATED = frozenset({"instanceID", "instanceName", "meta"})
_SILENT = frozenset({"hidden", "audit", "data", "setting", "osm"})
_CALCULATED = frozenset({"calculate", "q calculate", "add calculate prompt"})
_SELECTS = ("select_one", "select_multiple", "rank")
# A moment, or a time of day, with an offset east of Greenwich.
EASTERN = re.compile(r"(\d{4}-\d\d-\d\dT)?\d\d:\d\d(:\d\d(\.\d+)?)?\+\d\d(:?\d\d)?")
_FOREIGN = re.compile(r"(begin|end)[_ ](kobomatrix|score|rank|literacy)|score__row|rank__level|kobo--\S+")


@dataclass(frozen=True)
class Book:
    """The sheets of a form, read by meaning."""

    sheets: Sheets

    @cached_property
    def survey(self) -> tuple[Entry, ...]:
        """The rows of the survey sheet."""
        return entries(self.sheets.get("survey"))

    @cached_property
    def choices(self) -> tuple[Entry, ...]:
        """The rows of the choices sheet."""
        return entries(self.sheets.get("choices"))

    @cached_property
    def external(self) -> tuple[Entry, ...]:
        """The rows of the external_choices sheet."""
        return entries(self.sheets.get("external_choices"))

    @cached_property
    def settings(self) -> Entry:
        """The one row of the settings sheet that counts."""
        found = entries(self.sheets.get("settings"))
        return found[0] if found else Entry(2, {})

    @cached_property
    def outline(self) -> Outline:
        """The survey sheet as a tree."""
        return outline(self.survey, self.settings.text("name") or "data")

    @cached_property
    def lists(self) -> Mapping[str, tuple[Entry, ...]]:
        """The choices by list, those of external_choices included."""
        found: dict[str, list[Entry]] = {}
        for entry in (*self.choices, *self.external):
            if name := entry.text("list_name"):
                found.setdefault(name, []).append(entry)
        return {name: tuple(rows) for name, rows in found.items()}

    @cached_property
    def names(self) -> Counter[str]:
        """How often every name is given in the survey sheet, names that pyxform adds included."""
        found: Counter[str] = Counter()
        for node in self.outline.nodes:
            if node.named and (name := node.path[-1]):
                found[name] += 1
                if node.type is not None and node.type.or_other:
                    found[f"{name}_other"] += 1
                if node.type is not None and node.type.kind == "repeat" and node.entry.text("repeat_count"):
                    found[f"{name}_count"] += 1
        return found


def check(book: Book) -> list[Fault]:
    """Everything that is wrong, in the order of sheets and rows."""
    found = [
        *book.outline.faults,
        *_types(book),
        *_names(book),
        *_labels(book),
        *_lists(book),
        *_choices(book),
        *_references(book),
        *_logic(book),
        *_roles(book),
    ]
    order = {"survey": 0, "choices": 1}
    return sorted(dict.fromkeys(found), key=lambda fault: (order.get(fault.sheet, 2), fault.row))


def _fault(entry: Entry, column: str, sentence: str, sheet: str = "survey") -> Fault:
    return Fault(sheet, entry.number, entry.header(column), sentence)


def _types(book: Book) -> Iterator[Fault]:
    for node in book.outline.nodes:
        text = node.entry.type()
        if not text:
            yield _fault(node.entry, "type", _("This row has a name or a label, but no type."))
        elif node.type is None:
            yield _fault(node.entry, "type", _unknown_type(text))
        elif text in _CALCULATED and not node.entry.text("calculation") and not node.entry.text("default"):
            yield _fault(node.entry, "calculation", _("This row is to be calculated, but says nothing to calculate."))


def _unknown_type(text: str) -> str:
    if _FOREIGN.match(text):
        return _(
            "The type “%(type)s” is KoboToolbox's own and not part of XLSForm. Ask for each of its lines with a "
            "select_one or an integer of its own, or with the type rank."
        ) % {"type": text}
    known = [*plain_types(), "select_one", "select_multiple", "begin group", "end group", "begin repeat", "end repeat"]
    if text in _SELECTS or text.split()[0] in _SELECTS:
        return _("The type “%(type)s” must name one list of choices: “select_one colours”.") % {"type": text}
    similar = get_close_matches(text.lower(), known, n=1, cutoff=0.7)
    if similar:
        return _("There is no type “%(type)s”. Perhaps “%(similar)s” is meant.") % {"type": text, "similar": similar[0]}
    return _("There is no type “%(type)s”.") % {"type": text}


def _names(book: Book) -> Iterator[Fault]:
    seen: dict[tuple[str, ...], int] = {}
    repeats: dict[str, int] = {}
    for node in book.outline.nodes:
        if not node.named or not node.path[-1]:
            if node.named and node.entry.type():
                yield _fault(node.entry, "name", _("This row has no name. Every question and group needs one."))
            continue
        name = node.path[-1]
        yield from _one_name(node, name, seen)
        if node.type is not None and node.type.kind == "repeat":
            if name in repeats or name == book.outline.root:
                sentence = _("A repeat's name may be given only once in a form, and not to the form itself.")
                yield _fault(node.entry, "name", sentence)
            repeats[name] = node.entry.number


def _one_name(node: Node, name: str, seen: dict[tuple[str, ...], int]) -> Iterator[Fault]:
    if not NAME.fullmatch(name):
        sentence = _(
            "“%(name)s” cannot be a name. A name begins with a letter or an underscore, and goes on with letters, "
            "digits, underscores, hyphens or full stops."
        )
        yield _fault(node.entry, "name", sentence % {"name": name})
    if name == "meta" and len(node.path) == 2:
        yield _fault(node.entry, "name", _("The name “meta” is kept for what a form notes about itself."))
    if node.path in seen:
        sentence = _("The name “%(name)s” is already taken by row %(row)d. Two questions side by side need two names.")
        yield _fault(node.entry, "name", sentence % {"name": name, "row": seen[node.path]})
    seen.setdefault(node.path, node.entry.number)


def _labels(book: Book) -> Iterator[Fault]:
    """A question that is shown must say something; one that is calculated, or set by another, may be silent."""
    for node in book.outline.nodes:
        kind, row = node.type, node.entry
        silent = kind is None or kind.edge or kind.kind in _SILENT or row.any(("calculation", "trigger"))
        if not silent and not row.any(("label", "hint", *MEDIA)):
            sentence = _("This question has neither a label nor a hint, so nobody would know what is asked.")
            yield _fault(row, "label", sentence)


def _lists(book: Book) -> Iterator[Fault]:
    for node in book.outline.nodes:
        kind = node.type
        if kind is None or not kind.list_name or kind.edge or kind.from_answers:
            continue
        if kind.from_file:
            if not kind.command.replace(" ", "_").endswith("_from_file"):
                sentence = _("Choices from a file need the type “select_one_from_file” or “select_multiple_from_file”.")
                yield _fault(node.entry, "type", sentence)
            continue
        if kind.list_name not in book.lists:
            yield _fault(node.entry, "type", _missing_list(kind.list_name, tuple(book.lists)))
            continue
        spaced = [row for row in book.lists[kind.list_name] if " " in row.text("name")]
        if spaced and kind.kind in ("select_multiple", "rank"):
            sentence = _(
                "The list “%(list)s” has the value “%(value)s” with a space in it, so several answers could not be "
                "told apart. Write an underscore instead."
            )
            values = {"list": kind.list_name, "value": spaced[0].text("name")}
            yield _fault(node.entry, "type", sentence % values)


def _missing_list(name: str, known: tuple[str, ...]) -> str:
    if not known:
        return _("The list “%(list)s” is needed, but the form has no sheet “choices” with lists.") % {"list": name}
    similar = get_close_matches(name, known, n=1)
    if similar:
        return _("The sheet “choices” has no list “%(list)s”. Perhaps “%(similar)s” is meant.") % {
            "list": name,
            "similar": similar[0],
        }
    return _("The sheet “choices” has no list “%(list)s”.") % {"list": name}


def _choices(book: Book) -> Iterator[Fault]:
    twice = book.settings.text("allow_choice_duplicates").lower() in YES
    for sheet, rows in (("choices", book.choices), ("external_choices", book.external)):
        seen: dict[tuple[str, str], int] = {}
        for row in rows:
            key = (row.text("list_name"), row.text("name"))
            if key[0] and not key[1]:
                yield _fault(row, "name", _("This choice has no name: the value that is stored."), sheet)
            elif key[0] and key in seen and not twice and sheet == "choices":
                sentence = _("The list “%(list)s” already has the value “%(name)s” in row %(row)d.")
                yield _fault(row, "name", sentence % {"list": key[0], "name": key[1], "row": seen[key]}, sheet)
            seen.setdefault(key, row.number)


def _references(book: Book) -> Iterator[Fault]:
    """`${name}` must name one question, wherever it stands."""
    sheets = (("survey", book.survey), ("choices", book.choices), ("settings", (book.settings,)))
    for sheet, rows in sheets:
        for row in rows:
            for place in row.cells.values():
                if "${" not in place.text:
                    continue
                for matched in REFERENCE.finditer(place.text):
                    if sentence := _reference(matched["name"], book.names):
                        yield Fault(sheet, row.number, place.header, sentence)


def _reference(name: str, names: Counter[str]) -> str:
    if name in GENERATED or names[name] == 1:
        return ""
    if names[name]:
        return _("“${%(name)s}” could mean several questions: the name is given more than once in the form.") % {
            "name": name
        }
    similar = get_close_matches(name, names, n=1)
    if similar:
        return _("“${%(name)s}” names no question. Perhaps “${%(similar)s}” is meant.") % {
            "name": name,
            "similar": similar[0],
        }
    return _("“${%(name)s}” names no question of this form.") % {"name": name}


def _logic(book: Book) -> Iterator[Fault]:
    for row in book.survey:
        for column in LOGIC:
            text = row.logic(column)
            if text and text.lower() not in YES and text.lower() not in NO:
                yield from _expression(row, column, text)
        if row.text("default") and read_as_logic(row):
            yield from _expression(row, "default", row.logic("default"))
    if naming := book.settings.logic("instance_name"):
        yield from _expression(book.settings, "instance_name", naming, "settings")


def read_as_logic(row: Entry) -> bool:
    """Whether pyxform takes the default of this row for an expression rather than for a plain answer."""
    from pyxform.utils import default_is_dynamic

    text = row.logic("default")
    return not EASTERN.fullmatch(text.strip()) and bool(default_is_dynamic(text, row.type()))


def _expression(row: Entry, column: str, text: str, sheet: str = "survey") -> Iterator[Fault]:
    try:
        parse(plain(text))
    except XPathError as error:
        yield _fault(row, column, unreadable(text, error), sheet)


def plain(text: str) -> str:
    """An expression with every `${name}` as a plain name of the same length, so that places stay true."""
    return REFERENCE.sub(_padded, text)


def _padded(matched: re.Match[str]) -> str:
    before = matched.start("name") - matched.start()
    name = matched["name"] if NAME.fullmatch(matched["name"]) else "_" * len(matched["name"])
    return " " * before + name + " " * (matched.end() - matched.end("name"))


def _roles(book: Book) -> Iterator[Fault]:
    taken: dict[str, int] = {}
    for node in book.outline.nodes:
        key = node.entry.text(ROLE)
        if not key:
            continue
        if node.type is None or node.type.edge or not node.named:
            yield _fault(node.entry, ROLE, _("Only a question can have a role."))
            continue
        role = roles.find(key)
        if role is None:
            yield _fault(node.entry, ROLE, roles.unknown(key))
            continue
        if node.type.kind not in role.fits:
            yield _fault(node.entry, ROLE, roles.misplaced(role, key, node.type.kind))
        if key in taken and not role.several:
            sentence = _("The role “%(role)s” is already given to row %(row)d, and one answer of a form can have it.")
            yield _fault(node.entry, ROLE, sentence % {"role": key, "row": taken[key]})
        taken.setdefault(key, node.entry.number)
