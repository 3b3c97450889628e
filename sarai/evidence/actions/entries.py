"""What a person enters is a source, and what held before is retracted by it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime

from sarai.evidence.models import Fact, Source


class Overtaken(ValueError):
    """Somebody else entered something about the same meanwhile."""


def entry(
    act: str,
    *,
    title: str,
    by: str,
    at: datetime,
    reason: str = "",
    target: Mapping[str, object] | None = None,
    known: datetime | None = None,
) -> Source:
    """The source that an entry by somebody is; `act` is what they did, as the app declares it (`declare_acts`). `known`
    is since when the programme knew it, where that is earlier than now."""
    return Source.objects.create(
        kind=Source.Kind.ENTRY,
        format=str(act),
        title=title[:255],
        target=dict(target or {}),
        reason=reason,
        entered_at=at,
        recorded_at=known or at,
        by=by,
    )


def retract(facts: Iterable[Fact], source: Source) -> None:
    """Let facts hold no longer, by the word of a source."""
    for fact in facts:
        fact.retracted_at, fact.retracted_by = source.recorded_at, source
        fact.save(update_fields=["retracted_at", "retracted_by"])
