"""What somebody does in a cluster is a source, and what held before is retracted by it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from enum import StrEnum

from sarai.clusters.models import Cluster
from sarai.evidence.models import Fact, Source


class Act(StrEnum):
    """What people do in clusters: the `format` of the source that it is."""

    CLUSTER = "cluster"
    JOINED = "cluster-joined"
    LEFT = "cluster-left"
    POST = "cluster-post"
    DELETED = "cluster-post-deleted"
    ANSWER = "cluster-answer"
    MODERATED = "cluster-moderated"


class Refused(ValueError):
    """What somebody wants to do cannot be done, with the sentence that says why."""


class Overtaken(Refused):
    """Somebody else did something about the same meanwhile."""


def entry(act: Act, *, title: str, cluster: Cluster, by: str, at: datetime, reason: str = "") -> Source:
    """The source that an act in a cluster is. `title` says what was done, and nobody's name."""
    return Source.objects.create(
        kind=Source.Kind.ENTRY,
        format=act,
        title=title[:255],
        target={"cluster": cluster.slug},
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
