"""Institutions: a list of those that the programme knows, and a page for each."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from sarai.evidence.engine import Question, Scope, answer
from sarai.network import queries
from sarai.network.indicators import country_names
from sarai.network.models import Institution, OrganisationType

LISTED = 50
LONGEST = 100  # of what is looked for
PROGRAMME = ("network.partners", "network.un_entities")
# What came of the events that an institution holds.
TILES = ("exchanges.events", "exchanges.registrants", "exchanges.attendees", "exchanges.certificates")


@require_safe
def institution_list(request: HttpRequest) -> HttpResponse:
    """Institutions by name, or those that a search finds."""
    sought = request.GET.get("q", "").strip()[:LONGEST]
    kind, country = request.GET.get("type", ""), request.GET.get("country", "")[:2]
    kind = kind if kind in OrganisationType.values else ""
    page = Paginator(queries.institutions_found(sought, kind, country), LISTED).get_page(request.GET.get("page"))
    names = country_names(queries.countries_of_institutions())
    roles = queries.engaged(page)
    context = {
        "page": page,
        "rows": [(one, names.get(one.country_id or "", ""), roles[one.pk]) for one in page],
        "sought": sought,
        "types": OrganisationType.choices,
        "type": kind,
        "countries": sorted(names.items(), key=lambda pair: pair[1]),
        "country": country,
        "tiles": [answer(Question(key)) for key in PROGRAMME],
    }
    return render(request, "portal/institution_list.html", context)


@require_safe
def institution_detail(request: HttpRequest, slug: str) -> HttpResponse:
    """An institution: what the apps beneath know of it, each in a panel of its own."""
    institution = get_object_or_404(Institution.objects.select_related("country"), slug=slug)
    scope = Scope("institution", slug)
    tiles = [answer(Question(key, scope)) for key in TILES]
    context = {
        "institution": institution,
        "country": country_names([institution.country_id])[institution.country_id] if institution.country_id else "",
        "tiles": tiles if tiles[0].value else [],
    }
    return render(request, "portal/institution_detail.html", context)
