"""Background work: digests go out every day."""

from __future__ import annotations

from django.utils import timezone
from django_tasks import task

from sarai.evidence.gathering import at_start, tomorrow

from . import actions


@task()
def send_digests() -> int:
    """Write to every member whose digest is due, and be called again tomorrow. Called twice, nobody is written to
    twice."""
    sent = actions.send_digests(at=timezone.now())
    tomorrow("digests", lambda due: send_digests.using(run_after=due).enqueue())
    return sent


at_start(send_digests.enqueue)
