"""XLSX read as a stream (ECMA-376, SpreadsheetML), in memory that does not grow with the file.

openpyxl's read-only mode loads every shared string before the first row and gives a formula or its result but not the
one where the other is missing, so the few elements that matter are read here directly. Nothing is evaluated, no
external link is followed, macros and pictures are never opened.
"""

import posixpath
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from zipfile import ZipInfo

from django.utils.translation import gettext as _

from sarai.evidence.reading import numbers, xml
from sarai.evidence.reading.archive import open_part
from sarai.evidence.reading.book import Line, Sheet
from sarai.evidence.reading.limits import Limits
from sarai.evidence.reading.problems import Unreadable, Where
from sarai.evidence.reading.strings import SharedStrings, too_long, unescaped

_ROOT = "xl/workbook.xml"


@dataclass(slots=True)
class Layout:
    """What the parts of a workbook say about one another."""

    path: Path
    limits: Limits
    parts: dict[str, ZipInfo]
    sheets: list[tuple[str, str]] = field(default_factory=list)
    """Name and part of every worksheet, in tab order."""
    strings: str = ""
    formats: list[numbers.Display] = field(default_factory=list)
    from_1904: bool = False


def is_workbook(parts: dict[str, ZipInfo]) -> bool:
    """Whether a ZIP container is an XLSX workbook."""
    return _root(parts) in parts or any(name.startswith("xl/") for name in parts)


def layout(path: Path, parts: dict[str, ZipInfo], limits: Limits) -> Layout:
    """Read the small parts. `Unreadable` if they are missing, damaged or name no worksheet."""
    found = Layout(path, limits, parts)
    root = _root(parts)
    if root not in parts:
        raise _not_whole()
    targets = _relations(found, root)
    _read_workbook(found, root, targets)
    styles = next((part for kind, part in targets.values() if kind == "styles"), "")
    found.strings = next((part for kind, part in targets.values() if kind == "sharedStrings"), "")
    if styles in parts:
        _read_styles(found, styles)
    if found.strings not in parts:
        found.strings = ""
    if not found.sheets:
        raise _not_whole()
    return found


def _root(parts: dict[str, ZipInfo]) -> str:
    return next((name for name in parts if name.lower() == _ROOT), _ROOT)


def _not_whole() -> Unreadable:
    return Unreadable(
        _("This workbook has no readable sheets. Open it in a spreadsheet program, save it again, and upload it.")
    )


def _walk(found: Layout, part: str, start: xml.Start, end: xml.End | None = None) -> None:
    with open_part(found.path, part, found.limits) as stream:
        xml.walk(stream, part, start, end)


def _relations(found: Layout, root: str) -> dict[str, tuple[str, str]]:
    """Relation identifier → kind (`worksheet`, `styles`, `sharedStrings`) and part, of the workbook's own part."""
    folder, name = posixpath.split(root)
    listing, targets = f"{folder}/_rels/{name}.rels", {}

    def start(element: str, attributes: xml.Attributes) -> None:
        if xml.local(element) == "Relationship" and attributes.get("TargetMode") != "External":
            target = attributes.get("Target", "")
            part = target.lstrip("/") if target.startswith("/") else posixpath.normpath(f"{folder}/{target}")
            targets[attributes.get("Id", "")] = (attributes.get("Type", "").rpartition("/")[2], part)

    if listing in found.parts:
        _walk(found, listing, start)
    return targets


def _read_workbook(found: Layout, root: str, targets: dict[str, tuple[str, str]]) -> None:
    def start(element: str, attributes: xml.Attributes) -> None:
        element = xml.local(element)
        if element == "workbookPr":
            found.from_1904 = attributes.get("date1904") in ("1", "true")
        elif element == "sheet":
            relation = next((value for key, value in attributes.items() if key.endswith(":id")), "")
            kind, part = targets.get(relation, ("", ""))
            if kind == "worksheet" and part in found.parts:
                found.sheets.append((attributes.get("name", ""), part))

    _walk(found, root, start)


def _read_styles(found: Layout, part: str) -> None:
    """The display of every cell style, in the order in which cells refer to them."""
    codes: dict[int, str] = {}
    inside = False

    def start(element: str, attributes: xml.Attributes) -> None:
        nonlocal inside
        element = xml.local(element)
        if element == "numFmt":
            codes[_whole(attributes.get("numFmtId"))] = attributes.get("formatCode", "")
        elif element == "cellXfs":
            inside = True
        elif element == "xf" and inside:
            identifier = _whole(attributes.get("numFmtId"))
            found.formats.append(numbers.display(identifier, codes.get(identifier, "")))

    def end(element: str) -> None:
        nonlocal inside
        if xml.local(element) == "cellXfs":
            inside = False

    _walk(found, part, start, end)


def _whole(text: str | None) -> int:
    return int(text) if text and text.isdecimal() and len(text) < 10 else 0


class WorkbookSheet(Sheet):
    """One worksheet. Rows without any cell are not stored in a workbook and so do not appear."""

    def __init__(self, found: Layout, name: str, part: str) -> None:
        self.name, self._found, self._part = name, found, part

    def lines(self) -> Iterator[Line]:
        """Every stored row."""
        found = self._found
        with (
            SharedStrings(found.path, found.strings, found.limits) as strings,
            open_part(found.path, self._part, found.limits) as stream,
        ):
            rows = _Rows(self, found, strings)
            parser = xml.Parser(self._part, rows.start, rows.end, rows.data)
            while block := stream.read(xml.CHUNK):
                parser.feed(block)
                yield from rows.done
                rows.done.clear()
            parser.feed(b"")
            yield from rows.done


class _Rows:
    """Handlers that turn the elements of a worksheet into finished lines."""

    def __init__(self, sheet: WorkbookSheet, found: Layout, strings: SharedStrings) -> None:
        self.done: list[Line] = []
        self._sheet, self._found, self._strings = sheet, found, strings
        self._number, self._column, self._length = 0, -1, 0
        self._cells: list[str] = []
        self._kind = self._style = self._capturing = ""
        self._value: list[str] = []
        self._formula: list[str] = []
        self._size = 0

    def start(self, name: str, attributes: xml.Attributes) -> None:
        name = name if ":" not in name else xml.local(name)
        if name == "c":
            self._column = _column(attributes.get("r", ""), self._column + 1)
            self._kind, self._style = attributes.get("t", "n"), attributes.get("s", "")
            self._value.clear()
            self._formula.clear()
            self._size = 0
        elif name in ("v", "t", "f"):
            self._capturing = "" if self._capturing == "rPh" else name
        elif name == "rPh":
            self._capturing = "rPh"
        elif name == "row":
            self._number = _whole(attributes.get("r")) or self._number + 1
            self._cells, self._column, self._length = [], -1, 0

    def data(self, text: str) -> None:
        if self._capturing in ("", "rPh"):
            return
        self._size += len(text)
        if self._size > self._found.limits.max_cell_chars:
            raise Unreadable(too_long(self._found.limits), Where(self._sheet.name, self._number))
        (self._formula if self._capturing == "f" else self._value).append(text)

    def end(self, name: str) -> None:
        name = name if ":" not in name else xml.local(name)
        if name in ("v", "t", "f", "rPh"):
            self._capturing = ""
        elif name == "c":
            if text := self._text():
                self._place(text)
        elif name == "row":
            self.done.append(Line(self._number, self._cells))

    def _text(self) -> str:
        value = "".join(self._value)
        if not value:
            return "=" + "".join(self._formula) if self._formula else ""
        if self._kind == "s":
            return self._strings[int(value)] if value.isdecimal() and len(value) < 10 else ""
        if self._kind == "b":
            return "TRUE" if value.strip() == "1" else "FALSE"
        if self._kind in ("n", ""):
            formats, style = self._found.formats, _whole(self._style)
            how = formats[style] if style < len(formats) else "number"
            return numbers.shown(value, how, self._found.from_1904)
        return unescaped(value)

    def _place(self, text: str) -> None:
        if self._column >= self._found.limits.max_columns:
            raise Unreadable(
                _("Row %(line)d of the sheet “%(sheet)s” has more than %(limit)d columns. Is this file a table?")
                % {"line": self._number, "sheet": self._sheet.name, "limit": self._found.limits.max_columns},
                Where(self._sheet.name, self._number),
            )
        self._length += len(text)
        if self._length > self._found.limits.max_line_chars:
            raise Unreadable(
                _("Row %(line)d of the sheet “%(sheet)s” holds more than %(limit)d characters. Is this file a table?")
                % {"line": self._number, "sheet": self._sheet.name, "limit": self._found.limits.max_line_chars},
                Where(self._sheet.name, self._number),
            )
        missing = self._column - len(self._cells)
        if missing:
            self._cells.extend([""] * missing)
        self._cells.append(text)


def _column(reference: str, otherwise: int) -> int:
    """The column of a cell reference, from 0: `AB12` → 27; `otherwise` where the cell does not say."""
    column = 0
    for letter in reference[:8]:
        if not "A" <= letter <= "Z":
            break
        column = column * 26 + ord(letter) - 64
    return column - 1 if column else otherwise
