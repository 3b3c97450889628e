"""One person against the rule: every stay drawn, what was missed by how much; and what they say to it."""

from __future__ import annotations

from datetime import timedelta

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.core.exceptions import BadRequest
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language_bidi
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe
from django_ratelimit.decorators import ratelimit

from sarai.evidence.pictures import Presence, presence
from sarai.exchanges import actions
from sarai.exchanges.forms import AppealForm, ReasonForm
from sarai.exchanges.models import Appeal, Event, Ruling, Session
from sarai.exchanges.queries.certificates import Candidate, Evidence, certificates_of, evidence, rule_at
from sarai.exchanges.queries.enrolments import enrolment_by_token
from sarai.exchanges.rules import CertificateRule, clipped, united
from sarai.network.models import PersonRecord

from .as_of import asked_as_of

APPEALS = "20/h"


@require_safe
@never_cache
@permission_required("exchanges.view_people", raise_exception=True)
def certificate_person(request: HttpRequest, slug: str, person: int) -> HttpResponse:
    """Somebody's stays against the rule, session by session."""
    event = get_object_or_404(Event.objects.prefetch_related("sessions"), slug=slug)
    as_of = asked_as_of(request)
    moment = as_of or timezone.now()
    version = rule_at(event, moment)
    known = evidence(event, moment)
    if version is None or person not in known.seconds:
        raise Http404
    found = {one.person: one for one in known.judged(version.rule, version.survey_id)}[person]
    appeals = Appeal.objects.filter(event=event, record__links__person=person, record__links__retracted_at=None)
    context = {
        "event": event,
        "version": version,
        "rule": version.rule,
        "candidate": found,
        "short": [(number, -(-lacking // 60)) for number, lacking in found.verdict.short],
        "sessions": [_session(one, found, known, version.rule, event) for one in event.sessions.all()],
        "certificate": certificates_of(event).get(person),
        "appeals": appeals.distinct(),
        "form": AppealForm(),
        "as_of": as_of,
    }
    return render(request, "exchanges/certificates/certificate_person.html", context)


def _session(
    session: Session, found: Candidate, known: Evidence, rule: CertificateRule, event: Event
) -> dict[str, object]:
    """A session as it is drawn: in the event's own zone, every stay, what of it counts, and what is enough."""
    window = (session.starts_at, session.ends_at)
    stays = sorted(known.joins.get(found.person, {}).get(session.number, ()))
    counted = united(part for stay in stays if (part := clipped(stay, window)))
    seconds, needed = found.seconds.get(session.number, 0), rule.needed(window)
    begins, ends = (date_format(one.astimezone(event.zone), "TIME_FORMAT") for one in window)
    said = _("%(minutes)d of %(needed)d minutes needed") % {"minutes": seconds // 60, "needed": -(-needed // 60)}
    return {
        "session": session,
        "stays": stays,
        "minutes": seconds // 60,
        "needed": -(-needed // 60),
        "enough": seconds >= needed,
        "missing": -(-(needed - seconds) // 60) if seconds < needed else 0,
        "picture": presence(
            Presence(window, stays, counted, timedelta(seconds=needed)),
            begins=begins,
            ends=ends,
            title=session.title,
            desc=said,
            rtl=get_language_bidi(),
        ),
    }


@require_POST
@permission_required("exchanges.manage", raise_exception=True)
def certificate_person_appeal(request: HttpRequest, slug: str, person: int) -> HttpResponse:
    """Note what somebody says about their certificate."""
    event = get_object_or_404(Event, slug=slug)
    found = PersonRecord.objects.filter(links__person=person, links__retracted_at=None)
    here = found.filter(attendances__session__event=event) | found.filter(registrations__event=event)
    record = here.order_by("-pk").first()
    if record is None:
        raise Http404
    _appealed(request, event, record, by=request.user.get_username())
    return redirect("exchanges:appeal-list", event.slug)


@require_POST
@never_cache
@ratelimit(group="appeal", key="ip", rate=APPEALS)
def enrolment_appeal(request: HttpRequest, token: str) -> HttpResponse:
    """Somebody says by their personal link that they earned a certificate."""
    enrolment = enrolment_by_token(token)
    if enrolment is None or enrolment.record is None:
        raise Http404
    _appealed(request, enrolment.event, enrolment.record)
    return redirect("exchanges:enrolment-detail", token)


def _appealed(request: HttpRequest, event: Event, record: PersonRecord, by: str = "") -> None:
    form = AppealForm(request.POST)
    try:
        said = form.cleaned_data["text"] if form.is_valid() else ""
        actions.make_appeal(event=event, record=record, text=said, by=by, at=timezone.now())
    except ValueError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("This was received. The team looks at it."))


@require_safe
@permission_required("exchanges.view_people", raise_exception=True)
def appeal_list(request: HttpRequest, slug: str) -> HttpResponse:
    """What people say about their certificates, and what was decided; the open ones first."""
    event = get_object_or_404(Event, slug=slug)
    found = Appeal.objects.filter(event=event).select_related("record").prefetch_related("rulings__source")
    rows = [_appeal(one) for one in found]
    rows.sort(key=lambda row: row["ruling"] is not None)
    context = {"event": event, "rows": rows, "form": ReasonForm()}
    return render(request, "exchanges/certificates/appeal_list.html", context)


def _appeal(appeal: Appeal) -> dict[str, object]:
    """An appeal, with the decision that holds, those that were taken back, and whom it is about."""
    rulings = sorted(appeal.rulings.all(), key=lambda one: one.pk)
    held = next((one for one in rulings if one.retracted_at is None), None)
    link = appeal.record.links.filter(retracted_at=None).first()
    return {
        "appeal": appeal,
        "ruling": held,
        "before": [one for one in rulings if one.retracted_at],
        "person": link.person_id if link else None,
    }


@require_POST
@permission_required("exchanges.manage", raise_exception=True)
def appeal_decide(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Grant an appeal, or refuse it."""
    appeal = get_object_or_404(Appeal, pk=pk, event__slug=slug)
    form = ReasonForm(request.POST)
    reason = form.cleaned_data["reason"] if form.is_valid() else ""
    granted = {"grant": True, "refuse": False}.get(request.POST.get("verb", ""))
    if granted is None:
        raise BadRequest("grant or refuse")
    try:
        actions.decide_appeal(
            appeal=appeal, granted=granted, reason=reason, by=request.user.get_username(), at=timezone.now()
        )
    except ValueError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("Granted.") if granted else _("Refused."))
    return redirect("exchanges:appeal-list", slug)


@require_POST
@permission_required("exchanges.manage", raise_exception=True)
def appeal_undo(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Take a decision back."""
    ruling = get_object_or_404(Ruling, pk=pk, event__slug=slug)
    try:
        actions.undo_ruling(ruling=ruling, by=request.user.get_username(), at=timezone.now())
    except ValueError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("The decision was taken back."))
    return redirect("exchanges:appeal-list", slug)
