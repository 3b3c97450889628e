"""Bad input, through the page and through the command: a sentence that says what, where and what to do, and nothing
half-imported."""

import hashlib
import json
from contextlib import suppress
from io import StringIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command

from sarai.evidence.models import Intake, Source
from sarai.evidence.tasks import preview_intake, run_intake
from sarai.exchanges.models import Registration
from sarai.network.models import PersonRecord, PlaceName
from tests.evidence.bad_files import ANA, HEADER, REFUSED, TAKEN, written
from tests.evidence.reports import BACKWARDS, REPORT
from tests.making import make_event

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def event(few_cities):
    return make_event()


def by_command(path):
    """What the command says of a file about the training."""
    said, complaint = StringIO(), StringIO()
    with suppress(CommandError):
        call_command("intake", str(path), "--event", "training", "--json", stdout=said, stderr=complaint)
    return json.loads(said.getvalue())[0]


def by_page(client, path):
    """What the page says of a file about the training, once the worker has looked at it."""
    with path.open("rb") as file:
        assert client.post("/intake/", {"files": [file]}).status_code == 302
    return looked_through(client, Intake.objects.get())


def looked_through(client, job):
    job.target = {"event": "training"}
    job.save()
    preview_intake.call(job.pk)
    job.refresh_from_db()
    return job, client.get(f"/intake/{job.pk}/").content.decode()


def nothing_is_left():
    return not any(model.objects.exists() for model in (Source, Registration, PersonRecord, PlaceName))


@pytest.mark.parametrize("what", REFUSED)
def test_it_is_refused_with_a_sentence(what, tmp_path, settings, as_steward):
    make, says = REFUSED[what]
    settings.MEDIA_ROOT = tmp_path / "kept"
    path = written(tmp_path, make())
    refusal = by_command(path)["error"]
    assert says in refusal
    assert refusal.rstrip(")").endswith((".", "?")) or "line" in refusal
    assert nothing_is_left()
    assert not (tmp_path / "kept").exists()
    # A file of no bytes does not come so far as to be kept.
    if path.stat().st_size < 2_000_000:
        job, page = by_page(as_steward, path)
        assert (job.state, job.message) == (Intake.State.FAILED, refusal)
        assert "Nothing was changed." in page
        assert nothing_is_left()


@pytest.mark.parametrize("what", TAKEN)
def test_it_is_read_as_it_was_meant(what, tmp_path, settings, as_steward):
    make, name = TAKEN[what]
    settings.MEDIA_ROOT = tmp_path / "kept"
    path = written(tmp_path, make())
    job, _page = by_page(as_steward, path)
    assert (job.state, nothing_is_left()) == (Intake.State.PREVIEWED, True)
    assert as_steward.post(f"/intake/{job.pk}/confirm").status_code == 302
    run_intake.call(job.pk)
    assert list(PersonRecord.objects.values_list("name", flat=True)) == [name]
    assert by_command(path)["already"] == Source.objects.get().pk


def test_a_file_of_two_gigabytes_is_refused_before_it_is_read(tmp_path):
    path = tmp_path / "table.csv"
    with path.open("wb") as file:
        file.truncate(2 << 30)
    assert by_command(path)["error"].startswith("This file takes 2.0\xa0GB; the limit is 1.0\xa0GB.")


def test_a_leave_before_the_join_is_not_taken_and_the_rest_is(tmp_path, settings, as_steward):
    settings.MEDIA_ROOT = tmp_path / "kept"
    outcome = by_command(written(tmp_path, REPORT.format(rows=BACKWARDS)))
    assert outcome["tally"] == {"read": 1, "added": 1, "refused": 1}
    [problem] = outcome["problems"]
    assert (problem["line"], problem["message"][:41]) == (7, "The leave time Sep 08, 2020 07:00:00 AM i")
    source = Source.objects.get()
    page = as_steward.get(f"/sources/{source.pk}/").content.decode()
    assert f'href="/sources/{source.pk}/problems"' in page
    table = b"".join(as_steward.get(f"/sources/{source.pk}/problems").streaming_content).decode("utf-8-sig")
    assert "chi@example.org" in table.splitlines()[1]


def test_a_source_without_problems_offers_none(tmp_path, settings, as_steward):
    settings.MEDIA_ROOT = tmp_path / "kept"
    by_command(written(tmp_path, HEADER + ANA))
    source = Source.objects.get()
    assert "/problems" not in as_steward.get(f"/sources/{source.pk}/").content.decode()
    assert as_steward.get(f"/sources/{source.pk}/problems").status_code == 404


def test_a_file_half_kept_by_a_process_that_died_is_kept_whole(tmp_path, settings):
    settings.MEDIA_ROOT = tmp_path / "kept"
    path = written(tmp_path, HEADER + ANA)
    sha256 = hashlib.sha256(path.read_bytes()).hexdigest()
    half = settings.MEDIA_ROOT / "sources" / sha256[:2] / sha256
    half.parent.mkdir(parents=True)
    half.write_bytes(b"First")
    by_command(path)
    with Source.objects.get().file.open("rb") as kept:
        assert kept.read() == path.read_bytes()


@pytest.mark.parametrize("sent", [{}, {"known_since": ""}])
def test_putting_nothing_down_is_answered(sent, as_steward):
    response = as_steward.post("/intake/", sent)
    assert (response.status_code, Intake.objects.count()) == (422, 0)
    assert "No file was chosen. Choose at least one." in response.content.decode()


def test_a_file_over_the_limit_is_not_kept(settings, as_steward):
    settings.INTAKE_MAX_BYTES = 100
    response = as_steward.post("/intake/", {"files": [SimpleUploadedFile("large.csv", b"x" * 101)]})
    assert (response.status_code, Intake.objects.count()) == (422, 0)
    assert "“large.csv” is 101" in response.content.decode()


def test_a_mapping_of_what_cannot_be_read_is_refused(tmp_path):
    path = written(tmp_path, b"%PDF-1.7\n")
    complaint = StringIO()
    with pytest.raises(CommandError):
        call_command("intake", str(path), "--event", "training", "--map", "Who=name", stderr=complaint)
    assert "This is a PDF document" in complaint.getvalue()
