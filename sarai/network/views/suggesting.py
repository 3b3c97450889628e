"""Cities that somebody may mean, while they type."""

from __future__ import annotations

from django.http import HttpRequest, JsonResponse
from django.views.decorators.http import require_safe
from django_ratelimit.decorators import ratelimit

from sarai.network.actions import gazetteer
from sarai.network.indicators import country_names

OFFERED = 7
LONGEST = 60  # letters that are looked for


@require_safe
@ratelimit(group="place-like", key="ip", rate="600/m")
def place_like(request: HttpRequest) -> JsonResponse:
    """Cities whose name, in any script, begins with `q`: [city, country, what tells it from its namesakes] each. The
    same for everybody, so that browsers and proxies may keep it for a day."""
    typed = request.GET.get("q", "").strip()[:LONGEST]
    cities = gazetteer().search(typed, OFFERED) if len(typed) > 1 else []
    names = country_names({city.iso2 for city in cities})
    found = [
        (city.name, names[city.iso2], ", ".join(filter(None, (city.name, gazetteer().region(city), names[city.iso2]))))
        for city in cities
    ]
    response = JsonResponse({"cities": found}, json_dumps_params={"ensure_ascii": False})
    response["Cache-Control"] = "public, max-age=86400"
    response["Vary"] = "Accept-Language, Cookie"
    return response
