"""Scoring pairs of people: the certain ones are linked, the likely ones offered for review."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from sarai.evidence.models import Source
from sarai.network import linkage
from sarai.network.models import Act, Compared, LinkSuggestion, Person, PersonLink
from sarai.network.queries import asked_pairs, fullest_statements, kept_apart, whom_they_became

from .merging import entry, merge_people


def suggest_links(*, by: str, at: datetime, known: datetime, of: Collection[Source] | None = None) -> dict[str, int]:
    """Score pairs of people; returns how many people were compared with, pairs linked and pairs suggested.

    With `of`, only pairs with somebody about whom one of these sources brought a record. `known` dates the automatic
    links. The scoring itself runs outside any transaction: it takes seconds, and writes nothing. What it found and
    that these sources are done is written at once, so that work which breaks off is done again, and nothing twice.
    """
    sources = waiting_to_be_compared() if of is None else list(of)
    arrived = _brought_by(sources)
    if of is not None and not arrived:
        _mark_as_compared(sources, at)
        return {"people": 0, "linked": 0, "suggested": 0}
    everybody = fullest_statements()
    persons = {statement.id: person for person, statement in everybody.items()}
    new = [said for person, said in everybody.items() if of is None or person in arrived]
    known_before = [said for person, said in everybody.items() if of is not None and person not in arrived]
    result = linkage.link(new, known=known_before)
    with transaction.atomic():
        linked = _merge(result.automatic, persons, by=by, at=at, known=known)
        suggested = _suggest(result.review, persons)
        _mark_as_compared(sources, at)
    return {"people": len(everybody), "linked": linked, "suggested": suggested}


def waiting_to_be_compared() -> list[Source]:
    """Sources from outside whose people have not been compared with everybody yet."""
    done = Compared.objects.values("source")
    return list(Source.objects.exclude(kind=Source.Kind.ENTRY).exclude(pk__in=done))


def _mark_as_compared(sources: Iterable[Source], at: datetime) -> None:
    Compared.objects.bulk_create((Compared(source=source, at=at) for source in sources), ignore_conflicts=True)


def _brought_by(sources: Collection[Source]) -> set[int]:
    """The people about whom these sources brought a record."""
    return set(PersonLink.objects.filter(source__in=sources, retracted_at=None).values_list("person", flat=True))


def _merge(
    pairs: Iterable[linkage.ScoredPair], persons: dict[int, int], *, by: str, at: datetime, known: datetime
) -> int:
    """Merge the certain pairs, under one source; whom somebody decided to be different stays apart, even where a chain
    of other pairs would join them."""
    source: Source | None = None
    linked = 0
    for pair in pairs:
        became = whom_they_became({persons[pair.left], persons[pair.right]})
        low, high = min(became.values()), max(became.values())
        if low == high or kept_apart(low, high):
            continue
        source = source or entry(Act.LINKED, reason=_("scored as certain"), by=by, at=at, known=known)
        kept, absorbed = Person.objects.get(pk=low), Person.objects.get(pk=high)
        merged = merge_people(
            kept=kept, absorbed=absorbed, reason="", by=by, at=at, known=known,
            probability=pair.probability, method=PersonLink.Method.SCORE, source=source,
        )  # fmt: skip
        linked += merged is not None
    return linked


def _suggest(pairs: Iterable[linkage.ScoredPair], persons: dict[int, int]) -> int:
    """Offer the likely pairs, each once, about whom these people are by now."""
    offered: dict[tuple[int, int], linkage.ScoredPair] = {}
    likely = [(persons[pair.left], persons[pair.right], pair) for pair in pairs]
    became = whom_they_became({person for one, other, _pair in likely for person in (one, other)})
    for one, other, pair in likely:
        low, high = sorted((became[one], became[other]))
        best = offered.get((low, high))
        if low != high and (best is None or pair.probability > best.probability):
            offered[low, high] = pair
    known = asked_pairs()
    new = [
        LinkSuggestion(left_id=low, right_id=high, probability=pair.probability, reasons=[str(r) for r in pair.reasons])
        for (low, high), pair in offered.items()
        if (low, high) not in known
    ]
    # Where two workers compare at once, each pair is still suggested once.
    LinkSuggestion.objects.bulk_create(new, ignore_conflicts=True)
    return len(new)
