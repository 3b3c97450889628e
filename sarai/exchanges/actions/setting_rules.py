"""What earns a certificate, said anew: every version is a fact, so figures know which held when."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _

from sarai.evidence.actions import digest, in_turn
from sarai.evidence.models import Source
from sarai.exchanges.models import Event, RuleVersion
from sarai.exchanges.rules import CertificateRule
from sarai.surveys.models import Survey

KEY = digest("certificate")


@in_turn()
def set_rule(
    *,
    event: Event,
    rule: CertificateRule | None,
    survey: Survey | None = None,
    by: str,
    at: datetime,
    known: datetime | None = None,
) -> str:
    """Say what earns the certificate of an event from now on, or since `known`; None: there is no certificate.

    `survey` is the one that the rule asks for. Returns "created", "changed", or "" where that holds already. Raises
    ValueError, with a sentence, for a rule that nobody could fulfil.
    """
    _refuse(event, rule, survey)
    moment = known or at
    held = event.rule_versions.filter(retracted_at=None).first()
    content = digest(rule, survey and survey.pk)
    if (held.content if held else None) == (content if rule else None):
        return ""
    if held and held.recorded_at > moment:
        raise ValueError(_("What earns the certificate was changed later than that already."))
    source = Source.objects.create(
        kind=Source.Kind.ENTRY,
        format="certificate-rule",
        title=(_("What earns the certificate: %(event)s") % {"event": event})[:255],
        target={"event": event.slug},
        entered_at=at,
        recorded_at=moment,
        by=by,
    )
    if held:
        held.retracted_at, held.retracted_by = moment, source
        held.save(update_fields=["retracted_at", "retracted_by"])
    if rule:
        RuleVersion.objects.create(
            event=event,
            sessions=rule.sessions,
            share=rule.share,
            assignment=rule.assignment,
            least_mark=rule.least_mark,
            survey=survey,
            key=KEY,
            content=content,
            source=source,
            recorded_at=moment,
        )
    return "changed" if held else "created"


def _refuse(event: Event, rule: CertificateRule | None, survey: Survey | None) -> None:
    if rule is None:
        return
    if rule.sessions > event.sessions.count():
        raise ValueError(_("More sessions are asked for than the event has."))
    if rule.least_mark is not None and not rule.assignment:
        raise ValueError(_("A mark can only be asked for together with the assignment."))
    if rule.survey != (survey is not None) or (survey and not event.asked.filter(survey=survey).exists()):
        raise ValueError(_("The survey is not asked at this event."))
