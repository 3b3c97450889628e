"""A simple form, as the site's own editor makes it, written as an XLSForm and read back as the same."""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font

from sarai.surveys.questionnaire.checks import Book
from sarai.surveys.questionnaire.columns import ROLE, YES, Column, Entry
from sarai.surveys.questionnaire.faults import Fault, Refused
from sarai.surveys.questionnaire.outline import Node
from sarai.surveys.questionnaire.sheets import read_sheets

TYPES = (
    "text",
    "integer",
    "decimal",
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
    "file",
)
WITH_CHOICES = frozenset({"select_one", "select_multiple", "rank"})

_AT_MOST = re.compile(r"count-selected\(\.\) <= (\d+)")
_SHOWN = re.compile(r"""selected\(\$\{([^}]+)\}, (["'])(.*)\2\)|\$\{([^}]+)\} = (["'])(.*)\5""", re.DOTALL)
_ESCAPE = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")  # read as an escaped character (ECMA-376, ST_Xstring)
_KNOWN = frozenset({"type", "name", "label", "hint", "required", "relevant", "constraint", ROLE})

Words = Mapping[str, str]  # language → text; "" where the form is in no named language


@dataclass(frozen=True, slots=True)
class SimpleChoice:
    """A choice: the value that is stored, and what people read."""

    value: str
    label: Words


@dataclass(frozen=True, slots=True)
class ShownIf:
    """A question is asked only if another one, further up, has this answer (or has it among its answers)."""

    question: str
    value: str


@dataclass(frozen=True, slots=True)
class SimpleQuestion:
    """A question of one of `TYPES`. `at_most` limits the answers of a select_multiple; 0 is no limit."""

    name: str
    type: str
    label: Words
    hint: Words = field(default_factory=dict)
    required: bool = False
    choices: tuple[SimpleChoice, ...] = ()
    role: str = ""
    shown_if: ShownIf | None = None
    at_most: int = 0


@dataclass(frozen=True, slots=True)
class SimpleForm:
    """A form without groups, calculations or anything that the site's editor does not show."""

    id: str
    title: str
    questions: tuple[SimpleQuestion, ...]
    version: str = ""
    languages: tuple[str, ...] = ()
    default_language: str = ""


def write_xlsx(form: SimpleForm) -> bytes:
    """The form as an XLSForm. `read_simple` gives the same form again."""
    book = Workbook(write_only=True)
    book.properties.title = form.title
    _sheet(book, "survey", list(_survey(form)))
    if any(question.choices for question in form.questions):
        _sheet(book, "choices", list(_choices(form)))
    _sheet(book, "settings", list(_settings(form)))
    kept = io.BytesIO()
    book.save(kept)
    return kept.getvalue()


def _sheet(book: Workbook, name: str, rows: list[list[str]]) -> None:
    sheet = book.create_sheet(name)
    sheet.freeze_panes = "A2"
    for number, row in enumerate(rows):
        cells = []
        for text in row:
            cell = WriteOnlyCell(sheet, value=_ESCAPE.sub("_x005F_", text))
            cell.data_type = "s"  # text stays text, even if it begins like a formula
            if not number:
                cell.font = Font(bold=True)
            cells.append(cell)
        sheet.append(cells)


def _headers(column: str, form: SimpleForm) -> list[str]:
    return [f"{column}::{language}" for language in form.languages] or [column]


def _words(words: Words, form: SimpleForm) -> list[str]:
    return [words.get(language, "") for language in form.languages or ("",)]


def _survey(form: SimpleForm) -> Iterator[list[str]]:
    labels, hints = _headers("label", form), _headers("hint", form)
    yield ["type", "name", *labels, *hints, "required", "relevant", "constraint", ROLE]
    types = {question.name: question.type for question in form.questions}
    for question in form.questions:
        yield [
            f"{question.type} {question.name}" if question.type in WITH_CHOICES else question.type,
            question.name,
            *_words(question.label, form),
            *_words(question.hint, form),
            "yes" if question.required else "",
            _relevant(question.shown_if, types),
            f"count-selected(.) <= {question.at_most}" if question.at_most else "",
            question.role,
        ]


def _relevant(shown: ShownIf | None, types: Mapping[str, str]) -> str:
    """The condition as an expression. ValueError for a value that XPath 1.0 cannot write: one with both quotes."""
    if shown is None:
        return ""
    quote = '"' if "'" in shown.value else "'"
    if quote in shown.value:
        raise ValueError(f"{shown.value!r} has both kinds of quotation marks")
    value = f"{quote}{shown.value}{quote}"
    if types.get(shown.question) == "select_multiple":
        return f"selected(${{{shown.question}}}, {value})"
    return f"${{{shown.question}}} = {value}"


def _choices(form: SimpleForm) -> Iterator[list[str]]:
    yield ["list_name", "name", *_headers("label", form)]
    for question in form.questions:
        for choice in question.choices:
            yield [question.name, choice.value, *_words(choice.label, form)]


def _settings(form: SimpleForm) -> Iterator[list[str]]:
    yield ["form_title", "form_id", "version", "default_language"]
    yield [form.title, form.id, form.version, form.default_language]


def read_simple(data: bytes, name: str = "form.xlsx") -> SimpleForm:
    """An XLSForm as a simple form. `Refused`, row by row, for what only a spreadsheet program can edit."""
    book = Book(read_sheets(data, name))
    faults = [*book.outline.faults, *(fault for node in book.outline.nodes for fault in _beyond(node, book))]
    if faults:
        raise Refused(faults)
    settings = book.settings
    rows = [node.entry for node in book.outline.nodes]
    return SimpleForm(
        settings.text("form_id"),
        settings.text("form_title"),
        tuple(_question(row, book) for row in rows),
        settings.text("version"),
        _languages((*rows, *book.choices)),
        settings.text("default_language"),
    )


def _beyond(node: Node, book: Book) -> Iterator[Fault]:
    row = node.entry
    word, _space, listed = row.type().partition(" ")
    if word not in TYPES or bool(listed) != (word in WITH_CHOICES) or (listed and listed not in book.lists):
        sentence = _("The editor of simple forms does not know “%(type)s”. Edit the form in a spreadsheet program.")
        yield Fault("survey", row.number, row.header("type"), sentence % {"type": row.type()})
    for column, place in row.cells.items():
        text = place.text
        fits = {
            "relevant": _SHOWN.fullmatch(text),
            "constraint": _AT_MOST.fullmatch(text),
            "required": text.lower() in YES,
        }
        if column.name not in _KNOWN or not fits.get(column.name, True):
            sentence = _("The editor of simple forms does not know “%(text)s”. Edit the form in a spreadsheet program.")
            yield Fault("survey", row.number, place.header, sentence % {"text": text})


def _question(row: Entry, book: Book) -> SimpleQuestion:
    kind, _space, listed = row.type().partition(" ")
    most, shown = _AT_MOST.fullmatch(row.text("constraint")), _SHOWN.fullmatch(row.text("relevant"))
    return SimpleQuestion(
        row.text("name"),
        kind,
        _by_language(row, "label"),
        _by_language(row, "hint"),
        row.text("required").lower() in YES,
        tuple(
            SimpleChoice(choice.text("name"), _by_language(choice, "label")) for choice in book.lists.get(listed, ())
        ),
        row.text(ROLE),
        ShownIf(shown[1] or shown[4], shown[3] if shown[1] else shown[6]) if shown else None,
        int(most[1]) if most else 0,
    )


def _by_language(row: Entry, name: str) -> dict[str, str]:
    return {column.language: place.text for column, place in row.cells.items() if column.name == name}


def _languages(rows: Iterable[Entry]) -> tuple[str, ...]:
    found: dict[Column, None] = {
        column: None for row in rows for column in row.cells if column.name == "label" and column.language
    }
    return tuple(dict.fromkeys(column.language for column in found))
