"""What a table is: counts in rows and columns, places of a ranking, and numbers in short. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import Enum
from math import ceil, floor, fsum, log2, log10, sqrt

NOTHING = ""  # the value of the row or column of those who gave no answer


class Hidden(Enum):
    """Why a count is not shown: it is small, or a small one could be worked out from it."""

    SMALL = "small"
    KEPT = "kept"


Count = int | Hidden


@dataclass(frozen=True, slots=True)
class Value:
    """An answer, or a value of a dimension; `NOTHING` is none."""

    value: str
    label: str

    @property
    def known(self) -> bool:
        """Whether it says something."""
        return self.value != NOTHING


@dataclass(frozen=True, slots=True)
class Crosstab:
    """How many units gave which answer (`rows`), in which `columns` (none, where it is not broken down).

    The margins are counts of units too, not sums: where a unit may be in several rows (`overlapping_rows`: a question
    with several answers) it is in their margin once. Otherwise the cells sum to them.
    """

    rows: tuple[Value, ...]
    columns: tuple[Value, ...]
    cells: Mapping[tuple[str, str], Count]
    row_totals: Mapping[str, Count]
    column_totals: Mapping[str, Count]
    total: Count
    overlapping_rows: bool = False
    overlapping_columns: bool = False

    def cell(self, row: str, column: str) -> Count:
        """How many are in a row and a column."""
        return self.cells.get((row, column), 0)

    def row_total(self, row: str) -> Count:
        """How many are in a row."""
        return self.row_totals.get(row, 0)

    def column_total(self, column: str) -> Count:
        """How many are in a column."""
        return self.column_totals.get(column, 0)

    @property
    def answered(self) -> int | None:
        """How many gave any answer; None where that must not be told."""
        silent = self.row_total(NOTHING)
        return self.total - silent if isinstance(self.total, int) and isinstance(silent, int) else None

    @property
    def answers(self) -> int | None:
        """How many answers were given, several by one unit included; None where that must not be told."""
        counts = [self.row_total(row.value) for row in self.rows if row.known]
        return sum(counts) if all(isinstance(count, int) for count in counts) else None  # type: ignore[arg-type]

    @property
    def turned(self) -> Crosstab:
        """The same table with its rows as columns."""
        return Crosstab(
            rows=self.columns,
            columns=self.rows,
            cells={(column, row): count for (row, column), count in self.cells.items()},
            row_totals=self.column_totals,
            column_totals=self.row_totals,
            total=self.total,
            overlapping_rows=self.overlapping_columns,
            overlapping_columns=self.overlapping_rows,
        )


def share(part: Count, whole: Count | None) -> float | None:
    """A part of a whole, from 0 to 1; None where either is not told, or there is no whole."""
    return part / whole if isinstance(part, int) and isinstance(whole, int) and whole else None


@dataclass(frozen=True, slots=True)
class Place:
    """How a choice was ranked: how often `first`, among the first `three`, and at all, and its Borda `points`."""

    value: Value
    first: int
    three: int
    placed: int
    points: int


def places(choices: Iterable[Value], counts: Mapping[tuple[str, int], int]) -> tuple[Place, ...]:
    """Each choice with how it was ranked, by points. `counts` is how often which choice had which rank (1: the first).

    Borda's count (J.-C. de Borda, Mémoire sur les élections au scrutin, 1781): of k choices, the first of a ranking
    gets k points, the second k - 1, and so on; one that was not ranked gets none.
    """
    found = list(choices)
    most = max([len(found), *(rank for _value, rank in counts)], default=0)

    def place(choice: Value) -> Place:
        ranks = {rank: number for (value, rank), number in counts.items() if value == choice.value}
        return Place(
            value=choice,
            first=ranks.get(1, 0),
            three=sum(number for rank, number in ranks.items() if 1 <= rank <= 3),
            placed=sum(ranks.values()),
            points=sum(number * (most - rank + 1) for rank, number in ranks.items() if rank >= 1),
        )

    return tuple(sorted(map(place, found), key=lambda each: -each.points))


@dataclass(frozen=True, slots=True)
class Bin:
    """How many numbers are from `low` on and below `high`; where `low` equals `high`, how many are that number."""

    low: float
    high: float
    count: Count


@dataclass(frozen=True, slots=True)
class Numbers:
    """Numbers in short. `sd` is the standard deviation of a sample (n - 1). None where there are too few, or it is not
    to be told."""

    n: int | None
    mean: float | None = None
    median: float | None = None
    sd: float | None = None
    least: float | None = None
    most: float | None = None
    bins: tuple[Bin, ...] = ()


def numbers(counts: Mapping[float, int]) -> Numbers:
    """Numbers in short, from how often each was given."""
    n = sum(counts.values())
    if not n:
        return Numbers(0)
    mean = fsum(number * count for number, count in counts.items()) / n
    squares = fsum((number - mean) ** 2 * count for number, count in counts.items())
    return Numbers(
        n=n,
        mean=mean,
        median=(_nth(counts, (n - 1) // 2) + _nth(counts, n // 2)) / 2,
        sd=sqrt(squares / (n - 1)) if n > 1 else None,
        least=min(counts),
        most=max(counts),
        bins=_bins(counts, n),
    )


def _nth(counts: Mapping[float, int], place: int) -> float:
    """The number at a place (from 0) of all numbers in order."""
    for number in sorted(counts):
        place -= counts[number]
        if place < 0:
            return number
    raise IndexError(place)


MOST_SINGLE = 12  # different whole numbers that have a column each


def _bins(counts: Mapping[float, int], n: int) -> tuple[Bin, ...]:
    """A histogram: a column for each of a few whole numbers, else about as many as Sturges' rule asks for
    (H. A. Sturges, The Choice of a Class Interval, 1926), between round numbers."""
    low, high = min(counts), max(counts)
    if all(number == int(number) for number in counts) and high - low < MOST_SINGLE:
        return tuple(Bin(number, number, counts.get(number, 0)) for number in range(int(low), int(high) + 1))
    if low == high:
        return (Bin(low, low, n),)
    step = _round_step((high - low) / (ceil(log2(n)) + 1))
    first, last = floor(low / step), floor(high / step)
    found = [0] * (last - first + 1)
    for number, count in counts.items():
        found[min(max(floor(number / step), first), last) - first] += count
    return tuple(Bin((first + k) * step, (first + k + 1) * step, count) for k, count in enumerate(found))


def _round_step(width: float) -> float:
    """The next of …, 1, 2, 5, 10, 20, 50, … that is at least so wide."""
    power = 10.0 ** floor(log10(width))
    return next(step * power for step in (1, 2, 5, 10) if step * power >= width * (1 - 1e-9))
