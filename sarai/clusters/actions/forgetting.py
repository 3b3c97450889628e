"""Memberships, posts and reports of somebody whose account is erased: by themselves, or because they asked to be
forgotten."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _

from sarai.accounts.actions import declare_erased
from sarai.accounts.models import User
from sarai.clusters.models import Cluster, Digest, Membership, Post, Report
from sarai.evidence.actions import retract
from sarai.letters.actions import forget as forget_letters

from .entries import Act, entry
from .posting import blank


def _leave_all(user: User, at: datetime) -> None:
    """End every membership, and let none say whose it was."""
    for cluster in Cluster.objects.filter(memberships__user=user, memberships__retracted_at=None).distinct():
        source = entry(Act.LEFT, title=_("Left: %(cluster)s") % {"cluster": cluster}, cluster=cluster, by="", at=at)
        retract(Membership.objects.filter(cluster=cluster, user=user, retracted_at=None), source)
    Membership.objects.filter(user=user).update(user=None)


def forget_user(user: User, at: datetime) -> None:
    """What somebody wrote is gone, in earlier wordings and files, too; that there were posts stays countable, and the
    replies of others stay. Nothing says any more that any of it was theirs."""
    _leave_all(user, at)
    for post in Post.objects.filter(author=user).prefetch_related("attachments"):
        blank(post)
    Post.objects.filter(author=user).update(author=None, token="")
    Report.objects.filter(reporter=user).update(reporter=None, text="")
    Report.objects.filter(decided_by=str(user)).update(decided_by="")
    Digest.objects.filter(user=user).delete()
    forget_letters(addresses=[user.email], topics="cluster:")


declare_erased(forget_user)
