"""Which character separates the cells of a text file: comma, semicolon or tab."""

import csv
from collections import Counter
from collections.abc import Sequence

CANDIDATES = (",", ";", "\t")
_DECLARATION = {f"sep={mark}": mark for mark in CANDIDATES}


def declared(line: str) -> str:
    """The separator a first line `sep=;` declares (a habit of Excel), or ``""``."""
    bare = line.rstrip("\r\n").strip('"')
    return _DECLARATION.get(bare) or _DECLARATION.get(bare.strip().lower(), "")


def sniff(lines: Sequence[str]) -> str:
    """The separator under which most of the first lines agree with one another on their number of cells.

    Reports with several sections change width on the way, so agreement is counted between lines anywhere in the head,
    and a tie goes to the separator that gives more cells, then to the rarer character. Free text with commas inside
    does not agree with its neighbours. A line alone is decided by its cells; a file with one column gets the comma.
    """
    return max(CANDIDATES, key=lambda mark: _agreement(lines, mark))


def _agreement(lines: Sequence[str], mark: str) -> tuple[int, int, int]:
    try:
        widths = [len(_unpadded(cells)) for cells in csv.reader(lines, delimiter=mark)]
    except csv.Error:
        return (0, 0, 0)
    counts = Counter(width for width in widths if width > 1)
    agreeing = sum(count for count in counts.values() if count > 1)
    return (agreeing, max(counts, default=0), CANDIDATES.index(mark) if counts else 0)


def _unpadded(cells: list[str]) -> list[str]:
    width = len(cells)
    while width > 1 and not cells[width - 1]:
        width -= 1
    return cells[:width]
