"""The screens of events."""

from __future__ import annotations

from datetime import datetime
from urllib.parse import urlencode

from django.conf import settings
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language_bidi
from django.views.decorators.http import require_safe

from sarai.evidence.engine import Question, answer, breakdown, dimension
from sarai.evidence.engine.backends import data_version
from sarai.evidence.pictures import Bar, columns
from sarai.exchanges import queries
from sarai.exchanges.models import Event
from sarai.exchanges.queries.enrolments import standing

from .as_of import asked_as_of
from .breakdowns import map_of, table_of
from .readings import event_shown
from .registering import enrolled_here
from .sharing import sharing
from .zones import zone_of

VIEWS = ("exchanges.live_views", "exchanges.playback_views")


@require_safe
def event_list(request: HttpRequest) -> HttpResponse:
    """Every event, the latest first."""
    manages = request.user.has_perm("exchanges.manage")
    pages = Paginator(queries.events_listed(drafts=manages), 25)
    context = {"page": pages.get_page(request.GET.get("page")), "manages": manages}
    return render(request, "exchanges/event_list.html", context)


@require_safe
def event_detail(request: HttpRequest, slug: str) -> HttpResponse:
    """An event: when it is and how one takes part, and its audience."""
    event = queries.event_page(slug)
    manages = request.user.has_perm("exchanges.manage")
    if event is None or (event.state == Event.State.DRAFT and not manages):
        raise Http404
    as_of = asked_as_of(request)
    version = data_version() if as_of is None else None
    now = timezone.now()
    context = {
        "event": event,
        "as_of": as_of,
        # Remembered only where the answer is about now and nothing of it may still be taken back.
        "remembered": version is not None,
        "version": version,
        "zone": zone_of(request),
        "stands": standing(event, now),
        "mine": enrolled_here(request, event),
        "manages": manages,
        "surveys": queries.surveys_of(event, now),
        "surrounded": lambda: queries.surrounded(event),
        "audience": lambda: _audience(event, as_of),
        **sharing(event),
    }
    return render(request, "exchanges/event_detail.html", context)


def _audience(event: Event, as_of: datetime | None) -> dict[str, object]:
    """Everything below the fold; asked for only where the page is not remembered."""
    registrants = Question("exchanges.registrants", event.scope, as_of)
    attendees = Question("exchanges.attendees", event.scope, as_of)
    attendances = Question("exchanges.attendances", event.scope, as_of)
    somebody = answer(registrants).value or answer(attendees).value
    by = ("country", "city", "organisation_type", "gender") if somebody else ()
    tables = [table_of(name, registrants, attendees) for name in by]
    return {
        "registrants": answer(registrants),
        "attendees": answer(attendees),
        "attendances": answer(attendances),
        "views": [answer(Question(key, event.scope, as_of)) for key in VIEWS],
        "views_url": reverse("exchanges:reading-list", args=[event.slug]),
        "more_url": reverse("exchanges:audience", args=[event.slug]),
        "sessions": _sessions(attendees, attendances),
        "tables": tables,
        "map": _map_url(event, as_of) if settings.WORLD_MAP.exists() and answer(attendees).value else "",
        "certificates": answer(Question("exchanges.certificates", event.scope, as_of))
        if event.certificate_rule
        else None,
    }


def _map_url(event: Event, as_of: datetime | None) -> str:
    url = reverse("exchanges:event-map", args=[event.slug])
    return f"{url}?{urlencode({'as_of': as_of.isoformat()})}" if as_of else url


def _sessions(attendees: Question, attendances: Question) -> dict[str, object]:
    cells = breakdown(attendees, "session")
    bar = [Bar(label=cell.label, value=cell.number, href=cell.question.url()) for cell in cells]
    return {
        "rows": cells,
        "sum": answer(attendances),
        "picture": columns(
            bar,
            unit=str(attendees.indicator.unit.label),
            title=str(dimension("session").label),
            rtl=get_language_bidi(),
        ),
    }


@require_safe
def event_map(request: HttpRequest, slug: str) -> HttpResponse:
    """Where attendees came from, as a picture."""
    event = event_shown(request, slug)
    if not settings.WORLD_MAP.exists():
        raise Http404
    question = Question("exchanges.attendees", event.scope, asked_as_of(request))
    return map_of(question)
