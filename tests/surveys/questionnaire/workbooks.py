"""Forms written as tables of text, made into the workbooks that people upload."""

import io
import re

from openpyxl import Workbook

from sarai.surveys.questionnaire.publishing import Published, publish

_CELLS = re.compile(r"(?<!\\)\|")


def tables(text: str) -> dict[str, list[list[str]]]:
    """Sheets by name; each is its rows, the header first. `\\|` is a bar inside a cell."""
    sheets: dict[str, list[list[str]]] = {}
    for line in text.strip().splitlines():
        first, *cells = (cell.strip().replace("\\|", "|") for cell in _CELLS.split(line.strip()[1:-1]))
        if first:
            sheets[first] = []
        if any(cells):
            list(sheets.values())[-1].append(cells)
    return sheets


def workbook(text: str) -> bytes:
    """The XLSX file of a form written as tables."""
    book = Workbook()
    book.remove(book.active)
    for name, rows in tables(text).items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append([cell or None for cell in row])
            for cell in sheet[sheet.max_row]:
                if cell.value is not None:
                    cell.data_type = "s"
    kept = io.BytesIO()
    book.save(kept)
    return kept.getvalue()


def published(text: str) -> Published:
    """A form written as tables, uploaded as a workbook."""
    return publish(workbook(text), "form.xlsx")
