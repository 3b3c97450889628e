"""Meetings of a partnership."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe
from django_ratelimit.decorators import ratelimit

from sarai.exchanges.calendars import calendar
from sarai.partnerships import actions
from sarai.partnerships.forms.pipeline import MeetingForm
from sarai.partnerships.models import Meeting

from .finding import inside, speaker, stamped
from .partnerships import WRONG, page_of


@require_POST
@login_required
@ratelimit(key="user", rate="20/h")
def meeting_propose(request: HttpRequest, pk: int) -> HttpResponse:
    """Propose a meeting to the other side."""
    now = inside(request, pk)
    side = speaker(request, now)
    form = MeetingForm(request.POST)
    if form.is_valid():
        said = {name: form.cleaned_data[name] for name in ("title", "starts_at", "minutes", "timezone", "link")}
        try:
            actions.propose_meeting(partnership=now.partnership, side=side, **said, at=timezone.now())
        except ValueError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Proposed. Everybody gets an appointment by mail."))
            return redirect(f"{now.partnership.get_absolute_url()}#meetings")
    return page_of(request, now, {"failed": WRONG, "meeting_form": form})


@require_POST
@login_required
def meeting_answer(request: HttpRequest, pk: int) -> HttpResponse:
    """Accept a meeting, or cancel it."""
    meeting = get_object_or_404(Meeting.objects.select_related("partnership"), pk=pk)
    now = inside(request, meeting.partnership_id)
    side = speaker(request, now)
    answer = request.POST.get("answer")
    if answer not in ("accept", "cancel"):
        return HttpResponseBadRequest(_("Say whether you accept the meeting or cancel it."))
    accept = answer == "accept"
    try:
        actions.answer_meeting(meeting=meeting, side=side, accept=accept, **stamped(request))
    except ValueError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("Agreed.") if accept else _("Cancelled. Everybody is told."))
    return redirect(f"{now.partnership.get_absolute_url()}#meetings")


@require_safe
@never_cache
@login_required
def meeting_calendar(request: HttpRequest, pk: int) -> HttpResponse:
    """A meeting as an appointment for one's own calendar."""
    meeting = get_object_or_404(Meeting.objects.select_related("partnership"), pk=pk)
    now = inside(request, meeting.partnership_id)
    made = calendar([actions.appointment_of(now, meeting, timezone.now())], name=meeting.title)
    response = HttpResponse(made, content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="meeting.ics"'
    return response
