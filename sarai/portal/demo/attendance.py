"""Who was there when: connections of every person to every session, per address."""

from __future__ import annotations

import random

from . import stays
from .design import Design
from .naming import Registrar
from .person import Person, Profile, Stay
from .population import Population
from .schedule import MIN_SESSIONS, SESSIONS
from .stays import Span
from .turnout import LATE_SESSION

PROMOTED_AFTER = 15 * 60  # seconds as attendee before the promotion to panelist


def stay(design: Design, rng: random.Random, registrar: Registrar, population: Population) -> None:
    """Write down every connection of the planned attendance, and of people who came at the wrong time."""
    _add_addresses(design, rng, registrar, population)
    for person in population.attendees + population.unregistered:
        for session, spans in _spans(rng, person).items():
            person.stays[session] = [Stay(_address(rng, person, session), start, end) for start, end in spans]
    _join_elsewhere(rng, population)
    _delay_rows(design, rng, population)
    _promote(design, rng, population)
    for person in rng.sample(population.absent, design.traps.only_outside_the_window):
        session = rng.choice(SESSIONS)
        person.stays[session] = [Stay(person.email, start, end) for start, end in stays.outside(rng)]


def _spans(rng: random.Random, person: Person) -> dict[int, list[Span]]:
    """Spans per session such that the person's profile comes true."""
    critical = _critical_session(rng, person)
    spans: dict[int, list[Span]] = {}
    short = set(rng.sample(sorted(person.sessions), len(person.sessions) - _full_count(rng, person)))
    for session in sorted(person.sessions):
        if session == critical:
            spans[session] = _critical(rng, person.profile)
        else:
            time = stays.too_little(rng) if session in short else stays.enough(rng)
            spans[session] = stays.ordinary(rng, time)
    return spans


def _full_count(rng: random.Random, person: Person) -> int:
    """In how many of their sessions the person stays long enough (the critical session aside)."""
    count = len(person.sessions)
    if person.profile is Profile.OCCASIONAL:
        return rng.randint(0, count)
    spare_one = count > MIN_SESSIONS and rng.random() < 0.15
    return count - 1 if spare_one else count


_CRITICAL = (
    Profile.EXACTLY_AT_THRESHOLD,
    Profile.TWO_DEVICES_UNITED,
    Profile.MISSED_BY_MINUTES,
    Profile.DEVICES_OVERLAP,
    Profile.OUTSIDE_THE_WINDOW,
)


def _critical_session(rng: random.Random, person: Person) -> int | None:
    """The session on which the certificate hangs; these profiles attend no more sessions than they need."""
    return rng.choice(sorted(person.sessions)) if person.profile in _CRITICAL else None


def _critical(rng: random.Random, profile: Profile) -> list[Span]:
    if profile is Profile.EXACTLY_AT_THRESHOLD:
        return stays.exactly(rng, stays.THRESHOLD)
    if profile is Profile.TWO_DEVICES_UNITED:
        return stays.relayed(rng)
    if profile is Profile.DEVICES_OVERLAP:
        return stays.doubled(rng)
    if profile is Profile.OUTSIDE_THE_WINDOW:
        return stays.overhanging(rng)
    return stays.exactly(rng, stays.nearly(rng))


# --- addresses -----------------------------------------------------------------------------------------------------


def _add_addresses(design: Design, rng: random.Random, registrar: Registrar, population: Population) -> None:
    """Second addresses of people who registered twice, or joined under an address that never registered."""
    occasional = [p for p in population.attendees if p.profile is Profile.OCCASIONAL]
    both = [p for p in population.attendees if p.profile is Profile.TWO_ADDRESSES_UNITED]
    half = design.traps.double_registrations // 2
    some = rng.sample(occasional, half + design.traps.joined_elsewhere)
    twice = both + some[:half] + rng.sample(population.absent, design.traps.double_registrations - half)
    for use, people in (("register", twice), ("join", some[half:])):
        for person in people:
            add_address(person, use, registrar.second_email(person.given, person.family))


def add_address(person: Person, use: str, email: str) -> None:
    """Note that the person also uses this address, and for what."""
    person.emails.append(email)
    person.other_address[use] = email


def _address(rng: random.Random, person: Person, session: int) -> str:
    """The address under which the person joins; of two registered ones, either."""
    second = person.other_address.get("register")
    if second is None:
        return person.email
    if person.profile is Profile.TWO_ADDRESSES_UNITED:  # half of the sessions under each, so that neither is enough
        return second if sorted(person.sessions).index(session) % 2 else person.email
    return rng.choice([person.email, second])


def _join_elsewhere(rng: random.Random, population: Population) -> None:
    """Move one session, or a second device in it, to the unregistered address of those who have one."""
    for person in population.attendees:
        other = person.other_address.get("join")
        if other is None:
            continue
        session = rng.choice(sorted(person.sessions))
        first = person.stays[session][0]
        if rng.random() < 0.5:
            person.stays[session].append(Stay(other, first.start + 5, first.end - 5))
        else:
            person.stays[session] = [Stay(other, s.start, s.end) for s in person.stays[session]]


# --- what only the second export of a report says -------------------------------------------------------------------


def _delay_rows(design: Design, rng: random.Random, population: Population) -> None:
    """Mark rows of one session that its first export did not contain."""
    for person in population.attendees:
        if person.profile is Profile.LATE_ROWS_NEEDED:
            person.stays[LATE_SESSION] = [_late(s) for s in person.stays[LATE_SESSION]]
    there = [p for p in population.attendees if p.profile is Profile.OCCASIONAL and LATE_SESSION in p.sessions]
    there = [p for p in there if not p.other_address]
    wanted = design.traps.late_people + design.traps.late_rejoins
    chosen = rng.sample(there, min(wanted, len(there)))
    for person in chosen[: design.traps.late_people]:
        person.stays[LATE_SESSION] = [_late(s) for s in person.stays[LATE_SESSION]]
    for person in chosen[design.traps.late_people :]:
        start = rng.randint(0, 40 * 60)
        middle, end = start + rng.randint(5 * 60, 15 * 60), start + rng.randint(25 * 60, 45 * 60)
        person.stays[LATE_SESSION] = [
            Stay(person.email, start, middle),
            Stay(person.email, middle + 30, end, late=True),
        ]


def _late(stay: Stay) -> Stay:
    return Stay(stay.email, stay.start, stay.end, stay.role, late=True)


def _promote(design: Design, rng: random.Random, population: Population) -> None:
    """Let a few people of whom one session may be missing become panelists in that session."""
    all_full = [p for p in population.attendees if _full_sessions(p) > MIN_SESSIONS and p.profile is Profile.DILIGENT]
    for person in rng.sample(all_full, min(design.traps.promoted, len(all_full))):
        session = rng.choice([s for s in SESSIONS if s != LATE_SESSION])
        person.stays[session] = [
            Stay(person.email, -120, PROMOTED_AFTER),
            Stay(person.email, PROMOTED_AFTER + 4, stays.WINDOW + 60, role="panelist"),
        ]


def _full_sessions(person: Person) -> int:
    return sum(time_inside(person, session) >= stays.THRESHOLD for session in person.stays)


def time_inside(person: Person, session: int) -> int:
    """Seconds the person was in the session as attendee: clipped to the window, all addresses united."""
    spans = [(s.start, s.end) for s in person.stays.get(session, []) if s.role == "attendee"]
    return stays.united(spans)


def minutes(stay: Stay) -> int:
    """Length of a connection as the platform prints it: whole minutes, rounded up."""
    return max(1, -(-(stay.end - stay.start) // 60))
