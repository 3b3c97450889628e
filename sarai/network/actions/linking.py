"""Scoring pairs of people: the certain ones are linked, the likely ones offered for review."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from sarai.evidence.models import Source
from sarai.network import linkage
from sarai.network.models import LinkSuggestion, Person, PersonLink, PersonRecord
from sarai.network.queries import asked_pairs, fullest_records, kept_apart, whom_they_became

from .merging import entry, merge_people


def suggest_links(*, by: str, at: datetime, known: datetime, of: Source | None = None) -> dict[str, int]:
    """Score pairs of people; returns how many were scored, linked and suggested.

    With `of`, only pairs with somebody whom that source brought. `known` dates the automatic links. The scoring
    itself runs outside any transaction: it takes seconds, and writes nothing.
    """
    records = fullest_records()
    persons = {record.pk: person for person, record in records.items()}
    arrived = _brought_by(of) if of else records.keys()
    new = [_stated(record) for person, record in records.items() if person in arrived]
    known_before = [_stated(record) for person, record in records.items() if person not in arrived]
    result = linkage.link(new, known=known_before)
    with transaction.atomic():
        linked = _merge(result.automatic, persons, by=by, at=at, known=known)
        suggested = _suggest(result.review, persons)
    return {"people": len(records), "linked": linked, "suggested": suggested}


def _brought_by(source: Source) -> set[int]:
    """The people whom a source was the first to bring."""
    return set(PersonLink.objects.filter(source=source, retracted_at=None).values_list("person", flat=True))


def _stated(record: PersonRecord) -> linkage.PersonRecord:
    """A record as the linkage compares it: the city by its GeoNames id where it was read as one."""
    reading = next(iter(record.place.held), None) if record.place else None  # type: ignore[attr-defined]
    return linkage.PersonRecord(
        id=record.pk,
        name=record.name,
        email=record.email,
        phone=record.phone,
        organisation=record.organisation,
        organisation_type=record.organisation_type,
        city=str((reading and reading.city_id) or (record.place.text if record.place else "")),
        country=(reading and reading.country_id) or "",
        gender=record.gender,
    )


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
        source = source or entry(
            _("People linked automatically"), reason=_("scored as certain"), by=by, at=at, known=known
        )
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
    became = whom_they_became(persons.values())
    for pair in pairs:
        low, high = sorted((became[persons[pair.left]], became[persons[pair.right]]))
        best = offered.get((low, high))
        if low != high and (best is None or pair.probability > best.probability):
            offered[low, high] = pair
    known = asked_pairs()
    new = [
        LinkSuggestion(left_id=low, right_id=high, probability=pair.probability, reasons=[str(r) for r in pair.reasons])
        for (low, high), pair in offered.items()
        if (low, high) not in known
    ]
    LinkSuggestion.objects.bulk_create(new)
    return len(new)
