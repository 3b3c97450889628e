"""Background work: letters go out, and old ones are forgotten."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.core.cache import caches
from django.utils import timezone
from django_tasks import task

from sarai.evidence.gathering import Gathered, at_start

from . import actions

_LOOK = "letters-look"
DAY = timedelta(days=1)
AFTER_A_FAULT = timedelta(minutes=1)


@task()
def send_letters() -> dict[str, int]:
    """Send what waits, and be called again when there is more to do. Should the worker die, the next one goes on; what
    was on its way just then is not sent by itself."""
    look: datetime | None = timezone.now() + AFTER_A_FAULT
    try:
        run = actions.send_waiting(clock=timezone.now)
        now = timezone.now()
        look = now if run.more else actions.next_look(now)
    finally:
        if look is not None:
            look_at(look)
    _sweep_soon()
    return dict(run.done)


def look_at(moment: datetime) -> None:
    """Have letters sent at a moment, unless a run before it is queued already, which then sees to the rest."""
    held: datetime | None = caches["shared"].get(_LOOK)
    now = timezone.now()
    if held is None or not now < held <= moment:
        caches["shared"].set(_LOOK, moment, None)
        send_letters.using(run_after=moment).enqueue()


@task()
def sweep_letters() -> int:
    """Forget what old letters said."""
    return actions.sweep(at=timezone.now())


def _sweep_soon() -> None:
    if caches["shared"].add("letters-swept", True, DAY.total_seconds()):
        sweep_letters.enqueue()


send_soon = Gathered(lambda begins: send_letters.using(run_after=begins).enqueue(), timedelta(seconds=1))
"""Have what was posted sent in a moment, together with what else is posted until then."""

actions.when_posted(lambda: send_soon())
at_start(lambda: send_letters.enqueue())
