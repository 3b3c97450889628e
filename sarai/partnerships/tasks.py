"""Background work: sides that have not answered are reminded, and what nobody answers expires."""

from __future__ import annotations

from django.utils import timezone
from django_tasks import task

from sarai.evidence.gathering import at_start, tomorrow

from . import actions

BY = ""  # time, and nobody


@task()
def look_after() -> tuple[int, int]:
    """Remind and let expire, and be called again tomorrow. Called twice, nobody is reminded twice."""
    done = actions.look_after(at=timezone.now(), by=BY)
    tomorrow("partnerships", lambda due: look_after.using(run_after=due).enqueue())
    return done


at_start(look_after.enqueue)
