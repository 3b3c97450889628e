"""Seeded synthetic registrations with their truth, to train the linkage and to prove it.

Each person registers once or several times, as people do: from another device without an address, with the private
instead of the work address, misspelt, in another order, after a new job. All addresses end in `.test` or
`.example.org`, so nobody real is met.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

from sarai.network.linkage.records import PersonRecord
from sarai.network.linkage.synthetic_people import Organisation, Person, Population, Region

OFFICE_BOXES = ("info", "office", "contact", "international", "secretariat", "projects")
TITLES = ("Dr.", "Prof.", "Mr", "Ms", "Eng.", "H.E.", "Mrs", "Arq.")
WAYS = {"same": 22, "slip": 12, "other": 31, "none": 16, "new-job": 11, "office": 4, "moved": 4}
"""How a second registration comes about, and how often: the same address, a slip in it, another one, none, a new job,
the office's, a new provider."""

BLANKS = {"phone": 0.5, "gender": 0.3, "city": 0.1, "organisation": 0.1, "country": 0.06, "email": 0.07, "event": 0.2}
"""Share of registrations in which a question was not asked or not answered."""


def generate(
    people: int, *, seed: int, duplicate_rate: float = 0.25, namesakes: float = 0.004, name_stock: float = 1.0
) -> tuple[list[PersonRecord], dict[int, int]]:
    """Registrations of `people` people in random order, and for every record id the number of the person.

    `duplicate_rate` is the share of people with more than one record; they have 2.4 on average. `namesakes` is the
    share who carry the name of another person of their country on top of those whom chance makes so, `name_stock` the
    part of the name lists in use (a small one makes common names commoner, and rare family names fewer).
    """
    rng = random.Random(seed)
    population = list(Population(people, rng, namesakes, name_stock).people())
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


def _registrations(
    person: Person, rng: random.Random, duplicate_rate: float, others: Sequence[Person]
) -> Iterator[PersonRecord]:
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
    way = rng.choices(tuple(WAYS), weights=tuple(WAYS.values()))[0]
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
    parts = (
        (*person.families, *person.given)
        if person.region.family_first and rng.random() < 0.6
        else (*person.given, *person.families)
    )
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
    return rng.choice(
        (
            organisation.other_name,
            acronym if len(acronym) > 2 else organisation.other_name,
            _slip(organisation.name, rng),
        )
    )


def _other_digit(phone: str, rng: random.Random) -> str:
    return phone[:-2] + str(rng.randrange(10)) + phone[-1]


def _blanked(record: PersonRecord, rng: random.Random, *, keep_email: bool = False) -> PersonRecord:
    """Fields that a form did not ask for, or the person did not fill in."""
    missing: dict[str, Any] = {name: "" for name, chance in BLANKS.items() if rng.random() < chance}
    if keep_email:
        missing.pop("email", None)
    return replace(record, **missing)
