"""Somebody says that they earned a certificate which the records do not give them; the team decides, with a reason."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _

from sarai.evidence.actions import digest, in_turn
from sarai.exchanges.models import Appeal, Certificate, Event, Ruling
from sarai.exchanges.queries.certificates import open_appeals
from sarai.network.actions import Forgotten, declare_forgotten
from sarai.network.models import PersonRecord

from .certifying import noted

LONGEST = 4000
COVERED = "•••"


@in_turn()
def make_appeal(*, event: Event, record: PersonRecord, text: str, at: datetime, by: str = "") -> Appeal:
    """Keep what somebody says about their certificate; `by` is who of the team noted it.

    Raises ValueError where nothing is said, the event gives no certificate, or an appeal of theirs is not decided yet.
    """
    if not text.strip():
        raise ValueError(_("Write what you have attended or handed in, so that it can be looked up."))
    if event.certificate_rule is None:
        raise ValueError(_("This event gives no certificate."))
    people = record.links.filter(retracted_at=None).values("person")
    if open_appeals([event]).filter(record__links__person__in=people, record__links__retracted_at=None).exists():
        raise ValueError(_("This was received already, and is being looked at."))
    return Appeal.objects.create(event=event, record=record, text=text.strip()[:LONGEST], made_at=at, by=by)


@in_turn()
def decide_appeal(*, appeal: Appeal, granted: bool, reason: str, by: str, at: datetime) -> Ruling:
    """Decide an appeal, with a reason. Who is granted it qualifies from then on.

    Raises ValueError without a reason, and where it was decided already.
    """
    if not reason.strip():
        raise ValueError(_("Give the reason: whoever asks later finds it beside the decision."))
    if appeal.rulings.filter(retracted_at=None).exists():
        raise ValueError(_("This was decided already. Take the decision back first."))
    title = _("Appeal granted: %(event)s") if granted else _("Appeal refused: %(event)s")
    source = noted(appeal.event, title % {"event": appeal.event}, by=by, at=at, reason=reason.strip())
    return Ruling.objects.create(
        event=appeal.event,
        record=appeal.record,
        appeal=appeal,
        granted=granted,
        key=digest("appeal", appeal.pk),
        content=digest(granted),
        source=source,
        recorded_at=at,
    )


@in_turn()
def undo_ruling(*, ruling: Ruling, by: str, at: datetime) -> None:
    """Take a decision about an appeal back; the appeal is open again. A certificate that was issued by it stays until
    it is revoked. Raises ValueError where it was taken back already."""
    held = Ruling.objects.select_for_update(of=("self",)).select_related("event").get(pk=ruling.pk)
    if held.retracted_at:
        raise ValueError(_("This decision was taken back already."))
    source = noted(
        held.event, _("Decision about an appeal taken back: %(event)s") % {"event": held.event}, by=by, at=at
    )
    held.retracted_at, held.retracted_by = at, source
    held.save(update_fields=["retracted_at", "retracted_by"])


def _forget(who: Forgotten) -> None:
    """Cover the reasons that were given about somebody's certificates and appeals: they may tell who it was."""
    for found in (Ruling.objects.filter(record__in=who.records), Certificate.objects.filter(record__in=who.records)):
        for fact in found.select_related("source", "retracted_by"):
            for source in (fact.source, fact.retracted_by):
                if source and source.reason:
                    source.reason = COVERED
                    source.save(update_fields=["reason"])


declare_forgotten(_forget)
