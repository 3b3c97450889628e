"""Typed places that are in doubt, and decisions on them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from sarai.network import actions, queries
from sarai.network.actions import places as reading
from sarai.network.forms.deciding import PlaceForm
from sarai.network.models import City, Country, PlaceName, PlaceReading
from sarai.network.places.reasons import SENTENCES

PAGE = 20
FOUND = 8
EQUALS = 5


@dataclass(frozen=True)
class Choice:
    """A city to choose: enough of it to tell it from its namesakes."""

    id: int
    name: str
    region: str
    country: str
    population: int


@require_safe
@permission_required("network.decide", raise_exception=True)
def place_review(request: HttpRequest) -> HttpResponse:
    """The places in doubt, or those that were decided on. `for` and `q` look other cities up for one of them."""
    which = "decided" if request.GET.get("which") == "decided" else "open"
    readings = queries.decided_places() if which == "decided" else queries.doubtful_places()
    page = Paginator(readings, PAGE).get_page(request.GET.get("page"))
    sought = request.GET.get("for", "")
    search = request.GET.get("q", "").strip()[:100]
    rows = _rows(page.object_list, {int(sought): search} if sought.isdecimal() and search else {})
    context = {"page": page, "rows": rows, "which": which, "countries": Country.objects.all()}
    return render(request, "network/place_review.html", context)


def _rows(readings: Iterable[PlaceReading], searches: dict[int, str]) -> list[dict[str, Any]]:
    """What the template shows of each reading."""
    readings = list(readings)
    found = {pk: [city.id for city in reading.gazetteer().search(text, FOUND)] for pk, text in searches.items()}
    wanted = {pk for one in readings for pk in one.candidates} | {pk for ids in found.values() for pk in ids}
    choices = _choices(wanted)
    equals = queries.equal_places([one.place for one in readings])
    return [
        {
            "reading": one,
            "equals": equals[one.place.sense][:EQUALS],
            "candidates": [choices[pk] for pk in one.candidates if pk in choices],
            "search": searches.get(one.place_id, ""),
            "found": [choices[pk] for pk in found.get(one.place_id, []) if pk in choices],
            "why": "" if one.decided else SENTENCES.get(one.reason, one.reason),  # type: ignore[call-overload]
        }
        for one in readings
    ]


def _choices(ids: set[int]) -> dict[int, Choice]:
    """Cities by id: those that somebody named before from the records, the others from the gazetteer."""
    known = City.objects.filter(pk__in=ids).select_related("country")
    choices = {c.pk: Choice(c.pk, c.name, c.admin1, c.country.name, c.population) for c in known}
    if rest := ids - choices.keys():
        gazetteer = reading.gazetteer()
        cities = [city for pk in rest if (city := gazetteer.city(pk))]
        names = dict(Country.objects.filter(pk__in={c.iso2 for c in cities}).values_list("pk", "name"))
        for city in cities:
            country = names.get(city.iso2, city.iso2)
            choices[city.id] = Choice(city.id, city.name, gazetteer.region(city), country, city.population)
    return choices


@require_POST
@permission_required("network.decide", raise_exception=True)
def place_decide(request: HttpRequest, pk: int) -> HttpResponse:
    """Decide what a typed place is."""
    place = get_object_or_404(PlaceName, pk=pk)
    form = PlaceForm(request.POST)
    if not form.is_valid():
        problem = " ".join(str(error) for errors in form.errors.values() for error in errors)
        return _answer(request, place, problem)
    data = form.cleaned_data
    now = timezone.now()
    try:
        actions.decide_place(
            place=place,
            geonameid=data["geonameid"],
            country=data["country"],
            reason=data["reason"],
            by=str(request.user),
            at=now,
            known=now,
            seen=data["seen"],
        )
    except ValueError as error:
        return _answer(request, place, str(error))
    return _answer(request, place)


@require_POST
@permission_required("network.decide", raise_exception=True)
def place_undo(request: HttpRequest, pk: int) -> HttpResponse:
    """Take the decision back that a reading came from."""
    decided = get_object_or_404(PlaceReading.objects.select_related("place"), pk=pk, decided=True)
    now = timezone.now()
    try:
        actions.undo_place_decision(reading=decided, reason="", by=str(request.user), at=now, known=now)
    except ValueError as error:
        return _answer(request, decided.place, str(error))
    return _answer(request, decided.place)


def _answer(request: HttpRequest, place: PlaceName, problem: str = "") -> HttpResponse:
    """The row as it is now, for htmx; the page, with a sentence, for a browser without it."""
    if request.headers.get("HX-Request"):
        now = queries.place_readings(place.pk).first()
        if now is None:
            raise Http404
        context = {"row": _rows([now], {})[0], "problem": problem, "fresh": True}
        return render(request, "network/place_review.html#row", context)
    if problem:
        messages.error(request, problem)
    else:
        messages.success(request, _("“%(place)s”: done.") % {"place": place})
    kept = {name: request.POST[name] for name in ("which", "page") if request.POST.get(name)}
    return redirect(f"{reverse('network:place-review')}?{urlencode(kept)}")
