"""What a survey's page shows of events: at which it is asked, and for the team a way to say so. And what the page of
somebody's own registration shows of their certificate."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest
from django.utils import timezone

from sarai.evidence.panels import declare_panel
from sarai.surveys.models import Survey

from .exports.certificates import rule_in_words
from .forms import AppealForm, AskedAtForm
from .models import Enrolment, Event, EventSurvey
from .queries.certificates import own
from .queries.enrolments import token_of
from .queries.verifying import holders_key


def _events(request: HttpRequest, survey: Survey) -> Mapping[str, Any] | None:
    relations = list(EventSurvey.objects.filter(survey=survey).select_related("event").order_by("event"))
    manages = request.user.has_perm("surveys.manage") and Event.objects.exists()
    if not relations and not manages:
        return None
    return {"relations": relations, "asked_at": AskedAtForm() if manages else None}


def _mine(_request: HttpRequest, enrolment: Enrolment) -> Mapping[str, Any] | None:
    rule = enrolment.event.certificate_rule
    mine = own(enrolment)
    if enrolment.withdrawn_at or (rule is None and mine.certificate is None):
        return None
    sessions = list(enrolment.event.sessions.all())
    return {
        "certificate": mine.certificate,
        "key": holders_key(mine.certificate) if mine.certificate else "",
        "words": rule_in_words(rule, len(sessions)) if rule else "",
        "appeal": mine.appeal,
        "ruling": mine.ruling,
        "may_appeal": enrolment.record_id is not None and (mine.appeal is None or mine.ruling is not None),
        "over": all(one.ends_at < timezone.now() for one in sessions),
        "form": AppealForm(),
        "token": token_of(enrolment),
    }


declare_panel("survey", "exchanges.events", "exchanges/_events_of_survey.html", _events)
declare_panel("enrolment", "exchanges.certificate", "exchanges/certificates/_mine.html", _mine)
