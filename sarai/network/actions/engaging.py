"""Since when an institution takes part in the programme, as what, and until when."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from sarai.evidence.actions import entry, retract
from sarai.evidence.models import Source
from sarai.network.models import Act, Engagement, Institution


@transaction.atomic
def engage(
    *,
    institution: Institution,
    role: str,
    since: date,
    by: str,
    at: datetime,
    until: date | None = None,
    what: str = "",
) -> Engagement:
    """Put on record that an institution takes part in one role (Engagement.Role) from a day, and until another where
    that is over. The same again changes nothing; another day or other words for what stands correct it. Raises
    ValueError with a sentence for days in the wrong order."""
    if until is not None and until < since:
        raise ValueError(_("It cannot end before it begins. Choose a later last day."))
    institution = Institution.objects.select_for_update().get(pk=institution.pk)
    held = Engagement.objects.filter(institution=institution, role=role, retracted_at=None)
    same = held.filter(since=since).first()
    if same is not None and (same.until, same.what) == (until, what):
        return same
    standing = held.filter(until=None).first() if until is None else None
    title = _("%(institution)s takes part") % {"institution": institution}
    source = entry(Act.ENGAGED, title=title, by=by, at=at, target={"institution": institution.slug})
    retract({one.pk: one for one in (same, standing) if one is not None}.values(), source)
    return Engagement.objects.create(
        institution=institution, role=role, since=since, until=until, what=what, source=source, recorded_at=at
    )


@transaction.atomic
def disengage(*, engagement: Engagement, until: date, by: str, at: datetime, reason: str = "") -> Engagement:
    """Put on record that an institution takes part in a role no longer, after a last day: that it did until then still
    counts. Raises ValueError with a sentence where that is known already, or the day is before the first."""
    held = Engagement.objects.select_for_update().select_related("institution").get(pk=engagement.pk)
    if held.retracted_at is not None or held.until is not None:
        raise ValueError(_("This has ended already, or was taken back. Nothing was changed."))
    if until < held.since:
        raise ValueError(_("It cannot end before it begins. Choose a later last day."))
    source = _ended(held, by=by, at=at, reason=reason)
    return Engagement.objects.create(
        institution=held.institution,
        role=held.role,
        since=held.since,
        until=until,
        what=held.what,
        source=source,
        recorded_at=at,
    )


@transaction.atomic
def take_back_engagement(*, engagement: Engagement, reason: str, by: str, at: datetime) -> None:
    """Put on record that an institution never took part in that role at that time: it counts no longer. Raises
    ValueError with a sentence where that was taken back already."""
    held = Engagement.objects.select_for_update().select_related("institution").get(pk=engagement.pk)
    if held.retracted_at is not None:
        raise ValueError(_("This has ended already, or was taken back. Nothing was changed."))
    _ended(held, by=by, at=at, reason=reason)


def _ended(held: Engagement, *, by: str, at: datetime, reason: str) -> Source:
    title = _("%(institution)s takes part no longer") % {"institution": held.institution}
    target = {"institution": held.institution.slug}
    source = entry(Act.DISENGAGED, title=title, by=by, at=at, reason=reason, target=target)
    retract([held], source)
    return source
