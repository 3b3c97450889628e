"""`sarai report highlights`."""

import hashlib

import pytest
from django.core.management import CommandError, call_command

from .conftest import make_programme


def run(*arguments):
    call_command("report", "highlights", *arguments)


def test_what_was_written_is_said_for_programs(published):
    written = published.written
    assert written["sha256"] == hashlib.sha256(published.pdf).hexdigest()
    assert written["standards"] == ["a-2a", "ua-1"]
    assert written["as_of"] == "2020-10-04T12:00:00+00:00"
    values = {(figure["key"], figure["scope"]): figure["value"] for figure in written["figures"]}
    assert values["exchanges.attendees", "event:training"] == 41
    assert values["exchanges.certificates", "event:training"] == 10
    assert all(figure["evidence"].startswith("http://localhost:8000/evidence/") for figure in written["figures"])


def test_what_was_written_is_said_for_people(published):
    assert "Highlights 2020" in published.answer
    assert "A-2A, UA-1" in published.answer


@pytest.mark.django_db
def test_a_year_without_events_is_refused_with_a_sentence(tmp_path):
    make_programme()
    with pytest.raises(CommandError, match="Nothing is on record for 2021 yet"):
        run("--year", "2021", "--to", str(tmp_path / "x.pdf"))
    with pytest.raises(CommandError, match="runs from 2020-01-01 to 2022-12-31"):
        run("--year", "1999", "--to", str(tmp_path / "x.pdf"))
    assert list(tmp_path.iterdir()) == []


@pytest.mark.django_db
def test_a_date_that_is_none_is_refused(tmp_path):
    with pytest.raises(CommandError, match="“soon” is not a date"):
        run("--year", "2020", "--as-of", "soon", "--to", str(tmp_path / "x.pdf"))


def test_a_file_that_is_no_pdf_is_refused(tmp_path):
    with pytest.raises(CommandError, match=r"does not end in \.pdf"):
        run("--year", "2020", "--to", str(tmp_path / "x.docx"))
