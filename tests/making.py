"""Making small programmes for tests, through the doors that intake uses."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime, timedelta
from typing import Any

from django.utils import timezone

from sarai.evidence.formats import Where
from sarai.evidence.models import Source
from sarai.exchanges.actions import set_rule
from sarai.exchanges.desk import ExchangesFiler
from sarai.exchanges.intake.records import Attendance, Registration, Submission
from sarai.exchanges.models import Event, Session
from sarai.exchanges.rules import CertificateRule
from sarai.network.mentions import Mention

START = datetime(2020, 9, 8, 11, 30, tzinfo=UTC)


def day(number: int) -> datetime:
    """Noon of a day in October 2020 (UTC), for when something became known."""
    return datetime(2020, 10, number, 12, tzinfo=UTC)


def make_event(slug: str = "training", sessions: int = 2, rule: dict[str, Any] | None = None) -> Event:
    """An event with weekly sessions of 90 minutes from 8 September 2020, 11:30 UTC."""
    event = Event.objects.create(
        slug=slug,
        title=f"The {slug}",
        kind="training",
        timezone="America/New_York",
    )
    for number in range(1, sessions + 1):
        starts = START + timedelta(weeks=number - 1)
        Session.objects.create(
            event=event, number=number, title=f"Session {number}", starts_at=starts,
            ends_at=starts + timedelta(minutes=90), platform_id=f"90000000{number}",
        )  # fmt: skip
    if rule:
        set_rule(event=event, rule=CertificateRule(**rule), by="test", at=timezone.now(), known=START)
    return event


def make_source(known: datetime, **fields: Any) -> Source:
    """A file that the programme knew since `known`."""
    number = Source.objects.count() + 1
    defaults = {
        "kind": Source.Kind.FILE, "title": f"file-{number}.csv", "sha256": f"{number:064x}",
        "entered_at": datetime(2026, 1, 1, tzinfo=UTC), "recorded_at": known,
    }  # fmt: skip
    return Source.objects.create(**defaults | fields)


def person(name: str, **fields: str) -> Mention:
    """A mention with an address made of the name."""
    email = name.lower().replace(" ", ".") + "@example.org"
    return Mention(name=name, **{"email": email} | fields)


def registered(who: Mention, line: int = 2, status: str = "approved", **answers: str) -> Registration:
    """A row of a registration report."""
    return Registration(Where("", line), who, START - timedelta(days=3), status, answers)


def attended(who: Mention, minutes: tuple[float, float], line: int = 2, session: int = 1, **fields: Any) -> Attendance:
    """A row of an attendance report: from minute to minute of a session."""
    starts = START + timedelta(weeks=session - 1)
    joined, left = (starts + timedelta(minutes=minute) for minute in minutes)
    return Attendance(Where("", line), who, joined, left, None, **fields)


def handed_in(who: Mention, line: int = 2) -> Submission:
    """A row of a table of assignments."""
    return Submission(Where("", line), who, START + timedelta(weeks=6))


def file(event: Event, known: datetime, *records: Any, session: int | None = None, **fields: Any) -> Counter[str]:
    """Take records in as one file about an event."""
    source = make_source(known, target={"event": event.slug} | ({"session": session} if session else {}), **fields)
    sitting = event.sessions.get(number=session) if session else None
    filer = ExchangesFiler(source, event, sitting)
    tally, problems = filer.file(records)
    filer.finish()
    assert problems == []
    return tally
