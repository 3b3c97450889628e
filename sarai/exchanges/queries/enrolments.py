"""Registrations made here: whose link it is, how many places are taken, what waits to be filed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.core.signing import BadSignature, Signer
from django.db.models import Count, Q, QuerySet

from sarai.exchanges.models import Enrolment, Event

_LINKS = Signer(salt="sarai.exchanges.enrolment", sep=".")


def token_of(enrolment: Enrolment) -> str:
    """What stands in the personal link of a registration. Nobody can make it up."""
    return _LINKS.sign(str(enrolment.pk))


def enrolment_by_token(token: str) -> Enrolment | None:
    """The registration that a personal link is of, with its event; None where nobody of us signed it, or the person
    was forgotten."""
    try:
        number = int(_LINKS.unsign(token))
    except (BadSignature, ValueError):
        return None
    return Enrolment.objects.select_related("event__series").exclude(email="").filter(pk=number).first()


def holding(event: Event) -> QuerySet[Enrolment]:
    """The registrations that hold a place."""
    return event.enrolments.filter(place=Enrolment.Place.SEAT, withdrawn_at=None)


def waiting(event: Event) -> QuerySet[Enrolment]:
    """Those who wait for a place and whose address is proved, in the order in which they came."""
    found = event.enrolments.filter(place=Enrolment.Place.WAITING, withdrawn_at=None)
    return found.exclude(proved_at=None).order_by("made_at", "pk")


def is_full(event: Event) -> bool:
    """Whether who registers now waits for a place: nobody overtakes those who wait already."""
    if event.capacity is None:
        return False
    held = Enrolment.objects.filter(event=event, withdrawn_at=None).values_list("place")
    taken = dict(held.annotate(count=Count("pk")))
    return taken.get(Enrolment.Place.SEAT, 0) >= event.capacity or Enrolment.Place.WAITING in taken


def going(event: Event) -> QuerySet[Enrolment]:
    """Who is to be written to about an event: with a place, and an address that is proved."""
    return holding(event).exclude(proved_at=None)


@dataclass(frozen=True, slots=True)
class Standing:
    """How the registration of an event stands: `shut` says why nobody can register now ("" if they can)."""

    shut: str
    full: bool


def standing(event: Event, now: datetime) -> Standing:
    """Whether people can register for an event now. Shut is "draft", "cancelled", "unplanned" (it has no session yet),
    "over", "elsewhere" (they do not register here) or "closed"."""
    shut = why_shut(event, now)
    return Standing(shut, not shut and is_full(event))


def why_shut(event: Event, now: datetime) -> str:
    """Why nobody can register for an event now; "" if they can."""
    if event.state != Event.State.OPEN:
        return str(event.state)
    sessions = event.sessions.all()
    ends = [session.ends_at for session in sessions if not session.cancelled]
    if not ends:
        return "cancelled" if sessions else "unplanned"
    if max(ends) <= now:
        return "over"
    if not event.registers:
        return "elsewhere"
    return "closed" if event.registration_closes_at and event.registration_closes_at <= now else ""


def enrolment_counts(event: Event) -> Mapping[str, int]:
    """How many registrations stand how: `going`, `unproved`, `waiting`, `withdrawn`. Operational numbers of the desk:
    what is reported is the figure of registrants."""
    held, proved = Q(withdrawn_at=None), Q(proved_at__isnull=False)
    seat = Q(place=Enrolment.Place.SEAT)
    return event.enrolments.aggregate(
        going=Count("pk", filter=held & proved & seat),
        unproved=Count("pk", filter=held & ~proved),
        waiting=Count("pk", filter=held & proved & ~seat),
        withdrawn=Count("pk", filter=~held & proved),
    )
