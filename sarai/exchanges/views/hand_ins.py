"""Handing the assignment of an event in, by the personal link of one's registration."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import FileResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe
from django_ratelimit.decorators import ratelimit

from sarai.exchanges import actions, tasks
from sarai.exchanges.forms import HandInForm
from sarai.exchanges.models import Assignment, Enrolment, HandIn
from sarai.exchanges.queries.assignments import assignment_of, may_hand_in, own_hand_in
from sarai.exchanges.queries.enrolments import enrolment_by_token
from sarai.exchanges.rules import is_late

from .zones import zone_of

FROM_ONE_CONNECTION = "60/m"  # a whole class may stand behind one
BY_ONE_LINK = "20/h"


def _link(_group: str, request: HttpRequest) -> str:
    """Whose link it is."""
    return str(request.resolver_match.kwargs["token"]) if request.resolver_match else ""


def _mine(token: str) -> tuple[Enrolment, Assignment, HandIn | None]:
    """A registration with the assignment of its event, and what was handed in for it. Raises Http404 where there is
    nothing to be handed in, or read, by this link."""
    enrolment = enrolment_by_token(token)
    assignment = assignment_of(enrolment.event) if enrolment else None
    if enrolment is None or assignment is None:
        raise Http404
    known = own_hand_in(assignment, enrolment)
    if known is None and not enrolment.connects:
        raise Http404
    return enrolment, assignment, known


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@ratelimit(group="hand-in", key="ip", rate=FROM_ONE_CONNECTION, method="POST")
@ratelimit(group="hand-in-link", key=_link, rate=BY_ONE_LINK, method="POST")
def enrolment_assignment(request: HttpRequest, token: str) -> HttpResponse:
    """Hand something in, or something else than before."""
    enrolment, assignment, known = _mine(token)
    now, sent = timezone.now(), request.method == "POST"
    form = HandInForm(request.POST if sent else None, request.FILES if sent else None, assignment, known)
    if sent and form.is_valid():
        try:
            said = form.said
            one = actions.hand_in(assignment=assignment, enrolment=enrolment, **said, at=now, then=tasks.hand_ins_soon)
        except actions.NotTaken as error:
            form.add_error(None, str(error))
        else:
            thanks = _("Handed in, after the time was over.") if one.late else _("Handed in. Thank you.")
            messages.success(request, thanks)
            return redirect("exchanges:enrolment-detail", token)
    context = {
        "event": enrolment.event,
        "assignment": assignment,
        "hand_in": known,
        "form": form,
        "may": may_hand_in(assignment, enrolment, known, now),
        "over": is_late(now, assignment.due_at),
        "token": token,
        "zone": enrolment.zone or zone_of(request),
    }
    return render(request, "exchanges/assignments/enrolment_assignment.html", context, status=422 if sent else 200)


@require_safe
@never_cache
def enrolment_assignment_file(request: HttpRequest, token: str) -> HttpResponseBase:
    """The file that one handed in."""
    return file_of(_mine(token)[2])


def file_of(hand_in: HandIn | None) -> HttpResponseBase:
    """The file of what was handed in: always a download, whatever it says that it is. Raises Http404."""
    if hand_in is None or not hand_in.file:
        raise Http404
    try:
        opened = hand_in.file.open()
    except FileNotFoundError as error:  # something else was handed in this very moment
        raise Http404 from error
    response = FileResponse(opened, content_type="application/octet-stream")
    response["Content-Disposition"] = content_disposition_header(True, hand_in.file_name) or ""
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response
