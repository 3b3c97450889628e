"""Facts are added and retracted, never overwritten; files give the same history in whatever order they come."""

from itertools import permutations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from sarai.evidence.engine import Question, answer
from sarai.exchanges.models import Registration
from tests.making import day, file, make_event, make_source, person, registered

pytestmark = pytest.mark.django_db

ANA = person("Ana Diaz", organisation="Lima")


def test_the_same_row_again_changes_nothing():
    event = make_event()
    assert file(event, day(1), registered(ANA)) == {"added": 1}
    assert file(event, day(2), registered(ANA)) == {"unchanged": 1}
    assert Registration.objects.count() == 1


def test_a_correction_is_a_retraction_and_a_new_fact():
    event = make_event()
    file(event, day(1), registered(ANA))
    assert file(event, day(2), registered(person("Ana Diaz", organisation="Callao"))) == {"corrected": 1}
    old, new = Registration.objects.order_by("pk")
    assert (old.record.organisation, old.retracted_at, old.retracted_by_id) == ("Lima", day(2), new.source_id)
    assert (new.record.organisation, new.recorded_at, new.retracted_at) == ("Callao", day(2), None)


def test_a_blank_unsays_nothing():
    event = make_event()
    file(event, day(1), registered(ANA))
    assert file(event, day(2), registered(person("Ana Diaz"))) == {"unchanged": 1}


def test_what_is_left_blank_is_kept_beside_what_is_new():
    event = make_event()
    file(event, day(1), registered(ANA))
    file(event, day(2), registered(person("Ana Diaz", gender="female")))
    [fact] = Registration.objects.filter(retracted_at=None)
    assert (fact.record.organisation, fact.record.gender) == ("Lima", "female")


def test_the_order_of_loading_does_not_change_history():
    def history(order):
        event = make_event(f"training-{''.join(map(str, order))}")
        organisations = {1: "Lima", 2: "Callao", 3: "Cusco"}
        for number in order:
            file(event, day(number), registered(person("Ana Diaz", organisation=organisations[number])))
        held = []
        for number in range(1, 5):
            at = day(number)
            facts = Registration.objects.filter(event=event, recorded_at__lte=at).exclude(retracted_at__lte=at)
            held.append([fact.record.organisation for fact in facts])
        return held

    expected = [["Lima"], ["Callao"], ["Cusco"], ["Cusco"]]
    assert all(history(order) == expected for order in permutations((1, 2, 3)))


def test_of_two_rows_of_one_file_the_later_holds():
    event = make_event()
    tally = file(event, day(1), registered(ANA, 2), registered(person("Ana Diaz", organisation="Cusco"), 3))
    assert tally == {"added": 1, "repeated": 1}
    assert Registration.objects.get().record.organisation == "Cusco"


def test_what_a_person_took_back_does_not_come_back_with_an_old_list():
    event = make_event()
    file(event, day(1), registered(ANA))
    act = make_source(day(2), kind="entry", sha256="", entered_at=day(2))
    Registration.objects.update(retracted_at=act.recorded_at, retracted_by=act)
    assert file(event, day(3), registered(ANA)) == {"withdrawn": 1}
    assert answer(Question("exchanges.registrants", event.scope)).value == 0


def test_a_batch_of_corrections_asks_as_often_for_three_as_for_one():
    def asked(event, people):
        rows = [person(f"P {number}", organisation="Lima") for number in range(people)]
        file(event, day(1), *(registered(who, line) for line, who in enumerate(rows)))
        again = [person(f"P {number}") for number in range(people)]
        with CaptureQueriesContext(
            connection,
        ) as queries:
            later = (registered(who, line, "cancelled") for line, who in enumerate(again))
            assert file(event, day(2), *later) == {"corrected": people}
        return len(queries)

    assert asked(make_event("one"), 1) == asked(make_event("three"), 3)
