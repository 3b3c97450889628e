"""Reads across places: cities by their numbers, and typed places with what they are read as."""

from __future__ import annotations

from collections.abc import Collection

from django.db.models import Count, Exists, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from sarai.network.models import City, PersonRecord, PlaceName, PlaceReading


def city_numbered(text: str) -> City | None:
    """The city with a GeoNames number as an address writes it; places of our own have negative ones."""
    if not text.removeprefix("-").isdecimal() or len(text) > 18:
        return None
    return City.objects.select_related("country").filter(pk=int(text)).first()


def doubtful_places() -> QuerySet[PlaceReading]:
    """Readings of typed places that wait for somebody, the most used first; one stands for all that say the same.

    `used` is by how many records, those of its equals included.
    """
    doubtful = PlaceReading.objects.filter(retracted_at=None, decided=False, status=PlaceReading.Status.ASK)
    return _with_use(_one_a_sense(doubtful)).order_by("-used", "place__text", "pk")


def decided_places() -> QuerySet[PlaceReading]:
    """Readings that somebody decided on, the latest first; one stands for all that say the same."""
    decided = _one_a_sense(PlaceReading.objects.filter(retracted_at=None, decided=True))
    return _with_use(decided).order_by("-recorded_at", "-pk")


def place_readings(pk: int) -> QuerySet[PlaceReading]:
    """The reading of one typed place that holds."""
    return _with_use(PlaceReading.objects.filter(retracted_at=None, place=pk))


def equal_places(places: Collection[PlaceName]) -> dict[str, list[PlaceName]]:
    """For each sense of these places, the others that say the same, in the order in which they were first typed."""
    equals: dict[str, list[PlaceName]] = {place.sense: [] for place in places}
    for place in PlaceName.objects.filter(sense__in=equals).exclude(pk__in=[one.pk for one in places]).order_by("pk"):
        equals[place.sense].append(place)
    return equals


def _one_a_sense(readings: QuerySet[PlaceReading]) -> QuerySet[PlaceReading]:
    earlier = readings.filter(place__sense=OuterRef("place__sense"), place__lt=OuterRef("place"))
    return readings.filter(~Exists(earlier))


def _with_use(readings: QuerySet[PlaceReading]) -> QuerySet[PlaceReading]:
    equals = PersonRecord.objects.filter(place__sense=OuterRef("place__sense")).order_by().values("place__sense")
    used = Coalesce(Subquery(equals.annotate(number=Count("pk")).values("number")), 0)
    return readings.select_related("place", "city", "country", "source").annotate(used=used)
