"""Background work: digests go out, every day a while after it has begun."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from django.core.cache import caches
from django.utils import timezone
from django_tasks import task

from sarai.evidence.gathering import at_start

from . import actions

EARLY = time(5)  # UTC
DAY = timedelta(days=1)


@task()
def send_digests() -> int:
    """Write to every member whose digest is due, and be called again tomorrow. Called twice, nobody is written to
    twice."""
    now = timezone.now()
    sent = actions.send_digests(at=now)
    _again_tomorrow(now)
    return sent


def _again_tomorrow(now: datetime) -> None:
    """Have it called tomorrow, once, however many workers were started today."""
    due = datetime.combine(now.date() + DAY, EARLY, now.tzinfo)
    if caches["shared"].add(f"digests-{due.date()}", True, (due - now).total_seconds()):
        send_digests.using(run_after=due).enqueue()


at_start(send_digests.enqueue)
