"""Registering here: the address is proved by a link in the mail; who proves it has a place, if there is one, and is
filed as a fact in the background."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import IntegrityError, connection, transaction
from django.db.models import Q

from sarai.exchanges.models import Enrolment, Event, HandIn
from sarai.exchanges.queries.enrolments import going, is_full, waiting, why_shut

from . import writing

HELD = timedelta(days=2)  # what somebody typed who has not proved their address
NOTHING: Callable[[], object] = lambda: None  # noqa: E731 (a default, with its type)


@dataclass(frozen=True, slots=True)
class Enrolled:
    """What came of registering; `again` where the same address was registered already."""

    enrolment: Enrolment
    again: bool


@transaction.atomic
def enrol(*, event: Event, said: Mapping[str, Any], at: datetime) -> Enrolled:
    """Register somebody with what they said; who is registered already is told so in a letter, with their link.

    `said` are the fields of Enrolment that the form has; `email` is in small letters. What somebody types over a
    registration that exists is not taken: it may not be them. Until the address is proved, `place` says what there was
    when they registered.
    """
    typed = {name: value for name, value in said.items() if name != "email"}
    email = said["email"]
    fields: dict[str, Any] = {"made_at": at, "changed_at": at, "place": _place_in(event)}
    fields |= dict.fromkeys(("proved_at", "withdrawn_at", "filed_at"))
    try:
        with transaction.atomic():  # most come once: whether they are here is found out by writing, not by looking
            enrolment = Enrolment.objects.create(event=event, email=email, **typed, **fields)
    except IntegrityError:
        enrolment = Enrolment.objects.get(event=event, email=email)
        if enrolment.withdrawn_at is None:
            writing.tell_registered(enrolment, at)
            return Enrolled(enrolment, again=True)
        _set(enrolment, fields)
    writing.ask_to_prove(enrolment, at)
    return Enrolled(enrolment, again=False)


def _in_turn(event: int) -> None:
    """Until this is committed nobody else is given a place: places are given one after another."""
    if connection.features.has_select_for_update:
        Event.objects.select_for_update().only("pk").get(pk=event)


def _set(enrolment: Enrolment, fields: Mapping[str, Any]) -> None:
    for name, value in fields.items():
        setattr(enrolment, name, value)
    enrolment.save(update_fields=list(fields))


def _locked(enrolment: Enrolment) -> Enrolment:
    return Enrolment.objects.select_for_update(of=("self",)).select_related("event").get(pk=enrolment.pk)


@transaction.atomic
def prove(*, enrolment: Enrolment, at: datetime, then: Callable[[], object] = NOTHING) -> Enrolment:
    """The address is that of who registered: they followed the link in the mail. From now on it counts, and they have
    a place if one is free by now."""
    _in_turn(enrolment.event_id)
    enrolment = _locked(enrolment)
    if enrolment.proved_at is None and enrolment.withdrawn_at is None and not _is_off(enrolment.event, at):
        _set(enrolment, _proved(enrolment, at) | {"changed_at": at, "filed_at": None})
        writing.tell_registered(enrolment, at)
        transaction.on_commit(then)
    return enrolment


def _is_off(event: Event, at: datetime) -> bool:
    return why_shut(event, at) in {"cancelled", "over"}


def _proved(enrolment: Enrolment, at: datetime) -> dict[str, Any]:
    """What is otherwise once an address is proved; nothing, where it was."""
    if enrolment.proved_at is not None:
        return {}
    return {"proved_at": at, "place": _place_in(enrolment.event)}


def _place_in(event: Event) -> Enrolment.Place:
    return Enrolment.Place.WAITING if is_full(event) else Enrolment.Place.SEAT


@transaction.atomic
def change(
    *, enrolment: Enrolment, said: Mapping[str, Any], at: datetime, then: Callable[[], object] = NOTHING
) -> Enrolment:
    """Say something else than before; whoever has the link has read the mail, so that this proves the address too."""
    _in_turn(enrolment.event_id)
    enrolment = _locked(enrolment)
    fields = {name: value for name, value in said.items() if name != "email"}
    proved = {} if _is_off(enrolment.event, at) else _proved(enrolment, at)
    _set(enrolment, fields | proved | {"changed_at": at, "filed_at": None})
    if proved:
        writing.tell_registered(enrolment, at)
    transaction.on_commit(then)
    return enrolment


@transaction.atomic
def withdraw(*, enrolment: Enrolment, at: datetime, then: Callable[[], object] = NOTHING) -> Enrolment:
    """Take a registration back; who waited longest has the place."""
    _in_turn(enrolment.event_id)
    enrolment = _locked(enrolment)
    if enrolment.withdrawn_at is None:
        _set(enrolment, {"withdrawn_at": at, "changed_at": at, "filed_at": None})
        writing.tell_withdrawn(enrolment, at)
        promote(event=enrolment.event, at=at)
        transaction.on_commit(then)
    return enrolment


@transaction.atomic
def come_back(*, enrolment: Enrolment, at: datetime, then: Callable[[], object] = NOTHING) -> Enrolment:
    """Undo a withdrawal: with a place if there is one, else at the end of those who wait."""
    _in_turn(enrolment.event_id)
    enrolment = _locked(enrolment)
    if enrolment.withdrawn_at is not None:
        fields = {"withdrawn_at": None, "place": _place_in(enrolment.event), "proved_at": at}
        _set(enrolment, fields | {"made_at": at, "changed_at": at, "filed_at": None})
        writing.tell_registered(enrolment, at)
        transaction.on_commit(then)
    return enrolment


@transaction.atomic
def promote(*, event: Event, at: datetime) -> list[Enrolment]:
    """Give free places to those who wait, in the order in which they came; returns them. Nobody is given a place in
    what is over, or does not take place."""
    event = Event.objects.select_for_update().get(pk=event.pk)
    if _is_off(event, at):
        return []
    free = None if event.capacity is None else max(0, event.capacity - going(event).count())
    found = list(waiting(event).select_for_update(of=("self",))[:free])
    for enrolment in found:
        _set(enrolment, {"place": Enrolment.Place.SEAT, "changed_at": at, "filed_at": None})
        writing.tell_promoted(enrolment, at)
    return found


def forget_unproved(*, at: datetime) -> int:
    """Forget what was typed two days ago for addresses which nobody proved; returns how many. Who is on file from an
    earlier time stays there, as somebody who does not come."""
    old = Enrolment.objects.filter(proved_at=None, made_at__lt=at - HELD)
    stays = Q(record__isnull=False) | Q(pk__in=HandIn.objects.values("enrolment"))
    count = old.filter(stays, withdrawn_at=None).update(withdrawn_at=at, changed_at=at)
    return count + old.exclude(stays).delete()[0]


def enrolled_on_file(enrolments: Iterable[Enrolment], *, at: datetime) -> int:
    """Remember that registrations were filed as they stand, unless they were changed meanwhile; returns how many."""
    done = 0
    for one in enrolments:
        mine = Enrolment.objects.filter(pk=one.pk, changed_at=one.changed_at)
        done += mine.update(filed_at=at, record=one.record_id)
    return done
