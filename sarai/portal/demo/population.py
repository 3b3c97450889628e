"""Who there is: people with the design's countries, cities, genders and types of organisation."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass

from . import places
from .countries import COUNTRIES, ONLY_WITHDRAWN
from .design import Design
from .naming import Registrar, organisation_domain
from .organisations import CHOICES, UNKNOWN, job_title, organisation_name
from .person import Gender, Person
from .places import City
from .shares import repeated, share_out, shuffled

Home = tuple[str | None, City | None]
NOWHERE: Home = (None, None)
MANY = 25  # weight of a country from which many come


@dataclass(slots=True)
class Population:
    """The people of a design, by how they relate to the event.

    `attendees` and `absent` together are the registrants; nobody else counts as one.
    """

    attendees: list[Person]
    absent: list[Person]
    unregistered: list[Person]  # attendees, too
    withdrawn: list[Person]
    denied: list[Person]
    outside: list[Person]  # answer a survey, nothing else
    same_names: list[tuple[Person, Person]]  # different registrants of one name

    @property
    def registrants(self) -> list[Person]:
        """People with a registration that stands."""
        return self.attendees + self.absent

    @property
    def everyone(self) -> list[Person]:
        """All people that any file names as a participant."""
        return self.registrants + self.unregistered + self.withdrawn + self.denied + self.outside


def build(design: Design, rng: random.Random, registrar: Registrar) -> Population:
    """Construct the people of this design. Raises ValueError if the design's numbers leave no room."""
    maker = _Maker(rng, registrar)
    attendees = maker.people(
        shuffled(rng, _attendee_homes(design)),
        _genders(design, design.registered_attendees, design.female_attendees, design.male_attendees),
        _organisation_types(design, design.registered_attendees, 1.0),
    )
    absentees = design.registrants - design.registered_attendees
    ratio = absentees / design.registered_attendees
    absent = maker.people(
        shuffled(rng, _absent_homes(design, absentees, ratio)),
        _genders(design, absentees, round(design.female_attendees * ratio), round(design.male_attendees * ratio)),
        _organisation_types(design, absentees, ratio),
    )
    population = Population(
        attendees=attendees,
        absent=absent,
        unregistered=maker.strangers(design.unregistered_attendees),
        withdrawn=maker.strangers(design.traps.withdrawn),
        denied=maker.strangers(design.traps.denied),
        outside=maker.strangers(design.respondents_outside),
        same_names=maker.same_names(design.traps.same_names, attendees + absent),
    )
    _settle(rng, population.withdrawn, first=ONLY_WITHDRAWN.name)
    _settle(rng, population.denied, first=COUNTRIES[0].name)
    return population


def _settle(rng: random.Random, people: Sequence[Person], *, first: str) -> None:
    """Give people who do not count a country each; the first of them alone comes from `first`."""
    for i, person in enumerate(people):
        person.typed_country = first if i == 0 else rng.choice(COUNTRIES[:40]).name
        person.organisation_type, person.organisation = CHOICES["other"], "Independent consultant"


# --- homes ---------------------------------------------------------------------------------------------------------


def _attendee_homes(design: Design) -> list[Home]:
    total = design.registered_attendees - design.attendees_of_unknown_country
    codes = _codes(design)[: design.attendee_countries]
    counts = _per_country(design, codes, total, ratio=1.0)
    return _homes(design, counts, ratio=1.0) + [NOWHERE] * design.attendees_of_unknown_country


def _absent_homes(design: Design, total: int, ratio: float) -> list[Home]:
    counts = _per_country(design, _codes(design), total, ratio=ratio)
    return _homes(design, counts, ratio=ratio)


def _codes(design: Design) -> list[str]:
    """The design's countries: those it names first, then by weight."""
    named = dict.fromkeys([code for code, _ in design.top_countries] + [code for code, _, _ in design.top_cities])
    rest = sorted((c for c in COUNTRIES if c.code not in named), key=lambda c: -c.weight)
    codes = [*named, *(c.code for c in rest)]
    if len(codes) < design.countries:
        raise ValueError(f"There are only {len(codes)} countries to choose from.")
    return codes[: design.countries]


def _per_country(design: Design, codes: Sequence[str], total: int, *, ratio: float) -> dict[str, int]:
    """People per country: the top ones as designed (times `ratio`), the others by weight under the cap."""
    counts = {code: round(count * ratio) for code, count in design.top_countries}
    others = [code for code in codes if code not in counts]
    cap = round(design.other_country_cap * ratio)
    # A country that leads by its one large city has that city's people, and somewhat more.
    for code, _, in_city in design.top_cities:
        if code in others:
            counts[code] = min(cap, round(in_city * ratio * 1.22) + 1)
            others.remove(code)
    weights = [places.country(code).weight for code in others]
    shares = share_out(total - sum(counts.values()), weights, cap=cap, at_least=1)
    counts |= dict(zip(others, shares, strict=True))
    if sum(counts.values()) != total:
        raise ValueError("The cap for other countries leaves no room for all people.")
    return counts


def _homes(design: Design, counts: dict[str, int], *, ratio: float) -> list[Home]:
    cap = max(1, round(design.other_city_cap * ratio))
    tops: dict[str, list[tuple[City, int]]] = {}
    for code, geonameid, count in design.top_cities:
        tops.setdefault(code, []).append((places.city(code, geonameid), round(count * ratio)))
    return [home for code, count in counts.items() for home in _homes_in(code, count, tops.get(code, []), cap)]


def _homes_in(code: str, count: int, top: list[tuple[City, int]], cap: int) -> list[Home]:
    """Homes in one country: its top cities as designed, the rest spread, about one in 25 of these without a city."""
    known = [city for city, people in top for _ in range(people)]
    others = [city for city in places.cities(code) if city not in known]
    weights = [1 / (rank + 1) ** 0.8 for rank in range(len(others))]
    spread = share_out(round((count - len(known)) * 0.96), weights, cap=cap)
    known += [city for city, people in zip(others, spread, strict=True) for _ in range(people)]
    homes: list[Home] = [(code, city) for city in known]
    return homes + [(code, None)] * (count - len(known))


# --- answers -------------------------------------------------------------------------------------------------------


def _genders(design: Design, total: int, female: int, male: int) -> list[Gender]:
    return repeated([(Gender.FEMALE, female), (Gender.MALE, male)], total, [Gender.UNDISCLOSED, Gender.BLANK])


def _organisation_types(design: Design, total: int, ratio: float) -> list[str]:
    counts = [(kind, round(count * ratio)) for kind, count in design.organisation_types]
    return repeated(counts, total, [UNKNOWN])[:total]


class _Maker:
    """Makes people with running numbers."""

    def __init__(self, rng: random.Random, registrar: Registrar) -> None:
        self._rng = rng
        self._registrar = registrar
        self._made = 0

    def people(self, homes: Sequence[Home], genders: Sequence[Gender], kinds: Sequence[str]) -> list[Person]:
        """One person per home; genders and types of organisation are dealt at random."""
        dealt = zip(homes, shuffled(self._rng, genders), shuffled(self._rng, kinds), strict=True)
        return [self._person(home, gender, kind) for home, gender, kind in dealt]

    def strangers(self, count: int) -> list[Person]:
        """People of whom nothing is known but a name and an address."""
        return [
            self._person(NOWHERE, self._rng.choice([Gender.FEMALE, Gender.MALE]), UNKNOWN, bare=True)
            for _ in range(count)
        ]

    def same_names(self, count: int, people: Sequence[Person]) -> list[tuple[Person, Person]]:
        """Give `count` people the name of a compatriot; each person is in one pair at most."""
        pairs: list[tuple[Person, Person]] = []
        waiting: dict[tuple[str, Gender], Person] = {}
        for person in shuffled(self._rng, people):
            if len(pairs) == count:
                break
            if person.country is None or person.gender not in (Gender.FEMALE, Gender.MALE):
                continue
            namesake = waiting.pop((person.country, person.gender), None)
            if namesake is None:
                waiting[person.country, person.gender] = person
                continue
            person.given, person.family = namesake.given, namesake.family
            person.emails = [self._registrar.email(person.given, person.family)]
            pairs.append((namesake, person))
        return pairs

    def _person(self, home: Home, gender: Gender, kind: str, *, bare: bool = False) -> Person:
        rng, (code, city) = self._rng, home
        nation = places.country(code).name if code else ""
        pool = places.country(code).names if code else rng.choice(COUNTRIES[:30]).names
        given, family = self._registrar.name(pool, gender)
        town = city.name if city else ""
        domain = organisation_domain(kind, city=town, country=nation)
        typed_country, typed_city = self._typed(home)
        self._made += 1
        return Person(
            number=self._made,
            given=given,
            family=family,
            gender=Gender.BLANK if bare else gender,
            country=code,
            city=city,
            typed_country=typed_country,
            typed_city=typed_city,
            organisation_type=CHOICES.get(kind, ""),
            organisation=organisation_name(rng, kind, city=town, country=nation),
            job_title=job_title(rng, kind),
            emails=[self._registrar.email(given, family, organisation_domain=domain)],
        )

    def _typed(self, home: Home) -> tuple[str, str]:
        """Country and city as typed. Some people of large delegations name the country only beside the city."""
        code, city = home
        if code is None:
            return "", ""
        if city is None:
            return places.type_country(self._rng, code), places.type_no_city(self._rng, code)
        if places.country(code).weight > MANY and self._rng.random() < 0.025:
            return "", places.with_country(city)
        return places.type_country(self._rng, code), places.type_city(self._rng, city)
