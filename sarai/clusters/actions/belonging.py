"""Clusters are set up; cities, institutions and people join and leave them."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from sarai.accounts.models import User
from sarai.clusters.models import Cluster, Digest, Membership
from sarai.evidence.actions import retract
from sarai.letters.actions import resume
from sarai.letters.models import mark_of
from sarai.network.models import City, Institution, Theme

from .entries import Act, entry

Member = City | Institution | User


@transaction.atomic
def keep_cluster(*, cluster: Cluster, themes: Collection[Theme], by: str, at: datetime) -> Cluster:
    """Store a cluster, new or changed. It is a source, because figures about its themes may move."""
    cluster.save()
    cluster.themes.set(themes)
    entry(Act.CLUSTER, title=cluster.title, cluster=cluster, by=by, at=at)
    return cluster


@transaction.atomic
def join(*, cluster: Cluster, member: Member, by: str, at: datetime) -> Membership | None:
    """Let a city, an institution or somebody with an account belong to a cluster from now on; None where they do
    already. Somebody new is written to once a week, and told nothing that was there before."""
    cluster = Cluster.objects.select_for_update().get(pk=cluster.pk)
    said = _named(member)
    if Membership.objects.filter(cluster=cluster, member=said["member"], retracted_at=None).exists():
        return None
    title = _("Joined: %(cluster)s") % {"cluster": cluster}
    source = entry(Act.JOINED, title=title, cluster=cluster, by=by, at=at)
    if isinstance(member, User):
        Digest.objects.update_or_create(cluster=cluster, user=member, defaults={"told_until": at})
    return Membership.objects.create(cluster=cluster, source=source, recorded_at=at, **said)


def _named(member: Member) -> dict[str, Any]:
    match member:
        case City():
            return {"kind": Membership.Kind.CITY, "member": f"city:{member.pk}", "city": member}
        case Institution():
            return {
                "kind": Membership.Kind.INSTITUTION,
                "member": f"institution:{member.pk}",
                "institution": member,
            }
    return {"kind": Membership.Kind.PERSON, "member": f"person:{member.pk}", "user": member}


@transaction.atomic
def leave(*, membership: Membership, by: str, at: datetime) -> bool:
    """Let a membership end; returns False where it has ended already. That it was, and until when, stays."""
    held = Membership.objects.select_for_update(of=("self",)).select_related("cluster").get(pk=membership.pk)
    if held.retracted_at is not None:
        return False
    title = _("Left: %(cluster)s") % {"cluster": held.cluster}
    retract([held], entry(Act.LEFT, title=title, cluster=held.cluster, by=by, at=at))
    return True


@transaction.atomic
def set_digest(*, cluster: Cluster, user: User, rhythm: str, answers: bool, at: datetime) -> Digest:
    """Say how often somebody is written to about a cluster. Whoever had digests stopped by the link in a letter, and
    asks for them here, gets them again."""
    wanted = Digest.Rhythm(rhythm)
    digest, new = Digest.objects.select_for_update().get_or_create(
        cluster=cluster, user=user, defaults={"rhythm": wanted, "answers": answers, "told_until": at}
    )
    if not new:
        if digest.rhythm == Digest.Rhythm.NONE:
            digest.told_until = at
        digest.rhythm, digest.answers = wanted, answers
        digest.save()
    if digest.rhythm != Digest.Rhythm.NONE:
        resume(mark=mark_of(user.email), topic=cluster.topic)
    return digest
