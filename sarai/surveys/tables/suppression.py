"""Keeping small counts from the public, so that neither they nor the margins around them tell them. Pure.

A count from 1 up to the smallest that may be shown is `SMALL`. Where the rest of its row or column would still give it
away, others are `KEPT` beside it, as few people's as can be: every small count is left with at least two values that
it might have, given all that is shown. Source: D. Gusfield, A graph theoretic approach to statistical data security,
SIAM Journal on Computing 17 (1988): a hidden cell is safe where it lies on a cycle of hidden cells, in a graph whose
nodes are rows and columns. Here cells also know how far they may move, because “fewer than 5” says something too.

What is not covered: comparing with another table, another rule or another day; the pages do not offer these to the
public together.
"""

from __future__ import annotations

import heapq
from collections.abc import Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Generic, TypeVar

from .shapes import Bin, Count, Crosstab, Hidden, Numbers, Place

Key = TypeVar("Key", bound=Hashable)
Node = Hashable
GROUND = "outside"  # where what adds up to nothing that is shown ends
NEVER = float("inf")


@dataclass(frozen=True, slots=True)
class Edge:
    """A count between the two sums that it is a part of: `sign` is -1 for a sum itself. `free`: it may be hidden."""

    left: Node
    right: Node
    value: int
    sign: int = 1
    free: bool = True


def protected(edges: Mapping[Key, Edge], least: int, given: Mapping[Key, Hidden] | None = None) -> dict[Key, Hidden]:
    """Which counts are to be hidden, and why. `given` are hidden already.

    Where small counts cannot be told apart from others without giving them away, all that is hidden is `KEPT`; where
    even that does not do, everything free is.
    """
    hidden = dict(given or {})
    hidden |= {key: Hidden.SMALL for key, edge in edges.items() if edge.free and 0 < edge.value < least}
    for weaker in (False, True):
        found = _hide(edges, dict(hidden), least, weaker)
        if found is not None:
            return found
    return hidden | {key: Hidden.KEPT for key, edge in edges.items() if edge.free}


def _hide(edges: Mapping[Key, Edge], hidden: dict[Key, Hidden], least: int, weaker: bool) -> dict[Key, Hidden] | None:
    """`hidden` with what must be hidden beside it; None where that is not to be had.

    If `weaker`, nothing says of a hidden count that it is small, only that it is not 0.
    """
    small = [key for key, why in hidden.items() if why is Hidden.SMALL]
    if weaker:
        hidden |= {key: Hidden.KEPT for key in small if edges[key].free}
    graph = _Graph(edges, hidden, 1 if weaker else least, least)
    for key in small:
        way = min((graph.way(key, step) for step in (1, -1)), key=lambda found: found[0])
        if way[0] == NEVER:
            return None
        hidden |= {other: Hidden.KEPT for other in way[1] if other not in hidden}
    return hidden


class _Graph(Generic[Key]):
    """The sums as nodes, and the counts between them as edges."""

    def __init__(self, edges: Mapping[Key, Edge], hidden: dict[Key, Hidden], floor: int, least: int):
        self.edges, self.hidden, self.floor, self.least = edges, hidden, floor, least
        self.at: dict[tuple[str, Node], list[Key]] = {}
        for key, edge in edges.items():
            self.at.setdefault(("left", edge.left), []).append(key)
            self.at.setdefault(("right", edge.right), []).append(key)

    def way(self, key: Key, step: int) -> tuple[float, list[Key]]:
        """The cheapest way in which a hidden count could be one more (`step` 1) or less and all that is shown the
        same: its cost, which is the number of units that it hides beside, and the counts on it."""
        start = self.edges[key]
        if self._cost(key, step * start.sign) != 0:
            return NEVER, []
        goal = ("left", start.left)
        best: dict[tuple[str, Node], float] = {("right", start.right): 0}
        before: dict[tuple[str, Node], tuple[tuple[str, Node], Key]] = {}
        queue: list[tuple[float, int, tuple[str, Node]]] = [(0, 0, ("right", start.right))]
        count = 0
        while queue:
            cost, _tie, node = heapq.heappop(queue)
            if node == goal:
                return cost, list(self._back(before, node))
            if cost > best[node]:
                continue
            for other, to, price in self._from(node, key, step):
                if cost + price < best.get(to, NEVER):
                    best[to], before[to] = cost + price, (node, other)
                    count += 1
                    heapq.heappush(queue, (cost + price, count, to))
        return NEVER, []

    def _from(self, node: tuple[str, Node], start: Key, step: int) -> Iterator[tuple[Key, tuple[str, Node], float]]:
        """From one sum to the next: on the right there is `step` too much, which a count gives back; on the left too
        little, which a count takes."""
        side = node[0]
        for key in self.at.get(node, ()):
            edge = self.edges[key]
            price = NEVER if key == start else self._cost(key, edge.sign * (-step if side == "right" else step))
            if price != NEVER:
                yield key, ("left", edge.left) if side == "right" else ("right", edge.right), price

    def _cost(self, key: Key, change: int) -> float:
        """What it costs that a count might be this much more or less: nothing if it is hidden, its size if it is to
        be, and never if it is shown, or could not be so."""
        edge, why = self.edges[key], self.hidden.get(key)
        might_be = edge.value + change
        if why is Hidden.SMALL:
            return 0 if 1 <= might_be < self.least else NEVER
        if why is Hidden.KEPT:
            return 0 if might_be >= self.floor else NEVER
        return edge.value if edge.free and edge.value >= self.least and might_be >= self.floor else NEVER

    @staticmethod
    def _back(before: Mapping[tuple[str, Node], tuple[tuple[str, Node], Key]], node: tuple[str, Node]) -> Iterator[Key]:
        while node in before:
            node, key = before[node]
            yield key


def suppressed(table: Crosstab, least: int) -> Crosstab:
    """The table as the public may see it. Margins are hidden as they are where they stand alone."""
    total = table.total
    assert isinstance(total, int)
    if total < least:
        return _nothing(table)
    rows = _line(table.row_totals, adds_up=not table.overlapping_rows, least=least)
    columns = _line(table.column_totals, adds_up=not table.overlapping_columns, least=least)
    return replace(
        table,
        cells=_covered(table.cells, _cells(table, rows, columns, least)),
        row_totals=_covered(table.row_totals, rows),
        column_totals=_covered(table.column_totals, columns),
    )


def _nothing(table: Crosstab) -> Crosstab:
    """A table of so few that none of it may be shown."""
    return replace(
        table,
        cells={(row.value, column.value): Hidden.KEPT for row in table.rows for column in table.columns},
        row_totals={row.value: Hidden.KEPT for row in table.rows},
        column_totals={column.value: Hidden.KEPT for column in table.columns},
        total=Hidden.SMALL,
    )


def _line(totals: Mapping[str, Count], *, adds_up: bool, least: int) -> dict[str, Hidden]:
    """What to hide of counts that stand in a line, and add up to a number that is shown or do not."""
    if not adds_up:
        return {value: Hidden.SMALL for value, count in _numbers(totals).items() if 0 < count < least}
    edges = {value: Edge("line", GROUND, count) for value, count in _numbers(totals).items()}
    return protected(edges, least)


def _cells(
    table: Crosstab, rows: Mapping[str, Hidden], columns: Mapping[str, Hidden], least: int
) -> dict[tuple[str, str], Hidden]:
    """Which cells to hide, beside margins that are hidden already."""
    if table.overlapping_rows and table.overlapping_columns:
        return {key: Hidden.SMALL for key, count in _numbers(table.cells).items() if 0 < count < least}
    edges = dict(_edges(table))
    given: dict[tuple[str, ...], Hidden] = {("row", value): why for value, why in rows.items()}
    given |= {("column", value): why for value, why in columns.items()}
    found = protected(edges, least, {key: why for key, why in given.items() if key in edges})
    return {(key[1], key[2]): why for key, why in found.items() if isinstance(key, tuple) and key[0] == "cell"}


def _edges(table: Crosstab) -> Iterator[tuple[tuple[str, ...], Edge]]:
    """Every count of a table between the sums that it is a part of; margins only where cells add up to them."""
    for (row, column), count in _numbers(table.cells).items():
        left = GROUND if table.overlapping_columns else ("row", row)
        right = GROUND if table.overlapping_rows else ("column", column)
        yield ("cell", row, column), Edge(left, right, count)
    if not table.overlapping_columns:
        for row, count in _numbers(table.row_totals).items():
            right = GROUND if table.overlapping_rows else "rows"
            yield ("row", row), Edge(("row", row), right, count, sign=-1, free=False)
    if not table.overlapping_rows:
        for column, count in _numbers(table.column_totals).items():
            left = GROUND if table.overlapping_columns else "columns"
            yield ("column", column), Edge(left, ("column", column), count, sign=-1, free=False)


def _numbers(counts: Mapping[Key, Count]) -> dict[Key, int]:
    return {key: count for key, count in counts.items() if isinstance(count, int)}


def _covered(counts: Mapping[Key, Count], hidden: Mapping[Key, Hidden]) -> dict[Key, Count]:
    return {key: hidden.get(key, count) for key, count in counts.items()}


def ranking_shown(found: Sequence[Place], least: int) -> list[Place | None]:
    """The choices of a ranking as the public may see them: None for one that few ranked, or ranked so.

    Never one alone, because what it has is what the others leave.
    """
    few = [any(0 < count < least for count in (each.first, each.three, each.placed)) for each in found]
    hidden = _not_alone(few, [each.placed for each in found])
    return [None if hide else each for each, hide in zip(found, hidden, strict=True)]


def numbers_shown(found: Mapping[str, Numbers], units: Mapping[str, int], least: int) -> dict[str, Numbers]:
    """Numbers in short as the public may see them: without the smallest and the largest, which are one person's, and
    without those of few. How many numbers there are is not told either where it would tell how few are silent."""
    keys = list(found)
    sizes = [found[key].n or 0 for key in keys]
    hidden = _not_alone([0 < size < least for size in sizes], sizes)
    shown: dict[str, Numbers] = {}
    for key, hide in zip(keys, hidden, strict=True):
        each = found[key]
        if hide:
            shown[key] = Numbers(None)
        elif 0 < units.get(key, 0) - (each.n or 0) < least:
            shown[key] = replace(each, n=None, least=None, most=None, bins=())
        else:
            shown[key] = replace(each, least=None, most=None, bins=_bins(each, least))
    return shown


def _bins(found: Numbers, least: int) -> tuple[Bin, ...]:
    hidden = _line({str(place): each.count for place, each in enumerate(found.bins)}, adds_up=True, least=least)
    return tuple(replace(each, count=hidden.get(str(place), each.count)) for place, each in enumerate(found.bins))


def _not_alone(few: Sequence[bool], sizes: Sequence[int]) -> list[bool]:
    """Which are hidden: the few, and with one alone the smallest of the others."""
    hidden = list(few)
    others = [place for place, size in enumerate(sizes) if size and not few[place]]
    if sum(few) == 1 and others:
        hidden[min(others, key=lambda place: sizes[place])] = True
    return hidden
