"""A file that does not say what it is about is asked for it on its page: with choices, and none chosen beforehand."""

import re
from html import unescape

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from sarai.evidence.models import Intake, Source
from sarai.evidence.tasks import preview_intake, run_intake
from sarai.exchanges.models import Attendance
from sarai.surveys.models import Survey
from tests.evidence.bad_files import ANA as REGISTERED
from tests.evidence.bad_files import HEADER
from tests.evidence.reports import ANA, REPORT
from tests.making import make_event

pytestmark = pytest.mark.django_db
SESSIONS = ["The training, session 1 (2020-09-08)", "The training, session 2 (2020-09-15)"]


@pytest.fixture(autouse=True)
def event(few_cities, tmp_path, settings):
    settings.MEDIA_ROOT = tmp_path / "kept"
    return make_event()


def put_down(client, text, name="report.csv"):
    """A file put down on the page and looked through."""
    assert client.post("/intake/", {"files": [SimpleUploadedFile(name, text.encode())]}).status_code == 302
    return look(client, Intake.objects.get())


def look(client, job):
    preview_intake.call(job.pk)
    job.refresh_from_db()
    return job, client.get(f"/intake/{job.pk}/").content.decode()


def answer(client, job, **said):
    """Say what the page asks for, and have the file looked through again."""
    assert client.post(f"/intake/{job.pk}/target", said).status_code == 302
    job.refresh_from_db()
    return look(client, job)


def select(page, name):
    """The (value, label) of a select's options, and which of them are chosen."""
    [inside] = re.findall(rf'<select name="{name}".*?</select>', page, re.DOTALL)
    found = re.findall(r'<option value="([^"]*)"( selected)?>\s*([^<]*?)\s*</option>', inside)
    options = [(unescape(value), unescape(label)) for value, _chosen, label in found]
    return options, [unescape(label) for value, chosen, label in found if chosen and value]


def labels(page, name="about"):
    options, chosen = select(page, name)
    assert chosen == []
    assert options[0] == ("", "Choose…")
    return [label for _value, label in options[1:]]


def value_of(page, label):
    return {label: value for value, label in select(page, "about")[0]}[label]


def another_day(day):
    """The report of a sitting, as if it had been on another day of September."""
    return REPORT.format(rows=ANA).replace("Sep 08", f"Sep {day:02}")


def test_a_report_of_another_day_is_asked_for_its_session_until_it_fits(as_steward):
    job, page = put_down(as_steward, another_day(15))
    assert job.state == Intake.State.FAILED
    assert "Nobody in this file was there while" in page
    assert labels(page)[:2] == SESSIONS
    job, page = answer(as_steward, job, about=value_of(page, SESSIONS[0]))
    assert "Nobody in this file was there while" in page
    assert labels(page)[:2] == SESSIONS
    assert not re.search(r'<input[^>]*name="(event|session|survey|about)"', page)
    job, page = answer(as_steward, job, about=value_of(page, SESSIONS[1]))
    assert job.state == Intake.State.PREVIEWED
    assert as_steward.post(f"/intake/{job.pk}/confirm").status_code == 302
    run_intake.call(job.pk)
    assert Source.objects.get().target == {"event": "training", "session": 2}
    assert Attendance.objects.get().session.number == 2


def test_a_report_of_an_unknown_meeting_is_asked_for_its_event_or_session(as_steward):
    make_event("webinar", sessions=1)
    job, page = put_down(as_steward, REPORT.format(rows=ANA).replace("900-000-001", "111-222-333"))
    assert "does not say which event" in page
    assert labels(page) == ["The training", *SESSIONS, "The webinar"]
    job, page = answer(as_steward, job, about=value_of(page, "The training"))
    assert (job.state, job.preview["about"]) == (Intake.State.PREVIEWED, "The training, session 1")


def test_an_event_alone_is_not_enough_where_the_day_does_not_tell_the_session(as_steward):
    text = (
        REPORT.format(rows=ANA)
        .replace("900-000-001", "111-222-333")
        .replace("Sep 08, 2020 07:25", "May 01, 2020 07:25")
    )
    job, page = put_down(as_steward, text)
    job, page = answer(as_steward, job, about=value_of(page, "The training"))
    assert "Say which session" in page
    assert labels(page)[:2] == SESSIONS


def test_a_session_that_is_not_there_is_answered_with_those_that_are(as_steward):
    job, _page = put_down(as_steward, another_day(8))
    job.target = {"event": "training", "session": 9}
    job.save()
    job, page = look(as_steward, job)
    assert "has no session 9" in page
    assert labels(page)[:2] == SESSIONS


def test_what_was_recognised_may_still_be_said_otherwise(as_steward):
    make_event("webinar", sessions=1).sessions.update(platform_id="5")
    Survey.objects.create(slug="needs", title="Needs of cities")
    job, page = put_down(as_steward, another_day(8))
    assert job.state == Intake.State.PREVIEWED
    assert labels(page) == ["The training", *SESSIONS, "The webinar"]
    job, page = answer(as_steward, job, about=value_of(page, SESSIONS[1]))
    assert "Nobody in this file was there while" in page


def test_what_was_said_stays_said_when_something_else_is_answered(as_steward):
    job, page = put_down(as_steward, HEADER + REGISTERED.replace("Sep 01, 2020", "03/04/2020"))
    job, page = answer(as_steward, job, about=value_of(page, "The training"))
    assert select(page, "order")[0][0] == ("", "Choose…")
    job, page = answer(as_steward, job, order="day-first")
    assert (job.state, job.target) == (Intake.State.PREVIEWED, {"event": "training", "order": "day-first"})


@pytest.mark.parametrize("said", [{}, {"about": ""}, {"about": "event=none"}, {"about": "training"}])
def test_without_an_answer_the_page_asks_again_and_says_why(as_steward, said):
    job, _page = put_down(as_steward, another_day(15))
    response = as_steward.post(f"/intake/{job.pk}/target", said)
    page = response.content.decode()
    assert (response.status_code, "errorlist" in page) == (422, True)
    assert labels(page)[:2] == SESSIONS
    job.refresh_from_db()
    assert job.state == Intake.State.FAILED


def test_what_only_needs_an_answer_is_not_called_refused(as_steward):
    _job, page = put_down(as_steward, another_day(15))
    assert "Waiting for your answer" in page
    assert "Refused" not in page
    listed = as_steward.get("/intake/").content.decode()
    assert "Waiting for your answer" in listed and "Refused" not in listed


def test_what_cannot_be_read_is_called_refused(as_steward):
    _job, page = put_down(as_steward, "%PDF-1.7\n")
    assert "Refused" in page and "Waiting for your answer" not in page
