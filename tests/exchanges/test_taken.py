"""What becomes of rows that are out of the ordinary, from the file to the figure."""

import pytest
from django.utils import timezone

from sarai.evidence.engine import Question, answer
from sarai.evidence.intake import take_in
from sarai.exchanges.models import Attendance, Registration
from tests.making import make_event

pytestmark = pytest.mark.django_db
TARGET = {"event": "training", "session": 1}


@pytest.fixture
def event():
    return make_event()


def take(folder, name, text, **fields):
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return take_in(path, name=name, by="Steward", at=timezone.now(), target=TARGET, **fields)


def test_the_waiting_room_is_left_out_with_a_word(event, tmp_path):
    times = '"09/08/2020 07:30:00 AM","09/08/2020 08:00:00 AM",30,Yes'
    header = "Name (Original Name),User Email,Join Time,Leave Time,Duration (Minutes),Guest,In Waiting Room\n"
    outcome = take(
        tmp_path, "meeting.csv", f"{header}Ana,ana@example.org,{times},Yes\nAna,ana@example.org,{times},No\n"
    )
    assert outcome.tally == {"read": 1, "added": 1, "skipped": 1}
    [problem] = outcome.problems
    with outcome.source.problems.open() as kept:
        said = kept.read().decode("utf-8-sig")
    assert f'2,no,"{problem.message}",Ana' in said


def test_a_file_of_nothing_but_the_waiting_room_says_so(event, tmp_path):
    header = "Name (Original Name),User Email,Join Time,Leave Time,Duration (Minutes),Guest,In Waiting Room\n"
    row = 'Ana,ana@example.org,"09/08/2020 07:30:00 AM","09/08/2020 08:00:00 AM",30,Yes,Yes\n'
    assert take(tmp_path, "meeting.csv", header + row).tally == {"skipped": 1}


TICKETS = "Order #,Order Date,First Name,Last Name,Email,Ticket Type,Attendee #,Attendee Status\n"
ANA = "77,2020-08-20 09:00:00,Ana,Vula,ana@example.org,Free,5,Attending\n"
BEN = "77,2020-08-20 09:00:00,Ben,Tora,ana@example.org,Free,6,Attending\n"


def test_a_second_ticket_is_a_second_registration(event, tmp_path):
    assert take(tmp_path, "tickets.csv", TICKETS + ANA + BEN).tally == {"read": 2, "added": 2}
    assert answer(Question("exchanges.registrants", event.scope)).value == 2
    assert take(tmp_path, "sorted.csv", TICKETS + BEN + ANA).tally == {"read": 2, "unchanged": 2}
    assert set(Registration.objects.values_list("record__name", "record__email")) == {
        ("Ana Vula", "ana@example.org"),
        ("Ben Tora", ""),
    }


def test_a_join_without_a_leave_counts_until_the_session_ends(event, tmp_path):
    header = "SessionId,ParticipantId,FullName,UserAgent,UtcEventTimestamp,Action,Role\n"
    outcome = take(tmp_path, "live.csv", header + "s,p,Ana Vula,Edge,9/8/2020 11:40:00 AM,Joined,Attendee\n")
    assert outcome.tally == {"read": 1, "added": 1}
    assert "until 2020-09-08 13:00 (UTC)" in outcome.problems[0].message
    assert Attendance.objects.get().left_at == event.sessions.get(number=1).ends_at
    assert answer(Question("exchanges.attendees", event.scope)).value == 1
