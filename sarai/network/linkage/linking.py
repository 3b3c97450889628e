"""A whole set of records: who is linked, who is to be looked at, who remains apart."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from sarai.network.linkage.clusters import chains, clusters
from sarai.network.linkage.records import PersonRecord
from sarai.network.linkage.rules import AUTOMATIC, REVIEW
from sarai.network.linkage.scoring import Pool, ScoredPair


@dataclass(frozen=True, slots=True)
class LinkResult:
    """`clusters` are people of several records, `automatic` the scored pairs in them, `review` those to ask about."""

    automatic: tuple[ScoredPair, ...]
    review: tuple[ScoredPair, ...]
    clusters: tuple[tuple[int, ...], ...]

    @property
    def questions(self) -> tuple[ScoredPair, ...]:
        """The likeliest pair for every two people of `review`: answering these answers them all."""
        person = {record: number for number, group in enumerate(self.clusters) for record in group}
        asked: dict[frozenset[tuple[str, int]], ScoredPair] = {}
        for pair in self.review:
            ends = frozenset(("person", person[r]) if r in person else ("record", r) for r in (pair.left, pair.right))
            asked.setdefault(ends, pair)
        return tuple(asked.values())


def link(
    records: Iterable[PersonRecord],
    known: Iterable[PersonRecord] = (),
    *,
    automatic: float = AUTOMATIC,
    review: float = REVIEW,
) -> LinkResult:
    """Links `records` among themselves and, where given, to people `known` already, as the thresholds say.

    Pairs of two known people are not looked for. A pair that is likely but would join groups that contradict each other
    is asked about instead. Raises ValueError where two records carry the same id.
    """
    arriving, before = list(records), list(known)
    pool = Pool([*arriving, *before])
    pairs = list(pool.score(floor=review, new=[record.id for record in arriving] if before else None))
    implied = list(pool.score_pairs(chains(pairs, automatic)))
    formed = clusters([*pairs, *implied], automatic)
    person = {record: number for number, group in enumerate(formed.groups) for record in group}
    inside: list[ScoredPair] = []
    outside: list[ScoredPair] = []
    for pair in sorted((*pairs, *implied), key=lambda pair: (-pair.probability, pair.left, pair.right)):
        if pair.left in person and person[pair.left] == person.get(pair.right):
            inside.append(pair)
        elif pair.probability >= review:
            outside.append(pair)
    return LinkResult(tuple(inside), tuple(outside), formed.groups)
