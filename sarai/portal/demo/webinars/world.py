"""From where the events were viewed: some 1,200 cities of 148 countries, three in four of them of the South."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

from sarai.network.reference import countries, south
from sarai.portal.demo.countries import COUNTRIES
from sarai.portal.demo.places import City
from sarai.portal.demo.surveys.people import cities_of

from .design import ECOMMERCE, REPORT

# Countries of which nobody came to the training.
_FURTHER = ("AG", "BS", "GA", "KM", "LY", "MR", "SC", "SR")
SOUTHERN_CITIES, OTHER_CITIES = 876, 324
ECOMMERCE_COUNTRIES, ECOMMERCE_CITIES = 113, 133
# The events of which a platform told the cities. Those of the e-commerce series come first.
ECOMMERCE_TOLD = (ECOMMERCE[4], ECOMMERCE[8])
OTHERS_TOLD = ("climate-action", "youth-dialogue-1", "smallholders-2", "food-storage-3", "travel-creative-economy")


@cache
def viewed_from() -> tuple[City, ...]:
    """The cities from which anything was viewed: each country's largest first, then the second of each, and on."""
    southern = south("g77-china", REPORT)
    codes = [*(country.code for country in COUNTRIES), *_FURTHER]
    return (
        *cities_of([code for code in codes if code in southern], SOUTHERN_CITIES),
        *cities_of([code for code in codes if code not in southern], OTHER_CITIES),
    )


@cache
def ecommerce_cities() -> tuple[City, ...]:
    """Those from which the e-commerce series was viewed."""
    first: dict[str, City] = {}
    for city in viewed_from():
        first.setdefault(city.country, city)
    chosen = [first[code] for code in sorted(first)][:ECOMMERCE_COUNTRIES]
    among = {city.country for city in chosen}
    second = [city for city in viewed_from() if city.country in among and city not in chosen]
    return (*chosen, *second[: ECOMMERCE_CITIES - ECOMMERCE_COUNTRIES])


def told() -> Iterator[tuple[str, list[City]]]:
    """(event, cities): from which cities an event was viewed, as far as a platform told."""
    series, others = list(ecommerce_cities()), [city for city in viewed_from() if city not in set(ecommerce_cities())]
    for events, found in ((ECOMMERCE_TOLD, series), (OTHERS_TOLD, others)):
        for number, event in enumerate(events):
            yield event, found[number :: len(events)]


def nation(code: str) -> str:
    """The name of a country as a table prints it."""
    return countries()[code].name_en
