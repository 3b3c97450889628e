"""People who do not exist: they share cities, employers, families and sometimes everything but themselves."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files
from itertools import accumulate

import yaml
from anyascii import anyascii

PROVIDERS = ("mail.test", "post.test", "inbox.test", "letters.test", "web-mail.test")
NEW_EMPLOYER, GROWING_EMPLOYER = 0.06, 0.15
"""Chance that a person is the first of an employer, and that one more makes the employer likelier for the next."""

ORGANISATION_FORMS = (
    ("local-government", "{city} City Council", "Municipality of {city}"),
    ("local-government", "{city} Metropolitan Authority", "Metropolitan Authority of {city}"),
    ("academic", "University of {city}", "{city} University"),
    ("academic", "{city} Institute of {field}", "Institute of {field}, {city}"),
    ("national-government", "Ministry of {field} {country}", "{country} Ministry of {field}"),
    ("civil-society", "{field} Forum {city}", "{city} {field} Forum"),
    ("private", "{word} {field} Ltd", "{word} {field} Limited"),
    ("civil-society", "{word} Foundation", "Foundation {word}"),
)
FIELDS = (
    "Health",
    "Transport",
    "Water",
    "Housing",
    "Planning",
    "Education",
    "Energy",
    "Culture",
    "Technology",
    "Trade",
)


@dataclass(frozen=True, slots=True)
class Region:
    """How people of a region are named; `syllables` make the long tail of rare family names."""

    key: str
    cities: dict[str, tuple[str, ...]]
    men: tuple[str, ...]
    women: tuple[str, ...]
    families: tuple[str, ...]
    syllables: tuple[str, ...]
    respellings: tuple[tuple[str, str], ...]
    family_first: bool = False
    two_families: float = 0.0


@cache
def regions() -> tuple[Region, ...]:
    """The regions of `synthetic.yaml`."""
    written = yaml.safe_load(files("sarai.network.linkage").joinpath("synthetic.yaml").read_text(encoding="utf-8"))
    return tuple(
        Region(
            key=region["key"],
            cities={country: tuple(cities.split()) for country, cities in region["cities"].items()},
            men=tuple(region["men"].split()),
            women=tuple(region["women"].split()),
            families=tuple(region["families"].split()),
            syllables=tuple(region["syllables"].split()),
            respellings=tuple((old, new) for old, new in region["respellings"]),
            family_first=region.get("family_first", False),
            two_families=region.get("two_families", 0.0),
        )
        for region in written
    )


@dataclass(frozen=True, slots=True)
class Organisation:
    name: str
    other_name: str
    kind: str
    city: str
    country: str
    domain: str
    phone: str


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who does not exist."""

    given: tuple[str, ...]
    families: tuple[str, ...]
    region: Region
    gender: str
    city: str
    country: str
    organisation: Organisation
    phone: str
    private_email: str
    later_email: str
    work_email: str


class _Falling:
    """Draws from a list in which the first is the most common (Zipf's law, exponent `slope`)."""

    def __init__(self, items: Sequence[str], slope: float = 0.8) -> None:
        self.items = items
        self.weights = list(accumulate(1 / (rank + 2) ** slope for rank in range(len(items))))

    def draw(self, rng: random.Random) -> str:
        return rng.choices(self.items, cum_weights=self.weights)[0]


class Population:
    """Makes people who share cities, employers, families and sometimes everything but themselves."""

    def __init__(self, size: int, rng: random.Random, namesakes: float, name_stock: float) -> None:
        self.size, self.rng, self.namesakes, self.name_stock = size, rng, namesakes, name_stock
        self.names = {
            region.key: [_Falling(x[: int(len(x) * name_stock)]) for x in (region.men, region.women, region.families)]
            for region in regions()
        }
        self.places = [
            (region, country, city) for region in regions() for country, cs in region.cities.items() for city in cs
        ]
        rng.shuffle(self.places)
        self.place_weights = list(accumulate(1 / (rank + 5) ** 0.6 for rank in range(len(self.places))))
        self.employers: dict[str, list[Organisation]] = {}
        self.taken: set[str] = set()
        self.domains: set[str] = set()

    def people(self) -> Iterator[Person]:
        made: list[Person] = []
        for _ in range(self.size):
            chance = self.rng.random()
            if made and chance < 0.05:
                person = self._relative(self.rng.choice(made))
            elif made and chance < 0.05 + self.namesakes:
                person = self._namesake(self.rng.choice(made))
            else:
                person = self._stranger()
            made.append(person)
            yield person

    def _stranger(self) -> Person:
        region, country, city = self.rng.choices(self.places, cum_weights=self.place_weights)[0]
        gender = self.rng.choice("mf")
        return self._person(region, gender, self._given(region, gender), self._families(region), city, country)

    def _person(
        self, region: Region, gender: str, given: tuple[str, ...], families: tuple[str, ...], city: str, country: str
    ) -> Person:
        organisation = self._employer(city, country)
        private_email = self._address(given, families, self.rng.choice(PROVIDERS), digits=0.5)
        return Person(
            given, families, region, gender, city, country, organisation,
            phone=phone(self.rng),
            private_email=private_email,
            later_email=self._free(private_email.partition("@")[0], self.rng.choice(PROVIDERS)),
            work_email=self._address(given, families, organisation.domain, digits=0.0),
        )  # fmt: skip

    def _relative(self, of: Person) -> Person:
        """Another given name, the same family and city; often the same employer, at times one telephone or mailbox."""
        gender = self.rng.choice("mf")
        person = self._person(of.region, gender, self._given(of.region, gender), of.families, of.city, of.country)
        if person.given == of.given:
            return person
        if self.rng.random() < 0.4:
            person = replace(person, organisation=of.organisation)
            person = replace(
                person, work_email=self._address(person.given, person.families, of.organisation.domain, digits=0.0)
            )
        if self.rng.random() < 0.25:
            person = replace(person, phone=of.phone)
        if self.rng.random() < 0.08:
            person = replace(person, private_email=of.private_email)
        return person

    def _namesake(self, of: Person) -> Person:
        """The same name in the same country, three times in ten in the same city: only the rest tells them apart."""
        city = of.city if self.rng.random() < 0.3 else self.rng.choice(of.region.cities[of.country])
        return self._person(of.region, of.gender, of.given, of.families, city, of.country)

    def _given(self, region: Region, gender: str) -> tuple[str, ...]:
        names = self.names[region.key][0 if gender == "m" else 1]
        first = names.draw(self.rng)
        second = names.draw(self.rng)
        return (
            (first, second)
            if self.rng.random() < (0.0 if region.family_first else 0.2) and second != first
            else (first,)
        )

    def _families(self, region: Region) -> tuple[str, ...]:
        count = 2 if self.rng.random() < region.two_families else 1
        return tuple(self._family(region) for _ in range(count))

    def _family(self, region: Region) -> str:
        if self.rng.random() < self.name_stock * (0.1 if region.key == "china" else 0.35):
            return (
                "".join(self.rng.choice(region.syllables) for _ in range(self.rng.choice((2, 3)))).strip().capitalize()
            )
        return self.names[region.key][2].draw(self.rng)

    def _employer(self, city: str, country: str) -> Organisation:
        """A known employer of the city, the larger the likelier, or a new one."""
        known = self.employers.setdefault(city, [])
        if known and self.rng.random() > NEW_EMPLOYER:
            employer = self.rng.choice(known)
            if self.rng.random() < GROWING_EMPLOYER:
                known.append(employer)
            return employer
        made = self._new_employer(city, country)
        known.append(made)
        return made

    def _new_employer(self, city: str, country: str) -> Organisation:
        kind, form, other_form = self.rng.choice(ORGANISATION_FORMS)
        word = (
            "".join(self.rng.choice(regions()[0].syllables + regions()[7].syllables) for _ in range(3))
            .strip()
            .capitalize()
        )
        words = {"city": city, "country": country, "field": self.rng.choice(FIELDS), "word": word}
        name = form.format(**words)
        slug = re.sub(r"[^a-z]", "", anyascii(name).lower())[:18]
        while slug in self.domains:
            slug = f"{slug}{self.rng.randrange(10)}"
        self.domains.add(slug)
        return Organisation(
            name, other_form.format(**words), kind, city, country, f"{slug}.example.org", phone(self.rng)
        )

    def _address(self, given: tuple[str, ...], families: tuple[str, ...], domain: str, *, digits: float) -> str:
        first, last = (re.sub(r"[^a-z]", "", anyascii(part).lower()) for part in (given[0], families[-1]))
        forms = (
            f"{first}.{last}",
            f"{first[0]}{last}",
            f"{first}{last}",
            f"{last}.{first}",
            f"{first}_{last}",
            f"{last}{first[0]}",
        )
        local = self.rng.choice(forms)
        if self.rng.random() < digits:
            local = self.rng.choice(
                (f"{first}{self.rng.randrange(60, 100)}", f"{local}{self.rng.randrange(1000)}", _handle(self.rng))
            )
        return self._free(local, domain)

    def _free(self, local: str, domain: str) -> str:
        """The address, with a number behind the local part if somebody has it."""
        address, number = f"{local}@{domain}", 1
        while address in self.taken:
            number += self.rng.choice((1, 1, 2, 7))
            address = f"{local}{number}@{domain}"
        self.taken.add(address)
        return address


def phone(rng: random.Random) -> str:
    return f"+{rng.randrange(20, 99)} {rng.randrange(100, 999)} {rng.randrange(10**6, 10**7)}"


def _handle(rng: random.Random) -> str:
    syllables = rng.choice(regions()).syllables
    return "".join(rng.choice(syllables).lower() for _ in range(4)).replace(" ", "") + rng.choice(
        ("", str(rng.randrange(100)))
    )
