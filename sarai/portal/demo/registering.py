"""Who registered when, under which address, and what changed afterwards."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import datetime, timedelta

from . import places
from .design import Design
from .naming import short_form
from .organisations import organisation_name
from .person import Answers, Person, Registration
from .population import Population
from .schedule import EVE, FINAL, REGISTRATION_OPENS, SESSIONS, opening

LAST_EVENING = 0.02  # of those who came to session 1: registered after the first report was drawn
BEFORE = timedelta(minutes=30)  # at least so long before the first session


def register(design: Design, rng: random.Random, population: Population) -> None:
    """Write every registration, dated so that the design's number of people had registered on the eve."""
    early = _early(design, rng, population.registrants)
    for person in population.registrants:
        first = min(person.stays, default=None)
        moment = _between(rng, *_period(person.number in early, first))
        _register(person, moment)
        second = person.other_address.get("register")
        if second is not None:
            _register_again(rng, person, second, latest=opening(first) - timedelta(minutes=10) if first else EVE)
    for person in population.withdrawn + population.denied:
        _register(person, _between(rng, REGISTRATION_OPENS, EVE))
    _withdraw(rng, population)
    _approve_late(design, rng, population, early)
    _correct(design, rng, population, early)


def _early(design: Design, rng: random.Random, people: list[Person]) -> set[int]:
    """Numbers of the people who had registered when the first report was drawn."""
    came_first = [p.number for p in people if 1 in p.stays]
    last_evening = set(rng.sample(came_first, round(len(came_first) * LAST_EVENING)))
    early = [number for number in came_first if number not in last_evening]
    free = [p.number for p in people if 1 not in p.stays]
    missing = design.registered_on_the_eve - len(early)
    if not 0 <= missing <= len(free):
        raise ValueError("The number of registrations on the eve does not fit the attendance of session 1.")
    return {*early, *rng.sample(free, missing)}


def _period(early: bool, first: int | None) -> tuple[datetime, datetime]:
    if early:
        return REGISTRATION_OPENS, EVE
    return EVE, opening(first or SESSIONS[-1]) - BEFORE


def _between(rng: random.Random, start: datetime, end: datetime) -> datetime:
    return start + timedelta(seconds=rng.randint(1, int((end - start).total_seconds()) - 1))


def _register(person: Person, moment: datetime) -> None:
    person.registrations.append(Registration(person.email, person.given, person.family, moment, person.answers))


def _register_again(rng: random.Random, person: Person, email: str, *, latest: datetime) -> None:
    """The same answers under another address; the city may be typed in another way."""
    once = person.registrations[0].registered_at
    moment = min(once + timedelta(seconds=rng.randint(600, 2 * 24 * 3600)), max(latest, once + timedelta(seconds=60)))
    answers = person.answers
    if person.city is not None and person.typed_country and rng.random() < 0.5:
        answers = replace(answers, city=person.city.name)
    person.registrations.append(Registration(email, *short_form(rng, person.given, person.family), moment, answers))


def _withdraw(rng: random.Random, population: Population) -> None:
    for person in population.withdrawn:
        registration = person.registrations[0]
        registration.former_status, registration.status = "approved", "cancelled"
        registration.settled_at = _between(rng, EVE, FINAL)
    for person in population.denied:
        person.registrations[0].status = "denied"


def _approve_late(design: Design, rng: random.Random, population: Population, early: set[int]) -> None:
    """Some registrations were still pending on the eve."""
    waiting = [p for p in population.absent if p.number in early and not p.stays and not p.other_address]
    for person in rng.sample(waiting, design.traps.pending_at_first):
        registration = person.registrations[0]
        registration.former_status, registration.settled_at = "pending approval", _between(rng, EVE, opening(1))


def _correct(design: Design, rng: random.Random, population: Population, early: set[int]) -> None:
    """Some people changed their city or organisation between the two registration reports."""
    known = [
        p for p in population.registrants if p.number in early and p.city and p.typed_country and not p.other_address
    ]
    # Whoever has rows only in the second export of a report would appear in it with answers that were corrected since.
    known = [p for p in known if not any(s.late for spans in p.stays.values() for s in spans)]
    for person in rng.sample(known, design.traps.corrections):
        registration = person.registrations[0]
        registration.former = _former(rng, person)
        registration.corrected_at = _between(rng, EVE + timedelta(days=2), FINAL)


def _former(rng: random.Random, person: Person) -> Answers:
    """What the person had answered first: another city of the country, or another employer of the same type."""
    assert person.city is not None
    elsewhere = [c for c in places.cities(person.city.country) if c != person.city]
    if elsewhere and rng.random() < 0.6:
        return replace(person.answers, city=rng.choice(elsewhere).name)
    return replace(person.answers, organisation=organisation_name(rng, "other", city=person.city.name, country=""))
