"""Background work: files on their way in."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, BinaryIO
from zoneinfo import ZoneInfo

from django.core.cache import caches
from django.core.files import File
from django.utils import timezone
from django_tasks import task

from . import intake
from .formats import Order
from .models import Intake

_BEAT_EVERY = 0.5


def progress_key(pk: int) -> str:
    """Where the progress of an intake is kept, for every process to see."""
    return f"intake-progress:{pk}"


@task()
def preview_intake(pk: int) -> None:
    """Find out what taking a file in would do."""
    _run(pk, dry_run=True)


@task()
def run_intake(pk: int) -> None:
    """Take a file in."""
    _run(pk, dry_run=False)


def _run(pk: int, *, dry_run: bool) -> None:
    job = Intake.objects.get(pk=pk)
    if job.state == Intake.State.DONE:
        return
    _set(job, Intake.State.PREVIEWING if dry_run else Intake.State.RUNNING)
    with tempfile.TemporaryFile() as problems:
        try:
            outcome = _take_in(job, problems, dry_run=dry_run)
        except intake.Refused as refusal:
            job.message = str(refusal)
            job.preview = _asked(refusal)
            _set(job, Intake.State.FAILED)
            return
        if outcome.problem_count:
            problems.seek(0)
            job.problems.save(f"preview-{pk}.csv", File(problems), save=False)
    job.preview = outcome.summary
    job.message = ""
    if not dry_run:
        job.source = outcome.source or outcome.already
    _set(job, Intake.State.PREVIEWED if dry_run else Intake.State.DONE)


def _asked(refusal: intake.Refused) -> dict[str, Any]:
    """What somebody could say so that the file can be taken in, as plain data for the page that asks."""
    match refusal:
        case intake.NeedsTarget(choices=choices):
            return {"choices": [[target, label] for target, label in choices]}
        case intake.NeedsColumns(columns=columns):
            return {"columns": [[column.header, column.field, list(column.samples)] for column in columns]}
        case intake.NeedsFormat(choices=choices):
            return {"formats": choices}
        case intake.NeedsOrder():
            return {"order": True}
    return {}


def _take_in(job: Intake, problems: BinaryIO, *, dry_run: bool) -> intake.Outcome:
    hints = job.target
    return intake.take_in(
        Path(job.file.path),
        name=job.name,
        by=job.by,
        at=timezone.now(),
        target={name: value for name, value in hints.items() if name not in ("zone", "order")},
        zone=ZoneInfo(hints["zone"]) if hints.get("zone") else None,
        order=Order(hints["order"]) if hints.get("order") else None,
        format_key=job.format,
        known_since=job.known_since,
        dry_run=dry_run,
        problems_to=problems,
        progress=_beat(job.pk),
    )


def _set(job: Intake, state: str) -> None:
    job.state = state
    job.changed_at = timezone.now()
    job.save()


def _beat(pk: int) -> Callable[[int], None]:
    last = 0.0

    def beat(records: int) -> None:
        nonlocal last
        if time.monotonic() - last > _BEAT_EVERY:
            last = time.monotonic()
            caches["shared"].set(progress_key(pk), records, 3600)

    return beat
