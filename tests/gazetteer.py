"""A gazetteer of five cities, for tests in which it matters that places are read, not how."""

from __future__ import annotations

import pytest

from sarai.network.places import Candidate, City, Reason, Resolution, Sense, Status
from sarai.network.places.folding import key

__all__ = ["few_cities"]

NAIROBI = City(184745, "Nairobi", "KE", "05", -1.28, 36.82, 4_397_073, "Africa/Nairobi")
SAN_JOSE_CR = City(3621849, "San José", "CR", "08", 9.93, -84.08, 335_007, "America/Costa_Rica")
SAN_JOSE_US = City(5392171, "San José", "US", "CA", 37.34, -121.89, 1_013_240, "America/Los_Angeles")
SAN_SALVADOR = City(3583361, "San Salvador", "SV", "10", 13.69, -89.19, 525_990, "America/El_Salvador")
OURS = City(-7, "Villa Nueva Norte", "GT", "07", 14.5, -90.6, 0, "America/Guatemala")
CITIES = (NAIROBI, SAN_JOSE_US, SAN_SALVADOR, SAN_JOSE_CR, OURS)
REGIONS = {184745: "Nairobi County", 3621849: "San José Province", 5392171: "California", 3583361: "San Salvador"}
COUNTRIES = {"kenya": "KE", "costa rica": "CR", "united states": "US", "guatemala": "GT"}


class FewCities:
    """Answers as `Gazetteer` does, exact names only."""

    def country(self, text: str) -> str | None:
        return COUNTRIES.get(text.casefold())

    def sense(self, text: str, country: str = "") -> Sense:
        place, _, named = text.partition(",")
        iso2 = self.country(country) or self.country(named.strip())
        return Sense(key(place if iso2 else text + country), iso2)

    def city(self, number: int) -> City | None:
        return next((city for city in CITIES if city.id == number), None)

    def region(self, city: City) -> str:
        return REGIONS.get(city.id, "")

    def search(self, prefix: str, limit: int = 10, country: str | None = None) -> list[City]:
        return [city for city in CITIES if city.name.casefold().startswith(prefix.casefold())][:limit]

    def resolve(self, text: str, country: str | None = None) -> Resolution:
        iso2 = self.country(country or "")
        named = [c for c in CITIES if key(c.name) == key(text) and iso2 in (None, c.iso2)]
        candidates = tuple(Candidate(city, self.region(city), 1 / len(named)) for city in named)
        if len(named) == 1:
            city = named[0]
            found = (text, city.geonameid, city.iso2, 1.0, Status.CITY, Reason.NAME, candidates)
            return Resolution(*found, name=city.name, place=city.id)
        if named:
            return Resolution(text, None, iso2, 0.5, Status.ASK, Reason.SEVERAL_CITIES, candidates)
        if iso2:
            return Resolution(text, None, iso2, 0.9, Status.COUNTRY, Reason.CITY_NOT_FOUND)
        return Resolution(text, None, None, 0.9, Status.NONE, Reason.NOT_FOUND)


@pytest.fixture
def few_cities(monkeypatch, countries) -> FewCities:
    """Places are read by this gazetteer."""
    found = FewCities()
    monkeypatch.setattr("sarai.network.actions.places.gazetteer", lambda: found)
    return found
