"""The shared strings of a workbook, parsed only as far as asked for and kept on disk beyond a budget.

A workbook stores most of its text in one table that cells refer to by number. Read whole, as libraries do, that table
makes memory grow with the file.
"""

import re
import tempfile
from array import array
from pathlib import Path
from types import TracebackType
from typing import Self

from django.utils.translation import gettext as _

from sarai.evidence.reading import xml
from sarai.evidence.reading.archive import open_part
from sarai.evidence.reading.limits import Limits
from sarai.evidence.reading.problems import Unreadable

_IN_MEMORY = 16 << 20
_ESCAPE = re.compile(r"_x([0-9A-Fa-f]{4})_")


def unescaped(text: str) -> str:
    """Text with `_x000D_` and the like, by which XLSX writes what XML cannot, turned back into characters.

    Halves of a character that have lost the other half are written as �.
    """
    if "_x" not in text:
        return text
    plain = _ESCAPE.sub(lambda match: chr(int(match[1], 16)), text).replace("\0", "")
    return plain.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


class SharedStrings:
    """A context manager; `strings[n]` is the n-th text, or "" where the workbook names one it does not have."""

    def __init__(self, path: Path, part: str, limits: Limits, in_memory: int = _IN_MEMORY) -> None:
        self._path, self._part, self._limits, self._budget = path, part, limits, in_memory
        self._texts: list[str] = []
        self._offsets = array("Q", [0])
        self._buffer: list[str] = []
        self._capturing = self._phonetic = self._exhausted = False

    def __enter__(self) -> Self:
        self._stream = open_part(self._path, self._part, self._limits) if self._part else None
        self._parser = xml.Parser(self._part, self._start, self._end, self._data)
        self._spill = tempfile.TemporaryFile()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._spill.close()
        if self._stream:
            self._stream.close()

    def __len__(self) -> int:
        return len(self._texts) + len(self._offsets) - 1

    def __getitem__(self, index: int) -> str:
        while index >= len(self) and not self._exhausted:
            self._advance()
        if 0 <= index < len(self._texts):
            return self._texts[index]
        position = index - len(self._texts)
        if not 0 <= position < len(self._offsets) - 1:
            return ""
        self._spill.seek(self._offsets[position])
        return self._spill.read(self._offsets[position + 1] - self._offsets[position]).decode()

    def _advance(self) -> None:
        if self._stream is None:
            self._exhausted = True
            return
        block = self._stream.read(xml.CHUNK)
        self._spill.seek(0, 2)
        self._parser.feed(block)
        self._exhausted = not block

    def _start(self, name: str, attributes: xml.Attributes) -> None:
        name = xml.local(name)
        if name == "si":
            self._buffer.clear()
        elif name == "rPh":
            self._phonetic = True
        elif name == "t":
            self._capturing = not self._phonetic

    def _end(self, name: str) -> None:
        name = xml.local(name)
        if name == "t":
            self._capturing = False
        elif name == "rPh":
            self._phonetic = False
        elif name == "si":
            self._keep(unescaped("".join(self._buffer)))

    def _data(self, text: str) -> None:
        if self._capturing:
            self._buffer.append(text)

    def _keep(self, text: str) -> None:
        if len(text) > self._limits.max_cell_chars:
            raise Unreadable(too_long(self._limits))
        if self._budget > 0 and len(self._offsets) == 1:
            self._texts.append(text)
            self._budget -= len(text) + 64
            return
        data = text.encode(errors="replace")
        self._spill.write(data)
        self._offsets.append(self._offsets[-1] + len(data))


def too_long(limits: Limits) -> str:
    """The sentence for a cell that holds more text than any program would put there."""
    return _("A cell of this workbook holds more than %(limit)d characters. Is this file a table?") % {
        "limit": limits.max_cell_chars
    }
