"""A file opened for reading: sheets of lines of text. A CSV file is a book of one sheet."""

from abc import ABC, abstractmethod
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from itertools import islice
from typing import Literal, NamedTuple

from sarai.evidence.reading.problems import Problem


class Line(NamedTuple):
    """One row: its number as a person sees it (physical line where the row starts, or spreadsheet row) and its cells.

    Cells are text as displayed. In XLSX a date becomes `2020-03-28` or `2020-03-28 08:07:00`, a time of day or an
    elapsed time `8:07:00`, a truth value `TRUE` or `FALSE`, a whole number has no `.0`, and a formula is its stored
    result (or, without one, its own text): nothing is ever evaluated.
    """

    number: int
    cells: list[str]


class Sheet(ABC):
    """One table-like page of a book; `lines()` may be called as often as needed and starts anew each time."""

    name: str

    @abstractmethod
    def lines(self) -> Iterator[Line]:
        """Stream the rows; raises `Unreadable` where the file cannot be read on. Memory does not grow with the file."""

    def head(self, count: int) -> tuple[Line, ...]:
        """The first `count` rows."""
        with closing(self.lines()) as lines:  # type: ignore[type-var]  # a generator, which can be closed
            return tuple(islice(lines, count))


class Head(NamedTuple):
    """The first rows of one sheet."""

    sheet: Sheet
    lines: tuple[Line, ...]


HEAD_LINES = 60


@dataclass(slots=True)
class Book:
    """An opened file. `problems` are what opening it already showed (NUL bytes left out, an encoding guessed)."""

    name: str
    kind: Literal["csv", "xlsx"]
    encoding: str
    """`UTF-8`, `UTF-16LE`, `GB18030`, `Windows-1252`, …; empty for XLSX, which names its own."""
    pages: tuple[Sheet, ...]
    problems: tuple[Problem, ...] = ()
    _heads: dict[int, tuple[Head, ...]] | None = None

    def sheets(self) -> Iterator[Sheet]:
        """The sheets in the file's own order."""
        return iter(self.pages)

    def head(self, count: int = HEAD_LINES) -> tuple[Head, ...]:
        """The first rows of every sheet, read once and kept, for recognising the format. May raise `Unreadable`."""
        if self._heads is None:
            self._heads = {}
        if count not in self._heads:
            self._heads[count] = tuple(Head(sheet, sheet.head(count)) for sheet in self.pages)
        return self._heads[count]
