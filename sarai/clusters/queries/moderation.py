"""What waits for the moderators."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db.models import Exists, Max, Min, OuterRef, Prefetch, Q
from django.db.models.functions import Coalesce

from sarai.clusters.models import Hiding, Post, Report

from .posts import with_hiding

WAITING, HIDDEN = "waiting", "hidden"
LISTS = (WAITING, HIDDEN)


def state_of(post: Post) -> str:
    """How a post stands with the moderators: another text as soon as it is hidden, shown, changed or reported."""
    return states([post])[post.pk]


def states(posts: Sequence[Post]) -> dict[int, str]:
    """How each of these posts stands with the moderators."""
    hidden = dict(Hiding.objects.filter(post__in=posts, retracted_at=None).values_list("post", "pk"))
    open_reports = Report.objects.filter(post__in=posts, state=Report.State.OPEN).order_by()
    reported = dict(open_reports.values_list("post").annotate(newest=Max("pk")))
    return {
        post.pk: f"{hidden.get(post.pk, 0)}-{reported.get(post.pk, 0)}-{post.changed_at.timestamp():.6f}"
        for post in posts
    }


def moderated(which: str) -> Any:
    """The posts that wait for a moderator (reported, or held), the longest first; or those that are hidden, the latest
    first. With `open_reports`, and `hidden`: why it is not shown."""
    reports = Report.objects.filter(state=Report.State.OPEN)
    found = with_hiding(Post.objects.filter(retracted_at=None))
    found = found.select_related("cluster", "author", "thread").prefetch_related(
        Prefetch("reports", reports.select_related("reporter"), to_attr="open_reports"), "attachments"
    )
    if which == HIDDEN:
        return found.filter(hidden=Hiding.Why.HIDDEN).annotate(since=Max("hidings__recorded_at")).order_by("-since")
    reported = Exists(reports.filter(post=OuterRef("pk")))
    found = found.filter(Q(reported) | Q(hidden=Hiding.Why.HELD))
    first = Min("reports__at", filter=Q(reports__state=Report.State.OPEN))
    return found.annotate(since=Coalesce(first, "recorded_at")).order_by("since", "pk")


def waiting() -> int:
    """How many posts wait for a moderator."""
    return moderated(WAITING).count()
