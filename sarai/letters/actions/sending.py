"""Sending what waits, each letter once.

A letter is claimed, and that is on the disk, before the mail server hears of it. So whatever happens then, no other
worker takes it up: what was being sent when a worker ended is doubtful, and somebody decides.
"""

from __future__ import annotations

import secrets
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db import connection, transaction
from django.db.models import F

from sarai.letters.models import Letter, Stop
from sarai.letters.rules import LOST_AFTER, Answer, Verdict, pause_after
from sarai.letters.transports import Down, Line, end_outage, note_outage, outage
from sarai.letters.writing import message_of

from .stopping import note_refused

MOST = 250  # letters in one run, so that other work of the worker has its turn
Clock = Callable[[], datetime]
State, Reason = Letter.State, Letter.Reason

# What becomes of a letter by the answer to it: state, and why.
_OUTCOMES = {
    Verdict.ACCEPTED: (State.SENT, ""),
    Verdict.REFUSED: (State.REFUSED, Reason.SAID_NO),
    Verdict.FAILED: (State.FAILED, Reason.SAID_NO),
    Verdict.UNSURE: (State.DOUBTFUL, Reason.CUT),
}


@dataclass
class Run:
    """What a run did: letters by the state in which it left them, and whether it ended before all had their turn."""

    done: Counter[str] = field(default_factory=Counter)
    more: bool = False


def send_waiting(*, clock: Clock, most: int = MOST) -> Run:
    """Send the letters whose time has come, `most` of them; those that a reader cannot do without first.

    As long as the mail server cannot be reached nothing is claimed, so that no letter's tries are used up.
    """
    run, name = Run(), secrets.token_hex(16)
    note_lost(at=clock())
    held = outage()
    if held is not None and clock() < held.until:
        return run
    with _kept_on_disk(), Line() as line:
        try:
            while run.done.total() < most and (line.is_open or due(clock())):
                line.open()
                letter = claim(run=name, at=clock())
                if letter is None:
                    return run
                run.done[_send(letter, line, clock)] += 1
            run.more = run.done.total() >= most
        except Down as down:
            note_outage(str(down), clock())
    return run


def due(at: datetime) -> bool:
    """Whether any letter waits whose time has come."""
    return Letter.objects.filter(state=State.WAITING, not_before__lte=at).exists()


def note_lost(*, at: datetime) -> int:
    """What was claimed long ago and never noted is doubtful: its worker ended. Returns how many letters."""
    lost = Letter.objects.filter(state=State.SENDING, claimed_at__lte=at - LOST_AFTER)
    return lost.update(state=State.DOUBTFUL, reason=Reason.LOST, sent_at=F("claimed_at"))


def claim(*, run: str, at: datetime) -> Letter | None:
    """Take the next letter for this run alone; None: there is none. What is not to go after all is stopped here."""
    while True:
        with transaction.atomic(durable=True):
            waiting = Letter.objects.select_for_update(skip_locked=True).filter(state=State.WAITING, not_before__lte=at)
            letter = waiting.order_by("bulk", "not_before", "pk").first()
            if letter is None:
                return None
            why = _why_not(letter, at)
            if why:
                letter.state, letter.reason = State.STOPPED, why
            else:
                letter.state, letter.reason, letter.error = State.SENDING, "", ""
                letter.tries, letter.claimed_at, letter.run = letter.tries + 1, at, run
            letter.save(update_fields=["state", "reason", "error", "tries", "claimed_at", "run"])
        if not why:
            return letter


def _why_not(letter: Letter, at: datetime) -> str:
    if not (letter.email and letter.text):
        return Reason.ERASED
    if letter.not_after is not None and at > letter.not_after:
        return Reason.LATE
    if letter.bulk:
        stops = Stop.objects.filter(mark=letter.mark, topic__in={letter.topic, ""})
        whys = set(stops.values_list("why", flat=True))
        if whys:
            return Reason.UNWANTED if Stop.Why.ASKED in whys else Reason.DEAD
    return ""


def _send(letter: Letter, line: Line, clock: Clock) -> str:
    """Send a claimed letter and note what became of it: its state. Raises Down where no other would go either."""
    try:
        message = message_of(letter, clock())
    except ValueError as error:  # what this letter says, or to whom, makes no mail; the others go
        return _note(letter, State.FAILED, Reason.UNWRITABLE, error=str(error))
    except Exception as error:  # a fault of ours, which may hold for every letter: the run ends, the others wait
        _put_off(letter, Answer(Verdict.LATER, str(error)), clock())
        raise
    carried = line.carried
    answer = line.hand_over(message)
    match answer.verdict:
        case Verdict.LATER:
            return _put_off(letter, answer, clock())
        case Verdict.DOWN:
            _put_back(letter)
            raise Down(answer.words)
        case Verdict.BROKEN if carried:
            return _put_back(letter)  # servers end a connection after so many letters: the next one carries this
        case Verdict.BROKEN:
            _put_off(letter, answer, clock())
            raise Down(answer.words)
    state, reason = _OUTCOMES[answer.verdict]
    gone = {State.SENT: clock(), State.DOUBTFUL: letter.claimed_at}  # if it went at all, it went then
    _note(letter, state, reason, error=answer.words, sent_at=gone.get(state))
    if state == State.DOUBTFUL:
        raise Down(answer.words)
    if state == State.REFUSED:
        note_refused(letter=letter, words=answer.words, at=clock())
    end_outage()
    return state


def _put_off(letter: Letter, answer: Answer, at: datetime) -> str:
    pause = pause_after(letter.tries)
    if pause is None:
        return _note(letter, State.FAILED, Reason.GIVEN_UP, error=answer.words)
    return _note(letter, State.WAITING, Reason.PUT_OFF, error=answer.words, not_before=at + pause)


def _put_back(letter: Letter) -> str:
    """As if it had not been claimed: this was not about the letter."""
    return _note(letter, State.WAITING, "", error="", tries=letter.tries - 1)


def _note(letter: Letter, state: str, reason: str, *, error: str, **fields: object) -> str:
    """Note what became of a letter, unless somebody has decided on it since it was claimed. Of one whose reader was
    erased meanwhile the server's words are not kept: they quote the address."""
    own = Letter.objects.filter(pk=letter.pk, run=letter.run, state__in=(State.SENDING, State.DOUBTFUL))
    if not own.exclude(email="").update(state=state, reason=reason, error=error, **fields):
        own.update(state=state, reason=reason, **fields)
    return state


def next_look(at: datetime) -> datetime | None:
    """When there is something to do next: a letter whose time comes, the end of an outage, a claim to be given up."""
    moments = []
    waiting = Letter.objects.filter(state=State.WAITING).order_by("not_before").values_list("not_before", flat=True)
    if (first := waiting.first()) is not None:
        held = outage()
        moments.append(max(first, held.until) if held else first)
    claimed = Letter.objects.filter(state=State.SENDING).order_by("claimed_at").values_list("claimed_at", flat=True)
    if (oldest := claimed.first()) is not None:
        moments.append(oldest + LOST_AFTER)
    return max(min(moments), at + timedelta(seconds=1)) if moments else None


@contextmanager
def _kept_on_disk() -> Iterator[None]:
    """Have SQLite wait until the disk has each claim, so that not even a power cut undoes one; PostgreSQL always does.
    It cannot be said inside a transaction, which would make it void anyway."""
    if connection.vendor != "sqlite" or connection.in_atomic_block:
        yield
        return
    connection.ensure_connection()
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA synchronous=FULL")
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA synchronous=NORMAL")
