"""The screens of events."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from urllib.parse import urlencode

from django.conf import settings
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language_bidi, gettext
from django.views.decorators.http import require_safe

from sarai.evidence.engine import Cell, Question, answer, breakdown, dimension
from sarai.evidence.engine.backends import data_version
from sarai.evidence.pictures import MAP_STYLE_CSP, Bar, Point, bars, choropleth, columns, share
from sarai.exchanges import queries
from sarai.exchanges.models import Event
from sarai.network.models import City, Country

from .as_of import asked_as_of

SHOWN = 12  # rows of a breakdown that stand open
LISTED = 200  # rows that are listed at all on this page; the figure's own page has more


@require_safe
def event_list(request: HttpRequest) -> HttpResponse:
    """Every event, the latest first."""
    pages = Paginator(Event.objects.select_related("series").prefetch_related("sessions").order_by("-pk"), 25)
    return render(request, "exchanges/event_list.html", {"page": pages.get_page(request.GET.get("page"))})


@require_safe
def event_detail(request: HttpRequest, slug: str) -> HttpResponse:
    """An event: what it was, and its audience."""
    event = queries.event_page(slug)
    if event is None:
        raise Http404
    as_of = asked_as_of(request)
    version = data_version() if as_of is None else None
    context = {
        "event": event,
        "as_of": as_of,
        # Remembered only where the answer is about now and nothing of it may still be taken back.
        "remembered": version is not None,
        "version": version,
        "surveys": queries.surveys_of(event, timezone.now()),
        "surrounded": lambda: queries.surrounded(event),
        "audience": lambda: _audience(event, as_of),
    }
    return render(request, "exchanges/event_detail.html", context)


def _audience(event: Event, as_of: datetime | None) -> dict[str, object]:
    """Everything below the fold; asked for only where the page is not remembered."""
    registrants = Question("exchanges.registrants", event.scope, as_of)
    attendees = Question("exchanges.attendees", event.scope, as_of)
    attendances = Question("exchanges.attendances", event.scope, as_of)
    tables = [_table(name, registrants, attendees) for name in ("country", "city", "organisation_type", "gender")]
    return {
        "registrants": answer(registrants),
        "attendees": answer(attendees),
        "attendances": answer(attendances),
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


def _table(name: str, registrants: Question, attendees: Question) -> dict[str, object]:
    """One breakdown of registrants and attendees side by side, with a picture of the attendees.

    The unknown is a row of its own, there even when nobody is in it.
    """
    registered = {cell.value: cell for cell in breakdown(registrants, name)}
    attended = {cell.value: cell for cell in breakdown(attendees, name)}
    labels = {value: cell.label for value, cell in (registered | attended).items()}

    def cell(cells: Mapping[str, Cell], question: Question, value: str) -> Cell:
        """The cell of a value. Nobody is a number too, and opens."""
        label = labels.get(value, gettext("unknown"))
        return cells.get(value) or Cell(value, label, 0, question.narrowed(name, value))

    def pair(value: str) -> tuple[Cell, Cell]:
        return cell(registered, registrants, value), cell(attended, attendees, value)

    pairs = [pair(value) for value in labels.keys() - {""}]
    pairs.sort(key=lambda both: (-both[1].number, -both[0].number, both[0].value))
    head, rest, unknown = pairs[:SHOWN], pairs[SHOWN:], pair("")
    return {
        "dimension": dimension(name),
        "head": head,
        "rest": rest[:LISTED],
        "rest_count": len(rest),
        "more_url": registrants.url(by=name) if len(rest) > LISTED else "",
        "unknown": unknown,
        "registered_rest": sum(cell.number for cell, _attended in rest),
        "attended_rest": sum(cell.number for _registered, cell in rest),
        "registered_sum": sum(cell.number for cell in registered.values()),
        "attended_sum": sum(cell.number for cell in attended.values()),
        "picture": _picture(name, attendees, [cell for _registered, cell in (*head, unknown) if cell.number]),
    }


def _picture(name: str, question: Question, cells: Sequence[Cell]) -> str:
    bar = [Bar(label=cell.label, value=cell.number, href=cell.question.url(), unknown=not cell.known) for cell in cells]
    draw = share if name == "gender" else bars
    unit, title = str(question.indicator.unit.label), str(dimension(name).label)
    return draw(bar, unit=unit, title=title, rtl=get_language_bidi())


@require_safe
def event_map(request: HttpRequest, slug: str) -> HttpResponse:
    """Where attendees came from, as a picture."""
    event = get_object_or_404(Event, slug=slug)
    if not settings.WORLD_MAP.exists():
        raise Http404
    question = Question("exchanges.attendees", event.scope, asked_as_of(request))
    by_country = {cell.value: cell.number for cell in breakdown(question, "country") if cell.known}
    cells = [cell for cell in breakdown(question, "city") if cell.known][:40]
    cities = City.objects.in_bulk([int(cell.value) for cell in cells])
    points = [Point(cities[int(c.value)].latitude, cities[int(c.value)].longitude, c.number, c.label) for c in cells]
    names = dict(Country.objects.values_list("pk", "name"))
    svg = choropleth(
        by_country,
        title=str(question.indicator.label),
        unit=str(question.indicator.unit.label),
        points=points,
        names=names,
        rtl=get_language_bidi(),
    )
    response = HttpResponse(svg, content_type="image/svg+xml")
    response["Content-Security-Policy"] = f"default-src 'none'; style-src {MAP_STYLE_CSP}"
    response["Cache-Control"] = "max-age=300"
    return response
