"""Background work: files on their way in, and what is left of them."""

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
from .actions import uploads
from .formats import Order
from .gathering import at_start
from .models import Intake

_BEAT_EVERY = 0.5
_SWEEP_AFTER = uploads.LEFT


def progress_key(pk: int) -> str:
    """Where the progress of an intake is kept, for every process to see."""
    return f"intake-progress:{pk}"


@task()
def preview_intake(pk: int) -> None:
    """Find out what taking a file in would do, unless somebody has decided on it."""
    job = Intake.objects.get(pk=pk)
    if job.file and job.state not in (Intake.State.RUNNING, Intake.State.DONE):
        _run(job, dry_run=True)


@task()
def run_intake(pk: int) -> None:
    """Take a file in, if somebody still wants it: done twice, or after they said something else, it does nothing."""
    job = Intake.objects.get(pk=pk)
    if job.state == Intake.State.RUNNING:
        _run(job, dry_run=False)


@task()
def sweep_uploads() -> int:
    """Delete what is left of files that were taken in or left lying; while anything is, look again in a day."""
    swept = uploads.sweep_uploads(at=timezone.now())
    if Intake.objects.exclude(file="").exists():
        _sweep_later()
    return swept


at_start(sweep_uploads.enqueue)


def _sweep_later() -> None:
    """Have uploads swept in a day, once, whichever process asks first."""
    if caches["shared"].add("uploads-swept", True, _SWEEP_AFTER.total_seconds()):
        sweep_uploads.using(run_after=timezone.now() + _SWEEP_AFTER).enqueue()


def _run(job: Intake, *, dry_run: bool) -> None:
    _sweep_later()
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
            job.problems.save(f"preview-{job.pk}.csv", File(problems), save=False)
    job.preview = outcome.summary
    job.message = ""
    if dry_run:
        _set(job, Intake.State.PREVIEWED)
        return
    job.source = outcome.source or outcome.already
    _set(job, Intake.State.DONE)
    uploads.drop_upload(job)


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
