"""What needs show on the pages of apps beneath and above: a city's needs on its page, and which to confirm."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest

from sarai.evidence.panels import declare_panel
from sarai.needs.models import Statement
from sarai.needs.queries.cities import Line, lines, statement_source
from sarai.network.models import City


def needs_of(request: HttpRequest, city: City) -> dict[str, Any]:
    """What a city needs, wishes for and offers. Who has no role here is not told what the city denies, nor how many
    people said something if they are few."""
    works_here = request.user.has_perm("evidence.view_row")
    speaks = request.user.has_perm("network.speak_for_city", city)
    kinds = [(kind, [line for line in lines(city, kind) if works_here or _is_public(line)]) for kind in Statement.Kind]
    told = any(found for _kind, found in kinds)
    return {
        "city": city,
        "kinds": kinds if told or speaks else [],
        "works_here": works_here,
        "fewest": settings.SMALLEST_CELL,
        "speaks": speaks,
        "said": statement_source(city) if speaks else None,
        "told": told,
    }


def needs_next(_request: HttpRequest, city: City) -> dict[str, Any] | None:
    """What surveys tell of a city's needs, and nobody of the city has confirmed or denied."""
    unconfirmed = [line for line in lines(city, Statement.Kind.NEED) if line.told and not line.stated]
    return {"city": city, "unconfirmed": len(unconfirmed)} if unconfirmed else None


def _is_public(line: Line) -> bool:
    return not line.denied


declare_panel("city", "needs.needs", "needs/_city.html", needs_of, order=10)
declare_panel(
    "city-next", "needs.needs", "needs/_city_next.html", needs_next, permission="network.speak_for_city", order=10
)
