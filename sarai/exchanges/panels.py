"""What a survey's page shows of events: at which it is asked, and for the team a way to say so. In which events a city
takes part, which an institution holds, and which are about the themes of a cluster. And what the page of somebody's own
registration shows of their assignment and their certificate."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest
from django.utils import timezone

from sarai.clusters.models import Cluster
from sarai.evidence.panels import declare_panel
from sarai.network.models import City, Institution
from sarai.network.queries import engagements_of
from sarai.surveys.models import Survey

from .exports.certificates import rule_in_words
from .forms import AppealForm, AskedAtForm, HandInForm
from .models import Enrolment, Event, EventSurvey
from .queries.assignments import assignment_of, list_sizes, may_hand_in, own_hand_in
from .queries.certificates import own
from .queries.enrolments import token_of
from .queries.pages import events_about, events_of, videos_of
from .queries.verifying import holders_key
from .rules import is_late

LISTED = 10  # events on the page of a city, an institution or a cluster


def _events(request: HttpRequest, survey: Survey) -> Mapping[str, Any] | None:
    relations = list(EventSurvey.objects.filter(survey=survey).select_related("event").order_by("event"))
    manages = request.user.has_perm("surveys.manage") and Event.objects.exists()
    if not relations and not manages:
        return None
    return {"relations": relations, "asked_at": AskedAtForm() if manages else None}


def _events_of(request: HttpRequest, who: City | Institution) -> Mapping[str, Any] | None:
    found = events_of(who, drafts=request.user.has_perm("exchanges.manage"))
    number = found.count()
    return (
        {"events": found[:LISTED], "more": max(number - LISTED, 0), "holds": not isinstance(who, City)}
        if number
        else None
    )


def _events_about(request: HttpRequest, cluster: Cluster) -> Mapping[str, Any] | None:
    coming, over = events_about(cluster, timezone.now(), drafts=request.user.has_perm("exchanges.manage"))
    held, number = list(over[:LISTED]), over.count()
    videos = list(videos_of(over)[:LISTED]) if held else []
    return {"coming": list(coming[:LISTED]), "over": held, "more": number - len(held), "videos": videos}


def _not_on_record(request: HttpRequest, institution: Institution) -> Mapping[str, Any] | None:
    holds = institution.hosted.exists() and not engagements_of(institution).exists()
    return {"institution": institution} if holds and request.user.has_perm("network.manage") else None


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


def _assignment(_request: HttpRequest, enrolment: Enrolment) -> Mapping[str, Any] | None:
    assignment = assignment_of(enrolment.event)
    known = own_hand_in(assignment, enrolment) if assignment else None
    if assignment is None or (known is None and not enrolment.connects):
        return None
    now = timezone.now()
    return {
        "assignment": assignment,
        "hand_in": known,
        "may": may_hand_in(assignment, enrolment, known, now),
        "over": is_late(now, assignment.due_at),
        "form": HandInForm(None, None, assignment, known),
        "token": token_of(enrolment),
    }


def _set(_request: HttpRequest, event: Event) -> Mapping[str, Any] | None:
    assignment = assignment_of(event)
    if assignment is None:
        return {"assignment": None} if event.registers else None
    return {"assignment": assignment, "sizes": list_sizes(assignment)}


declare_panel("city", "exchanges.events", "exchanges/_events_of.html", _events_of, order=40)
declare_panel("cluster", "exchanges.events", "exchanges/_events_of_cluster.html", _events_about, order=10)
declare_panel("institution", "exchanges.events", "exchanges/_events_of.html", _events_of, order=40)
declare_panel("institution-next", "exchanges.roles", "exchanges/_institution_next.html", _not_on_record, order=10)
declare_panel("survey", "exchanges.events", "exchanges/_events_of_survey.html", _events)
declare_panel("enrolment", "exchanges.certificate", "exchanges/certificates/_mine.html", _mine)
declare_panel("enrolment", "exchanges.assignment", "exchanges/assignments/_mine.html", _assignment)
declare_panel("event-arrange", "exchanges.assignment", "exchanges/assignments/_set.html", _set)
