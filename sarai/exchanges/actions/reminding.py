"""Letters that a session sends by itself: before it begins, and after it has ended."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sarai.exchanges.models import Event, Session
from sarai.exchanges.queries.enrolments import going

from . import writing


def remind_of(*, session: Session, hours: int, at: datetime) -> int:
    """Remind everybody who is going that a session begins; who was reminded is not reminded again, and nobody is once
    it is over. Returns to how many."""
    if session.cancelled or session.ends_at <= at or session.event.state != Event.State.OPEN:
        return 0
    return writing.remind(session, going(session.event).select_related("event"), hours, at)


def thank_for(*, event: Event, links: Sequence[tuple[str, str]], at: datetime) -> int:
    """Thank everybody who was going, with what is left of the event; once. Returns to how many."""
    return writing.thank(event, going(event).select_related("event"), links, at)
