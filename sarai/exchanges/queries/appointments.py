"""Sessions as calendars show them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from email.utils import parseaddr
from urllib.parse import urlsplit

from django.conf import settings
from django.utils.translation import gettext as _

from sarai.exchanges.calendars import Appointment, calendar, invitation, withdrawal
from sarai.exchanges.models import Enrolment, Event, Session

from .enrolments import token_of

NEVER_CHANGED = datetime(2020, 1, 1, tzinfo=UTC)


def personal_url(enrolment: Enrolment) -> str:
    """The link of somebody's own to what they registered for, as it stands in letters."""
    return f"{settings.SITE_URL}/r/{token_of(enrolment)}/"


def feed(event: Event, sessions: Iterable[Session], name: str) -> bytes:
    """The sessions of an event as a calendar that anybody may subscribe to."""
    return calendar([_appointment(event, session, None) for session in sessions], name=name)


def feed_of(events: Iterable[Event], name: str) -> bytes:
    """The sessions of several events, fetched with them, as a calendar that anybody may subscribe to."""
    found = [_appointment(event, session, None) for event in events for session in event.sessions.all()]
    return calendar(found, name=name)


def invitation_for(enrolment: Enrolment, sessions: Iterable[Session]) -> bytes:
    """The sessions as appointments of one person, with how they connect."""
    return invitation(_own(enrolment, sessions), name=enrolment.event.title, **_parties(enrolment))


def withdrawal_for(enrolment: Enrolment, sessions: Iterable[Session]) -> bytes:
    """What takes these sessions out of one person's calendar."""
    return withdrawal(_own(enrolment, sessions), name=enrolment.event.title, **_parties(enrolment))


def _own(enrolment: Enrolment, sessions: Iterable[Session]) -> list[Appointment]:
    return [_appointment(enrolment.event, session, enrolment) for session in sessions]


def _parties(enrolment: Enrolment) -> dict[str, str]:
    name, sender = parseaddr(settings.DEFAULT_FROM_EMAIL)
    return {
        "organiser": name or "Sarai",
        "sender": sender,
        "attendee": enrolment.name or enrolment.email,
        "to": enrolment.email,
    }


def _appointment(event: Event, session: Session, enrolment: Enrolment | None) -> Appointment:
    page = settings.SITE_URL + event.get_absolute_url()
    url = personal_url(enrolment) if enrolment else page
    connect = session.link if enrolment or event.link_open else ""
    about = [
        session.title if session.title != event.title else "",
        event.summary,
        _("How to connect: %(note)s") % {"note": session.link_note} if connect and session.link_note else "",
        _("Your registration, and how to connect:") + f"\n{url}" if enrolment else page,
    ]
    return Appointment(
        uid=f"{session.uid}@{urlsplit(settings.SITE_URL).hostname}",
        revision=session.revision,
        starts_at=session.starts_at,
        ends_at=session.ends_at,
        zone=event.timezone,
        title=event.title if session.title == event.title else f"{event.title}: {session.title}",
        text="\n\n".join(filter(None, about)),
        url=url,
        changed_at=session.changed_at or NEVER_CHANGED,
        connect=connect or url,
        connect_label=event.title,
        cancelled=session.cancelled or event.state == Event.State.CANCELLED,
    )
