"""Who did what at an event, held against its certificate rule."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q, QuerySet

from sarai.exchanges.models import Attendance, Event, Submission
from sarai.exchanges.rules import Interval, Verdict, judge, seconds_within
from sarai.network.models import PersonLink


@dataclass(frozen=True)
class Candidate:
    """Somebody who attended, with what they did and how it stands against the certificate rule."""

    person: int
    name: str
    seconds: Mapping[int, int]
    verdict: Verdict


def _known(as_of: datetime, prefix: str = "") -> Q:
    held = Q(**{f"{prefix}retracted_at": None}) | Q(**{f"{prefix}retracted_at__gt": as_of})
    return Q(**{f"{prefix}recorded_at__lte": as_of}) & held


def certificate_candidates(event: Event, as_of: datetime) -> list[Candidate]:
    """Everybody who was in a session of the event, judged by its certificate rule, as known at `as_of`.

    Those who qualify come first, then those who are nearest to it. Raises ValueError where the event has no rule.
    """
    rule = event.certificate_rule
    if rule is None:
        raise ValueError("this event gives no certificate")
    windows: dict[int, Interval] = {s.number: (s.starts_at, s.ends_at) for s in event.sessions.all()}
    attended = _attended(event, as_of)
    handed_in = set(
        _linked(Submission.objects.filter(event=event), as_of).values_list("record__links__person", flat=True)
    )
    names = _names(event, as_of)
    found = []
    for person, joins in attended.items():
        seconds = {number: seconds_within(joins.get(number, ()), window) for number, window in windows.items()}
        if any(seconds.values()):
            verdict = judge(rule, seconds, windows, person in handed_in)
            found.append(Candidate(person, names.get(person, ""), seconds, verdict))
    return sorted(found, key=_nearness)


def _nearness(candidate: Candidate) -> tuple[object, ...]:
    verdict = candidate.verdict
    lacking = sum(seconds for _number, seconds in verdict.short)
    return (not verdict.qualifies, verdict.missing_sessions, lacking, verdict.missing_assignment, candidate.name)


def _linked(facts: QuerySet, as_of: datetime) -> QuerySet:
    """Facts that were known, each with the link to a person that was known with it."""
    return facts.filter(_known(as_of), _known(as_of, "record__links__"))


def _attended(event: Event, as_of: datetime) -> dict[int, dict[int, list[Interval]]]:
    facts = Attendance.objects.filter(session__event=event, role=Attendance.Role.ATTENDEE)
    joins: dict[int, dict[int, list[Interval]]] = defaultdict(lambda: defaultdict(list))
    rows = _linked(facts, as_of).values_list("record__links__person", "session__number", "joined_at", "left_at")
    for person, number, joined, left in rows.iterator():
        joins[person][number].append((joined, left))
    return joins


def _names(event: Event, as_of: datetime) -> dict[int, str]:
    links = PersonLink.objects.filter(_known(as_of), record__attendances__session__event=event)
    return dict(links.order_by("pk").values_list("person", "record__name"))
