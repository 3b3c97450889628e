"""Times of sessions, and names of time zones, in the reader's language."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from babel import Locale
from django import template
from django.utils.translation import get_language

from sarai.exchanges.clocks import locale_of, place_of, readings
from sarai.exchanges.models import AgendaItem, Contribution, Enrolment, Event, Session
from sarai.exchanges.queries.enrolments import token_of

register = template.Library()


def _locale() -> Locale:
    return locale_of(get_language() or "en")


@register.filter
def place_of_zone(zone: str) -> str:
    """The city that an IANA time zone is named after: "America/New_York" → "New York"."""
    return place_of(zone, _locale())


@register.inclusion_tag("exchanges/_times.html")
def session_times(session: Session, event: Event, zone: str = "") -> dict[str, Any]:
    """When a session is: by the host's clock, by those that the event speaks of, and by that of the reader's `zone`.
    Where that is not known, the reader's browser adds it."""
    host, *others = readings(session.starts_at, session.ends_at, event.timezone, [*event.also_timezones, zone])
    return {
        "host": host,
        "others": others,
        "mine": zone,
        "zone": event.timezone if not zone else "",
        "starts": session.starts_at.isoformat(),
        "ends": session.ends_at.isoformat(),
    }


@register.inclusion_tag("exchanges/_moment.html")
def moment_times(moment: datetime, event: Event, zone: str = "") -> dict[str, Any]:
    """When something is, or was: by the host's clock, and by that of the reader's `zone`."""
    host, *others = readings(moment, moment, event.timezone, [zone])
    return {"host": host, "others": others, "moment": moment.isoformat()}


@register.filter
def begins(item: AgendaItem, event: Event) -> str:
    """When a part of a session begins, by the host's clock: "07:45"."""
    return f"{(item.session.starts_at + timedelta(minutes=item.after)).astimezone(event.zone):%H:%M}"


@register.filter
def spoken_by(contributions: Iterable[Contribution], thing: AgendaItem | Session | Event) -> list[Contribution]:
    """Who does something in a part of a session; in a session, without saying in which part; at an event, without
    saying in which session."""
    if isinstance(thing, AgendaItem):
        return [one for one in contributions if one.item_id == thing.pk]
    if isinstance(thing, Event):
        return [one for one in contributions if one.session_id is None and one.item_id is None]
    return [one for one in contributions if one.session_id == thing.pk and one.item_id is None]


@register.filter
def personal_token(enrolment: Enrolment) -> str:
    """What stands in somebody's personal link."""
    return token_of(enrolment)
