"""Background work: answers that were received become responses; what was begun and left lying is swept up."""

from __future__ import annotations

from datetime import timedelta

from django.core.cache import caches
from django.utils import timezone
from django_tasks import task

from sarai.evidence.gathering import Gathered

from . import actions

BY = "surveys"


@task()
def file_submissions() -> int:
    """File every submission that waits. Should the worker die, they wait on for the next one."""
    return actions.file_submissions(by=BY, at=timezone.now())


file_soon = Gathered(lambda begins: file_submissions.using(run_after=begins).enqueue(), timedelta(seconds=1))
"""Have what was received filed in a moment, together with what else comes in until then."""


DAY = timedelta(days=1)


@task()
def sweep_drafts() -> int:
    """Forget answers that were begun and left lying."""
    return actions.sweep_drafts(at=timezone.now())


def sweep_soon() -> None:
    """Have old drafts swept up: once a day, whichever process asks first."""
    if caches["shared"].add("surveys-swept", True, DAY.total_seconds()):
        sweep_drafts.enqueue()
