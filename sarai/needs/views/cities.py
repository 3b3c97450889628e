"""Which city an address names."""

from __future__ import annotations

from django.http import Http404

from sarai.network.models import City
from sarai.network.queries import city_numbered


def city_called(number: str) -> City:
    """The city with a GeoNames number. Raises Http404."""
    city = city_numbered(number)
    if city is None:
        raise Http404
    return city
