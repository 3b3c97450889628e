"""Work that is done once for whatever comes in until it begins."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

from django.utils import timezone


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
