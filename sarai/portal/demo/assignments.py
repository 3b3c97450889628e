"""The learning platform's table of assignments handed in: its own columns, in Spanish, day first."""

from __future__ import annotations

import csv
import random
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from .attendance import add_address
from .naming import Registrar
from .person import Person, Profile
from .population import Population
from .schedule import TITLE

OPENS = datetime(2020, 9, 22, 9)
DUE = datetime(2020, 10, 20, 23, 59)
TIME_FORMAT = "%d/%m/%Y %H:%M"
HEADER = ("Nombre completo", "Correo electrónico", "Curso", "Fecha de entrega", "Calificación")

TIME_ZONE = "America/Bogota"

# The saved mapping that reads this table: header -> what the column means. The other column is nobody's attribute.
MAPPING = {
    "Nombre completo": "name",
    "Correo electrónico": "email",
    "Fecha de entrega": "submitted_at",
    "Calificación": "mark",
}


@dataclass(frozen=True, slots=True)
class HandIn:
    """One assignment handed in: under which address, when (wall time of the table), and its score or none yet."""

    person: Person
    email: str
    at: datetime
    score: int | None


def hand_in(rng: random.Random, registrar: Registrar, population: Population) -> list[HandIn]:
    """One hand-in of everybody who did it, and a second one of a few, in order of time."""
    hand_ins: list[HandIn] = []
    for person in population.attendees:
        if not person.handed_in:
            continue
        if person.profile is Profile.HANDED_IN_ELSEWHERE:
            add_address(person, "hand in", registrar.second_email(person.given, person.family))
        email = person.other_address.get("hand in", person.email)
        first = _hand_in(rng, person, email, OPENS)
        hand_ins.append(first)
        if rng.random() < 0.015:
            hand_ins.append(_hand_in(rng, person, email, first.at))
    return sorted(hand_ins, key=lambda h: (h.at, h.email))


def _hand_in(rng: random.Random, person: Person, email: str, after: datetime) -> HandIn:
    minutes = int((DUE - after).total_seconds() // 60)
    score = None if rng.random() < 0.03 else 0 if rng.random() < 0.004 else rng.randint(55, 100)
    return HandIn(person, email, after + timedelta(minutes=rng.randint(1, max(1, minutes))), score)


def write_assignments(path: Path, hand_ins: list[HandIn]) -> None:
    """The table. A blank score means "not marked yet", which is neither nought nor "not handed in"."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\r\n")
        writer.writerow(HEADER)
        for h in hand_ins:
            score = "" if h.score is None else str(h.score)
            writer.writerow([h.person.full_name, h.email, TITLE, h.at.strftime(TIME_FORMAT), score])
