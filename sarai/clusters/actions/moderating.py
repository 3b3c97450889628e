"""Members report posts; the team hides them or lets them stand."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from sarai.accounts.models import User
from sarai.clusters.models import Hiding, Post, Report
from sarai.clusters.queries.moderation import state_of
from sarai.evidence.actions import Overtaken, retract

from .entries import Act, Refused, entry
from .writing import tell_answered, tell_hidden


@transaction.atomic
def report_post(*, post: Post, reporter: User, text: str, at: datetime) -> Report:
    """Tell the moderators that a post should not stand as it does. Told twice by somebody before they have decided, it
    is told once. Raises Refused where the post stands no more."""
    held = _locked(post)
    if held.retracted_at:
        raise Refused(_("Its writer has deleted this post."))
    known = Report.objects.filter(post=held, reporter=reporter, state=Report.State.OPEN).first()
    return known or Report.objects.create(post=held, reporter=reporter, text=text, at=at)


@transaction.atomic
def hide_post(*, post: Post, reason: str, seen: str, by: str, at: datetime) -> Hiding | None:
    """Show a post to nobody but its writer and the team; its writer is told why. Reports of it are settled.

    `seen` is how it stood when the moderator looked at it (`queries.moderation.state_of`). None where it is hidden
    already; raises Overtaken where another moderator, or another report, was quicker.
    """
    held = _looked_at(post, seen)
    hidings = Hiding.objects.filter(post=held, retracted_at=None)
    if hidings.filter(why=Hiding.Why.HIDDEN).exists():
        return None
    title = _("Hidden: a post in: %(cluster)s") % {"cluster": held.cluster}
    source = entry(Act.MODERATED, title=title, cluster=held.cluster, reason=reason, by=by, at=at)
    retract(hidings, source)
    hiding = Hiding.objects.create(post=held, why=Hiding.Why.HIDDEN, source=source, recorded_at=at)
    _settle(held, Report.State.HIDDEN, by, at)
    tell_hidden(held, reason, hiding.pk, at)
    return hiding


@transaction.atomic
def keep_post(*, post: Post, seen: str, by: str, at: datetime) -> None:
    """Let a post stand: what was held or hidden is shown (again), and reports of it are settled. `seen` as for
    `hide_post`. Raises Overtaken."""
    held = _looked_at(post, seen)
    hidings = list(Hiding.objects.filter(post=held, retracted_at=None))
    if hidings:
        title = _("Shown: a post in: %(cluster)s") % {"cluster": held.cluster}
        retract(hidings, entry(Act.MODERATED, title=title, cluster=held.cluster, by=by, at=at))
        if held.retracted_at is None:
            tell_answered(held, at)
    _settle(held, Report.State.KEPT, by, at)


def _locked(post: Post) -> Post:
    held = Post.objects.select_for_update(of=("self",))
    return held.select_related("cluster", "author", "thread__author", "thread__cluster").get(pk=post.pk)


def _looked_at(post: Post, seen: str) -> Post:
    held = _locked(post)
    if seen != state_of(held):
        raise Overtaken(_("Somebody else has decided on this post, or reported it, meanwhile. Look at it once more."))
    return held


def _settle(post: Post, state: str, by: str, at: datetime) -> None:
    post.reports.filter(state=Report.State.OPEN).update(state=state, decided_by=by, decided_at=at)
