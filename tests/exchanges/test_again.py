"""The same report once more, under other bytes; a report of another day; and a date that cannot be."""

from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from sarai.evidence.engine import Question, answer
from sarai.evidence.intake import Refused
from sarai.exchanges.desk import ExchangesFiler
from sarai.exchanges.models import Attendance, Registration
from sarai.network.mentions import Mention
from tests.making import attended, day, file, make_event, make_source, person, registered

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


ANA = person("Ana Diaz", organisation="Lima")
ELSEWHERE = person("Ana Diaz", organisation="Cusco")
BLANK = person("Ana Diaz")


@pytest.mark.parametrize("batches", [[[ANA, ELSEWHERE, BLANK]], [[ANA], [ELSEWHERE], [BLANK]]], ids=["one", "three"])
def test_somebody_who_stands_twice_in_a_file_is_not_corrected_by_the_same_rows_again(batches):
    event = make_event()

    def take(known):
        filer = ExchangesFiler(make_source(known), event, None)
        tally = Counter()
        for batch in batches:
            tally.update(filer.file([registered(one, line) for line, one in enumerate(batch, 2)])[0])
        tally.update(filer.finish()[0])
        return +tally

    assert take(day(1)) == {"added": 1, "repeated": 2}
    assert set(take(day(2))) == {"unchanged", "repeated"}
    [fact] = Registration.objects.all()
    assert (fact.record.organisation, fact.recorded_at, fact.retracted_at) == ("Cusco", day(1), None)


def test_a_correction_over_two_batches_is_one():
    event = make_event()
    file(event, day(1), registered(person("Ana Diaz", organisation="Callao")))
    filer = ExchangesFiler(make_source(day(2)), event, None)
    assert filer.file([registered(ANA)])[0] == {"corrected": 1}
    assert filer.file([registered(ELSEWHERE)])[0] == {"repeated": 1}
    filer.finish()
    old, new = Registration.objects.order_by("recorded_at")
    assert (old.retracted_by, new.record.organisation, new.retracted_at) == (new.source, "Cusco", None)


FAR = [datetime(1899, 12, 30, tzinfo=UTC), datetime(9999, 12, 31, tzinfo=UTC), datetime(2027, 1, 3, tzinfo=UTC)]


@pytest.mark.parametrize("far", FAR, ids=lambda at: str(at.year))
def test_a_date_that_cannot_be_is_told_of_and_not_taken(far):
    event = make_event()
    filer = ExchangesFiler(make_source(day(1)), event, event.sessions.get(number=1))  # entered on 1 January 2026
    stay = replace(attended(ANA, (0, 60), 3), **{"left_at" if far.year > 2000 else "joined_at": far})
    tally, problems = filer.file([replace(registered(ANA), registered_at=far), stay])
    assert tally == {"added": 1}
    assert [(one.where.line, one.severity) for one in problems] == [(2, "warning"), (3, "warning"), (3, "error")]
    assert all(far.date().isoformat() in one.message for one in problems[:2])
    assert Registration.objects.get().registered_at is None
    assert not Attendance.objects.exists()


def test_a_date_within_a_year_of_the_intake_is_taken():
    event = make_event()
    near = datetime(2026, 12, 31, tzinfo=UTC)
    tally, problems = ExchangesFiler(make_source(day(1)), event, None).file(
        [replace(registered(ANA), registered_at=near)]
    )
    assert (tally, problems) == ({"added": 1}, [])
