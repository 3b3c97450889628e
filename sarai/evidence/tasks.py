"""Background work: files on their way in."""

from __future__ import annotations

import time
from pathlib import Path

from django.core.cache import caches
from django.core.files import File
from django.utils import timezone
from django_tasks import task

from . import intake
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
    try:
        outcome = intake.take_in(
            Path(job.file.path),
            name=job.name,
            by=job.by,
            at=timezone.now(),
            target=job.target,
            format_key=job.format,
            known_since=job.known_since,
            dry_run=dry_run,
            progress=_beat(pk),
        )
    except intake.Refused as refusal:
        job.message = str(refusal)
        choices = refusal.choices if isinstance(refusal, intake.NeedsTarget) else []
        job.preview = {"choices": [[target, label] for target, label in choices]}
        _set(job, Intake.State.FAILED)
        return
    job.preview = outcome.summary
    job.message = ""
    if outcome.report and outcome.problem_count:
        outcome.report.seek(0)
        job.problems.save(f"{pk}.csv", File(outcome.report.buffer), save=False)  # type: ignore[attr-defined]
    if not dry_run:
        job.source = outcome.source or outcome.already
    _set(job, Intake.State.PREVIEWED if dry_run else Intake.State.DONE)


def _set(job: Intake, state: str) -> None:
    job.state = state
    job.changed_at = timezone.now()
    job.save()


def _beat(pk: int):  # type: ignore[no-untyped-def]
    last = 0.0

    def beat(records: int) -> None:
        nonlocal last
        if time.monotonic() - last > _BEAT_EVERY:
            last = time.monotonic()
            caches["shared"].set(progress_key(pk), records, 3600)

    return beat
