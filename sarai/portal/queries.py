"""Reads for pages made of several apps."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from sarai.network.actions import gazetteer
from sarai.network.models import City


def cities_found(text: str) -> QuerySet[City]:
    """Cities that somebody has named here, by name; of those, the ones that a search finds: by a part of their name or
    their country's, or written in any language and script that the gazetteer reads."""
    cities = City.objects.select_related("country").order_by("name", "pk")
    if not text:
        return cities
    read = gazetteer().resolve(text, None)
    ids = {one for one in (read.place, *(candidate.city.id for candidate in read.candidates)) if one is not None}
    return cities.filter(Q(name__icontains=text) | Q(country__name__icontains=text) | Q(pk__in=ids))
