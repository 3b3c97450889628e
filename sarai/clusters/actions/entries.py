"""What somebody does in a cluster is a source."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sarai.clusters.models import Cluster
from sarai.evidence.actions import entries
from sarai.evidence.models import Source


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


def entry(act: Act, *, title: str, cluster: Cluster, by: str, at: datetime, reason: str = "") -> Source:
    """The source that an act in a cluster is. `title` says what was done, and nobody's name."""
    return entries.entry(act, title=title, by=by, at=at, reason=reason, target={"cluster": cluster.slug})
