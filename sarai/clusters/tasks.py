"""Background work: digests go out every day; posts are shown as this version of the site shows them."""

from __future__ import annotations

from django.utils import timezone
from django_tasks import task

from sarai.evidence.gathering import at_start, tomorrow

from . import actions


@task()
def send_digests() -> int:
    """Write to every member whose digest is due, and be called again tomorrow, whatever becomes of today's. Called
    twice, nobody is written to twice."""
    tomorrow("digests", lambda due: send_digests.using(run_after=due).enqueue())
    return actions.send_digests(at=timezone.now())


@task()
def make_again() -> int:
    """Make anew what is shown of posts that another version of the site made."""
    return actions.make_again()


at_start(send_digests.enqueue)
at_start(make_again.enqueue)
