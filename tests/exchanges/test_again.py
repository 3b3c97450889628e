"""The same report once more, under other bytes; and a report of another day."""

import pytest

from sarai.evidence.engine import Question, answer
from sarai.evidence.intake import Refused
from sarai.exchanges.models import Attendance
from sarai.network.mentions import Mention
from tests.making import attended, day, file, make_event

pytestmark = pytest.mark.django_db
GUEST = Mention(name="Guest")


def test_nameless_guests_are_counted_once_however_often_the_report_is_exported():
    event = make_event()
    rows = [attended(GUEST, (0, 60), 2), attended(GUEST, (0, 60), 3), attended(GUEST, (5, 60), 4)]
    file(event, day(1), *rows, session=1)
    tally = file(event, day(2), *rows, session=1)
    assert (tally["added"], tally["corrected"]) == (0, 0)
    assert answer(Question("exchanges.joins", event.scope)).value == 3


def test_a_report_of_another_day_is_refused():
    event = make_event()
    with pytest.raises(Refused, match="Nobody in this file was there"):
        file(event, day(1), attended(GUEST, (0, 60), session=2), session=1)


def test_one_who_came_at_another_time_is_not_a_report_of_another_day():
    event = make_event()
    file(event, day(1), attended(GUEST, (0, 60)), attended(GUEST, (-60, 0), 3), session=1)
    assert Attendance.objects.count() == 2
