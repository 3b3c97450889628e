"""Time zones as calendars are told of them: read back by another program, they tell the same time as we do."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from icalendar import Calendar

from sarai.exchanges.calendars import Appointment, calendar, invitation, withdrawal
from sarai.exchanges.calendars.zones import timezone_of

CHANGED = datetime(2026, 1, 1, tzinfo=UTC)
# With summer time by rule on both halves of the earth; without; by half an hour; by Ramadan; by a rule of its own;
# by a law of last year.
ZONES = [
    *("America/New_York", "Europe/London", "Asia/Shanghai", "Australia/Lord_Howe", "Africa/Casablanca"),
    *("Asia/Gaza", "America/Santiago", "Asia/Kathmandu", "Africa/Cairo", "Pacific/Auckland", "UTC"),
]


def appointment(
    zone: str = "America/New_York", at: datetime = datetime(2026, 3, 8, 11, 30, tzinfo=UTC), **fields: object
):
    return Appointment(
        **{
            "uid": "7@sarai.example", "revision": 0, "starts_at": at, "ends_at": at + timedelta(minutes=90), "zone": zone,
            "title": "Training", "text": "First; second, third\nnew line", "url": "https://sarai.example/e/", "changed_at": CHANGED,
        } | fields
    )  # fmt: skip


@pytest.mark.parametrize("zone", ZONES)
@pytest.mark.parametrize("month", range(1, 13))
def test_whoever_reads_the_rules_alone_finds_the_same_moment(zone, month):
    """The zone is renamed, so that nobody can look it up: what is read is what is written."""
    at = datetime(2026, month, 15, 11, 30, tzinfo=UTC)
    text = calendar([appointment(zone, at)], name="All").replace(zone.encode(), f"Sarai/{zone}-{month}".encode())
    [event] = Calendar.from_ical(text).walk("VEVENT")
    assert event["DTSTART"].dt.astimezone(UTC) == at


@pytest.mark.parametrize("zone", ["America/New_York", "Europe/London", "Pacific/Auckland"])
def test_rules_repeat_every_year_from_1970_as_outlook_wants_them(zone):
    parts = timezone_of(zone, 2026, 2026).subcomponents
    assert len(parts) == 2
    for part in parts:
        assert part["DTSTART"].dt.year == 1970
        assert part["RRULE"].to_ical().startswith(b"FREQ=YEARLY;")


def test_a_zone_without_summer_time_has_one_part():
    [part] = timezone_of("Asia/Shanghai", 2026, 2026).subcomponents
    assert part["TZOFFSETTO"].td == timedelta(hours=8)
    assert "RRULE" not in part


@pytest.mark.parametrize(("day", "offset"), [(7, -5), (8, -4)])
def test_a_session_on_either_side_of_the_change_keeps_its_wall_time(day, offset):
    at = datetime(2026, 3, day, 12, tzinfo=ZoneInfo("America/New_York")).astimezone(UTC)
    text = calendar([appointment(at=at)], name="All").decode()
    assert f"DTSTART;TZID=America/New_York:202603{day:02d}T120000" in text
    assert at.hour == 12 - offset


def test_a_series_over_two_years_has_one_zone_that_holds_for_both():
    times = [datetime(2026, 12, 1, 8, tzinfo=UTC), datetime(2027, 7, 1, 8, tzinfo=UTC)]
    text = calendar([appointment("Africa/Casablanca", at, uid=f"{n}@x") for n, at in enumerate(times)], name="All")
    read = Calendar.from_ical(text.replace(b"Africa/Casablanca", b"Sarai/Elsewhere"))
    assert len(read.walk("VTIMEZONE")) == 1
    assert [event["DTSTART"].dt.astimezone(UTC) for event in read.walk("VEVENT")] == times


def test_an_invitation_is_for_one_person_and_says_how_to_connect():
    one = appointment(connect="https://zoom.example/j/1", connect_label="Training")
    text = invitation([one], name="T", organiser="Sarai", sender="s@x.org", attendee='Ana "A" Ñ', to="ana@x.org")
    read = Calendar.from_ical(text)
    [event] = read.walk("VEVENT")
    assert read["METHOD"] == "REQUEST"
    assert (event["ATTENDEE"], event["ORGANIZER"]) == ("mailto:ana@x.org", "mailto:s@x.org")
    assert event["CONFERENCE"] == "https://zoom.example/j/1"
    assert event["SUMMARY"] == "Training"
    assert event["DESCRIPTION"] == "First; second, third\nnew line"
    assert (str(event["UID"]), event["SEQUENCE"], event["STATUS"]) == ("7@sarai.example", 0, "CONFIRMED")
    assert len(event.walk("VALARM")) == 1


def test_a_withdrawal_names_the_same_appointment_and_cancels_it():
    text = withdrawal([appointment(revision=2)], name="T", organiser="S", sender="s@x.org", attendee="A", to="a@x.org")
    read = Calendar.from_ical(text)
    [event] = read.walk("VEVENT")
    assert (read["METHOD"], str(event["UID"]), event["SEQUENCE"], event["STATUS"]) == (
        "CANCEL", "7@sarai.example", 2, "CANCELLED",
    )  # fmt: skip


def test_several_appointments_are_told_since_a_mail_can_ask_for_one_alone():
    several = [appointment(uid=f"{n}@sarai.example") for n in range(3)]
    people = {"organiser": "S", "sender": "s@x.org", "attendee": "A", "to": "a@x.org"}
    for write, status in ((invitation, "CONFIRMED"), (withdrawal, "CANCELLED")):
        read = Calendar.from_ical(write(several, name="T", **people))
        assert read["METHOD"] == "PUBLISH"
        assert [event["STATUS"] for event in read.walk("VEVENT")] == [status] * 3
        assert not any("ATTENDEE" in event for event in read.walk("VEVENT"))
        assert all(event["ORGANIZER"] == "mailto:s@x.org" for event in read.walk("VEVENT"))


def test_lines_are_folded_and_end_as_the_standard_says():
    text = calendar([appointment(title="تدريب على الحد من مخاطر الكوارث " * 6)], name="All")
    assert b"\r\n" in text
    assert all(len(line) <= 75 for line in text.split(b"\r\n"))
