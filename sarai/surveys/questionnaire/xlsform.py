"""An XLSForm made into an XForm by pyxform, in this process and from text only.

pyxform writes what ODK Collect and every other client reads; what Sarai adds (the role of an answer, the row that a
node was written in) goes into the same XForm as attributes that others ignore, so that the XForm alone is the form.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from xml.sax.saxutils import quoteattr

from django.utils.translation import gettext as _

from sarai.surveys.questionnaire import checks, cycles, words
from sarai.surveys.questionnaire.checks import Book
from sarai.surveys.questionnaire.columns import MEDIA, ROLE, TEXTS, columns
from sarai.surveys.questionnaire.faults import Fault, Refused, refuse
from sarai.surveys.questionnaire.form import Form, Path
from sarai.surveys.questionnaire.reading import NAMESPACE
from sarai.surveys.questionnaire.sheets import Row, Sheet, Sheets, read_sheets
from sarai.surveys.questionnaire.xform import read_xform

_BIND = re.compile(r'<bind nodeset="([^"]*)"')
_ELSEWHERE = {"survey": {ROLE, "save_to"}, "settings": {"submission_url", "auto_send", "auto_delete"}}
_OF_CHOICES = frozenset({"list_name", "name", *TEXTS, *MEDIA})
_DUPLICATES = "allow_choice_duplicates"
_EXTERNAL = re.compile(r"select_one_external\s+", re.IGNORECASE)


@dataclass(frozen=True)
class Converted:
    """An XLSForm and what became of it. `xform` is UTF-8; `warnings` are remarks that refuse nothing."""

    form: Form
    xform: bytes
    warnings: tuple[Fault, ...]
    book: Book


def convert(data: bytes, name: str = "form.xlsx") -> Converted:
    """An XLSForm (XLSX, CSV or Markdown) as an XForm and as a `Form`. Raises `Refused` with every fault found."""
    book = Book(read_sheets(data, name))
    if faults := checks.check(book):
        raise Refused(faults)
    text, said = _converted(book, _stem(name))
    rows = book.outline.rows()
    xform = _marked(text, rows, _roles(book)).encode()
    form = read_xform(xform, rows=rows)
    if ring := cycles.cycle(form):
        raise Refused([cycles.fault(form, ring)])
    return Converted(form, xform, tuple(words.warnings(said)), book)


def _stem(name: str) -> str:
    """The form's identifier where the settings give none: the file's name without what is not a word."""
    stem = re.sub(r"[^\w.-]+", "_", name.rpartition("/")[2].rpartition(".")[0] or name).strip("_")
    return stem or "form"


def _converted(book: Book, stem: str) -> tuple[str, list[str]]:
    from pyxform.builder import create_survey_element_from_dict
    from pyxform.errors import PyXFormError
    from pyxform.xls2json import workbook_to_json
    from pyxform.xls2json_backends import DefinitionData

    said: list[str] = []
    try:
        data = DefinitionData(fallback_form_name=stem, **_definition(book.sheets))
        described = workbook_to_json(data, fallback_form_name=stem, warnings=said)
        survey = create_survey_element_from_dict(described)
        return survey.to_xml(validate=False, pretty_print=False, warnings=said), said
    except PyXFormError as error:
        rows = {path[-1]: row for path, row in book.outline.rows().items()}
        raise Refused([words.error(str(error), rows)]) from error
    except Exception as error:  # pyxform trusts its input: what it stumbles over is the form's fault
        detail = f"{type(error).__name__}: {error}"
        raise refuse(_("The converter of XLSForms cannot read this form."), detail=detail[:1000]) from error


def _definition(sheets: Sheets) -> Mapping[str, object]:
    """The sheets as pyxform takes them: a list of rows, padded so that its row numbers are the spreadsheet's."""
    found: dict[str, object] = {"sheet_names": list(sheets)}
    prepared = _with_external(sheets)
    if "survey" in prepared:
        prepared = {**prepared, "survey": _with_moments(prepared["survey"])}
    for name in ("survey", "choices", "settings"):
        if name in prepared:
            sheet = _without(prepared[name], _ELSEWHERE.get(name, set()))
            found[name] = _padded(sheet.rows) if name != "settings" else [dict(row.cells) for row in sheet.rows[:1]]
            found[f"{name}_header"] = [dict.fromkeys(sheet.headers)]
    return found


def _padded(rows: Iterable[Row]) -> list[dict[str, str]]:
    padded: list[dict[str, str]] = []
    for row in rows:
        padded += [{} for _number in range(len(padded) + 2, row.number)]
        padded.append(dict(row.cells))
    return padded


def unfit(sheet: Sheet) -> tuple[str, ...]:
    """Headers of a sheet of choices that cannot be the name of a column in an XForm, and are left out."""
    return tuple(
        header
        for header, meaning in columns(sheet.headers).items()
        if meaning.name not in _OF_CHOICES and not checks.NAME.fullmatch(header)
    )


def _without(sheet: Sheet, names: set[str]) -> Sheet:
    meanings = columns(sheet.headers)
    left_out = unfit(sheet) if sheet.name == "choices" else ()
    kept = tuple(header for header in sheet.headers if meanings[header].name not in names and header not in left_out)
    if kept == sheet.headers:
        return sheet
    rows = (Row(row.number, {key: cell for key, cell in row.cells.items() if key in kept}) for row in sheet.rows)
    return Sheet(sheet.name, kept, tuple(row for row in rows if row.cells))


def _with_moments(survey: Sheet) -> Sheet:
    """Defaults that are a moment east of Greenwich as texts: pyxform takes their “+” for that of a sum."""
    defaults = _headers(survey, "default")
    rows = (
        Row(
            row.number,
            {
                key: f"string('{cell.strip()}')" if key in defaults and checks.EASTERN.fullmatch(cell.strip()) else cell
                for key, cell in row.cells.items()
            },
        )
        for row in survey.rows
    )
    return Sheet(survey.name, survey.headers, tuple(rows))


def _with_external(sheets: Sheets) -> Sheets:
    """`select_one_external` made an ordinary select: a list too long for a phone of 2012 is none for a server.

    The choices sheet may have another list of the same name, which is left to those questions that are not external;
    and one value may stand several times in an external list, for a filter.
    """
    external = sheets.get("external_choices")
    if external is None:
        return sheets
    survey, choices = sheets["survey"], sheets.get("choices", Sheet("choices", (), ()))
    taken = {
        row.cells[header] for header in _headers(choices, "list_name") for row in choices.rows if header in row.cells
    }
    kept = {meaning: header for header, meaning in columns(choices.headers).items()}
    renamed = {header: kept.get(meaning, header) for header, meaning in columns(external.headers).items()}
    after = choices.rows[-1].number if choices.rows else 1
    lists, types = _headers(external, "list_name"), _headers(survey, "type")
    added = tuple(
        Row(
            after + row.number,
            {renamed[key]: _apart(cell, taken) if key in lists else cell for key, cell in row.cells.items()},
        )
        for row in external.rows
    )
    headers = tuple(dict.fromkeys((*choices.headers, *renamed.values())))
    rows = tuple(
        Row(row.number, {key: _ordinary(cell, taken) if key in types else cell for key, cell in row.cells.items()})
        for row in survey.rows
    )
    return {
        **sheets,
        "survey": Sheet("survey", survey.headers, rows),
        "choices": Sheet("choices", headers, choices.rows + added),
        "settings": _with_duplicates(sheets.get("settings", Sheet("settings", (), ()))),
    }


def _headers(sheet: Sheet, name: str) -> set[str]:
    """The headers of a sheet that mean a column."""
    return {header for header, meaning in columns(sheet.headers).items() if meaning.name == name}


def _ordinary(cell: str, taken: set[str]) -> str:
    """The type of a question, with its external list by the name that it has among the choices."""
    matched = _EXTERNAL.match(cell)
    return f"select_one {_apart(cell[matched.end() :], taken)}" if matched else cell


def _apart(name: str, taken: set[str]) -> str:
    return f"{name}.external" if name in taken else name


def _with_duplicates(settings: Sheet) -> Sheet:
    """The settings that let a list have a value twice; that of the other lists is checked before."""
    first = settings.rows[0] if settings.rows else Row(2, {})
    rows = (Row(first.number, {**first.cells, _DUPLICATES: "yes"}), *settings.rows[1:])
    return Sheet("settings", tuple(dict.fromkeys((*settings.headers, _DUPLICATES))), rows)


def _roles(book: Book) -> Mapping[Path, str]:
    return {node.path: role for node in book.outline.nodes if (role := node.entry.text(ROLE))}


def _marked(text: str, rows: Mapping[Path, int], roles: Mapping[Path, str]) -> str:
    """The XForm with every bind's row and role in attributes of our own namespace.

    pyxform writes an attribute's quotation marks as entities, so what the pattern finds is always an element.
    """

    def marked(matched: re.Match[str]) -> str:
        path = tuple(matched[1].strip("/").split("/"))
        row, role = _row(path, rows), roles.get(path)
        added = f' sarai:row="{row}"' if row else ""
        added += f" sarai:role={quoteattr(role)}" if role else ""
        return matched[0] + added

    text = _BIND.sub(marked, text)
    return text.replace("<h:html ", f'<h:html xmlns:sarai="{NAMESPACE}" ', 1)


def _row(path: Path, rows: Mapping[Path, int]) -> int:
    """The row that a node was written in; that of its group for a node that pyxform made up."""
    while path and path not in rows:
        path = path[:-1]
    return rows.get(path, 0)
