"""Who answers the surveys besides those who registered for the training."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice
from uuid import UUID

from sarai.portal.demo import places
from sarai.portal.demo.countries import COUNTRIES
from sarai.portal.demo.names import NAMES
from sarai.portal.demo.naming import Registrar
from sarai.portal.demo.organisations import CHOICES, organisation_name
from sarai.portal.demo.person import Gender, Person
from sarai.portal.demo.places import City
from sarai.portal.demo.shares import share_out

# The registration form's word for a type of organisation → the questionnaires' value.
_TYPES = {
    wording: {"civil_society": "cso", "intergovernmental": "igo"}.get(kind, kind) for kind, wording in CHOICES.items()
}
_KINDS = {"cso": "civil_society", "igo": "intergovernmental"}


@dataclass(frozen=True, slots=True)
class Respondent:
    """Somebody, with what they type about themselves. `organisation_type` is the value of a choice, or empty."""

    email: str
    name: str
    gender: str
    city: str
    country: str
    organisation_type: str
    organisation: str = ""

    @property
    def answers(self) -> dict[str, str]:
        """What they answer to the questions that all forms ask alike."""
        said = {field: getattr(self, field) for field in self.__slots__}
        return {question: text for question, text in said.items() if text}


def registrant(person: Person) -> Respondent:
    """Somebody who registered for the training, under the address used there."""
    return Respondent(
        person.registrations[0].email,
        person.full_name,
        person.gender.value,
        person.typed_city,
        person.typed_country,
        _TYPES.get(person.organisation_type, ""),
        person.organisation,
    )


class Newcomers:
    """Makes people whom no other file names."""

    def __init__(self, rng: random.Random, registrar: Registrar) -> None:
        self._rng, self._registrar = rng, registrar

    def from_place(self, code: str, city: str, country: str, organisation_type: str) -> Respondent:
        """Somebody from a place, which they type so."""
        gender = self._rng.choice((Gender.FEMALE, Gender.MALE))
        given, family = self._name(places.country(code).names, gender)
        kind = _KINDS.get(organisation_type, organisation_type)
        organisation = organisation_name(self._rng, kind, city=city, country=country)
        email = self._registrar.email(given, family)
        return Respondent(email, f"{given} {family}", gender.value, city, country, organisation_type, organisation)

    def from_city(self, city: City, organisation_type: str) -> Respondent:
        """Somebody from a city, which they type as it is mostly written."""
        return self.from_place(city.country, city.name, places.country(city.country).name, organisation_type)

    def spread(self, number: int, types: Sequence[str], weights: dict[str, int] | None = None) -> list[Respondent]:
        """So many people over the countries by weight, and within each over its larger cities."""
        weigh = [(weights or {}).get(country.code, country.weight) for country in COUNTRIES]
        counts = share_out(number, weigh, cap=number)
        homes = [
            places.cities(country.code)[place % len(places.cities(country.code))]
            for country, count in zip(COUNTRIES, counts, strict=True)
            for place in range(count)
        ]
        return [self.from_city(home, types[place % len(types)]) for place, home in enumerate(homes)]

    def _name(self, pool: str, gender: Gender) -> tuple[str, str]:
        """A name; with a second family name where all of a region are taken."""
        try:
            return self._registrar.name(pool, gender)
        except ValueError:
            names = NAMES[pool]
            given = names.female if gender is Gender.FEMALE else names.male
            return self._rng.choice(given), " ".join(self._rng.sample(names.family, 2))


def cities_of(codes: Sequence[str], number: int) -> list[City]:
    """So many cities of these countries: the largest of each, then the second, and on."""
    rounds = (places.cities(code)[place] for place in range(14) for code in codes if place < len(places.cities(code)))
    found = list(islice(rounds, number))
    if len(found) < number:
        raise ValueError(f"{len(codes)} countries have no {number} cities.")
    return found


def new_uuid(rng: random.Random) -> str:
    """What a telephone or a server calls a set of answers."""
    return str(UUID(int=rng.getrandbits(128), version=4))
