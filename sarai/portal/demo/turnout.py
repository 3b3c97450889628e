"""Who comes to which session: profiles, and sets of sessions whose sizes are exactly the design's."""

from __future__ import annotations

import random
from collections.abc import Sequence

from .design import Design
from .person import Person, Profile
from .population import Population
from .schedule import MIN_SESSIONS, SESSIONS
from .shares import shuffled

MAX_OCCASIONAL = MIN_SESSIONS - 1  # so that occasional people never earn a certificate
LATE_SESSION = 3  # the session whose report is exported a second time


def plan(design: Design, rng: random.Random, population: Population) -> None:
    """Give every attendee a profile and a set of sessions. Raises ValueError if the design's numbers cannot meet."""
    _deal_profiles(design, rng, population)
    people = population.attendees + population.unregistered
    must = _must_attend(design, rng, population)
    wanted = _session_counts(design, rng, people)
    _fill(design, rng, people, wanted, must)
    for person in population.attendees:
        person.handed_in = _hands_in(rng, person.profile)


def _deal_profiles(design: Design, rng: random.Random, population: Population) -> None:
    traps = design.traps
    special = {
        Profile.EXACTLY_AT_THRESHOLD: traps.exactly_at_threshold,
        Profile.TWO_DEVICES_UNITED: traps.two_devices_united,
        Profile.TWO_ADDRESSES_UNITED: traps.two_addresses_united,
        Profile.LATE_ROWS_NEEDED: traps.late_rows_needed,
        Profile.HANDED_IN_ELSEWHERE: traps.handed_in_elsewhere,
    }
    missing = {
        Profile.MISSED_BY_MINUTES: traps.missed_by_minutes,
        Profile.NO_ASSIGNMENT: traps.no_assignment,
        Profile.DEVICES_OVERLAP: traps.devices_overlap,
        Profile.OUTSIDE_THE_WINDOW: traps.outside_the_window,
    }
    diligent = design.certificates - sum(special.values())
    dealt = [profile for profile, count in (special | missing).items() for _ in range(count)]
    dealt += [Profile.DILIGENT] * diligent
    rest = len(population.attendees) - len(dealt)
    if diligent < 0 or rest < 0:
        raise ValueError("There are fewer attendees than the certificates and near misses need.")
    dealt += [Profile.OCCASIONAL] * rest
    for person, profile in zip(population.attendees, shuffled(rng, dealt), strict=True):
        person.profile = profile
    for person in population.unregistered:
        person.profile = Profile.OCCASIONAL


def _must_attend(design: Design, rng: random.Random, population: Population) -> dict[int, int]:
    """Person number -> a session that person has to attend."""
    needed = [p for p in population.attendees if p.profile is Profile.LATE_ROWS_NEEDED]
    occasional = [p for p in population.attendees if p.profile is Profile.OCCASIONAL]
    needed += rng.sample(occasional, min(len(occasional), design.traps.late_people + design.traps.late_rejoins))
    return {p.number: LATE_SESSION for p in needed}


def _session_counts(design: Design, rng: random.Random, people: Sequence[Person]) -> dict[int, int]:
    """Person number -> how many sessions; the sum is the sum of the sessions' attendance."""
    counts = {p.number: _regular_count(rng, p.profile) for p in people if p.profile is not Profile.OCCASIONAL}
    occasional = [p.number for p in people if p.profile is Profile.OCCASIONAL]
    further = sum(design.session_attendance) - sum(counts.values()) - len(occasional)
    slots = [number for number in occasional for _ in range(MAX_OCCASIONAL - 1)]
    if not 0 <= further <= len(slots):
        raise ValueError("The attendance of the sessions does not fit the numbers of attendees and certificates.")
    counts |= dict.fromkeys(occasional, 1)
    for number in rng.sample(slots, further):
        counts[number] += 1
    return counts


def _regular_count(rng: random.Random, profile: Profile) -> int:
    may_attend_all = profile in (Profile.DILIGENT, Profile.HANDED_IN_ELSEWHERE, Profile.NO_ASSIGNMENT)
    return 5 if may_attend_all and rng.random() < 0.62 else 4


def _fill(
    design: Design, rng: random.Random, people: Sequence[Person], wanted: dict[int, int], must: dict[int, int]
) -> None:
    """Draw the sets of sessions at random, then swap sessions until each has exactly its attendance."""
    room = dict(zip(SESSIONS, design.session_attendance, strict=True))
    for person in people:
        first = [must[person.number]] if person.number in must else []
        person.sessions = set(first)
        while len(person.sessions) < wanted[person.number]:
            open_sessions = [s for s in SESSIONS if s not in person.sessions]
            weights = [max(room[s], 0) + 1 for s in open_sessions]
            person.sessions.add(rng.choices(open_sessions, weights)[0])
        for session in person.sessions:
            room[session] -= 1
    order = shuffled(rng, people)
    while any(room.values()):
        over, under = min(room, key=lambda s: room[s]), max(room, key=lambda s: room[s])
        mover = next((p for p in order if _can_move(p, over, under, must)), None)
        if mover is None:
            raise ValueError("The attendance of the sessions cannot be met by these people.")
        mover.sessions ^= {over, under}
        room[over] += 1
        room[under] -= 1


def _can_move(person: Person, over: int, under: int, must: dict[int, int]) -> bool:
    return over in person.sessions and under not in person.sessions and must.get(person.number) != over


def _hands_in(rng: random.Random, profile: Profile) -> bool:
    if profile is Profile.NO_ASSIGNMENT:
        return False
    return rng.random() < 0.12 if profile is Profile.OCCASIONAL else True
