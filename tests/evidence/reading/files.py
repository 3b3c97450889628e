"""Composing outside files for tests: text in any encoding, workbooks, and containers."""

import io
import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from openpyxl import Workbook

from sarai.evidence.formats import Context, Order, Problem, formats
from sarai.evidence.reading import Book, Limits, open_book

LIMITS = Limits()


def opened(folder: Path, content: bytes | str, name: str = "file.csv", limits: Limits = LIMITS) -> Book:
    """A file with this content, opened."""
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return open_book(path, limits=limits)


def rows_of(book: Book) -> list[tuple[int, list[str]]]:
    """Line numbers and cells of the first sheet."""
    return [(line.number, line.cells) for line in next(book.sheets()).lines()]


def workbook(sheets: Mapping[str, Sequence[Sequence[Any]]]) -> bytes:
    """An XLSX workbook with these sheets of rows."""
    book = Workbook()
    book.remove(book.active)
    for title, rows in sheets.items():
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(list(row))
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def container(parts: Mapping[str, bytes | str], compression: int = zipfile.ZIP_DEFLATED) -> bytes:
    """A ZIP container with these parts."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", compression) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return stream.getvalue()


_RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def bare_workbook(rows: str, strings: Sequence[str] = (), styles: str = "") -> bytes:
    """An XLSX workbook of one sheet “S” as other programs write it: shared strings (given as XML), prefixes, styles."""
    relations = [
        ("worksheet", "worksheets/sheet1.xml"),
        ("sharedStrings", "/xl/sharedStrings.xml"),
        ("styles", "styles.xml"),
    ]
    items = "".join(f"<x:si>{text}</x:si>" for text in strings)
    return container(
        {
            "xl/workbook.xml": f'<x:workbook xmlns:x="urn:x" xmlns:r="{_RELATION}"><x:sheets>'
            '<x:sheet name="S" sheetId="1" r:id="rId0"/></x:sheets></x:workbook>',
            "xl/_rels/workbook.xml.rels": '<Relationships xmlns="urn:p">'
            + "".join(
                f'<Relationship Id="rId{number}" Type="{_RELATION}/{kind}" Target="{target}"/>'
                for number, (kind, target) in enumerate(relations)
            )
            + "</Relationships>",
            "xl/worksheets/sheet1.xml": f'<x:worksheet xmlns:x="urn:x"><x:sheetData>{rows}</x:sheetData></x:worksheet>',
            "xl/sharedStrings.xml": f'<x:sst xmlns:x="urn:x">{items}</x:sst>',
            "xl/styles.xml": f'<x:styleSheet xmlns:x="urn:x">{styles}</x:styleSheet>',
        }
    )


def rebuilt(content: bytes, **changed: bytes) -> bytes:
    """A container again, with some parts replaced; `__` in a keyword stands for `/` and a last `_` for `.`."""
    names = {key.replace("__", "/").replace("_", "."): part for key, part in changed.items()}
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        parts = {name: names.get(name, archive.read(name)) for name in archive.namelist()}
    return container({**parts, **names})


def context(
    zone: str = "UTC",
    windows: Sequence[tuple[Any, Any]] = (),
    mapping: Mapping[str, str] | None = None,
    order: Order | None = None,
) -> Context:
    """What is known about a file from outside it."""
    return Context(ZoneInfo(zone), tuple(windows), mapping, order)


def read(book: Book, key: str, given: Context | None = None) -> tuple[list[Any], list[Problem]]:
    """The records and the problems of a file in one format."""
    one = next(one for one in formats() if one.key == key)
    found = list(one.read(book, given or context()))
    return [item for item in found if not isinstance(item, Problem)], [
        item for item in found if isinstance(item, Problem)
    ]
