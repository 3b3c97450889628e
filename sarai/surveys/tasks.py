"""Background work: answers that were received become responses."""

from __future__ import annotations

from django.utils import timezone
from django_tasks import task
from django_tasks.base import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from . import actions

BY = "surveys"


@task()
def file_submissions() -> int:
    """File every submission that waits. Should the worker die, they wait on for the next one."""
    return actions.file_submissions(by=BY, at=timezone.now())


def file_soon() -> None:
    """Have what waits filed, unless that is about to be done anyway: one task not yet begun does for all of them."""
    about_to = DBTaskResult.objects.filter(task_path=file_submissions.module_path, status=TaskResultStatus.READY)
    if not about_to.exists():
        file_submissions.enqueue()
