"""What a survey's page shows of events: at which it is asked, and for the team a way to say so."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest

from sarai.evidence.panels import declare_panel
from sarai.surveys.models import Survey

from .forms import AskedAtForm
from .models import Event, EventSurvey


def _events(request: HttpRequest, survey: Survey) -> Mapping[str, Any] | None:
    relations = list(EventSurvey.objects.filter(survey=survey).select_related("event").order_by("event"))
    manages = request.user.has_perm("surveys.manage") and Event.objects.exists()
    if not relations and not manages:
        return None
    return {"relations": relations, "asked_at": AskedAtForm() if manages else None}


declare_panel("survey", "exchanges.events", "exchanges/_events_of_survey.html", _events)
