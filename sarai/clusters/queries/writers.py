"""What is known of those who write: as whom they are shown, and how much they wrote."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Min
from django.utils.translation import gettext as _

from sarai.accounts.models import Role, User
from sarai.clusters.models import Earlier, Hiding, Membership, Post
from sarai.clusters.rules import is_new
from sarai.network.models import City, Institution


@dataclass(frozen=True, slots=True)
class Voice:
    """As whom somebody is shown to others: by the name of their account, never by its address; and for whom they
    speak ("" where for nobody)."""

    name: str
    place: str = ""


def voices(users: Iterable[User | None]) -> dict[int | None, Voice]:
    """How these people are shown, by their numbers; None is somebody whose account is gone."""
    known = {user.pk: user for user in users if user is not None}
    officers = {user.city for user in known.values() if user.role == Role.OFFICER}
    partners = {user.institution for user in known.values() if user.role == Role.PARTNER}
    cities = City.objects.in_bulk([city for city in officers if city is not None]) if officers else {}
    institutions = Institution.objects.in_bulk(partners, field_name="slug") if partners else {}

    def place(user: User) -> str:
        if user.role == Role.OFFICER and user.city in cities:
            return str(cities[user.city])
        if user.role == Role.PARTNER and user.institution in institutions:
            return str(institutions[user.institution])
        return _("programme team") if user.role == Role.TEAM else ""

    named: dict[int | None, Voice] = {pk: Voice(user.name or _("a member"), place(user)) for pk, user in known.items()}
    return {**named, None: Voice(_("erased"))}


def newcomer(user: User, at: datetime) -> bool:
    """Whether somebody is new here (`rules.is_new`). Posts that were hidden do not make anybody known."""
    posts = Post.objects.filter(author=user)
    joined = Membership.objects.filter(user=user).aggregate(first=Min("recorded_at"))["first"]
    wrote = posts.aggregate(first=Min("recorded_at"))["first"]
    hidden = Hiding.objects.filter(post__author=user, retracted_at=None).values("post")
    first = min(filter(None, (joined, wrote)), default=None)
    return is_new(first, posts.exclude(pk__in=hidden).count(), at)


def written_since(user: User, at: datetime, span: timedelta) -> int:
    """How many posts somebody wrote or changed within a span of time."""
    since = at - span
    changed = Earlier.objects.filter(post__author=user, until__gt=since)
    return Post.objects.filter(author=user, recorded_at__gt=since).count() + changed.count()
