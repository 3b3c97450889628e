"""Background work: answers that were received become responses."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from django.utils import timezone
from django_tasks import task

from . import actions

BY = "surveys"
GATHERED = timedelta(seconds=1)


@task()
def file_submissions() -> int:
    """File every submission that waits. Should the worker die, they wait on for the next one."""
    return actions.file_submissions(by=BY, at=timezone.now())


class _Soon:
    """When the filing begins that this process has asked for last: until then it does for whatever comes in."""

    def __init__(self) -> None:
        self.forget()

    def forget(self) -> None:
        """Ask for it anew with whatever comes in next."""
        self.begins = datetime.min.replace(tzinfo=UTC)

    def __call__(self) -> None:
        now = timezone.now()
        if now >= self.begins:
            self.begins = now + GATHERED
            file_submissions.using(run_after=self.begins).enqueue()


file_soon = _Soon()
"""Have what was received filed in a moment, together with what else comes in until then."""
