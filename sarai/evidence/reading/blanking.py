"""Writing a file anew with some of its rows blanked, so that every other row stays where it was.

Of a blanked row only times of day, durations and small numbers stay: they say that somebody was there and how long,
and not who. A text file comes back as UTF-8, a workbook as text cells without styles, comments or its author's name.
"""

from __future__ import annotations

import csv
import io
import re
import zipfile
from collections.abc import Callable, Collection
from pathlib import Path
from typing import Any, BinaryIO, cast

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

from .book import Book, Sheet
from .limits import Limits
from .opening import open_book
from .text import TextSheet

Concerns = Callable[[str, int, list[str]], bool]
"""Whether a row is to be blanked: the name of its sheet, its line, its cells."""

Rows = Collection[tuple[str, int]]

_MONTHS = (
    "jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|"
    "nov(?:ember)?|dec(?:ember)?"
)
_TIME = re.compile(
    rf"(?=.*\d:\d\d)(?:[\d\s:/.,+\-年月日]|[ap]\.?m\.?|上午|下午|utc|gmt|[tz]|\b(?:{_MONTHS})\b)+", re.IGNORECASE
)
_COUNT = re.compile(r"\d{1,4}")


def concerned(path: Path, name: str, concerns: Concerns, limits: Limits) -> set[tuple[str, int]]:
    """The rows (sheet, line) of a file that are to be blanked and are not yet. Raises Unreadable."""
    book = open_book(path, name, limits=limits)
    return {
        (sheet.name, number)
        for sheet in book.sheets()
        for number, cells in sheet.lines()
        if concerns(sheet.name, number, cells) and blank(cells) != cells
    }


def write_blanked(path: Path, name: str, rows: Rows, to: BinaryIO, limits: Limits) -> None:
    """Write the file anew, in its own kind, with these rows blanked. Raises Unreadable, and ValueError where a
    workbook cannot be written."""
    book = open_book(path, name, limits=limits)
    if book.kind == "xlsx":
        _write_workbook(book, rows, to)
    elif zipfile.is_zipfile(path):
        with zipfile.ZipFile(to, "w", zipfile.ZIP_DEFLATED) as archive:
            for sheet in book.sheets():
                with archive.open(sheet.name, "w") as part:
                    _write_text(cast(TextSheet, sheet), rows, cast(BinaryIO, part))
    else:
        [sheet] = book.sheets()
        _write_text(cast(TextSheet, sheet), rows, to)


def blank(cells: list[str]) -> list[str]:
    """The cells of a row with nothing left but times and small numbers, on as many physical lines as before."""
    return [cell if _COUNT.fullmatch(cell) or _TIME.fullmatch(cell) else re.sub(r"[^\r\n]", "", cell) for cell in cells]


def _write_text(sheet: TextSheet, rows: Rows, to: BinaryIO) -> None:
    text = io.TextIOWrapper(to, encoding="utf-8-sig", newline="", write_through=True)
    writer = csv.writer(text, delimiter=sheet.delimiter)
    for place, (number, cells) in enumerate(sheet.lines()):
        if not place and number == 2:  # the first line declared the delimiter
            text.write(f"sep={sheet.delimiter}\r\n")
        writer.writerow(blank(cells) if (sheet.name, number) in rows else cells)
    text.detach()


def _write_workbook(book: Book, rows: Rows, to: BinaryIO) -> None:
    written = Workbook(write_only=True)
    for sheet in book.sheets():
        _write_worksheet(written, sheet, rows)
    written.save(to)


def _write_worksheet(written: Workbook, sheet: Sheet, rows: Rows) -> None:
    page, last = written.create_sheet(sheet.name), 0
    for number, cells in sheet.lines():
        for _unstored in range(last + 1, number):
            page.append([])
        kept = blank(cells) if (sheet.name, number) in rows else cells
        page.append([_text_cell(page, cell) for cell in kept])
        last = number


def _text_cell(page: Any, text: str) -> Any:
    cell = WriteOnlyCell(page, value=ILLEGAL_CHARACTERS_RE.sub("", text))
    cell.data_type = "s"  # text that begins like a formula stays text
    return cell
