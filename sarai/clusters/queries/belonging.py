"""Who belongs to a cluster, and as what somebody may."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import F, QuerySet

from sarai.accounts.models import User
from sarai.clusters.models import Cluster, Membership
from sarai.clusters.permissions import of
from sarai.evidence.engine import Cell, Question, breakdown
from sarai.network.models import City, Institution
from sarai.network.queries.parties import column_of, own_party

from .writers import Voice, voices


@dataclass(frozen=True, slots=True)
class Way:
    """A way in which somebody may belong to a cluster: as themselves, or for the city or institution that they speak
    for; and the membership, if it holds."""

    kind: str
    member: City | Institution | User
    membership: Membership | None


def ways(user: User, cluster: Cluster) -> list[Way]:
    """The ways in which somebody may belong to a cluster."""
    held = {one.kind: one for one in Membership.objects.filter(of(user), cluster=cluster)}
    found = [Way("person", user, held.get("person"))]
    if party := own_party(user):
        (kind,) = column_of(party)
        found.append(Way(kind, party, held.get(kind)))
    return found


@dataclass(frozen=True, slots=True)
class Belonging:
    """A membership, and as whom a person is shown."""

    membership: Membership
    voice: Voice | None


def memberships(cluster: Cluster, *, people: bool) -> QuerySet[Membership]:
    """Everybody who belongs to a cluster, or did: who belongs now first, the latest of them first. Without people,
    cities and institutions alone."""
    found = Membership.objects.filter(cluster=cluster).select_related("city__country", "institution", "user")
    found = found if people else found.exclude(kind=Membership.Kind.PERSON)
    return found.order_by(F("retracted_at").desc(nulls_first=True), "-recorded_at", "-pk")


def named(found: Sequence[Membership]) -> list[Belonging]:
    """Memberships with who they are of."""
    known = voices(one.user for one in found if one.kind == Membership.Kind.PERSON)
    return [Belonging(one, known[one.user_id] if one.kind == Membership.Kind.PERSON else None) for one in found]


def clusters_of(member: City | Institution) -> list[Membership]:
    """The memberships that a city or an institution holds, in the order of the clusters."""
    held = Membership.objects.filter(retracted_at=None).select_related("cluster").order_by("cluster__position")
    return list(held.filter(**column_of(member)))


COUNTED = ("clusters.members", "clusters.member_cities", "clusters.posts", "clusters.questions_answered")


@dataclass(frozen=True, slots=True)
class Card:
    """A cluster in a list, with a cell for each of `COUNTED`."""

    cluster: Cluster
    cells: Sequence[Cell]


def cards() -> list[Card]:
    """Every cluster with its figures, which are asked of all of them at once."""
    columns = {}
    for key in COUNTED:
        question = Question(key)
        by = next(name for name in question.indicator.dimensions if name in ("in_cluster", "of_cluster"))
        columns[key] = by, {cell.value: cell for cell in breakdown(question, by)}

    def cell(key: str, cluster: Cluster) -> Cell:
        by, cells = columns[key]
        value = str(cluster.pk)
        return cells.get(value) or Cell(value, cluster.title, 0, Question(key).narrowed(by, value))

    return [
        Card(cluster, [cell(key, cluster) for key in COUNTED]) for cluster in Cluster.objects.prefetch_related("themes")
    ]
