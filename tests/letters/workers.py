"""Workers to be killed: real processes, forked from one that has read the site's code. Run inside an installation."""

from __future__ import annotations

import os
import signal
from collections import Counter
from collections.abc import Callable
from datetime import datetime, timedelta

from django.db import connections
from django.utils import timezone

from sarai.letters.actions import post_many, send_again, send_waiting
from sarai.letters.models import Letter
from sarai.letters.rules import LOST_AFTER
from sarai.letters.transports import Line
from tests.letters.drafts import draft

MOST = 1000


def start(work: Callable[[], object]) -> int:
    """Begin to do something in a process of its own; returns its number."""
    connections.close_all()
    worker = os.fork()
    if worker == 0:
        try:
            work()
        finally:
            os._exit(0)
    return worker


def ended(worker: int) -> int:
    """Wait for a process; returns the signal that ended it, 0 where it ended by itself."""
    _pid, status = os.waitpid(worker, 0)
    return os.WTERMSIG(status) if os.WIFSIGNALED(status) else 0


def later() -> datetime:
    """When what was claimed and never noted is lost."""
    return timezone.now() + LOST_AFTER + timedelta(seconds=1)


def send(clock: Callable[[], datetime] = timezone.now) -> None:
    """Send all that waits."""
    send_waiting(clock=clock, most=MOST)


def post(letters: int) -> None:
    """Have so many letters wait, and no others."""
    Letter.objects.all().delete()
    post_many([draft(f"p{number}") for number in range(letters)], at=timezone.now())


def states() -> dict[str, int]:
    """How many letters stand how."""
    return dict(Counter(Letter.objects.values_list("state", flat=True)))


def die_at_the_third(before: bool) -> None:
    """Send, and be killed just before the third letter is given away, or just after, before that is noted."""
    hand_over, given = Line.hand_over, []

    def die(self, message):
        given.append(message)
        if len(given) == 3 and before:
            os.kill(os.getpid(), signal.SIGKILL)
        answer = hand_over(self, message)
        if len(given) == 3:
            os.kill(os.getpid(), signal.SIGKILL)
        return answer

    Line.hand_over = die
    send()


def killed_at_the_third(before: bool) -> list[dict[str, int]]:
    """How five letters stand when their worker was killed, after the next, after the claim is lost, and in the end."""
    post(5)
    assert ended(start(lambda: die_at_the_third(before))) == signal.SIGKILL
    found = [states()]
    for clock in (timezone.now, later):
        assert ended(start(lambda clock=clock: send(clock))) == 0
        found.append(states())
    send_again(letter=Letter.objects.get(state="doubtful").pk, at=timezone.now())
    send()
    return [*found, states()]


def killed_at_any_moment(letters: int, kills: int) -> dict[str, int]:
    """How letters stand after their workers were killed again and again, each when it had sent some."""
    post(letters)
    for number in range(1, kills + 1):
        worker = start(send)
        while Letter.objects.filter(state="sent").count() < number * letters // (kills + 1):
            pass
        os.kill(worker, signal.SIGKILL)
        ended(worker)
    send(later)
    return states()


def two_at_once(letters: int) -> dict[str, int]:
    """How letters stand after two workers that began together."""
    post(letters)
    assert [ended(worker) for worker in [start(send), start(send)]] == [0, 0]
    return states()
