"""Background work: sides that have not answered are reminded, and what nobody answers expires."""

from __future__ import annotations

from datetime import timedelta

from django.core.cache import caches
from django.utils import timezone
from django_tasks import task

from sarai.evidence.gathering import at_start

from . import actions

BY = ""  # time, and nobody
DAY = timedelta(days=1)
NEARLY = DAY - timedelta(hours=1)


@task()
def look_after() -> tuple[int, int]:
    """Remind and let expire, once a day whichever worker asks, and put itself down for tomorrow."""
    if not caches["shared"].add("partnerships-looked-after", True, NEARLY.total_seconds()):
        return 0, 0
    now = timezone.now()
    look_after.using(run_after=now + DAY).enqueue()
    return actions.look_after(at=now, by=BY)


at_start(look_after.enqueue)
