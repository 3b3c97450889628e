"""In which time zone somebody reads a page."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from sarai.exchanges.clocks import is_zone
from sarai.network.actions import gazetteer

COOKIE = "zone"
A_YEAR = 365 * 24 * 60 * 60


def zone_of(request: HttpRequest) -> str:
    """The reader's time zone: of the city that they just typed (`?where=`), or as their browser told; "" if unknown."""
    if where := request.GET.get("where", "").strip()[:100]:
        return zone_of_place(where)
    zone = request.COOKIES.get(COOKIE, "").replace("%2F", "/")
    return zone if zone and is_zone(zone) else ""


def zone_of_place(text: str) -> str:
    """The time zone of a city, in whatever script it was typed, or of a zone's own name; "" where nobody knows it."""
    if is_zone(text):
        return text
    places = gazetteer()
    resolution = places.resolve(text)
    likely = resolution.place or next((one.city.id for one in resolution.candidates), None)
    city = places.city(likely) if likely else None
    return city.timezone if city else ""


def remember_zone(response: HttpResponse, zone: str) -> HttpResponse:
    """Have the browser tell this zone with every later page. Scripts may write it too: it protects nothing."""
    if zone:
        response.set_cookie(COOKIE, zone, max_age=A_YEAR, samesite="Lax", secure=settings.HTTPS)
    return response
