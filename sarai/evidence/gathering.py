"""Work that is done once for whatever comes in until it begins, and work that a worker begins with."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, time, timedelta
from typing import Any

from django.core.cache import caches
from django.utils import timezone

EARLY = time(5)  # UTC
_at_start: list[Callable[[], object]] = []


def at_start(put: Callable[[], object]) -> None:
    """Register a call that queues a task; every worker makes it when it starts."""
    _at_start.append(put)


def put_at_start() -> None:
    """Queue what a worker begins with."""
    for put in _at_start:
        put()


def tomorrow(name: str, put: Callable[[datetime], object], *, at: time = EARLY) -> None:
    """Queue tomorrow's run of what is done every day (`put` is given when), once however many workers ask for it."""
    now = timezone.now()
    due = datetime.combine(now.date() + timedelta(days=1), at, UTC)
    if caches["shared"].add(f"{name}-{due.date()}", True, (due - now).total_seconds()):
        put(due)


class Gathered:
    """Asks for a task a while from now, unless this process has asked for it already and it has not begun yet: until
    then it does for whatever comes in. `put` queues the task, given when it is to begin."""

    def __init__(self, put: Callable[[datetime], Any], wait: timedelta) -> None:
        self._put, self._wait = put, wait
        self.forget()

    def forget(self) -> None:
        """Ask for it anew with whatever comes in next."""
        self._begins = datetime.min.replace(tzinfo=UTC)

    def __call__(self) -> None:
        now = timezone.now()
        if now >= self._begins:
            self._begins = now + self._wait
            self._put(self._begins)
