"""Seeded synthetic registrations with their truth, to train the linkage and to prove it.

People of thirteen regions who share names, families, offices and telephones; each registers once or several times, as people do:
from another device without an address, with the private instead of the work address, misspelt, in another order, after a new
job. All addresses end in `.test` or `.example.org`, so nobody real is met.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate

from anyascii import anyascii

from sarai.network.linkage.records import PersonRecord
from sarai.network.linkage.synthetic_names import REGIONS, Region

PROVIDERS = ("mail.test", "post.test", "inbox.test", "letters.test", "web-mail.test")
OFFICE_BOXES = ("info", "office", "contact", "international", "secretariat", "projects")
TITLES = ("Dr.", "Prof.", "Mr", "Ms", "Eng.", "H.E.", "Mrs", "Arq.")
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
WAYS = ("same", "slip", "other", "none", "new-job", "office", "moved")
"""How a second registration comes about: the same address, a slip in it, another one, none, a new job, the office's, a new provider."""

NEW_EMPLOYER, GROWING_EMPLOYER = 0.06, 0.15
"""Chance that a person is the first of an employer, and that one more makes the employer likelier for the next."""

FIELDS = ("Health", "Transport", "Water", "Housing", "Planning", "Education", "Environment", "Energy", "Culture", "Technology", "Trade")


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


def generate(
    people: int, *, seed: int, duplicate_rate: float = 0.25, namesakes: float = 0.004, name_stock: float = 1.0
) -> tuple[list[PersonRecord], dict[int, int]]:
    """Registrations of `people` people in random order, and for every record id the number of the person.

    `duplicate_rate` is the share of people with more than one record; these have 2.4 on average. `namesakes` is the share who
    carry the name of another person of their country on top of those whom chance makes so; `name_stock` the part of the name
    lists in use (a small one makes common names commoner, and rare family names fewer).
    """
    rng = random.Random(seed)
    population = list(_Population(people, rng, namesakes, name_stock).people())
    drafts = [
        (person, record)
        for person, who in enumerate(population)
        for record in _registrations(who, rng, duplicate_rate, population)
    ]
    rng.shuffle(drafts)
    records = [replace(record, id=number) for number, (_person, record) in enumerate(drafts, start=1)]
    return records, {number: person for number, (person, _record) in enumerate(drafts, start=1)}


def true_pairs(truth: dict[int, int]) -> set[tuple[int, int]]:
    """All pairs (smaller id first) of records of one person."""
    members: dict[int, list[int]] = {}
    for record, person in sorted(truth.items()):
        members.setdefault(person, []).append(record)
    return {(a, b) for ids in members.values() for index, a in enumerate(ids) for b in ids[index + 1 :]}


class _Falling:
    """Draws from a list in which the first is the most common (Zipf's law, exponent `slope`)."""

    def __init__(self, items: Sequence[str], slope: float = 0.8) -> None:
        self.items = items
        self.weights = list(accumulate(1 / (rank + 2) ** slope for rank in range(len(items))))

    def draw(self, rng: random.Random) -> str:
        return rng.choices(self.items, cum_weights=self.weights)[0]


class _Population:
    """Makes people who share cities, employers, families and sometimes everything but themselves."""

    def __init__(self, size: int, rng: random.Random, namesakes: float, name_stock: float) -> None:
        self.size, self.rng, self.namesakes, self.name_stock = size, rng, namesakes, name_stock
        self.names = {
            region.key: [_Falling(x[: int(len(x) * name_stock)]) for x in (region.men, region.women, region.families)]
            for region in REGIONS
        }
        self.places = [(region, country, city) for region in REGIONS for country, cs in region.cities.items() for city in cs]
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
            phone=_phone(self.rng),
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
            person = replace(person, work_email=self._address(person.given, person.families, of.organisation.domain, digits=0.0))
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
        return (first, second) if self.rng.random() < (0.0 if region.family_first else 0.2) and second != first else (first,)

    def _families(self, region: Region) -> tuple[str, ...]:
        count = 2 if self.rng.random() < region.two_families else 1
        return tuple(self._family(region) for _ in range(count))

    def _family(self, region: Region) -> str:
        if self.rng.random() < self.name_stock * (0.1 if region.key == "china" else 0.35):
            return "".join(self.rng.choice(region.syllables) for _ in range(self.rng.choice((2, 3)))).strip().capitalize()
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
        word = "".join(self.rng.choice(REGIONS[0].syllables + REGIONS[7].syllables) for _ in range(3)).strip().capitalize()
        words = {"city": city, "country": country, "field": self.rng.choice(FIELDS), "word": word}
        name = form.format(**words)
        slug = re.sub(r"[^a-z]", "", anyascii(name).lower())[:18]
        while slug in self.domains:
            slug = f"{slug}{self.rng.randrange(10)}"
        self.domains.add(slug)
        return Organisation(name, other_form.format(**words), kind, city, country, f"{slug}.example.org", _phone(self.rng))

    def _address(self, given: tuple[str, ...], families: tuple[str, ...], domain: str, *, digits: float) -> str:
        first, last = (re.sub(r"[^a-z]", "", anyascii(part).lower()) for part in (given[0], families[-1]))
        forms = (f"{first}.{last}", f"{first[0]}{last}", f"{first}{last}", f"{last}.{first}", f"{first}_{last}", f"{last}{first[0]}")
        local = self.rng.choice(forms)
        if self.rng.random() < digits:
            local = self.rng.choice((f"{first}{self.rng.randrange(60, 100)}", f"{local}{self.rng.randrange(1000)}", _handle(self.rng)))
        return self._free(local, domain)

    def _free(self, local: str, domain: str) -> str:
        """The address, with a number behind the local part if somebody has it."""
        address, number = f"{local}@{domain}", 1
        while address in self.taken:
            number += self.rng.choice((1, 1, 2, 7))
            address = f"{local}{number}@{domain}"
        self.taken.add(address)
        return address


def _phone(rng: random.Random) -> str:
    return f"+{rng.randrange(20, 99)} {rng.randrange(100, 999)} {rng.randrange(10**6, 10**7)}"


def _other_digit(phone: str, rng: random.Random) -> str:
    return phone[:-2] + str(rng.randrange(10)) + phone[-1]


def _handle(rng: random.Random) -> str:
    syllables = rng.choice(REGIONS).syllables
    return "".join(rng.choice(syllables).lower() for _ in range(4)).replace(" ", "") + rng.choice(("", str(rng.randrange(100))))


def _registrations(person: Person, rng: random.Random, duplicate_rate: float, others: Sequence[Person]) -> Iterator[PersonRecord]:
    email = person.work_email if rng.random() < 0.55 else person.private_email
    first = _blanked(_record(person, email, rng), rng)
    yield first
    if rng.random() >= duplicate_rate:
        return
    for _ in range(rng.choices((1, 2, 3, 4), weights=(70, 21, 6, 3))[0]):
        yield _again(person, first, rng, others)


def _record(person: Person, email: str, rng: random.Random) -> PersonRecord:
    employer = person.organisation
    return PersonRecord(
        id=0,
        name=_written_name(person, rng),
        email=email,
        phone=rng.choices((person.phone, employer.phone, _other_digit(person.phone, rng)), weights=(83, 14, 3))[0],
        organisation=employer.name,
        organisation_type=employer.kind,
        city=person.city,
        country=person.country,
        gender=person.gender,
        event=f"event-{rng.randrange(40)}",
    )


def _again(person: Person, first: PersonRecord, rng: random.Random, others: Sequence[Person]) -> PersonRecord:
    """Another registration of the same person, in one of the ways these come about."""
    way = rng.choices(WAYS, weights=(22, 12, 31, 16, 11, 4, 4))[0]
    other_address = person.private_email if first.email == person.work_email else person.work_email
    known_address = first.email or person.private_email
    if way == "new-job":
        person = _with_new_job(person, rng.choice(others), rng)
        other_address = rng.choice((person.private_email, person.work_email))
    addresses = {
        "same": rng.choice((known_address, known_address.title())),
        "moved": person.later_email,
        "slip": _slip(known_address, rng),
        "other": other_address,
        "none": "",
        "new-job": other_address,
        "office": f"{rng.choice(OFFICE_BOXES)}@{person.organisation.domain}",
    }
    record = _record(person, addresses[way], rng)
    if rng.random() < 0.3:
        record = replace(record, organisation=_other_organisation_name(person.organisation, rng))
    if rng.random() < 0.45:
        record = replace(record, name=_varied(person, record.name, rng))
    if record.email:
        return _blanked(record, rng, keep_email=True)
    return _blanked(record, rng)


def _with_new_job(person: Person, other: Person, rng: random.Random) -> Person:
    """At somebody else's employer; the city moves along only if that is in the same country."""
    employer = other.organisation
    city = employer.city if employer.country == person.country else person.city
    local = person.work_email.partition("@")[0]
    return replace(person, organisation=employer, city=city, work_email=f"{local}@{employer.domain}")


def _written_name(person: Person, rng: random.Random) -> str:
    parts = (*person.families, *person.given) if person.region.family_first and rng.random() < 0.6 else (*person.given, *person.families)
    return " ".join(parts)


def _varied(person: Person, name: str, rng: random.Random) -> str:
    """The name as the same person may write it another time."""
    given, families = list(person.given), list(person.families)
    ways = {
        "order": " ".join([*families, *given]),
        "comma": f"{' '.join(families)}, {' '.join(given)}",
        "typo": _slip(name, rng),
        "respelt": _respelt(name, person.region, rng),
        "short": f"{given[0]} {families[-1] if rng.random() < 0.3 else families[0]}",
        "initial": f"{given[0][0]}. {' '.join(families)}",
        "title": f"{rng.choice(TITLES)} {name}",
        "capitals": name.upper(),
        "joined": name.replace(" ", "-", 1) if len(given) > 1 else name.lower(),
    }
    return rng.choices(tuple(ways.values()), weights=(14, 8, 20, 22, 14, 6, 8, 6, 2))[0]


def _respelt(name: str, region: Region, rng: random.Random) -> str:
    fitting = [(old, new) for old, new in region.respellings if old in name]
    return name.replace(*rng.choice(fitting), 1) if fitting else name


def _slip(text: str, rng: random.Random) -> str:
    """One letter left out, doubled, exchanged with the next or replaced; never the first, never beyond an "@"."""
    body, at, rest = text.partition("@")
    places = [i for i in range(1, len(body) - 1) if body[i].isalpha() and body[i + 1].isalpha()]
    if not places:
        return text
    i = rng.choice(places)
    slips = (
        body[:i] + body[i + 1 :],
        body[:i] + body[i] + body[i:],
        body[:i] + body[i + 1] + body[i] + body[i + 2 :],
        body[:i] + rng.choice("aeioulnrst") + body[i + 1 :],
    )
    return rng.choice(slips) + at + rest


def _other_organisation_name(organisation: Organisation, rng: random.Random) -> str:
    words = organisation.name.split()
    acronym = "".join(word[0] for word in words if word[0].isupper())
    return rng.choice((organisation.other_name, acronym if len(acronym) > 2 else organisation.other_name, _slip(organisation.name, rng)))


_BLANKS = {"phone": 0.5, "gender": 0.3, "city": 0.1, "organisation": 0.1, "country": 0.06, "email": 0.07, "event": 0.2}


def _blanked(record: PersonRecord, rng: random.Random, *, keep_email: bool = False) -> PersonRecord:
    """Fields that a form did not ask for, or the person did not fill in."""
    missing = {name: "" for name, chance in _BLANKS.items() if rng.random() < chance}
    if keep_email:
        missing.pop("email", None)
    return replace(record, **missing)
