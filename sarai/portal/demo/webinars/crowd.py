"""Who came to some of the events: invented people of given places."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass

from sarai.network.reference import countries
from sarai.portal.demo import places
from sarai.portal.demo.countries import COUNTRIES
from sarai.portal.demo.names import NAMES
from sarai.portal.demo.naming import Registrar
from sarai.portal.demo.organisations import organisation_name
from sarai.portal.demo.places import City

AFRICA = ("NG", "KE", "ZA", "GH", "ET", "UG", "EG", "RW", "ZW", "TZ", "MA", "ZM", "MW", "CM", "TN", "MZ", "SD", "SN",
          "SL", "CI", "CD", "DZ", "BW", "NA", "LR", "BJ")  # fmt: skip
_POOLS = {country.code: country.names for country in COUNTRIES}


@dataclass(frozen=True, slots=True)
class Guest:
    """Somebody who came: two family names, so that nobody else in the programme is called so."""

    given: str
    family: str
    email: str
    city: City
    kind: str
    organisation: str

    @property
    def name(self) -> str:
        """Given and family names."""
        return f"{self.given} {self.family}"

    @property
    def country(self) -> str:
        """The country's usual name."""
        return countries()[self.city.country].name_en


def guests(rng: random.Random, registrar: Registrar, homes: Sequence[City], kinds: Sequence[str]) -> list[Guest]:
    """One person for each home; the kinds of organisation are dealt in turn."""
    return [_guest(rng, registrar, home, kinds[place % len(kinds)]) for place, home in enumerate(homes)]


def _guest(rng: random.Random, registrar: Registrar, home: City, kind: str) -> Guest:
    names = NAMES[_POOLS.get(home.country, "anglo")]
    given, family = rng.choice(names.female + names.male), " ".join(rng.sample(names.family, 2))
    organisation = organisation_name(rng, kind, city=home.name, country=countries()[home.country].name_en)
    return Guest(given, family, registrar.email(given, family), home, kind, organisation)


def homes_in(codes: Sequence[str], number: int) -> list[City]:
    """So many homes in the larger cities of these countries, in turn."""
    found = [places.cities(code) for code in codes]
    return [found[n % len(found)][(n // len(found)) % len(found[n % len(found)])] for n in range(number)]
