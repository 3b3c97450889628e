"""Background work: registrations and what is handed in become facts, people are reminded, places that nobody confirmed
are given up."""

from __future__ import annotations

import logging
import time
from collections.abc import Collection
from datetime import datetime, timedelta
from threading import Thread
from typing import Any

from django.conf import settings
from django.core.cache import caches
from django.db import connection
from django.utils import timezone
from django_tasks import task

from sarai.evidence.gathering import Gathered

from . import actions
from .desk.enrolments import file_enrolments as file_them
from .desk.hand_ins import file_hand_ins as file_handed_in
from .desk.watching import file_viewings, read_own_counters
from .models import Event, Session
from .queries.keys import NoKey
from .rules import watching_window

BY = "exchanges"
AN_HOUR = 3600
log = logging.getLogger(__name__)
MINUTE, TEN_MINUTES, HOUR, DAY = timedelta(minutes=1), timedelta(minutes=10), timedelta(hours=1), timedelta(days=1)


@task()
def file_enrolments() -> int:
    """File every registration that waits. Should the worker die, they wait on for the next one."""
    return file_them(by=BY, at=timezone.now())


file_soon = Gathered(lambda begins: file_enrolments.using(run_after=begins).enqueue(), timedelta(seconds=1))
"""Have registrations filed in a moment, together with what else comes in until then."""


@task()
def file_hand_ins() -> int:
    """File what was handed in and marked. Should the worker die, it waits on for the next one."""
    return file_handed_in(by=BY, at=timezone.now())


hand_ins_soon = Gathered(lambda begins: file_hand_ins.using(run_after=begins).enqueue(), timedelta(seconds=1))
"""Have what was handed in and marked filed in a moment, together with what else comes in until then."""


@task()
def forget_unproved() -> int:
    """Forget what was typed for addresses which nobody proved."""
    return actions.forget_unproved(at=timezone.now())


def sweep_soon() -> None:
    """Have unproved registrations swept up: once an hour, whichever process asks first; and those of this hour when
    their time is over, should nobody ask then."""
    if caches["shared"].add("enrolments-swept", True, HOUR.total_seconds()):
        forget_unproved.enqueue()
        forget_unproved.using(run_after=timezone.now() + actions.HELD + HOUR).enqueue()


@task()
def remind(session: int, hours: int, starts_at: str) -> int:
    """Remind who is going that a session begins in so many hours. A session that was moved meanwhile has another such
    task, for its new time."""
    found = Session.objects.select_related("event").filter(pk=session, cancelled=False).first()
    if found is None or found.starts_at != datetime.fromisoformat(starts_at) or hours not in found.event.reminders:
        return 0
    return actions.remind_of(session=found, hours=hours, at=timezone.now())


def remind_in_time(session: Session, *, at: datetime, before: Collection[int] = ()) -> None:
    """Have people reminded of a session, as often as its event wants, as far as that is still to come; so many hours
    `before` it they are reminded already."""
    for hours in set(session.event.reminders) - set(before):
        due = session.starts_at - timedelta(hours=hours)
        if due > at:
            remind.using(run_after=due).enqueue(session.pk, hours, session.starts_at.isoformat())


@task()
def read_beats() -> int:
    """Read what the heartbeats of watch pages have written on this machine. Should the worker die, the next one goes on
    where this one stopped."""
    now = timezone.now()
    watched = actions.read_journals(folder=settings.BEATS_DIR, at=now)
    for session in Session.objects.filter(pk__in=watched):
        _settle_in_time(session, now + TEN_MINUTES, "soon")
    return len(watched)


@task()
def settle(session: int) -> int:
    """Read how often a session was viewed here, and once it is over, file who registered and watched; returns how many
    stays that changed."""
    found, now = Session.objects.select_related("event").filter(pk=session).first(), timezone.now()
    if found is None:
        return 0
    read_own_counters(session=found, by=BY, at=now)
    over = watching_window(found.starts_at, found.ends_at)[1] + MINUTE
    if now < over:
        _settle_in_time(found, over, "over")
        return 0
    return file_viewings(session=found, by=BY, at=now).total()


def _settle_in_time(session: Session, due: datetime, why: str) -> None:
    """Have a session settled at a moment, unless that is asked for already."""
    seconds = max(1, (due - timezone.now()).total_seconds())
    if caches["shared"].add(f"settle-{session.pk}-{why}", True, seconds):
        settle.using(run_after=due).enqueue(session.pk)


@task()
def forget_salts() -> int:
    """Throw away what the hashes of past days' viewers were made with."""
    return actions.forget_salts(at=timezone.now())


def forget_salts_in_time(now: datetime) -> None:
    """Have the salt of this day thrown away as soon as the day is over."""
    if caches["shared"].add(f"salt-{now.date()}", True, DAY.total_seconds()):
        tomorrow = (now + DAY).replace(hour=0, minute=0, second=0, microsecond=0)
        forget_salts.using(run_after=tomorrow).enqueue()


def _ask_to_read(begins: datetime) -> None:
    """Put the task from a thread of its own: the heartbeat that led to it does not wait for the database."""

    def put() -> None:
        try:
            read_beats.using(run_after=begins).enqueue()
        except Exception:
            log.exception("The task that reads heartbeats could not be put; the next heartbeat does it.")
            read_beats_soon.forget()
        finally:
            connection.close()

    Thread(target=put).start()


read_beats_soon = Gathered(_ask_to_read, timedelta(seconds=10))
"""Have heartbeats read in a moment, together with what else comes in until then."""


def issuing_key(event: int) -> str:
    """Where the progress of issuing an event's certificates is kept, for every process to see."""
    return f"certificates-issued:{event}"


def issue_soon(event: Event, *, by: str, people: list[int] | None = None) -> None:
    """Have certificates issued: to all who qualify and have none, or to some people."""
    _tell(event.pk, issued=0, left=None, nameless=0)
    issue_certificates.enqueue(event.pk, by, people)


@task()
def issue_certificates(event: int, by: str, people: list[int] | None = None) -> int:
    """Issue certificates batch by batch until nobody is left. Should the worker die, whoever has the list open is told
    so, and asking again goes on where this one stopped."""
    found, issued = Event.objects.get(pk=event), 0
    while True:
        try:
            done = actions.issue_certificates(event=found, people=people, by=by, at=timezone.now())
        except (ValueError, NoKey) as error:
            _tell(event, issued=issued, left=0, nameless=0, problem=str(error))
            return issued
        issued += done.issued
        _tell(event, issued=issued, left=done.left, nameless=done.nameless)
        if not done.left:
            actions.tell_certified(found, timezone.now())
            return issued


def _tell(event: int, *, issued: int, left: int | None, nameless: int, problem: str = "") -> None:
    """Say how far it is; `left` is not known before the first batch."""
    said: dict[str, Any] = {"issued": issued, "left": left, "nameless": nameless, "problem": problem}
    said |= {"done": left == 0, "beat": time.time(), "all": issued + (left or 0)}
    caches["shared"].set(issuing_key(event), said, AN_HOUR)
