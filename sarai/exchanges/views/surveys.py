"""Which surveys an event asks."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from sarai.exchanges import actions
from sarai.exchanges.forms import AskedAtForm
from sarai.exchanges.models import Event
from sarai.surveys.models import Survey


@require_POST
@permission_required("surveys.manage", raise_exception=True)
def survey_events(request: HttpRequest, slug: str) -> HttpResponse:
    """Have a survey asked at an event, or no more: `remove` is then the event."""
    survey = get_object_or_404(Survey, slug=slug)
    if "remove" in request.POST:
        event = get_object_or_404(Event, slug=request.POST["remove"])
        actions.ask_no_more(event=event, survey=survey)
        messages.success(request, gettext("“%(event)s” does not ask it any more.") % {"event": event})
        return redirect(survey)
    form = AskedAtForm(request.POST)
    if form.is_valid():
        relation = actions.ask_at_event(survey=survey, **form.cleaned_data)
        messages.success(request, gettext("“%(event)s” asks it on its page.") % {"event": relation.event})
    else:
        messages.error(request, gettext("Choose an event, and when it asks."))
    return redirect(survey)
