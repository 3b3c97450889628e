"""Which city an address names."""

from __future__ import annotations

from django.http import Http404
from django.shortcuts import get_object_or_404

from sarai.network.models import City


def city_called(number: str) -> City:
    """The city with a GeoNames number (places of our own have negative ones). Raises Http404."""
    if not number.removeprefix("-").isdecimal() or len(number) > 18:
        raise Http404
    return get_object_or_404(City.objects.select_related("country"), pk=int(number))
