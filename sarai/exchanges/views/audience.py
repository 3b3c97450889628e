"""The audience of an event and of a series: who stayed, how sessions and events compare, and all of it as files."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from itertools import chain

from django.conf import settings
from django.contrib.auth.decorators import permission_required
from django.db.models import Min
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import get_language_bidi, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from sarai.evidence.engine import Cell, Question, answer, breakdown, remembered
from sarai.evidence.pictures import Bar, bars, curve
from sarai.evidence.spreadsheet import Workbook
from sarai.exchanges.exports import audience as exports
from sarai.exchanges.models import Event, Series
from sarai.exchanges.queries.audience import Presence, presences
from sarai.surveys.exports.lines import written

from .as_of import asked_as_of
from .breakdowns import map_of, table_of
from .readings import event_shown

BREAKDOWNS = ("country", "city", "organisation_type", "gender")
# What is compared between events, and the dimension that tells them apart: people may be in several.
COMPARED = {
    "exchanges.registrants": "at_event",
    "exchanges.attendees": "at_event",
    "exchanges.live_views": "of_event",
    "exchanges.playback_views": "of_event",
}


@require_safe
def audience(request: HttpRequest, slug: str) -> HttpResponse:
    """Who stayed in the sessions of an event, and for how long."""
    event, as_of = event_shown(request, slug), asked_as_of(request)
    key = ("presences", event.pk, as_of)
    found = remembered("presences", key, lambda: presences(event, as_of or timezone.now()))
    attended = {cell.label: cell for cell in _by_session(event, as_of)}
    context = {
        "event": event,
        "as_of": as_of,
        "sessions": [_session(one, attended) for one in found],
    }
    return render(request, "exchanges/audience.html", context)


def _by_session(event: Event, as_of: datetime | None) -> list[Cell]:
    return breakdown(Question("exchanges.attendees", event.scope, as_of), "session")


def _session(presence: Presence, attended: dict[str, Cell]) -> dict[str, object]:
    """One session: its curve, and what stands beside it in the comparison."""
    name = _("Session %(number)s") % {"number": presence.session.number}
    labels = [
        ngettext("%(number)d minute", "%(number)d minutes", minute) % {"number": minute}
        for minute in range(len(presence.counts))
    ]
    picture = curve(presence.counts, labels, unit=_("people"), title=name, rtl=get_language_bidi())
    return {"presence": presence, "name": name, "picture": picture, "attended": attended.get(name)}


@require_safe
def series_audience(request: HttpRequest, slug: str) -> HttpResponse:
    """Who came to the events of a series, and how these compare."""
    series, as_of = get_object_or_404(Series, slug=slug), asked_as_of(request)
    registrants, attendees, live, playback = (Question(key, series.scope, as_of) for key in COMPARED)
    context = {
        "series": series,
        "as_of": as_of,
        "figures": [answer(question) for question in (registrants, attendees, live, playback)],
        "comparison": _comparison(series, as_of),
        "audience": {
            "registrants": answer(registrants),
            "attendees": answer(attendees),
            "tables": [table_of(name, registrants, attendees) for name in BREAKDOWNS],
        },
        "map": settings.WORLD_MAP.exists() and bool(answer(attendees).value),
    }
    return render(request, "exchanges/series_audience.html", context)


def _comparison(series: Series, as_of: datetime | None) -> dict[str, object]:
    """The events of a series in order, each with what is counted of it; and two pictures, of people and of views."""
    asked = [(Question(key, series.scope, as_of), by) for key, by in COMPARED.items()]
    found = [{cell.value: cell for cell in breakdown(question, by)} for question, by in asked]
    begun = series.events.filter(state=Event.State.OPEN).annotate(begins=Min("sessions__starts_at"))
    events = list(begun.order_by("begins", "pk"))
    columns = [
        [cells.get(str(event.pk)) or _none(question, by, event) for event in events]
        for cells, (question, by) in zip(found, asked, strict=True)
    ]
    return {
        "rows": list(zip(events, zip(*columns, strict=True), strict=True)),
        "questions": [question for question, _by in asked],
        "pictures": [_bars(asked[place][0], events, columns[place]) for place in (1, 2)],
    }


def _none(question: Question, by: str, event: Event) -> Cell:
    """Nobody, or no view: a number too, which opens."""
    return Cell(str(event.pk), event.title, 0, question.narrowed(by, str(event.pk)))


def _bars(question: Question, events: Sequence[Event], cells: Sequence[Cell]) -> dict[str, object]:
    pairs = zip(events, cells, strict=True)
    drawn = [Bar(label=event.title, value=cell.number, href=cell.question.url()) for event, cell in pairs]
    label = question.indicator.label
    picture = bars(drawn, unit=str(question.indicator.unit.label), title=str(label), rtl=get_language_bidi())
    return {"label": label, "picture": picture}


@require_safe
def series_map(request: HttpRequest, slug: str) -> HttpResponse:
    """Where those who came to a series are from, as a picture."""
    series = get_object_or_404(Series, slug=slug)
    if not settings.WORLD_MAP.exists():
        raise Http404
    return map_of(Question("exchanges.attendees", series.scope, asked_as_of(request)))


# --- files ---------------------------------------------------------------------------------------------------------


@require_safe
def audience_export(request: HttpRequest, slug: str, kind: str) -> HttpResponse | StreamingHttpResponse:
    """The audience of an event in numbers, for everybody."""
    return _numbers(event_shown(request, slug), kind, asked_as_of(request))


@require_safe
def series_audience_export(request: HttpRequest, slug: str, kind: str) -> HttpResponse | StreamingHttpResponse:
    """The audience of a series in numbers, for everybody."""
    return _numbers(get_object_or_404(Series, slug=slug), kind, asked_as_of(request))


def _numbers(about: Event | Series, kind: str, as_of: datetime | None) -> HttpResponse | StreamingHttpResponse:
    table = exports.numbers(about, as_of, site=settings.SITE_URL)
    return table_file(f"audience-{about.slug}", kind, table, exports.about(about, as_of or timezone.now()))


@require_safe
@permission_required("exchanges.view_people", raise_exception=True)
def people_export(request: HttpRequest, slug: str, kind: str) -> HttpResponse | StreamingHttpResponse:
    """The audience of an event person by person, for those who work with the data."""
    event, as_of = event_shown(request, slug), asked_as_of(request) or timezone.now()
    return table_file(f"people-{event.slug}", kind, exports.people(event, as_of), exports.about(event, as_of))


def table_file(
    name: str, kind: str, table: exports.Table, about: Iterable[Sequence[str]]
) -> HttpResponse | StreamingHttpResponse:
    """A table as CSV, or as a workbook in which two more sheets say what its columns are and what it is about."""
    response: HttpResponse | StreamingHttpResponse
    headers = [column.name for column in table.columns]
    if kind == "csv":
        response = StreamingHttpResponse(written(chain([headers], table.rows)), content_type="text/csv; charset=utf-8")
    elif kind == "xlsx":
        book = Workbook(title=name)
        book.sheet(_("Data"), headers, table.rows)
        dictionary = ([column.name, column.kind, column.meaning] for column in table.columns)
        book.sheet(_("Data dictionary"), [_("Column"), _("Kind"), _("Meaning")], dictionary)
        book.sheet(_("About"), [_("What"), _("Value")], about)
        response = book.response(f"{name}.xlsx")
    else:
        raise Http404
    response["Content-Disposition"] = content_disposition_header(True, f"{name}.{kind}") or ""
    return response
