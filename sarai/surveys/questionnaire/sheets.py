"""The sheets of an XLSForm, opened the way this house opens other people's spreadsheets: nothing is evaluated.

Neither openpyxl nor pyxform ever sees the file, only the text of its cells.
"""

from __future__ import annotations

import re
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path as FilePath

from django.utils.translation import gettext as _

from sarai.evidence.reading.limits import Limits, MiB
from sarai.evidence.reading.opening import open_book
from sarai.evidence.reading.problems import Unreadable
from sarai.surveys.questionnaire.faults import Fault, Refused, refuse

LIMITS = Limits(
    max_bytes=16 * MiB,
    max_unpacked=192 * MiB,
    max_entries=2_000,
    max_columns=1_000,
    max_line_chars=MiB,
    max_cell_chars=32_767,  # what a cell of a workbook can hold
)
NAMES = ("survey", "choices", "settings", "external_choices", "entities", "osm")
SPELLED = {"choices and columns": "choices"}  # as sheets were called once
MOST_ROWS: Mapping[str, int] = {"survey": 5_000, "settings": 100}
MOST_CHOICES = 50_000

_SPACE = re.compile(r"[ \u00a0]+")
_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")  # XML 1.0, section 2.2
_PIPE = re.compile(r"(?<!\\)\|")
_RULE = re.compile(r"[|:\-\s]*-[|:\-\s]*")


@dataclass(frozen=True, slots=True)
class Row:
    """One row: its number as the spreadsheet shows it, and its cells by header. Empty cells are not there."""

    number: int
    cells: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet: its name in small letters, its headers from left to right, and its rows that are not empty."""

    name: str
    headers: tuple[str, ...]
    rows: tuple[Row, ...]


Sheets = Mapping[str, Sheet]
_Lines = Iterable[tuple[int, list[str]]]


def read_sheets(data: bytes, name: str = "form.xlsx") -> Sheets:
    """The sheets that XLSForm knows, by name, from XLSX, CSV or a Markdown table. `Refused` for anything else."""
    try:
        pages = list(_pages(data, name))
    except Unreadable as error:
        where = error.where
        raise refuse(str(error), sheet=where.sheet if where else "", row=where.line if where else 0) from error
    found, faults = _known(pages)
    if not faults and not found.get("survey", _EMPTY).headers:
        names = ", ".join(f"“{title}”" for title, _lines in pages) or "–"
        faults = [
            Fault("survey", 0, "", _("There is no sheet “survey” with a header row. The sheets found: %s.") % names)
        ]
    if faults:
        raise Refused(faults)
    return found


_EMPTY = Sheet("", (), ())


def _known(pages: list[tuple[str, list[tuple[int, list[str]]]]]) -> tuple[dict[str, Sheet], list[Fault]]:
    found: dict[str, Sheet] = {}
    faults: list[Fault] = []
    for title, lines in pages:
        name = _named(title)
        if len(pages) == 1 and name not in NAMES:
            name = "survey"
        if name not in NAMES:
            continue
        if name in found:
            faults.append(Fault(name, 0, "", _("There are two sheets of this name. Rename or remove one.")))
        found[name] = _sheet(name, lines, faults)
    return found, faults


def _named(title: str) -> str:
    name = title.strip().lower()
    return SPELLED.get(name, name)


def _sheet(name: str, lines: _Lines, faults: list[Fault]) -> Sheet:
    headers: list[str] = []
    rows: list[Row] = []
    most = MOST_ROWS.get(name, MOST_CHOICES)
    for number, cells in lines:
        texts = [clean(cell) for cell in cells]
        if not any(texts):
            continue
        if not headers:
            headers = [" ".join(text.split()) for text in texts]
            faults += _headers_twice(name, number, headers)
            continue
        if number > most + 1:
            faults.append(Fault(name, number, "", _("A form may have at most %d rows in this sheet.") % most))
            break
        rows.append(Row(number, {key: cell for key, cell in zip(headers, texts, strict=False) if key and cell}))
    return Sheet(name, tuple(header for header in headers if header), tuple(row for row in rows if row.cells))


def clean(cell: str) -> str:
    """A text without what no sheet and no XML can hold, and without space around it."""
    return _NOT_XML.sub("", cell).replace("\u00a0", " ").strip()


def _headers_twice(name: str, number: int, headers: list[str]) -> Iterator[Fault]:
    seen: set[str] = set()
    for header in headers:
        if header and header in seen:
            yield Fault(name, number, header, _("Two columns have this header. Rename or remove one."))
        seen.add(header)


def _pages(data: bytes, name: str) -> Iterator[tuple[str, list[tuple[int, list[str]]]]]:
    """Every sheet's title and its rows by number. The file is put aside only as long as it is read."""
    if data.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"|"):
        yield from _markdown(data)
        return
    with tempfile.NamedTemporaryFile(prefix="xlsform-") as kept:
        if len(data) <= LIMITS.max_bytes:
            kept.write(data)
        else:  # only its size is looked at, and refused
            kept.truncate(len(data))
        kept.flush()
        book = open_book(FilePath(kept.name), name, limits=LIMITS)
        if book.kind == "csv":
            yield from _stacked((line.number, line.cells) for sheet in book.sheets() for line in sheet.lines())
            return
        for sheet in book.sheets():
            if _named(sheet.name) in NAMES or len(book.pages) == 1:
                yield sheet.name, _bounded(sheet.name, ((line.number, line.cells) for line in sheet.lines()))
            else:
                yield sheet.name, []


def _bounded(title: str, lines: _Lines) -> list[tuple[int, list[str]]]:
    """Rows with text, as many as a form may have and one more."""
    most = MOST_ROWS.get(_named(title), MOST_CHOICES)
    kept = []
    for number, cells in lines:
        if any(cells):
            kept.append((number, cells))
            if number > most + 1:
                break
    return kept


def _stacked(lines: _Lines) -> Iterator[tuple[str, list[tuple[int, list[str]]]]]:
    """The sheets of a text in which a first column names each: rows are counted anew from each sheet's header."""
    title = ""
    rows: list[tuple[int, list[str]]] = []
    for _number, cells in lines:
        first, rest = (cells[0].strip(), cells[1:]) if cells else ("", [])
        if first:
            if title:
                yield title, rows
            title, rows = first, []
        if any(cell.strip() for cell in rest):
            rows.append((len(rows) + 1, rest))
    if title:
        yield title, rows


def _markdown(data: bytes) -> Iterator[tuple[str, list[tuple[int, list[str]]]]]:
    if len(data) > LIMITS.max_bytes:
        raise Unreadable(_("This text is too long for a form."))
    lines: list[tuple[int, list[str]]] = []
    for line in data.decode("utf-8-sig", errors="replace").splitlines():
        line = line.strip()
        if line.startswith("|") and not _RULE.fullmatch(line):
            cells = [cell.strip().replace("\\|", "|") for cell in _PIPE.split(line.strip("|"))]
            lines.append((len(lines) + 1, cells))
    return _stacked(lines)
