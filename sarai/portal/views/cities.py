"""Cities: a list of those that anybody has named here, and a page for each."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from sarai.evidence.engine import Question, Scope, answer, breakdown
from sarai.network.indicators import country_names
from sarai.network.queries import city_numbered
from sarai.portal import queries

LISTED = 50
LONGEST = 100  # of what is looked for
# What a city's people took part in.
TILES = (
    "needs.respondents",
    "needs.completions",
    "exchanges.registrants",
    "exchanges.attendees",
    "exchanges.certificates",
)


@require_safe
def city_list(request: HttpRequest) -> HttpResponse:
    """Cities by name, or those that a search finds."""
    sought = request.GET.get("q", "").strip()[:LONGEST]
    page = Paginator(queries.cities_found(sought), LISTED).get_page(request.GET.get("page"))
    people = {cell.value: cell for cell in breakdown(Question("needs.respondents"), "city")}
    names = country_names({city.country_id for city in page})
    rows = [(city, names[city.country_id], people.get(str(city.pk))) for city in page]
    return render(request, "portal/city_list.html", {"page": page, "rows": rows, "sought": sought})


@require_safe
def city_detail(request: HttpRequest, number: str) -> HttpResponse:
    """A city: what the apps beneath know of it, each in a panel of its own."""
    city = city_numbered(number)
    if city is None:
        raise Http404
    scope = Scope("city", str(city.pk))
    context = {
        "city": city,
        "country": country_names([city.country_id])[city.country_id],
        "tiles": [answer(Question(key, scope)) for key in TILES],
    }
    return render(request, "portal/city_detail.html", context)
