"""Registrations made here: whose link it is, how many places are taken, what waits to be filed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

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


def coming_or_waiting(event: Event) -> QuerySet[Enrolment]:
    """Who is to be written to when the event changes: whose address is proved, with a place or without."""
    return event.enrolments.filter(withdrawn_at=None).exclude(proved_at=None)


def going(event: Event) -> QuerySet[Enrolment]:
    """Who holds a place: nobody does whose address is not proved, or one visitor could take them all."""
    return coming_or_waiting(event).filter(place=Enrolment.Place.SEAT)


def waiting(event: Event) -> QuerySet[Enrolment]:
    """Those who wait for a place, in the order in which they proved their address."""
    return coming_or_waiting(event).filter(place=Enrolment.Place.WAITING).order_by("proved_at", "pk")


def is_full(event: Event) -> bool:
    """Whether who registers now waits for a place: nobody overtakes those who wait already."""
    if event.capacity is None:
        return False
    # Asked with every registration, and so in as few steps as there are.
    held = Enrolment.objects.filter(event=event, withdrawn_at=None, proved_at__isnull=False)
    taken = dict(held.values_list("place").annotate(count=Count("pk")).order_by())
    return taken.get(Enrolment.Place.SEAT, 0) >= event.capacity or Enrolment.Place.WAITING in taken


@dataclass(frozen=True)
class Standing:
    """How the registration of an event stands: `shut` says why nobody can register now ("" if they can)."""

    event: Event
    shut: str

    @cached_property
    def full(self) -> bool:
        """Whether who registers now waits for a place."""
        return not self.shut and is_full(self.event)


def standing(event: Event, now: datetime) -> Standing:
    """Whether people can register for an event now."""
    return Standing(event, why_shut(event, now))


def why_shut(event: Event, now: datetime) -> str:
    """Why nobody can register for an event now; "" if they can. Else "draft", "cancelled", "unplanned" (it has no
    session yet), "over", "elsewhere" (they do not register here) or "closed"."""
    if event.state != Event.State.OPEN:
        return str(event.state)
    sessions = event.sessions.order_by().values_list("ends_at", "cancelled")
    ends = [ends_at for ends_at, cancelled in sessions if not cancelled]
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
