"""From pairs to people, without chaining strangers together.

If A is B and B is C, then A is C; one wrong pair would so join two crowds. So groups are joined greedily, the likeliest
pair first, and only while all that is known of pairs between two groups speaks for it: additive agglomeration for
correlation clustering (N. Bansal, A. Blum, S. Chawla, Machine Learning 56, 2004; M. Keuper et al., ICCV 2015).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from math import log
from typing import Protocol


class Pair(Protocol):
    @property
    def left(self) -> int: ...
    @property
    def right(self) -> int: ...
    @property
    def probability(self) -> float: ...


UNSEEN = -0.75
"""Log-odds of a pair that was never scored: it met under no key, which speaks a little against."""

CONTRADICTION = 0.02
"""A pair scored below this forbids any group that would hold both."""


@dataclass(frozen=True, slots=True)
class Clusters:
    """`groups` of two and more ids, each sorted; `refused` are likely pairs that would have joined what contradicts."""

    groups: tuple[tuple[int, ...], ...]
    refused: tuple[tuple[int, int], ...]


def clusters(pairs: Iterable[Pair], threshold: float) -> Clusters:
    """Joins `pairs` of at least `threshold` into groups; the pairs below it count as evidence against joining.

    The likelier pair goes first, equally likely ones in the order of ids: the order of the input does not matter.
    """
    known = {(min(p.left, p.right), max(p.left, p.right)): p.probability for p in pairs}
    links = sorted(
        (pair for pair, chance in known.items() if chance >= threshold), key=lambda pair: (-known[pair], pair)
    )
    group_of: dict[int, set[int]] = {}
    refused: list[tuple[int, int]] = []
    for left, right in links:
        ours, theirs = group_of.setdefault(left, {left}), group_of.setdefault(right, {right})
        if ours is theirs:
            continue
        if _speaks_for(ours, theirs, known):
            ours |= theirs
            group_of.update(dict.fromkeys(theirs, ours))
        else:
            refused.append((left, right))
    groups = {id(group): tuple(sorted(group)) for group in group_of.values() if len(group) > 1}
    return Clusters(tuple(sorted(groups.values())), tuple(pair for pair in refused if not _together(pair, group_of)))


def chains(pairs: Iterable[Pair], threshold: float) -> list[tuple[int, int]]:
    """Pairs with a common neighbour at `threshold` of which `pairs` say nothing: to be scored before joining."""
    known = {(min(p.left, p.right), max(p.left, p.right)): p.probability for p in pairs}
    neighbours: dict[int, set[int]] = defaultdict(set)
    for (left, right), chance in known.items():
        if chance >= threshold:
            neighbours[left].add(right)
            neighbours[right].add(left)
    implied = {(a, b) for around in neighbours.values() for a in around for b in around if a < b}
    return sorted(implied - known.keys())


def _speaks_for(ours: set[int], theirs: set[int], known: dict[tuple[int, int], float]) -> bool:
    chances = list(_between(ours, theirs, known))
    if any(chance is not None and chance < CONTRADICTION for chance in chances):
        return False
    return sum(UNSEEN if chance is None else _log_odds(chance) for chance in chances) > 0


def _between(ours: set[int], theirs: set[int], known: dict[tuple[int, int], float]) -> Iterator[float | None]:
    return (known.get((min(a, b), max(a, b))) for a in ours for b in theirs)


def _log_odds(chance: float) -> float:
    kept = min(max(chance, 1e-6), 1 - 1e-6)
    return log(kept / (1 - kept))


def _together(pair: tuple[int, int], group_of: dict[int, set[int]]) -> bool:
    return group_of[pair[0]] is group_of[pair[1]]
