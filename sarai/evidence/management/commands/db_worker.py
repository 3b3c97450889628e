"""`sarai db_worker`: django-tasks' worker, which also begins again what a worker that died had begun."""

from __future__ import annotations

import fcntl
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import quote

from django.conf import settings
from django_tasks import TaskResultStatus
from django_tasks_db.management.commands.db_worker import Command as Worker
from django_tasks_db.models import DBTaskResult

from sarai.evidence.gathering import put_at_start

TRIES = 3
log = logging.getLogger(__name__)


class Command(Worker):
    help = (
        "Does the long work that is queued: files on their way in, people compared, letters sent. `sarai serve` runs "
        "one; more may run beside it. What a worker that was killed had begun, the next one of its machine begins "
        "again."
    )

    def handle(self, *, worker_id: str, **options: Any) -> None:
        with alive(worker_id):
            revive()
            put_at_start()
            super().handle(worker_id=worker_id, **options)


@contextmanager
def alive(worker: str) -> Iterator[Path]:
    """Mark that a worker lives, by a lock on a file of its own; the lock goes with the process, however that ends."""
    mark = _mark(worker)
    mark.parent.mkdir(parents=True, exist_ok=True)
    with mark.open("wb") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        try:
            yield mark
        finally:
            mark.unlink(missing_ok=True)


def revive() -> int:
    """Queue again what dead workers had begun; returns how many tasks. What was begun too often is given up.

    Every task of ours may be done twice. A worker of which there is no mark here is another machine's to judge.
    """
    revived = 0
    for result in DBTaskResult.objects.running():
        if not (result.worker_ids and _died(result.worker_ids[-1])):
            continue
        if len(result.worker_ids) >= TRIES:
            log.error("%s was given up: %d workers died of it.", result.task_path, TRIES)
            result.set_failed(ChildProcessError("Every worker that began this died."))
        else:
            # Only as it was seen: another worker that starts now may have begun it meanwhile.
            same = DBTaskResult.objects.running().filter(pk=result.pk, started_at=result.started_at)
            revived += same.update(status=TaskResultStatus.READY, started_at=None)
        _mark(result.worker_ids[-1]).unlink(missing_ok=True)  # it had begun one task and no more
    return revived


def _died(worker: str) -> bool:
    try:
        with _mark(worker).open("rb") as file:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except (FileNotFoundError, BlockingIOError):
        return False
    return True


def _mark(worker: str) -> Path:
    return Path(settings.VAR_DIR) / "workers" / quote(worker, safe="")
