"""Who was there minute by minute, and everybody of an event in rows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q

from sarai.exchanges.models import Attendance, Event, Registration, Session
from sarai.exchanges.rules import Interval, clipped, united
from sarai.network.models import PersonRecord

from .certificates import Joins, evidence

MINUTE = 60  # seconds


@dataclass(frozen=True)
class Presence:
    """How many different people were in a session at the beginning of each of its minutes."""

    session: Session
    counts: Sequence[int]

    @property
    def most(self) -> int:
        """The most at one time."""
        return max(self.counts, default=0)

    @property
    def stayed(self) -> int | None:
        """Of a hundred of the most, how many were there in the last minute; None where nobody was."""
        return round(100 * self.counts[-1] / self.most) if self.most else None


def presences(event: Event, as_of: datetime) -> list[Presence]:
    """The drop-off of each session of an event at which anybody was, as known at a moment."""
    joins, sessions = evidence(event, as_of).joins, list(event.sessions.all())
    found = (Presence(one, _by_minute(joins, one)) for one in sorted(sessions, key=lambda one: one.number))
    return [one for one in found if one.most]


def _by_minute(joins: Mapping[int, Joins], session: Session) -> list[int]:
    """How many were there at each minute: a person on two devices is one, whoever left and came back is not there
    meanwhile."""
    window: Interval = (session.starts_at, session.ends_at)
    minutes = -(-int((window[1] - window[0]).total_seconds()) // MINUTE)
    changes = [0] * (minutes + 1)
    for of_sessions in joins.values():
        inside = [part for one in of_sessions.get(session.number, ()) if (part := clipped(one, window))]
        for start, end in united(inside):
            first, last = (-(-int((at - window[0]).total_seconds()) // MINUTE) for at in (start, end))
            changes[first] += 1
            changes[last] -= 1
    counts, now = [], 0
    for change in changes[:minutes]:
        now += change
        counts.append(now)
    return counts


@dataclass(frozen=True)
class Participant:
    """Somebody who registered or came, by what they stated: when registering, or else where they joined."""

    person: int
    record: PersonRecord
    registered: bool
    country: str
    city: str
    seconds: Mapping[int, int]


def participants(event: Event, as_of: datetime) -> Iterator[Participant]:
    """Everybody who registered for an event or was at it, as known at a moment, by name."""
    registered = _records(event, as_of, Registration, Q(event=event, status__in=("approved", "unknown")))
    came = _records(event, as_of, Attendance, Q(session__event=event, role="attendee"))
    seconds = evidence(event, as_of).seconds
    people = registered | {person: record for person, record in came.items() if person not in registered}
    records = PersonRecord.objects.select_related("place").prefetch_related("place__readings__city")
    of = {record.pk: record for record in records.filter(pk__in=people.values())}
    for person in sorted(people, key=lambda one: (of[people[one]].name, one)):
        record = of[people[person]]
        country, city = _where(record, as_of)
        yield Participant(person, record, person in registered, country, city, seconds.get(person, {}))


def _records(event: Event, as_of: datetime, model: type[Registration | Attendance], which: Q) -> dict[int, int]:
    """The latest record of each person in facts that were known."""
    facts = model._default_manager.filter(which, _held(as_of), _held(as_of, "record__links__")).order_by(
        "recorded_at", "pk"
    )
    return dict(facts.values_list("record__links__person", "record"))


def _held(as_of: datetime, prefix: str = "") -> Q:
    still = Q(**{f"{prefix}retracted_at": None}) | Q(**{f"{prefix}retracted_at__gt": as_of})
    return Q(**{f"{prefix}recorded_at__lte": as_of}) & still


def _where(record: PersonRecord, as_of: datetime) -> tuple[str, str]:
    """The country and the city that a record states, as they were read."""
    for reading in record.place.readings.all() if record.place else ():
        if reading.recorded_at <= as_of and (reading.retracted_at is None or reading.retracted_at > as_of):
            return reading.country_id or "", reading.city.name if reading.city else ""
    return "", ""
