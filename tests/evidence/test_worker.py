"""The worker: what one that died had begun is begun again, and what was put down and left lying is swept up."""

from __future__ import annotations

import fcntl
import os
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.management import call_command
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from sarai.evidence import tasks
from sarai.evidence.actions.uploads import sweep_uploads
from sarai.evidence.management.commands.db_worker import alive, revive
from sarai.evidence.models import Intake, Source
from tests.evidence.reports import ANA, REPORT
from tests.making import day, make_event, make_source

pytestmark = pytest.mark.django_db
LONG_AGO = timezone.now() - timedelta(days=2)
TEXT = REPORT.format(rows=ANA).encode("utf-8-sig")


@pytest.fixture(autouse=True)
def kept(tmp_path, settings) -> Path:
    """Where files and the marks of workers are kept."""
    settings.VAR_DIR = tmp_path
    settings.MEDIA_ROOT = tmp_path / "files"
    return settings.MEDIA_ROOT


@pytest.fixture
def job(few_cities) -> Intake:
    """A file about an event, as somebody has put it down."""
    make_event()
    return put_down()


def put_down(state: str = Intake.State.RECEIVED, at: datetime | None = None, text: bytes = TEXT) -> Intake:
    at = at or timezone.now()
    return Intake.objects.create(
        name="report.csv", file=ContentFile(text, "report.csv"), state=state, received_at=at, changed_at=at
    )


def begun_by(task, worker: str, times: int = 1) -> DBTaskResult:
    """A task that a worker has begun, and not ended."""
    result = DBTaskResult.objects.get(id=task.id)
    for _time in range(times):
        result.claim(worker)
    return result


def dead(worker: str) -> str:
    """A worker that was killed: its mark is there, and nobody holds it."""
    with alive(worker) as mark:
        left = mark.read_bytes()
    mark.write_bytes(left)
    return worker


def names(folder: Path) -> list[str]:
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file())


# --- what a dead worker had begun


def test_what_a_dead_worker_had_begun_is_done_by_the_next(job):
    tasks.preview_intake.enqueue(job.pk)
    begun = begun_by(DBTaskResult.objects.get(), dead("killed"))
    Intake.objects.update(state=Intake.State.PREVIEWING)
    call_command("db_worker", batch=True, startup_delay=False, verbosity=0)
    begun.refresh_from_db()
    job.refresh_from_db()
    assert (begun.status, job.state) == ("SUCCESSFUL", Intake.State.PREVIEWED)


def test_what_a_living_worker_does_or_one_elsewhere_is_left_to_it(job):
    here, elsewhere = (tasks.preview_intake.enqueue(job.pk) for _task in range(2))
    begun_by(elsewhere, "of another machine")
    with alive("living"):
        begun_by(here, "living")
        assert revive() == 0
    assert set(DBTaskResult.objects.values_list("status", flat=True)) == {"RUNNING"}


def test_a_task_that_ends_its_worker_each_time_is_given_up(job):
    begun = begun_by(tasks.preview_intake.enqueue(job.pk), dead("killed"), times=3)
    assert revive() == 0
    begun.refresh_from_db()
    assert (begun.status, begun.exception_class_path) == ("FAILED", "builtins.ChildProcessError")


def test_the_mark_of_a_worker_goes_with_it(tmp_path):
    with alive("one/two") as mark, mark.open("rb") as other:
        assert names(tmp_path) == ["workers/one%2Ftwo"]
        with pytest.raises(BlockingIOError):
            fcntl.flock(other, fcntl.LOCK_EX | fcntl.LOCK_NB)
    assert names(tmp_path) == []


@pytest.mark.parametrize(
    "state", [Intake.State.RECEIVED, Intake.State.PREVIEWED, Intake.State.FAILED, Intake.State.DONE]
)
def test_a_file_is_taken_in_only_while_somebody_wants_it(job, state):
    """Whoever despaired of a dead worker may have said something else of the file since."""
    Intake.objects.update(state=state)
    tasks.run_intake.call(job.pk)
    assert not Source.objects.exists()
    job.refresh_from_db()
    assert job.state == state


def test_a_file_that_is_being_taken_in_is_not_looked_through(job):
    Intake.objects.update(state=Intake.State.RUNNING)
    tasks.preview_intake.call(job.pk)
    job.refresh_from_db()
    assert job.state == Intake.State.RUNNING


# --- what is swept up


def test_the_upload_goes_once_the_file_is_taken_in(job, kept):
    Intake.objects.update(state=Intake.State.RUNNING)
    tasks.run_intake.call(job.pk)
    job.refresh_from_db()
    assert (job.state, job.file.name) == (Intake.State.DONE, "")
    assert names(kept) == [job.source.file.name]
    assert (kept / job.source.file.name).read_bytes() == TEXT


def test_uploads_that_were_left_for_a_day_go_and_their_page_says_so(kept, as_steward):
    left = [put_down(state, LONG_AGO) for state in (Intake.State.PREVIEWED, Intake.State.FAILED)]
    fresh = put_down(Intake.State.PREVIEWED)
    waiting = put_down(Intake.State.RUNNING, LONG_AGO)
    done = put_down(Intake.State.DONE, LONG_AGO)
    left[0].problems.save("preview.csv", ContentFile(b"a row"))
    assert sweep_uploads(at=timezone.now()) == 3
    assert names(kept) == sorted([fresh.file.name, waiting.file.name])
    for job in left:
        job.refresh_from_db()
        assert (job.state, job.file.name, job.problems.name, job.preview) == (Intake.State.FAILED, "", "", {})
        assert "Put it down again" in as_steward.get(f"/intake/{job.pk}/").content.decode()
    done.refresh_from_db()
    assert (done.state, done.message) == (Intake.State.DONE, "")


def test_bytes_that_no_record_knows_go_after_a_day(kept):
    source = make_source(day(1), file=ContentFile(b"kept", "kept.csv"), problems=ContentFile(b"p", "p.csv"))
    strays = [default_storage.save(f"{folder}/ab/stray", ContentFile(b"stray")) for folder in ("sources", "intake")]
    fresh = default_storage.save("problems/fresh.csv", ContentFile(b"being written"))
    others = default_storage.save("answers/1", ContentFile(b"of another app"))
    for name in [*strays, source.file.name, source.problems.name, others]:
        os.utime(default_storage.path(name), (LONG_AGO.timestamp(),) * 2)
    assert sweep_uploads(at=timezone.now()) == 2
    assert names(kept) == sorted([source.file.name, source.problems.name, fresh, others])


def test_sweeping_is_asked_for_when_a_worker_starts_and_a_day_after_a_file_was_put_down(job):
    call_command("db_worker", batch=True, startup_delay=False, verbosity=0)
    assert queue() == [("sweep_uploads", "SUCCESSFUL"), ("sweep_uploads", "READY")]
    tasks.preview_intake.call(job.pk)
    assert queue() == [("sweep_uploads", "SUCCESSFUL"), ("sweep_uploads", "READY")]
    later = DBTaskResult.objects.get(status="READY", task_path__startswith=tasks.__name__).run_after - timezone.now()
    assert timedelta(hours=23) < later <= timedelta(days=1)


def test_nothing_is_asked_for_where_nothing_lies():
    tasks.sweep_uploads.call()
    assert queue() == []


def queue() -> list[tuple[str, str]]:
    """The tasks of this app that were queued, in order; other apps have theirs at the start of a worker too."""
    found = DBTaskResult.objects.filter(task_path__startswith=tasks.__name__).order_by("enqueued_at")
    return [(result.task_path.rpartition(".")[2], result.status) for result in found]
