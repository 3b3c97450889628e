"""A file on its way in: recognised, previewed, taken in whole or not at all, and never twice."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone
from openpyxl import Workbook

from sarai.evidence.engine import Question, answer
from sarai.evidence.intake import NeedsFormat, NeedsTarget, Refused, take_in
from sarai.evidence.models import Source
from sarai.exchanges.models import Attendance, Registration
from sarai.network.models import PersonRecord
from tests.evidence.reports import AGAIN, ANA, BACKWARDS, BEN, REPORT
from tests.making import make_event

pytestmark = pytest.mark.django_db


@pytest.fixture
def report(tmp_path) -> Path:
    path = tmp_path / "report.csv"
    path.write_text(REPORT.format(rows="\n".join([ANA, AGAIN, BEN])), encoding="utf-8-sig")
    return path


@pytest.fixture
def event():
    return make_event()


def take(path, **fields):
    return take_in(path, name=path.name, by="Steward", at=timezone.now(), **fields)


def test_the_file_says_itself_what_it_is_about(report, event):
    outcome = take(report)
    assert (outcome.format, outcome.target) == ("zoom-webinar", {"event": "training", "session": 1})
    assert outcome.tally == {"read": 4, "added": 4}
    assert answer(Question("exchanges.attendees", event.scope)).value == 1
    assert answer(Question("exchanges.registrants", event.scope)).value == 2


def test_the_same_file_again_changes_nothing(report, event):
    first = take(report)
    again = take(report)
    assert (again.already, again.tally) == (first.source, {})
    assert Source.objects.count() == 1


def test_the_same_rows_in_another_file_change_nothing(report, event, tmp_path):
    take(report)
    other = tmp_path / "other.csv"
    other.write_text(report.read_text(encoding="utf-8-sig") + "\n", encoding="utf-8")
    assert take(other).tally == {"read": 4, "unchanged": 4}
    assert Attendance.objects.count() == 2


def test_a_dry_run_says_what_would_change_and_changes_nothing(report, event):
    outcome = take(report, dry_run=True)
    assert outcome.tally == {"read": 4, "added": 4}
    assert not Source.objects.exists()
    assert not PersonRecord.objects.exists()


def test_every_fact_says_file_sheet_and_line(report, event):
    source = take(report).source
    assert len(source.sha256) == 64
    with source.file.open() as kept:
        assert kept.read() == report.read_bytes()
    lines = sorted(Attendance.objects.values_list("source", "line"))
    assert lines == [(source.pk, 7), (source.pk, 8)]


def test_a_row_that_cannot_be_is_refused_with_a_sentence_and_the_others_are_taken(event, tmp_path):
    path = tmp_path / "report.csv"
    path.write_text(REPORT.format(rows="\n".join([ANA, BACKWARDS])), encoding="utf-8")
    outcome = take(path)
    assert outcome.tally["refused"] == 1
    [problem] = outcome.problems
    assert problem.where.line == 8
    with outcome.source.problems.open() as problems:
        assert "chi@example.org" in problems.read().decode("utf-8-sig")
    assert list(Attendance.objects.values_list("record__name", flat=True)) == ["Ana Diaz"]


def test_history_carries_its_own_date_beside_the_clocks(report, event):
    since = timezone.now() - timedelta(days=1000)
    source = take(report, known_since=since).source
    assert source.recorded_at == since
    assert source.entered_at > since
    assert answer(Question("exchanges.attendees", event.scope, since)).value == 1
    assert answer(Question("exchanges.attendees", event.scope, since - timedelta(seconds=1))).value == 0


def test_nothing_is_known_since_tomorrow(report, event):
    with pytest.raises(Refused, match="still to come"):
        take(report, known_since=timezone.now() + timedelta(days=1))


def test_what_it_is_about_is_asked_for_where_the_file_does_not_say(report):
    make_event("other", sessions=1)
    other = report.with_name("else.csv")
    other.write_text(report.read_text(encoding="utf-8-sig").replace("900-000-001", "111-222-333"), encoding="utf-8")
    with pytest.raises(NeedsTarget) as refusal:
        take(other)
    assert refusal.value.choices == [({"event": "other"}, "The other")]
    with pytest.raises(NeedsTarget, match="no session 9"):
        take(other, target={"event": "other", "session": 9})


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "empty"),
        (b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj", "PDF"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "password|old"),
        (b"PK\x03\x04 not a workbook at all", "."),
        (b"a,b,c\n1,2,3\n", "none that we know"),
    ],
)
def test_a_hostile_or_foreign_file_is_refused_whole(content, says, event, tmp_path):
    path = tmp_path / "file.xlsx"
    path.write_bytes(content)
    with pytest.raises((Refused, NeedsFormat), match=says):
        take(path)
    assert not Source.objects.exists()


def test_a_truncated_workbook_is_refused_whole(event, tmp_path):
    book = Workbook()
    for number in range(200):
        book.active.append([f"row {number}", "x" * 50])
    book.save(tmp_path / "whole.xlsx")
    path = tmp_path / "broken.xlsx"
    path.write_bytes((tmp_path / "whole.xlsx").read_bytes()[:-900])
    with pytest.raises(Refused):
        take(path)


def test_a_file_over_the_limit_is_refused_with_both_sizes(report, event, settings):
    settings.INTAKE_MAX_BYTES = 100
    with pytest.raises(Refused, match="100"):
        take(report)


def test_names_alone_never_make_two_rows_one_person(event, tmp_path):
    path = tmp_path / "meeting.csv"
    path.write_text(
        "Name (Original Name),User Email,Join Time,Leave Time,Duration (Minutes),Guest\n"
        + 'Ana Diaz,,"09/08/2020 07:30:00 AM","09/08/2020 08:00:00 AM",30,Yes\n'
        + 'Ana Diaz,,"09/08/2020 08:05:00 AM","09/08/2020 08:30:00 AM",25,Yes\n',
        encoding="utf-8",
    )
    take(path, target={"event": "training", "session": 1})
    assert answer(Question("exchanges.attendees", event.scope)).value == 2


def test_registrations_keep_what_no_field_of_ours_holds(event, tmp_path):
    path = tmp_path / "registrations.csv"
    path.write_text(
        "First Name,Last Name,Email,Registration Time,Approval Status,What do you hope to learn?\n"
        'Ana,Diaz,ana@example.org,"Sep 01, 2020 08:00:00 AM",approved,Floods\n',
        encoding="utf-8",
    )
    take(path, target={"event": "training"})
    assert Registration.objects.get().answers == {"What do you hope to learn?": "Floods"}
