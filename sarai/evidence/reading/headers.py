"""Header rows: comparing names however they are typed, and reading rows by name."""

import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator
from functools import lru_cache

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from sarai.evidence.reading.book import Line
from sarai.evidence.reading.problems import Problem, Where

_EDGES = " :*?¿؟\"'\ufeff\u200b\u200e\u200f"


@lru_cache(maxsize=4096)
def fold(header: str) -> str:
    """A header for comparison: NFKC (so full-width brackets become plain), case-folded, blanks single, edges bare.

    `"  User Name （Original Name）:"` → `"user name (original name)"`.
    """
    return " ".join(unicodedata.normalize("NFKC", header).casefold().split()).strip(_EDGES)


def aliases(names: str) -> tuple[str, ...]:
    """Header names for comparison, out of a list `Join Time | Joined | …`."""
    return tuple(fold(name) for name in names.split("|"))


def suffixed(names: Iterable[str]) -> list[str]:
    """Names made unique: the second `User Email` becomes `User Email (2)`; a blank name `Column 7`, by its place."""
    seen: Counter[str] = Counter()
    unique = []
    for place, name in enumerate(names, 1):
        name = " ".join(name.split()).strip("\ufeff") or f"Column {place}"
        seen[name] += 1
        while seen[name] > 1 and f"{name} ({seen[name]})" in seen:
            seen[name] += 1
        unique.append(name if seen[name] == 1 else f"{name} ({seen[name]})")
        seen[unique[-1]] += 0 if seen[name] == 1 else 1
    return unique


class Columns:
    """The columns of one header row. Blank names at its end (rows are padded with commas) do not count."""

    def __init__(self, cells: Iterable[str]) -> None:
        cells = list(cells)
        while cells and not cells[-1].strip():
            cells.pop()
        self.names = tuple(suffixed(cells))
        """Names as printed, duplicates suffixed."""
        self.keys = tuple(fold(cell) for cell in cells)
        """Names for comparison, duplicates not suffixed."""

    def __len__(self) -> int:
        return len(self.keys)

    def __contains__(self, alias: object) -> bool:
        return alias in self.keys

    def find(self, *aliases: str) -> int | None:
        """The first column that has one of these (folded) names, or None; an earlier alias wins."""
        return next((self.keys.index(alias) for alias in aliases if alias in self.keys), None)

    def last(self, *aliases: str) -> int | None:
        """The last column that has one of these (folded) names, or None."""
        return max((place for place, key in enumerate(self.keys) if key in aliases), default=None)

    def fit(self, line: Line, sheet: str, needed: int = 0) -> tuple[list[str] | None, Problem | None]:
        """The cells of a row, exactly as many as the header has, and what is wrong with their number.

        A row that is longer (blank cells aside) has moved its values sideways, and one that ends before the column
        `needed` has lost what matters: such rows are not taken. A row that is merely short is filled up.
        """
        cells, width = line.cells, len(self.keys)
        if len(cells) == width:
            return cells, None
        if len(cells) > width:
            if any(map(str.strip, cells[width:])):
                return None, _too_long(Where(sheet, line.number), cells, width)
            return cells[:width], None
        if len(cells) <= needed:
            return None, _too_short(Where(sheet, line.number), cells, width, "error")
        return cells + [""] * (width - len(cells)), _too_short(Where(sheet, line.number), cells, width, "warning")


def _too_long(where: Where, cells: list[str], width: int) -> Problem:
    sentence = _(
        "Line %(line)d has %(count)d cells under a header of %(width)d, so its values stand in the wrong columns. "
        "It was not taken. Look for a separator inside a value, put that value in quotation marks, and upload again."
    )
    return Problem(where, sentence % {"line": where.line, "count": len(cells), "width": width}, tuple(cells))


def _too_short(where: Where, cells: list[str], width: int, severity: str) -> Problem:
    if severity == "error":
        sentence = ngettext(
            "Line %(line)d has only %(count)d cell under a header of %(width)d and was not taken. "
            "If it is the last line, the download was cut short: download the file again.",
            "Line %(line)d has only %(count)d cells under a header of %(width)d and was not taken. "
            "If it is the last line, the download was cut short: download the file again.",
            len(cells),
        )
    else:
        sentence = _(
            "Line %(line)d has %(count)d cells under a header of %(width)d; the missing ones were taken as blank."
        )
    values = {"line": where.line, "count": len(cells), "width": width}
    return Problem(where, sentence % values, tuple(cells), "error" if severity == "error" else "warning")


def is_blank(cells: list[str]) -> bool:
    """Whether a row says nothing."""
    return not any(map(str.strip, cells))


def titled(lines: Iterable[Line], *needed: str) -> Iterator[tuple[Line, Columns]]:
    """Rows of a head that name all of these (folded) columns, as headers."""
    for line in lines:
        keys = {fold(cell) for cell in line.cells if len(cell) < 200}
        if all(name in keys for name in needed):
            yield line, Columns(line.cells)
