"""What stands in a cluster, as somebody may see it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Exists, F, IntegerField, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from sarai.accounts.models import User
from sarai.clusters.models import Answer, Cluster, Hiding, Post

from .writers import Voice, voices

WHICH = ("all", "questions", "unanswered", "announcements")  # ways to look at a cluster's feed


@dataclass(frozen=True, slots=True)
class Thread:
    """A question or an announcement as a feed lists it."""

    post: Post
    voice: Voice


def seen_by(user: User) -> QuerySet[Post]:
    """The posts that somebody may see, with `hidden`: why a post is shown to none but its writer and the team, else
    None. What a reply stands under must be seen, too."""
    posts: QuerySet[Post] = with_hiding(Post.objects.all())
    if user.has_perm("clusters.moderate"):
        return posts
    covered = Hiding.objects.filter(post=OuterRef("thread"), retracted_at=None)
    own_thread = Q(thread__author=user)
    shown_to_all = Q(hidden=None)
    return posts.filter(shown_to_all | Q(author=user)).filter(own_thread | ~Exists(covered))


def with_hiding(posts: QuerySet[Post]) -> Any:
    """Posts with `hidden`: why they are shown to none but their writer and the team, else None."""
    hiding = Hiding.objects.filter(post=OuterRef("pk"), retracted_at=None)
    return posts.annotate(hidden=Subquery(hiding.values("why")[:1]))


def feed(cluster: Cluster, user: User, which: str = "all") -> QuerySet[Post]:
    """The threads of a cluster that somebody may see, what was written in last first, with `shown_replies` and
    `is_answered`. A deleted one is listed no more."""
    found = seen_by(user).filter(cluster=cluster, thread=None, retracted_at=None)
    replies = with_hiding(Post.objects.filter(thread=OuterRef("pk"), retracted_at=None)).filter(hidden=None)
    counted = replies.order_by().values("thread").annotate(number=Count("pk")).values("number")
    latest = replies.order_by("-recorded_at").values("recorded_at")[:1]
    answers = Answer.objects.filter(question=OuterRef("pk"), retracted_at=None)
    found = found.annotate(
        shown_replies=Coalesce(Subquery(counted, output_field=IntegerField()), 0),
        latest=Coalesce(Subquery(latest), F("recorded_at")),
        is_answered=Exists(answers),
    )
    if which == "announcements":
        found = found.filter(kind=Post.Kind.ANNOUNCEMENT)
    elif which != "all":
        found = found.filter(kind=Post.Kind.QUESTION)
        found = found.filter(is_answered=False) if which == "unanswered" else found
    return found.select_related("cluster", "author").defer("html").order_by("-latest", "-pk")


def replies_to(thread: Post, user: User) -> QuerySet[Post]:
    """The replies to a question or an announcement that somebody may see, in the order in which they came, with
    `is_answer`: whether who asked says that it answered them."""
    answers = Answer.objects.filter(reply=OuterRef("pk"), retracted_at=None)
    found = seen_by(user).filter(thread=thread).annotate(is_answer=Exists(answers))
    return found.select_related("cluster", "author").prefetch_related("attachments").order_by("recorded_at", "pk")


def shown(posts: Sequence[Post]) -> list[Thread]:
    """Posts with who wrote them."""
    known = voices(post.author for post in posts)
    return [Thread(post, known[post.author_id]) for post in posts]


def unread(cluster: Cluster, user: User, since: datetime, until: datetime) -> QuerySet[Post]:
    """What others wrote in a cluster from one moment to another (exclusive), and still stands for everybody, in
    order."""
    posts: QuerySet[Post] = with_hiding(Post.objects.filter(cluster=cluster, retracted_at=None)).filter(hidden=None)
    posts = posts.filter(recorded_at__gte=since, recorded_at__lt=until).exclude(author=user)
    covered = Hiding.objects.filter(post=OuterRef("thread"), retracted_at=None)
    posts = posts.filter(~Exists(covered)).exclude(thread__retracted_at__isnull=False)
    return posts.select_related("cluster", "thread").order_by("recorded_at", "pk")
