"""How often an event or a series was viewed: its readings, over time and one by one; and a reading entered."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import get_language_bidi
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from sarai.evidence.engine import Question, Scope, answer, dimension, remembered
from sarai.evidence.engine.question import read_date
from sarai.evidence.pictures import timeline
from sarai.exchanges import actions, queries
from sarai.exchanges.forms import ReadingForm, RetractForm
from sarai.exchanges.models import Event, Series, ViewReading
from sarai.exchanges.queries.readings import Course, course, known_readings, outgrown, overfull

from .as_of import asked_as_of

SHOWN = 50  # readings on a page
DRAWN = 24  # days in a chart
LISTS = ("counters", "places", "retracted")
FIGURES = ("live_views", "playback_views", "view_countries", "view_cities")


@require_safe
def reading_list(request: HttpRequest, slug: str) -> HttpResponse:
    """How often an event was viewed."""
    event = event_shown(request, slug)
    return _page(request, event, event.scope, [event.pk])


@require_safe
def series_reading_list(request: HttpRequest, slug: str) -> HttpResponse:
    """How often the events of a series were viewed."""
    series = get_object_or_404(Series, slug=slug)
    events = queries.events_listed(drafts=request.user.has_perm("exchanges.manage")).filter(series=series)
    return _page(request, series, series.scope, list(events.order_by().values_list("pk", flat=True)))


def event_shown(request: HttpRequest, slug: str) -> Event:
    """An event that the reader may see: a draft only by the team. Raises Http404."""
    event = get_object_or_404(Event.objects.select_related("series"), slug=slug)
    if event.state == Event.State.DRAFT and not request.user.has_perm("exchanges.manage"):
        raise Http404
    return event


def _page(request: HttpRequest, about: Event | Series, scope: Scope, events: Sequence[int]) -> HttpResponse:
    as_of = asked_as_of(request)
    asked = (str(scope), as_of, tuple(events))
    went = remembered("course of views", asked, lambda: course(events, as_of))
    manages = request.user.has_perm("exchanges.manage")
    lists = LISTS if manages else LISTS[:2]
    which = next((name for name in lists if name == request.GET.get("which")), LISTS[0])
    found = _listed(request, events, as_of, which)
    context = {
        "about": about,
        "series": isinstance(about, Series),
        "as_of": as_of,
        "figures": [answer(Question(f"exchanges.{name}", scope, as_of)) for name in FIGURES],
        "sum": answer(Question("exchanges.views", scope, as_of)) if request.GET.get("sum") else None,
        "charts": _charts(went, scope, as_of),
        "falls": went.falls,
        "outgrown": remembered("views that outgrew", asked, lambda: [outgrown(scope, as_of)])[0],
        "overfull": remembered("views of cities", asked, lambda: list(overfull(scope, events, as_of))),
        "which": which,
        "narrowed": [request.GET[name] for name in ("platform", "mode", "until") if request.GET.get(name)],
        "page": Paginator(found, SHOWN).get_page(request.GET.get("page")),
        "manages": manages,
    }
    return render(request, "exchanges/reading_list.html", context)


def _listed(request: HttpRequest, events: Sequence[int], as_of: datetime | None, which: str) -> QuerySet[ViewReading]:
    """The readings of one of the three lists, the latest first, narrowed to what the address says."""
    if which == "retracted":
        found = ViewReading.objects.filter(event__in=events, retracted_by__format=actions.RETRACTED)
    else:
        found = known_readings(events, as_of).filter(place__isnull=which == "counters")
    for name in ("platform", "mode"):
        if value := request.GET.get(name):
            found = found.filter(**{name: value})
    try:
        until = read_date(request.GET.get("until", ""))
    except ValueError as error:
        raise Http404(str(error)) from None
    if until:
        found = found.filter(read_at__lt=datetime.combine(until + timedelta(days=1), time(), UTC))
    related = ("event", "place", "source", "retracted_by")
    return found.select_related(*related).order_by("-read_at", "-value", "pk")


def _charts(went: Course, scope: Scope, as_of: datetime | None) -> list[dict[str, Any]]:
    """A picture for each platform, live and playback apart. A dot leads to the readings up to its day."""
    names, charts = dimension("mode").names(ViewReading.Mode.values), []
    for (platform, mode), days in went.curves.items():
        question = replace(Question(f"exchanges.{mode}_views", scope, as_of)).narrowed("platform", platform)
        where = f"?{urlencode({'platform': platform, 'mode': mode})}&until="
        points = [(day, value, f"{where}{day}#readings") for day, value in _thinned(days)]
        title = f"{platform}: {names[mode]}"
        picture = timeline(points, unit=str(question.indicator.unit.label), title=title, rtl=get_language_bidi())
        charts.append({"title": title, "figure": answer(question), "picture": picture, "mode": mode})
    return charts


def _thinned(days: Sequence[tuple[date, int]]) -> Sequence[tuple[date, int]]:
    """Of many days, the last of each of so many equal parts: a small picture has no room for more."""
    size = -(-len(days) // DRAWN)
    return [days[min(start + size, len(days)) - 1] for start in range(0, len(days), size)]


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required("exchanges.manage", raise_exception=True)
def reading_enter(request: HttpRequest, slug: str) -> HttpResponse:
    """Enter what a counter showed, with a picture of it."""
    event = event_shown(request, slug)
    sent = request.method == "POST"
    form = ReadingForm(request.POST or None, request.FILES or None, event=event, initial={"day": timezone.now().date()})
    if sent and form.is_valid():
        try:
            actions.enter_reading(event=event, **form.reading, by=str(request.user), at=timezone.now())
        except ValueError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("The reading is known now, and counts."))
            return redirect("exchanges:reading-list", slug)
    context = {"event": event, "form": form}
    return render(request, "exchanges/reading_enter.html", context, status=422 if sent else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required("exchanges.manage", raise_exception=True)
def reading_retract(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Take a mistaken reading back, with the reason."""
    reading = get_object_or_404(ViewReading.objects.select_related("event", "place"), pk=pk, event__slug=slug)
    sent = request.method == "POST"
    form = RetractForm(request.POST or None)
    if sent and form.is_valid():
        try:
            actions.retract_reading(
                reading=reading, reason=form.cleaned_data["reason"], by=str(request.user), at=timezone.now()
            )
            messages.success(request, _("The reading is taken back. The one before it counts."))
        except ValueError as error:
            messages.error(request, str(error))
        return redirect("exchanges:reading-list", slug)
    context = {"event": reading.event, "reading": reading, "form": form}
    return render(request, "exchanges/reading_retract.html", context, status=422 if sent else 200)


@require_POST
@permission_required("exchanges.manage", raise_exception=True)
def reading_restore(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Let a reading hold again that was taken back."""
    reading = get_object_or_404(ViewReading, pk=pk, event__slug=slug)
    try:
        actions.restore_reading(reading=reading, by=str(request.user), at=timezone.now())
        messages.success(request, _("The reading holds again."))
    except ValueError as error:
        messages.error(request, str(error))
    return redirect("exchanges:reading-list", slug)
