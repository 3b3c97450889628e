"""Members are told what is new, as often as each of them wants."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from sarai.clusters.models import Digest
from sarai.clusters.queries.posts import unread
from sarai.clusters.rules import told_until

from .writing import tell_news


def send_digests(*, at: datetime) -> int:
    """Write to every member whose digest is due; returns how many letters that were. A digest is due when its reader
    was told until a moment before this day (this week) began. Should the worker die, the next run goes on: each digest
    is one transaction, in which its letter is posted and its moment moves on.

    What cannot be written keeps none of the others: they go first, then ExceptionGroup is raised."""
    sent, faults = 0, []
    for rhythm in (Digest.Rhythm.DAILY, Digest.Rhythm.WEEKLY):
        until = told_until(rhythm, at)
        due = Digest.objects.filter(rhythm=rhythm, told_until__lt=until, user__is_active=True)
        for number in list(due.values_list("pk", flat=True)):
            try:
                sent += _send(number, at)
            except Exception as fault:
                faults.append(fault)
    if faults:
        raise ExceptionGroup("digests that could not be written", faults)
    return sent


@transaction.atomic
def _send(number: int, at: datetime) -> bool:
    digest = Digest.objects.select_for_update(of=("self",)).select_related("cluster", "user").filter(pk=number).first()
    until = told_until(digest.rhythm, at) if digest else None
    if digest is None or until is None or digest.told_until >= until:
        return False
    since, digest.told_until = digest.told_until, until
    digest.save(update_fields=["told_until"])
    user, cluster = digest.user, digest.cluster
    if not user.has_perm("clusters.write", cluster):  # who has left, or whose city has, is told nothing
        return False
    posts = list(unread(cluster, user, since, until))
    if posts:
        tell_news(digest, posts, until, at)
    return bool(posts)
