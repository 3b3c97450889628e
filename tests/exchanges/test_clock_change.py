"""An event over whose sessions clocks are put forward or back: what is written in its zone stays what it was."""

from __future__ import annotations

from base64 import b64decode
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from django.test import Client
from django.utils import timezone
from icalendar import Calendar

from sarai.exchanges import actions
from sarai.exchanges.models import Event, Session
from sarai.letters.models import Letter

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("countries")]

NEW_YORK = ZoneInfo("America/New_York")


def next_change() -> date:
    """The next day, a week ahead or more, on which clocks in New York are put forward or back."""
    first = timezone.now().date() + timedelta(days=8)
    noons = [datetime.combine(first + timedelta(days=number), time(12), NEW_YORK) for number in range(366)]
    return next(later.date() for before, later in pairwise(noons) if before.utcoffset() != later.utcoffset())


@pytest.fixture
def event(db) -> Event:
    """Half past seven in New York, on the eve of the change and a week later; Lina is going."""
    event = Event.objects.create(slug="training", title="Training", timezone="America/New_York", registers=True)
    for number, day in enumerate((next_change() - timedelta(days=1), next_change() + timedelta(days=6)), 1):
        starts = datetime.combine(day, time(7, 30), NEW_YORK).astimezone(UTC)
        ends = starts + timedelta(minutes=90)
        Session.objects.create(event=event, number=number, title=f"Session {number}", starts_at=starts, ends_at=ends)
    said = {"email": "lina@example.org", "name": "Lina", "language": "en", "zone": "Asia/Shanghai"}
    actions.prove(enrolment=actions.enrol(event=event, said=said, at=timezone.now()).enrolment, at=timezone.now())
    Letter.objects.all().delete()
    return event


def entries(content: bytes) -> dict[str, datetime]:
    """When each appointment of a calendar begins, by the clock that it names."""
    return {str(entry["SUMMARY"]): entry["DTSTART"].dt for entry in Calendar.from_ical(content).walk("VEVENT")}


def test_a_session_moved_over_the_change_by_the_form_keeps_the_time_of_the_wall(as_team, event):
    session = event.sessions.get(number=1)
    moved = next_change() + timedelta(days=1)
    said = {"title": session.title, "day": f"{moved:%Y-%m-%d}", "begins": "07:30", "minutes": "90"}
    assert as_team.post("/events/training/sessions/1/", said).status_code == 302
    after = Session.objects.get(pk=session.pk)
    assert after.starts_at - session.starts_at != timedelta(days=2)  # an hour more, or less
    assert after.starts_at.astimezone(NEW_YORK) == datetime.combine(moved, time(7, 30), NEW_YORK)
    [letter] = Letter.objects.all()
    assert "07:30–09:00 (New York)" in letter.text
    there = after.starts_at.astimezone(ZoneInfo("Asia/Shanghai"))
    assert f"{there:%H:%M}–{there + timedelta(minutes=90):%H:%M} (Shanghai)" in letter.text
    [begins] = entries(b64decode(letter.attachments[0]["content"])).values()
    assert begins == after.starts_at
    assert f"{begins:%H:%M}" == "07:30"


def test_before_and_after_the_change_the_calendar_shows_the_same_time(event):
    found = entries(Client().get("/events/training/calendar.ics").content)
    assert [f"{begins:%H:%M}" for begins in found.values()] == ["07:30", "07:30"]
    first, second = sorted(found.values())
    assert first.utcoffset() != second.utcoffset()
    assert {begins.astimezone(UTC) for begins in found.values()} == set(
        event.sessions.values_list("starts_at", flat=True)
    )
    page = Client().get("/events/training/").content.decode()
    assert page.count("07:30–09:00") == 2


def test_another_zone_of_the_host_leaves_the_moments_and_says_so(as_team, event):
    before = set(event.sessions.values_list("starts_at", flat=True))
    said = {"title": "Training", "kind": "webinar", "state": "open", "timezone": "Asia/Shanghai", "registers": "on"}
    page = as_team.post("/events/training/change/", said, follow=True).content.decode()
    assert "which is another time by the new clock" in page
    assert set(event.sessions.values_list("starts_at", flat=True)) == before
    assert "clock" not in as_team.post("/events/training/change/", said, follow=True).content.decode()
