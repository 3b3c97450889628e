"""Taking the demonstration's files in, by the commands that a programme team would use."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime, time
from pathlib import Path
from zoneinfo import ZoneInfo

from django.core.management import call_command
from django.utils import timezone

from sarai.evidence.intake import save_mapping, take_in
from sarai.evidence.models import Source
from sarai.network.tasks import compare_people
from sarai.surveys.models import Survey

from .manifest import Step, read_manifest
from .surveys.writing import read_sent
from .telephones import send

BY = "demonstration"


def load(folder: Path, say: Callable[[str], None]) -> None:
    """Take in what the manifest lists, in its order; what was taken in before changes nothing."""
    manifest = read_manifest(folder / "manifest.yaml")
    done = set(Source.objects.filter(by=BY).values_list("title", flat=True))
    fresh = [step for step in manifest.steps if step.file not in done]
    for step in fresh:
        say(f"  {step.file}: {_take(folder / step.file, step)}")
    if fresh:
        _work_off()


def _work_off() -> None:
    """What the intake put into the queue is done by a worker, as while the site runs."""
    worker = [sys.executable, "-m", "sarai.cli", "db_worker", "--batch", "--no-startup-delay", "--verbosity", "0"]
    subprocess.run(worker, check=True)  # noqa: S603 (our own program)
    compare_people.call(0)  # which waits for more answers to come in


def _take(path: Path, step: Step) -> str:
    if step.kind in ("place_decisions", "people_decisions"):
        return _decide(path, step)
    if step.kind == "sent":
        return _send(path, step)
    if step.mapping:
        save_mapping(path, columns=step.mapping, name=path.name, by=BY, at=timezone.now())
    outcome = take_in(
        path,
        name=path.name,
        by=BY,
        at=timezone.now(),
        target=_target(step),
        known_since=datetime.combine(datetime.fromisoformat(step.known_since).date(), time(), UTC),
        zone=ZoneInfo(step.time_zone),
    )
    return ", ".join(f"{number} {word}" for word, number in sorted(outcome.tally.items()) if number) or "nothing new"


def _target(step: Step) -> dict[str, object]:
    """What a file is about, as a user says it."""
    if step.target or step.survey:
        return {**step.target} or {"survey": step.survey}
    return {"event": step.event} | ({"session": step.session} if step.session else {})


def _decide(path: Path, step: Step) -> str:
    command = "places" if step.kind == "place_decisions" else "people"
    call_command(command, "decide", str(path))
    _note(path, "decisions")
    return "decisions remembered"


def _send(path: Path, step: Step) -> str:
    survey = Survey.objects.get(slug=step.survey)
    number = send(survey, read_sent(path))
    _note(path, "sent")
    return f"{number} sent"


def _note(path: Path, format_key: str) -> None:
    """Remember that a file that is no source of records was done with."""
    now = timezone.now()
    Source.objects.create(
        kind=Source.Kind.ENTRY, title=path.name, format=format_key, entered_at=now, recorded_at=now, by=BY
    )
