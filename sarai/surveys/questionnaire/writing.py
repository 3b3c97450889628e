"""A simple form written as an XLSForm, and an XLSForm read as a simple form: each gives the other again."""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Iterator, Mapping

from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font

from sarai.surveys.questionnaire.checks import Book
from sarai.surveys.questionnaire.columns import NO, ROLE, YES, Column, Entry, columns
from sarai.surveys.questionnaire.faults import Fault, Refused, refuse
from sarai.surveys.questionnaire.kinds import Type
from sarai.surveys.questionnaire.outline import Node
from sarai.surveys.questionnaire.publishing import is_xml
from sarai.surveys.questionnaire.sheets import Sheet, read_sheets
from sarai.surveys.questionnaire.simple import (
    BEGIN,
    TYPES,
    WITH_CHOICES,
    SimpleChoice,
    SimpleForm,
    SimpleQuestion,
    Words,
)

_ESCAPE = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")  # read as an escaped character (ECMA-376, ST_Xstring)
_TEXTS = ("label", "hint", "constraint_message")
_QUESTION = frozenset({"type", "name", "required", "relevant", "constraint", ROLE, *_TEXTS})
_CHOICE = frozenset({"list_name", "name", "label"})
_SETTINGS = ("form_title", "form_id", "version", "default_language")
_BESIDE = ("external_choices", "entities", "osm")  # sheets that the editor has no place for

Row = dict[str, str]  # header → text


def write_xlsx(form: SimpleForm) -> bytes:
    """The form as an XLSForm. `read_simple` gives the same form again."""
    book = Workbook(write_only=True)
    book.properties.title = form.title
    _sheet(book, "survey", [_question_row(question, form) for question in form.questions], _survey_headers(form))
    if choices := list(_choice_rows(form)):
        _sheet(book, "choices", choices, ["list_name", "name", *_headers("label", form)])
    settings = dict(zip(_SETTINGS, (form.title, form.id, form.version, form.default_language), strict=True))
    _sheet(book, "settings", [{**settings, **form.settings}], _SETTINGS)
    kept = io.BytesIO()
    book.save(kept)
    return kept.getvalue()


def _sheet(book: Workbook, name: str, rows: list[Row], first: Iterable[str]) -> None:
    """A sheet with these columns first, and those after them that some row needs."""
    sheet = book.create_sheet(name)
    sheet.freeze_panes = "A2"
    headers = list(dict.fromkeys((*first, *(header for row in rows for header in row))))
    for number, row in enumerate([dict(zip(headers, headers, strict=True)), *rows]):
        cells = []
        for header in headers:
            cell = WriteOnlyCell(sheet, value=_ESCAPE.sub("_x005F_", row.get(header, "")))
            cell.data_type = "s"  # text stays text, even if it begins like a formula
            if not number:
                cell.font = Font(bold=True)
            cells.append(cell)
        sheet.append(cells)


def _headers(column: str, form: SimpleForm) -> list[str]:
    return [f"{column}::{language}" if language else column for language in form.spoken]


def _survey_headers(form: SimpleForm) -> list[str]:
    labels, hints = _headers("label", form), _headers("hint", form)
    return ["type", "name", *labels, *hints, "required", "relevant", "constraint", ROLE]


def _words(column: str, words: Words, form: SimpleForm) -> Row:
    return {
        header: words[language]
        for header, language in zip(_headers(column, form), form.spoken, strict=True)
        if words.get(language)
    }


def _question_row(question: SimpleQuestion, form: SimpleForm) -> Row:
    return {
        "type": _type(question),
        "name": question.name,
        **_words("label", question.label, form),
        **_words("hint", question.hint, form),
        "required": "yes" if question.required else "",
        "relevant": question.relevant,
        "constraint": question.constraint,
        ROLE: question.role,
        **_words("constraint_message", question.constraint_message, form),
        **question.more,
    }


def _type(question: SimpleQuestion) -> str:
    """The type as the sheet writes it, with its list."""
    if not question.listed:
        return question.type
    return f"{question.type} {question.listed}{' or_other' if question.or_other else ''}"


def _choice_rows(form: SimpleForm) -> Iterator[Row]:
    for name, choices in form.lists().items():
        for choice in choices:
            yield {"list_name": name, "name": choice.value, **_words("label", choice.label, form), **choice.more}


def choice_rows(form: SimpleForm) -> Mapping[int, str]:
    """The list whose choice stands in each row of the choices sheet that is written."""
    listed = (name for name, choices in form.lists().items() for _choice in choices)
    return dict(enumerate(listed, start=2))


def read_simple(data: bytes, name: str = "form.xlsx") -> SimpleForm:
    """An XLSForm as a simple form. `Refused`, row by row, for what only a spreadsheet program can edit."""
    if is_xml(data):
        raise refuse(_("This is an XForm, as other programs make one of an XLSForm. The editor opens XLSForms."))
    book = Book(read_sheets(data, name))
    languages, faults = _languages(book)
    faults = [*book.outline.faults, *_left_out(book), *faults]
    if faults:
        raise Refused(sorted(faults, key=lambda fault: (fault.sheet != "survey", fault.sheet, fault.row)))
    settings = book.settings
    return SimpleForm(
        settings.text("form_id"),
        settings.text("form_title"),
        tuple(_question(node, book) for node in book.outline.nodes),
        settings.text("version"),
        languages,
        settings.text("default_language"),
        {place.header: place.text for column, place in settings.cells.items() if column.name not in _SETTINGS},
    )


def _left_out(book: Book) -> Iterator[Fault]:
    """What would be lost: the editor has no place for it."""
    for name in _BESIDE:
        if name in book.sheets and book.sheets[name].rows:
            yield Fault(name, 0, "", _("The editor has no place for this sheet."))
    for sheet in book.sheets.values():
        yield from _twice(sheet)
    shown = {"survey": {node.entry.number for node in book.outline.nodes}, "choices": _used(book)}
    for name, numbers in shown.items():
        for row in book.sheets[name].rows if name in book.sheets else ():
            if row.number not in numbers:
                sentence = _("Nothing in the form uses this row, and the editor has no place for it. Remove the row.")
                yield Fault(name, row.number, "", sentence)
    for row in book.sheets["settings"].rows[1:] if "settings" in book.sheets else ():
        yield Fault("settings", row.number, "", _("Only the first row of the settings counts. Remove this one."))


def _twice(sheet: Sheet) -> Iterator[Fault]:
    seen: dict[Column, str] = {}
    for header, meaning in columns(sheet.headers).items():
        if meaning in seen:
            sentence = _("This column and “%(header)s” mean the same. Remove one of them.") % {"header": seen[meaning]}
            yield Fault(sheet.name, 1, header, sentence)
        seen.setdefault(meaning, header)


def _used(book: Book) -> set[int]:
    """The rows of the choices sheet that some question's list has."""
    lists = {node.type.list_name for node in book.outline.nodes if node.type is not None and _simple(node.type)}
    return {row.number for row in book.choices if row.text("list_name") in lists}


def _simple(kind: Type) -> bool:
    """Whether a type is one with choices in the form itself."""
    return kind.kind in WITH_CHOICES and not kind.from_file and not kind.from_answers


def _question(node: Node, book: Book) -> SimpleQuestion:
    row, kind = node.entry, node.type
    listed = kind.list_name if kind is not None and _simple(kind) else ""
    required, name = row.text("required").lower(), row.text("name")
    more = _more(book.sheets["survey"], row, _QUESTION)
    if required and required not in YES and required not in NO:
        more["required"] = row.text("required")
    return SimpleQuestion(
        name,
        _read_type(row.type(), kind),
        _by_language(row, "label"),
        _by_language(row, "hint"),
        required in YES,
        tuple(_choice(choice, book) for choice in book.lists.get(listed, ())),
        row.text(ROLE),
        row.text("relevant"),
        row.text("constraint"),
        _by_language(row, "constraint_message"),
        "" if listed == name else listed,
        bool(kind and kind.or_other),
        more,
    )


def _read_type(text: str, kind: Type | None) -> str:
    """The type in the spelling that the editor knows; one that it does not know, as it is."""
    if kind is None:
        return text
    if _simple(kind):
        return kind.kind
    if kind.edge and f"begin_{kind.kind}" in BEGIN:
        return f"{kind.edge}_{kind.kind}"
    return kind.kind if kind.kind in TYPES and text.lower() == kind.kind.lower() else text


def _choice(row: Entry, book: Book) -> SimpleChoice:
    return SimpleChoice(row.text("name"), _by_language(row, "label"), _more(book.sheets["choices"], row, _CHOICE))


def _by_language(row: Entry, name: str) -> dict[str, str]:
    return {column.language: place.text for column, place in row.cells.items() if column.name == name}


def _more(sheet: Sheet, row: Entry, known: frozenset[str]) -> Row:
    """The other cells of a row, under headers that mean the same beside such as the editor writes."""
    single = not any("::" in header for header in sheet.headers)
    return {
        _doubled(place.header) if single else place.header: place.text
        for column, place in row.cells.items()
        if column.name not in known
    }


def _doubled(header: str) -> str:
    """A header with single colons, as is read only where none has double ones, with double ones."""
    return header if header.lower().startswith("jr:") else header.replace(":", "::")


def _languages(book: Book) -> tuple[tuple[str, ...], list[Fault]]:
    """The languages of the texts, from left to right, and the columns that are in none where others are."""
    found: dict[str, None] = {}
    plain: list[tuple[str, str]] = []
    for name, texts in (("survey", _TEXTS), ("choices", ("label",))):
        sheet = book.sheets.get(name)
        for header, meaning in columns(sheet.headers).items() if sheet else ():
            if meaning.name in texts and meaning.language:
                found[meaning.language] = None
            elif meaning.name in texts and _says(sheet, header):
                plain.append((name, header))
    sentence = _(
        "This column is in no language, and others are. Write its language behind it: “%(header)s::%(language)s”."
    )
    faults = [
        Fault(name, 1, header, sentence % {"header": header, "language": next(iter(found))})
        for name, header in plain
        if found
    ]
    return tuple(found), faults


def _says(sheet: Sheet | None, header: str) -> bool:
    return sheet is not None and any(header in row.cells for row in sheet.rows)
