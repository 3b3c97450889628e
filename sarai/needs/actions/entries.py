"""What somebody enters about needs is a source, and what held before is retracted by it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from enum import StrEnum

from sarai.evidence.models import Fact, Source


class Act(StrEnum):
    """What people do about needs: the `format` of the source that it is."""

    STATEMENT = "city-statement"
    REPLY = "need-reply"
    CONTACT = "contact"
    ASSESSMENT = "assessment"
    THEMES = "themes"


class Overtaken(ValueError):
    """Somebody else entered something about the same meanwhile."""


def entry(
    act: Act, *, title: str, by: str, at: datetime, reason: str = "", target: dict[str, object] | None = None
) -> Source:
    """The source that an entry by somebody is."""
    return Source.objects.create(
        kind=Source.Kind.ENTRY,
        format=act,
        title=title[:255],
        target=target or {},
        reason=reason,
        entered_at=at,
        recorded_at=at,
        by=by,
    )


def retract(facts: Iterable[Fact], source: Source) -> None:
    """Let facts hold no longer, by the word of a source."""
    for fact in facts:
        fact.retracted_at, fact.retracted_by = source.recorded_at, source
        fact.save(update_fields=["retracted_at", "retracted_by"])
