"""What was done about a need of a city."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from sarai.evidence.actions import entry, retract
from sarai.needs.models import Reply
from sarai.network.models import City

from .entries import Act


@transaction.atomic
def reply_to_need(
    *, city: City, subject: str, means: str, what: str, replied_on: date, by: str, at: datetime, link: str = ""
) -> Reply:
    """Put on record that something was done about a need (`subject`, as figures call it). Once: the same changes
    nothing."""
    said = {"city": city, "subject": subject, "means": means, "what": what, "replied_on": replied_on}
    City.objects.select_for_update().get(pk=city.pk)
    held = Reply.objects.filter(**said, retracted_at=None).first()
    if held is not None:
        return held
    title = _("A reply to a need of %(city)s") % {"city": city}
    source = entry(Act.REPLY, title=title, by=by, at=at, target={"city": city.pk})
    return Reply.objects.create(**said, link=link, source=source, recorded_at=at)


@transaction.atomic
def take_back_reply(*, reply: Reply, reason: str, by: str, at: datetime) -> None:
    """Let a reply hold no longer. Raises ValueError where it does not any more."""
    reply = Reply.objects.select_for_update().select_related("city").get(pk=reply.pk)
    if reply.retracted_at is not None:
        raise ValueError(_("This reply was taken back already. Nothing was changed."))
    title = _("A reply to a need of %(city)s was taken back") % {"city": reply.city}
    retract([reply], entry(Act.REPLY, title=title, by=by, at=at, reason=reason, target={"city": reply.city_id}))
