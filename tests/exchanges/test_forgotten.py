"""A guest without an address who asked to be forgotten: the same row in a later file is recognised, and no other."""

import pytest
from django.utils import timezone

from sarai.evidence.engine import Question, answer
from sarai.evidence.intake import take_in
from sarai.exchanges.models import Attendance
from sarai.network import actions
from sarai.network.models import PersonLink
from tests.making import make_event
from tests.network.test_people_erasing import everything_stored

pytestmark = pytest.mark.django_db
HEADER = "Name (Original Name),User Email,Join Time,Leave Time,Duration (Minutes),Guest\n"
ZOE = 'Zoe Quist,,"09/08/2020 07:30:00 AM","09/08/2020 08:00:00 AM",30,Yes\n'
LATER = 'Zoe Quist,,"09/08/2020 08:10:00 AM","09/08/2020 08:30:00 AM",3,Yes\n'
BEN = 'Ben,,"09/08/2020 07:30:00 AM","09/08/2020 08:00:00 AM",30,Yes\n'


@pytest.fixture(autouse=True)
def _files(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "files"


@pytest.fixture
def event():
    return make_event()


def take(folder, name, *rows, **fields):
    path = folder / name
    path.write_text(HEADER + "".join(rows), encoding="utf-8")
    target = {"event": "training", "session": 1}
    return take_in(path, name=name, by="Steward", at=timezone.now(), target=target, **fields)


def forget(name):
    person = PersonLink.objects.filter(record__name=name, retracted_at=None).order_by("pk").first().person
    actions.erase_person(person=person, reason="", by="Stella", at=timezone.now())
    actions.sweep_files(at=timezone.now())


def joins(event):
    return answer(Question("exchanges.joins", event.scope)).value, answer(
        Question("exchanges.attendees", event.scope)
    ).value


def test_the_same_row_is_not_counted_twice_and_brings_no_name_back(event, tmp_path):
    take(tmp_path, "one.csv", ZOE, BEN)
    forget("Zoe Quist")
    later = take(tmp_path, "two.csv", BEN, ZOE)
    assert later.tally == {"read": 2, "unchanged": 2}
    assert joins(event) == (2, 2)
    actions.sweep_files(at=timezone.now())
    assert "quist" not in everything_stored()
    assert "ben" in everything_stored()


def test_files_that_said_it_too_are_gone_through(event, tmp_path):
    take(tmp_path, "one.csv", ZOE, BEN)
    take(tmp_path, "two.csv", BEN, ZOE)
    forget("Zoe Quist")
    assert "quist" not in everything_stored()


def test_of_two_guests_whose_rows_are_alike_only_one_is_forgotten(event, tmp_path):
    take(tmp_path, "one.csv", ZOE, ZOE)
    forget("Zoe Quist")
    assert take(tmp_path, "two.csv", ZOE, BEN, ZOE).tally == {"read": 3, "unchanged": 2, "added": 1}
    assert joins(event) == (3, 3)
    assert Attendance.objects.filter(record__name="Zoe Quist").count() == 1


def test_another_row_of_that_name_is_another_somebody(event, tmp_path):
    take(tmp_path, "one.csv", ZOE)
    forget("Zoe Quist")
    assert take(tmp_path, "two.csv", ZOE, LATER).tally == {"read": 2, "unchanged": 1, "added": 1}
    assert Attendance.objects.get(record__name="Zoe Quist").joined_at.hour == 12


def test_what_is_doubtful_in_the_row_is_not_kept_either(event, tmp_path):
    take(tmp_path, "one.csv", LATER, BEN)
    forget("Zoe Quist")
    again = take(tmp_path, "two.csv", LATER, BEN, BEN)
    assert again.problem_count == 1
    actions.sweep_files(at=timezone.now())
    assert "quist" not in everything_stored()


def test_a_preview_recognises_them_too(event, tmp_path):
    take(tmp_path, "one.csv", ZOE)
    forget("Zoe Quist")
    assert take(tmp_path, "two.csv", ZOE, BEN, dry_run=True).tally == {"read": 2, "unchanged": 1, "added": 1}
