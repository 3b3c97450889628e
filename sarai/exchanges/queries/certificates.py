"""Who did what at an event, held against a certificate rule: the one that holds, one that held, or one to try."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import Count, F, Q, QuerySet

from sarai.exchanges.models import (
    Appeal,
    Attendance,
    Certificate,
    Enrolment,
    Event,
    RuleVersion,
    Ruling,
    Submission,
)
from sarai.exchanges.rules import CertificateRule, Done, Interval, Verdict, judge, seconds_within
from sarai.network.models import PersonLink
from sarai.surveys.models import Response

Joins = Mapping[int, Sequence[Interval]]


@dataclass(frozen=True)
class Candidate:
    """Somebody who attended, or appealed, with what they did and how it stands against a certificate rule.

    `granted` is why their appeal was granted, None where none was.
    """

    person: int
    name: str
    seconds: Mapping[int, int]
    done: Done
    verdict: Verdict
    granted: str | None = None

    @property
    def qualifies(self) -> bool:
        """By the rule, or because it was granted."""
        return self.verdict.qualifies or self.granted is not None


@dataclass(frozen=True)
class Evidence:
    """What was known of everybody at an event, to be held against any rule."""

    windows: Mapping[int, Interval]
    joins: Mapping[int, Joins]
    names: Mapping[int, str]
    marks: Mapping[int, float | None]
    answered: Mapping[int, set[int]]  # who, by the number of the survey
    granted: Mapping[int, str]
    seconds: Mapping[int, Mapping[int, int]] = field(default_factory=dict)

    def done(self, person: int, survey: int | None) -> Done:
        """What somebody did beside being there; whether they answered a survey."""
        answered = survey is not None and person in self.answered.get(survey, ())
        return Done(person in self.marks, self.marks.get(person), answered)

    def judged(self, rule: CertificateRule, survey: int | None = None) -> list[Candidate]:
        """Everybody, judged by a rule: those who qualify first, then those who are nearest to it."""
        found = []
        for person, seconds in self.seconds.items():
            done = self.done(person, survey)
            verdict = judge(rule, seconds, self.windows, done)
            name, granted = self.names.get(person, ""), self.granted.get(person)
            found.append(Candidate(person, name, seconds, done, verdict, granted))
        return sorted(found, key=_nearness)


def rule_at(event: Event, as_of: datetime) -> RuleVersion | None:
    """What earned the certificate of an event, as known at a moment; None where there was none."""
    return event.rule_versions.filter(_known(as_of)).select_related("survey", "source").first()


def rule_history(event: Event) -> list[RuleVersion]:
    """Every version of an event's rule, the newest first."""
    found = event.rule_versions.select_related("survey", "source", "retracted_by")
    return list(found.order_by("-recorded_at", "-pk"))


def certificate_candidates(event: Event, as_of: datetime) -> list[Candidate]:
    """Everybody who was in a session of the event, or whose appeal was granted, judged by its certificate rule, as
    known at `as_of`. Raises ValueError where the event had no rule."""
    version = rule_at(event, as_of)
    if version is None:
        raise ValueError("this event gives no certificate")
    return evidence(event, as_of).judged(version.rule, version.survey_id)


def evidence(event: Event, as_of: datetime) -> Evidence:
    """What was known at a moment of everybody who was in a session of an event, or whose appeal was granted."""
    windows: dict[int, Interval] = {s.number: (s.starts_at, s.ends_at) for s in event.sessions.all()}
    joins, granted = _attended(event, as_of), _granted(event, as_of)
    seconds = {
        person: {number: seconds_within(joins.get(person, {}).get(number, ()), windows[number]) for number in windows}
        for person in joins.keys() | granted.keys()
    }
    there = {
        person: by_session for person, by_session in seconds.items() if any(by_session.values()) or person in granted
    }
    marks, answered = _marks(event, as_of), _answered(event, as_of)
    return Evidence(windows, joins, _names(event, as_of, granted), marks, answered, granted, there)


def _nearness(candidate: Candidate) -> tuple[object, ...]:
    verdict = candidate.verdict
    lacking = sum(seconds for _number, seconds in verdict.short)
    others = verdict.missing_assignment + verdict.missing_survey + (verdict.missing_marks > 0)
    return (not candidate.qualifies, verdict.missing_sessions, lacking, others, candidate.name, candidate.person)


def _known(as_of: datetime, prefix: str = "") -> Q:
    held = Q(**{f"{prefix}retracted_at": None}) | Q(**{f"{prefix}retracted_at__gt": as_of})
    return Q(**{f"{prefix}recorded_at__lte": as_of}) & held


def _linked(facts: QuerySet, as_of: datetime) -> QuerySet:
    """Facts that were known, each with the link to a person that was known with it."""
    return facts.filter(_known(as_of), _known(as_of, "record__links__"))


def _attended(event: Event, as_of: datetime) -> dict[int, dict[int, list[Interval]]]:
    facts = Attendance.objects.filter(session__event=event, role=Attendance.Role.ATTENDEE)
    joins: dict[int, dict[int, list[Interval]]] = defaultdict(lambda: defaultdict(list))
    rows = _linked(facts, as_of).values_list("record__links__person", "session__number", "joined_at", "left_at")
    for person, number, joined, left in rows.iterator():
        joins[person][number].append((joined, left))
    return dict(joins)


def _marks(event: Event, as_of: datetime) -> dict[int, float | None]:
    """Who handed in, with the best mark as a number."""
    found: dict[int, float | None] = {}
    facts = _linked(Submission.objects.filter(event=event), as_of)
    for person, points in facts.values_list("record__links__person", "points"):
        known = found.get(person)
        found[person] = max(known, points) if known is not None and points is not None else (known or points)
    return found


def _answered(event: Event, as_of: datetime) -> dict[int, set[int]]:
    facts = _linked(Response.objects.filter(survey__asked_at__event=event), as_of)
    found: dict[int, set[int]] = defaultdict(set)
    for survey, person in facts.values_list("survey", "record__links__person").distinct():
        found[survey].add(person)
    return dict(found)


def _granted(event: Event, as_of: datetime) -> dict[int, str]:
    facts = _linked(Ruling.objects.filter(event=event, granted=True), as_of).order_by("pk")
    return dict(facts.values_list("record__links__person", "source__reason"))


def _names(event: Event, as_of: datetime, granted: Mapping[int, str]) -> dict[int, str]:
    links = PersonLink.objects.filter(_known(as_of))
    there = links.filter(
        Q(record__attendances__session__event=event) | Q(record__rulings__event=event, person__in=granted)
    )
    return dict(there.exclude(record__name="").order_by("pk").values_list("person", "record__name"))


def certificates_of(event: Event) -> dict[int, Certificate]:
    """The certificates of an event that hold, by the person whose they are now."""
    facts = Certificate.objects.filter(event=event, retracted_at=None, record__links__retracted_at=None)
    found = facts.annotate(person=F("record__links__person")).select_related("signed_with")
    return {one.person: one for one in found}


def open_appeals(events: Iterable[Event | int]) -> QuerySet[Appeal]:
    """What people said about their certificates of some events, and nobody has decided."""
    decided = Ruling.objects.filter(event__in=events, retracted_at=None)
    return Appeal.objects.filter(event__in=events).exclude(pk__in=decided.values("appeal"))


def undecided(events: Iterable[int]) -> Mapping[int, int]:
    """How many such appeals there are, by event; an event that has none is not there."""
    return dict(open_appeals(events).order_by().values_list("event").annotate(Count("pk")))


@dataclass(frozen=True, slots=True)
class Own:
    """What somebody may know of their own: the certificate that holds, and the last thing they said to it."""

    certificate: Certificate | None = None
    appeal: Appeal | None = None
    ruling: Ruling | None = None


def own(enrolment: Enrolment) -> Own:
    """The certificate of whoever registered, and their last appeal with what was decided."""
    link = enrolment.record.links.filter(retracted_at=None).first() if enrolment.record else None
    if link is None:
        return Own()
    theirs = {"record__links__person": link.person_id, "record__links__retracted_at": None}
    certificate = Certificate.objects.filter(event=enrolment.event, retracted_at=None, **theirs).first()
    appeal = Appeal.objects.filter(event=enrolment.event, **theirs).order_by("-pk").first()
    ruling = appeal.rulings.filter(retracted_at=None).select_related("source").first() if appeal else None
    return Own(certificate, appeal, ruling)
