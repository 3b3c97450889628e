"""Answers as XLSX: a sheet of the responses, and one of each repeat."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

from sarai.evidence.reading.safe import defuse
from sarai.evidence.spreadsheet import Workbook

from .columns import CUT, Cell
from .dataset import MAIN, Dataset, Row
from .hxl import tags

LONGEST = 32_766  # letters in a cell, beside the apostrophe that keeps it from being a formula
_FORBIDDEN = re.compile(r"[\[\]:*?/\\]")  # in the name of a sheet


def workbook(dataset: Dataset, *, hashtags: bool = False) -> Workbook:
    """The whole of the answers as a workbook."""
    book = Workbook(title=dataset.asking.survey.title)
    taken: set[str] = set()
    for table in (MAIN, *dataset.repeats):
        name = _sheet_name(table or dataset.asking.survey.slug, taken)
        rows: Iterable[Row] = ([_fit(cell) for cell in row] for row in dataset.rows(table))
        if hashtags:
            rows = _with_first(tags(dataset.columns(table)), rows)
        book.sheet(name, [str(defuse(_fit(label))) for label in dataset.header(table)], rows)
    return book


def _fit(cell: Cell) -> Cell:
    """A cell that a workbook can hold: without control characters, and with a mark where it was cut."""
    if not isinstance(cell, str):
        return cell
    text = ILLEGAL_CHARACTERS_RE.sub("", cell)
    return text if _length(text) <= LONGEST else _first(text, LONGEST - len(CUT)) + CUT


def _length(text: str) -> int:
    """How long spreadsheet programs take a text to be: they count letters in UTF-16."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def _first(text: str, most: int) -> str:
    return text.encode("utf-16-le", "surrogatepass")[: 2 * most].decode("utf-16-le", "ignore")


def _with_first(first: list[str], rows: Iterable[Row]) -> Iterator[Row]:
    yield list(first)
    yield from rows


def _sheet_name(name: str, taken: set[str]) -> str:
    """A name that a sheet may have, and that no other has: letters of either case are the same."""
    plain = _FORBIDDEN.sub("_", name)[:31]
    found, number = plain, 1
    while found.casefold() in taken:
        number += 1
        found = f"{plain[: 30 - len(str(number))]}_{number}"
    taken.add(found.casefold())
    return found
