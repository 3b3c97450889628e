"""What heartbeats become: viewings, one for each loading of a watch page."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta
from math import inf
from pathlib import Path
from typing import Any

from django.db import connection

from sarai.evidence.actions import Row, in_turn, insert
from sarai.exchanges.beats import (
    Beat,
    Reading,
    held_to_clock,
    journals,
    merged,
    read_beats,
    reading_alone,
    seconds_between,
    stretches_of,
    text_of,
)
from sarai.exchanges.models import Enrolment, JournalRead, Session, Viewing
from sarai.exchanges.rules import Interval, watching_window

KEPT = timedelta(days=2)  # what is remembered of a journal that is not there any more
AT_ONCE = 1000  # rows that are looked up by one statement
MODES = {"l": Viewing.Mode.LIVE, "p": Viewing.Mode.PLAYBACK}


def read_journals(*, folder: Path, at: datetime) -> set[int]:
    """Read what heartbeats have written on this machine since the last time; returns the sessions they were of.

    How far a journal was read is stored with what it said, so a process that dies loses nothing and doubles nothing.
    """
    watched: set[int] = set()
    with reading_alone(folder):
        for path in journals(folder):
            watched |= _read(path, at)
        JournalRead.objects.filter(read_at__lt=at - KEPT).exclude(
            name__in=[path.name for path in journals(folder)]
        ).delete()
    return watched


def _read(path: Path, at: datetime) -> set[int]:
    """Read one journal on, part by part; one that is done is deleted."""
    known = JournalRead.objects.filter(name=path.name).first()
    reading = Reading(path, known.offset if known else 0)
    watched: set[int] = set()
    while lines := reading.next():
        beats = list(read_beats(lines))
        with in_turn():
            keep_beats(beats)
            JournalRead.objects.update_or_create(name=path.name, defaults={"offset": reading.offset, "read_at": at})
        watched |= {beat.ticket.session for beat in beats}
    if reading.delete_if_done():
        JournalRead.objects.filter(name=path.name).delete()
    return watched


def keep_beats(beats: Sequence[Beat]) -> None:
    """Bring the viewings of some pages to what their latest heartbeats say. What is about a session or a registration
    that does not exist any more is left out."""
    sessions = Session.objects.in_bulk({beat.ticket.session for beat in beats})
    windows = {pk: watching_window(session.starts_at, session.ends_at) for pk, session in sessions.items()}
    known, enrolments = _known([beat.ticket.page for beat in beats]), _enrolments(beats)
    fresh, changed = [], []
    for beat in beats:
        if (window := windows.get(beat.ticket.session)) is None:
            continue
        before = known.get(beat.ticket.page)
        said = _said(beat, before[1] if before else "", window)
        if said and before:
            changed.append(said | {"id": before[0]})
        elif said:
            fresh.append(said | _begun(beat, enrolments))
    insert(Viewing, fresh)
    _update(changed)


def _known(pages: Sequence[str]) -> dict[str, tuple[int, str]]:
    """By page, the number of its viewing and its stretches."""
    parts = (Viewing.objects.filter(page__in=part) for part in _parts(pages))
    rows = (row for part in parts for row in part.values_list("page", "id", "stretches"))
    return {page: (number, stretches) for page, number, stretches in rows}


def _enrolments(beats: Iterable[Beat]) -> set[int]:
    """Which of the registrations that the beats name exist, and are of somebody who was not forgotten."""
    named = sorted({int(viewer[1:]) for beat in beats if (viewer := beat.ticket.viewer).startswith("e")})
    known = Enrolment.objects.exclude(email="")
    found = (known.filter(pk__in=part) for part in _parts(named))
    return {number for part in found for number in part.values_list("pk", flat=True)}


def _parts(items: Sequence[Any]) -> Iterable[Sequence[Any]]:
    return (items[start : start + AT_ONCE] for start in range(0, len(items), AT_ONCE))


def _begun(beat: Beat, enrolments: set[int]) -> Row:
    """What stays the same of a viewing."""
    ticket = beat.ticket
    number = int(ticket.viewer[1:]) if ticket.viewer.startswith("e") else 0
    return {
        "session_id": ticket.session,
        "page": ticket.page,
        "viewer": ticket.viewer,
        "enrolment_id": number if number in enrolments else None,
        "mode": MODES[ticket.mode],
        "issued_at": _instant(ticket.issued),
    }


def _said(beat: Beat, before: str, window: Interval) -> Row | None:
    """What changes of a viewing by a heartbeat, as far as the clock allows what it says; None where nothing does."""
    issued = beat.ticket.issued
    kept = held_to_clock(merged(stretches_of(before), beat.stretches), beat.received - issued)
    text = text_of(kept)
    if not kept or text == before:
        return None
    first, (last, lasted) = next(iter(kept.values()))[0], list(kept.values())[-1]
    low, high = (moment.timestamp() - issued for moment in window) if beat.ticket.mode == "l" else (0, inf)
    return {
        "stretches": text,
        "seconds": seconds_between(kept, low, high),
        "first_at": _instant(issued + first),
        "last_at": _instant(issued + last + lasted),
        "filed_at": None,
    }


def _instant(seconds: int) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)


def _update(rows: Sequence[Row]) -> None:
    """Write what has changed: one statement, prepared once and carried out for each."""
    names = ("stretches", "seconds", "first_at", "last_at", "filed_at")
    said = ", ".join(f"{connection.ops.quote_name(name)} = %s" for name in names)
    table = connection.ops.quote_name(Viewing._meta.db_table)
    if rows:
        with connection.cursor() as cursor:
            values = [[*(_value(row[name]) for name in names), row["id"]] for row in rows]
            cursor.executemany(f"UPDATE {table} SET {said} WHERE id = %s", values)  # noqa: S608 (names of our own)


def _value(value: object) -> object:
    return connection.ops.adapt_datetimefield_value(value) if isinstance(value, datetime) else value
