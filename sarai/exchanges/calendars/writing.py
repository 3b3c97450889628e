"""Appointments as iCalendar: a feed to subscribe to, and an invitation for one person."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from icalendar import Alarm, Calendar, Event, vCalAddress, vText

from .zones import timezone_of

PRODUCT = "-//Sarai//Events//EN"
QUARTER = timedelta(minutes=15)


@dataclass(frozen=True, slots=True)
class Appointment:
    """A session as a calendar shows it.

    `uid` stays the same for good; `revision` rises with every change that people must see. `starts_at` and `ends_at`
    are instants, `zone` the IANA zone in which they are written. `connect` is where one connects, `url` the page.
    `changed_at` is when it was changed last.
    """

    uid: str
    revision: int
    starts_at: datetime
    ends_at: datetime
    zone: str
    title: str
    text: str
    url: str
    changed_at: datetime
    connect: str = ""
    connect_label: str = ""
    cancelled: bool = False


def method_of(wanted: str, appointments: int) -> str:
    """How so many appointments can be sent. A mail that asks, or calls off, speaks of one appointment alone (RFC 5546,
    3.2.2 and 3.2.5: all entries have the same UID; programs read the first and pass over the others); several are
    told, for the reader to take over."""
    return wanted if appointments == 1 else "PUBLISH"


def calendar(appointments: Sequence[Appointment], *, name: str) -> bytes:
    """A calendar to subscribe to."""
    return _written(appointments, name, "PUBLISH")


def invitation(
    appointments: Sequence[Appointment], *, name: str, organiser: str, sender: str, attendee: str, to: str
) -> bytes:
    """The appointments of one person. `sender` and `to` are e-mail addresses, `organiser` and `attendee` names."""
    return _written(appointments, name, "REQUEST", (organiser, sender), (attendee, to))


def withdrawal(
    appointments: Sequence[Appointment], *, name: str, organiser: str, sender: str, attendee: str, to: str
) -> bytes:
    """What takes the appointments of one person out of their calendar again."""
    return _written(appointments, name, "CANCEL", (organiser, sender), (attendee, to))


def _written(
    appointments: Sequence[Appointment],
    name: str,
    method: str,
    organiser: tuple[str, str] | None = None,
    attendee: tuple[str, str] | None = None,
) -> bytes:
    book = Calendar()
    book.add("prodid", PRODUCT)
    book.add("version", "2.0")
    book.add("calscale", "GREGORIAN")
    book.add("method", method_of(method, len(appointments)))
    book.add("name", name)  # RFC 7986, and the name that calendars knew before it
    book.add("x-wr-calname", name)
    for zone in sorted({one.zone for one in appointments}):
        years = [_there(one.starts_at, one).year for one in appointments if one.zone == zone]
        book.add_component(timezone_of(zone, min(years), max(years)))
    asked = attendee if method_of(method, len(appointments)) == method else None  # who is told only is no attendee
    for one in appointments:
        book.add_component(_event(one, method, organiser, asked))
    return bytes(book.to_ical())


def _there(moment: datetime, one: Appointment) -> datetime:
    return moment.astimezone(ZoneInfo(one.zone))


def _event(one: Appointment, method: str, organiser: tuple[str, str] | None, attendee: tuple[str, str] | None) -> Event:
    entry = Event()
    entry.add("uid", one.uid)
    entry.add("sequence", one.revision)
    entry.add("dtstamp", one.changed_at)
    entry.add("last-modified", one.changed_at)
    entry.add("dtstart", _there(one.starts_at, one))
    entry.add("dtend", _there(one.ends_at, one))
    entry.add("summary", one.title)
    entry.add("description", one.text)
    entry.add("url", one.url)
    entry.add("status", "CANCELLED" if one.cancelled or method == "CANCEL" else "CONFIRMED")
    entry.add("transp", "OPAQUE")
    if one.connect:
        entry.add("location", vText(one.connect))
        entry.add(
            "conference", one.connect, parameters={"VALUE": "URI", "FEATURE": "VIDEO", "LABEL": one.connect_label}
        )
    if organiser:
        entry["organizer"] = _person(*organiser)
    if attendee:
        who = _person(*attendee)
        who.params["PARTSTAT"], who.params["ROLE"], who.params["RSVP"] = "ACCEPTED", "REQ-PARTICIPANT", "FALSE"
        entry.add("attendee", who, encode=False)
    if method == "REQUEST" and not one.cancelled:
        entry.add_component(_alarm(one))
    return entry


def _person(name: str, address: str) -> vCalAddress:
    who = vCalAddress(f"mailto:{address}")
    who.params["CN"] = vText(name.replace('"', "'"))
    return who


def _alarm(one: Appointment) -> Alarm:
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", one.title)
    alarm.add("trigger", -QUARTER)
    return alarm
