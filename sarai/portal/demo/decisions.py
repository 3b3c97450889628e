"""What the steward decided: which addresses belong to one person, and which typed texts name which city."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from datetime import date, timedelta
from pathlib import Path

from . import places
from .person import Person
from .population import Population
from .spellings import DOUBTFUL

PEOPLE_FROM = date(2020, 11, 10)  # the first of the days on which people were decided
PLACES_FROM = date(2020, 10, 12)
DAYS = 5

PEOPLE_HEADER = ("email_a", "email_b", "decision", "reason", "decided_on")
PLACES_HEADER = ("text", "country", "geonameid", "reason", "decided_on")

_REASONS = {
    "register": "registered twice; same name, organisation and city",
    "join": "asked by e-mail; joined from a personal address",
    "answer": "same name and country; confirmed by reply",
    "hand in": "same name; the learning platform keeps an older address",
}


def write_people(path: Path, population: Population) -> None:
    """Pairs of addresses of one person (same), and of two people of one name (different)."""
    same = [
        _same(person, use, email) for person in population.registrants for use, email in person.other_address.items()
    ]
    different = [
        (a.email, b.email, "different", "two people of one name; organisations asked") for a, b in population.same_names
    ]
    _write(path, PEOPLE_HEADER, sorted([*same, *different]), first_day=PEOPLE_FROM)


def _same(person: Person, use: str, email: str) -> tuple[str, ...]:
    return person.email, email, "same", _REASONS[use]


def write_places(path: Path, population: Population) -> None:
    """One decision for every doubtful text that somebody typed. Countries are ISO codes; no id means: not a city."""
    typed = {
        (p.country, answers.city)
        for p in population.registrants
        for r in p.registrations
        for answers in (r.answers, r.former)
        if answers
    }
    rows = []
    for entry in DOUBTFUL:
        if (entry.country, entry.text) in typed:
            city_id = str(places.city_named(entry.country, entry.city).geonameid) if entry.city else ""
            rows.append((entry.text, entry.country, city_id, entry.reason))
    _write(path, PLACES_HEADER, rows, first_day=PLACES_FROM)


def _write(path: Path, header: tuple[str, ...], rows: Iterable[tuple[str, ...]], *, first_day: date) -> None:
    """The rows, with the day of the decision added; the steward worked through them over some days."""
    rows = list(rows)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(header)
        for i, row in enumerate(rows):
            writer.writerow([*row, (first_day + timedelta(days=i * DAYS // len(rows))).isoformat()])
