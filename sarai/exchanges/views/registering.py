"""Registering for an event, and what one can do with one's registration: by a link in the mail, without an account."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from django_ratelimit.decorators import ratelimit

from sarai.exchanges import actions, tasks
from sarai.exchanges.actions.asking import invited_when_registering
from sarai.exchanges.desk.enrolments import file_enrolment
from sarai.exchanges.forms import ChangeEnrolmentForm, EnrolmentForm
from sarai.exchanges.models import Enrolment, Event, EventSurvey
from sarai.exchanges.queries import answered_by, surveys_of
from sarai.exchanges.queries.appointments import invitation_for
from sarai.exchanges.queries.enrolments import enrolment_by_token, standing
from sarai.network.mentions import email_key
from sarai.surveys.models import Survey

from .zones import remember_zone, zone_of

FROM_ONE_CONNECTION = "300/m"  # registrations: a whole city hall may stand behind one
TO_ONE_ADDRESS = "12/h"  # so that nobody's mailbox is flooded by others
CHANGES = "60/m"
COOKIE = "registered-"
A_YEAR = 365 * 24 * 60 * 60


def _address(_group: str, request: HttpRequest) -> str:
    return email_key(request.POST.get("email", ""))


def _to_one_address(group: str, request: HttpRequest) -> str | None:
    """However an address is written, it is one; who forgot theirs floods nobody."""
    return TO_ONE_ADDRESS if _address(group, request) else None


def enrolled_here(request: HttpRequest, event: Event) -> Enrolment | None:
    """The registration for an event that this browser has followed the link of."""
    token = request.COOKIES.get(f"{COOKIE}{event.pk}", "")
    found = enrolment_by_token(token) if token else None
    return found if found and found.event_id == event.pk else None


@require_http_methods(["GET", "HEAD", "POST"])
@ratelimit(group="register", key="ip", rate=FROM_ONE_CONNECTION, method="POST")
@ratelimit(group="register-address", key=_address, rate=_to_one_address, method="POST")
def event_register(request: HttpRequest, slug: str) -> HttpResponse:
    """Register: a page with a form, and what is sent with it. What comes of it is told by mail alone, so that nobody
    learns here who is registered."""
    event = get_object_or_404(Event, slug=slug)
    now = timezone.now()
    stands = standing(event, now)
    if stands.shut == "draft" and not request.user.has_perm("exchanges.manage", event):
        raise Http404
    form = EnrolmentForm(request.POST if request.method == "POST" else None, initial={"zone": zone_of(request)})
    if request.method == "POST" and not stands.shut and form.is_valid():
        if not form.is_a_machine:
            actions.enrol(event=event, said=form.said, at=now)
            tasks.sweep_soon()
        return redirect("exchanges:event-register-sent", event.slug)
    context = {"event": event, "form": form, "stands": stands, "mine": enrolled_here(request, event)}
    status = 422 if form.errors else 403 if request.method == "POST" else 200
    return render(request, "exchanges/register/event_register.html", context, status=status)


@require_safe
def event_register_sent(request: HttpRequest, slug: str) -> HttpResponse:
    """What comes next: the same for everybody, whether they were registered already or not."""
    event = get_object_or_404(Event.objects.exclude(state=Event.State.DRAFT), slug=slug)
    return render(request, "exchanges/register/event_register_sent.html", {"event": event})


def _mine(token: str) -> Enrolment:
    enrolment = enrolment_by_token(token)
    if enrolment is None:
        raise Http404
    return enrolment


@require_safe
@never_cache
def enrolment_detail(request: HttpRequest, token: str) -> HttpResponse:
    """Somebody's registration: to confirm it, to connect, to change it, to take it back."""
    enrolment = _mine(token)
    now = timezone.now()
    event = enrolment.event
    sessions = list(event.sessions.prefetch_related("materials"))
    context: dict[str, Any] = {
        "enrolment": enrolment,
        "event": event,
        "token": token,
        "sessions": sessions,
        "held": any(not one.cancelled for one in sessions),
        "coming": [one for one in sessions if one.ends_at > now and not one.cancelled],
        "zone": enrolment.zone or zone_of(request),
        "connects": enrolment.connects,
        "asked": surveys_of(event, now) if enrolment.connects else [],
        "answered": answered_by(enrolment) if enrolment.connects else (),
        "now": now,
    }
    response = render(request, "exchanges/register/enrolment_detail.html", context)
    return remembered(response, enrolment, token)


def remembered(response: HttpResponse, enrolment: Enrolment, token: str) -> HttpResponse:
    """Remember in this browser whose link was followed, so that the event's page knows them again."""
    response.set_cookie(
        f"{COOKIE}{enrolment.event_id}", token, max_age=A_YEAR, httponly=True, samesite="Lax", secure=settings.HTTPS
    )
    return remember_zone(response, enrolment.zone)


@require_POST
@never_cache
@ratelimit(group="enrolment", key="ip", rate=CHANGES)
def enrolment_prove(request: HttpRequest, token: str) -> HttpResponse:
    """The address is mine."""
    enrolment = actions.prove(enrolment=_mine(token), at=timezone.now(), then=tasks.file_soon)
    if enrolment.proved_at is None:
        messages.error(request, _("Nobody can register for this event any more."))
        return redirect("exchanges:enrolment-detail", token)
    questionnaire = _questionnaire(enrolment)
    messages.success(request, _("Thank you. Your registration is confirmed."))
    return redirect("exchanges:enrolment-detail", token) if questionnaire is None else redirect(questionnaire)


def _questionnaire(enrolment: Enrolment) -> str | None:
    """Where the event's own questions are answered; None where it has none, or they are answered."""
    if enrolment.withdrawn_at is not None:
        return None
    asked = enrolment.event.asked.filter(purpose=EventSurvey.Purpose.REGISTERING).first()
    return _invitation_to(enrolment, asked.survey) if asked else None


def _invitation_to(enrolment: Enrolment, survey: Survey) -> str | None:
    """Where somebody answers a survey as themselves; None where they did."""
    file_enrolment(enrolment, by=tasks.BY, at=timezone.now())  # so that the answers know whose they are
    invitation = invited_when_registering(survey, enrolment.record, at=timezone.now())
    return reverse("surveys:answer-invited", args=[survey.slug, invitation.key]) if invitation else None


@require_POST
@never_cache
@ratelimit(group="enrolment", key="ip", rate=CHANGES)
def enrolment_answer(request: HttpRequest, token: str, slug: str) -> HttpResponse:
    """Answer a survey of the event, as who one is: what is answered counts for one's certificate."""
    enrolment = _mine(token)
    asked = get_object_or_404(enrolment.event.asked.select_related("survey"), survey__slug=slug)
    if not enrolment.connects:
        raise Http404
    address = _invitation_to(enrolment, asked.survey)
    if address is None:
        messages.success(request, _("You have answered this already. Thank you."))
    return redirect(address) if address else redirect("exchanges:enrolment-detail", token)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@ratelimit(group="enrolment", key="ip", rate=CHANGES, method="POST")
def enrolment_change(request: HttpRequest, token: str) -> HttpResponse:
    """Say something else than when registering."""
    enrolment = _mine(token)
    form = ChangeEnrolmentForm(request.POST if request.method == "POST" else None, enrolment)
    if request.method == "POST" and form.is_valid():
        said = form.said
        changed = actions.change(enrolment=enrolment, said=said, at=timezone.now(), then=tasks.file_soon)
        messages.success(request, _("Saved."))
        proved = enrolment.proved_at is None and changed.proved_at is not None
        questionnaire = _questionnaire(changed) if proved else None
        return redirect(questionnaire) if questionnaire else redirect("exchanges:enrolment-detail", token)
    context = {"enrolment": enrolment, "event": enrolment.event, "form": form, "token": token}
    return render(request, "exchanges/register/enrolment_change.html", context, status=422 if form.errors else 200)


@require_POST
@never_cache
@ratelimit(group="enrolment", key="ip", rate=CHANGES)
def enrolment_withdraw(request: HttpRequest, token: str) -> HttpResponse:
    """I do not come."""
    actions.withdraw(enrolment=_mine(token), at=timezone.now(), then=tasks.file_soon)
    messages.success(request, _("Your registration was taken back."))
    return redirect("exchanges:enrolment-detail", token)


@require_POST
@never_cache
@ratelimit(group="enrolment", key="ip", rate=CHANGES)
def enrolment_return(request: HttpRequest, token: str) -> HttpResponse:
    """I come after all."""
    enrolment = _mine(token)
    if standing(enrolment.event, timezone.now()).shut:
        messages.error(request, _("Nobody can register for this event any more."))
    else:
        actions.come_back(enrolment=enrolment, at=timezone.now(), then=tasks.file_soon)
        messages.success(request, _("You are registered again."))
    return redirect("exchanges:enrolment-detail", token)


@require_safe
@never_cache
def enrolment_calendar(request: HttpRequest, token: str) -> HttpResponse:
    """One's own appointments, for a calendar."""
    enrolment = _mine(token)
    if not enrolment.connects:
        raise Http404
    found = [one for one in enrolment.event.sessions.all() if not one.cancelled]
    response = HttpResponse(invitation_for(enrolment, found), content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{enrolment.event.slug}.ics"'
    return response
