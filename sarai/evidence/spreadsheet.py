"""Writing XLSX files that open safely: text stays text, whatever it begins with."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence

from django.http import HttpResponse
from openpyxl import Workbook as _Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font

from .reading.safe import defuse, fit_for_xml

CONTENT_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class Workbook:
    """A workbook written row by row."""

    def __init__(self, title: str):
        self._book = _Workbook(write_only=True)
        self._book.properties.title = fit_for_xml(title)

    def sheet(self, name: str, header: Sequence[str], rows: Iterable[Sequence[str | int | float | None]]) -> None:
        """Add a sheet with a bold header row that stays in view."""
        sheet = self._book.create_sheet(name[:31])
        sheet.freeze_panes = "A2"
        cells = []
        for label in header:
            cell = WriteOnlyCell(sheet, value=fit_for_xml(label))
            cell.font = Font(bold=True)
            cells.append(cell)
        sheet.append(cells)
        for row in rows:
            sheet.append([defuse(fit_for_xml(cell) if isinstance(cell, str) else cell) for cell in row])

    def response(self, filename: str) -> HttpResponse:
        """The workbook as a download."""
        buffer = io.BytesIO()
        self._book.save(buffer)
        response = HttpResponse(buffer.getvalue(), content_type=CONTENT_TYPE)
        response["Content-Disposition"] = f'attachment; filename="{filename}"'
        return response
