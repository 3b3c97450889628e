"""Background work: what follows when a file was taken in, or somebody was erased."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone
from django_tasks import task

from sarai.evidence.gathering import Gathered
from sarai.evidence.intake import after_intake
from sarai.evidence.models import Source

from . import actions
from .models import Erasure

BY = "linkage"


@task()
def compare_people(source: int) -> dict[str, int]:
    """Compare the people whom a source brought with everybody, and those of every source that still waits.

    Should the worker die, nothing is marked as compared: the next file's task, or `sarai people suggest`, does it.
    """
    now = timezone.now()
    return actions.suggest_links(by=BY, at=now, known=now, of=actions.waiting_to_be_compared())


@task()
def sweep_files() -> int:
    """Blank the rows of erased people in kept files. What was gone through is marked file by file."""
    return actions.sweep_files(at=timezone.now())


# Answers come in by the second while a survey is open; each comparison goes through everybody.
compare_soon = Gathered(lambda begins: compare_people.using(run_after=begins).enqueue(0), timedelta(minutes=1))


def _follow_up(source: int) -> None:
    if Erasure.objects.exists():
        sweep_files.enqueue()
    if Source.objects.filter(pk=source, kind=Source.Kind.FORM).exists():
        compare_soon()
    else:
        compare_people.enqueue(source)


after_intake(_follow_up)
