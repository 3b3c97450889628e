"""Why a figure is not what it was."""

import pytest

from sarai.evidence.engine import Question, Scope, moments, why_moved
from sarai.network.actions import merge_people, undo_merge
from sarai.network.models import Person
from tests.making import attended, day, file, make_event, person, registered

pytestmark = pytest.mark.django_db


def steps(key, event, since=day(1), until=None):
    return [
        (step.at.day, step.before, step.after, [source.title for source in step.sources])
        for step in why_moved(Question(key, event.scope), since, until)
    ]


def test_files_merges_and_undoing_each_explain_their_part():
    event = make_event()
    ana, anna = person("Ana Diaz"), person("Anna Diaz")
    file(event, day(2), registered(ana, 2), registered(anna, 3), title="first.csv")
    file(event, day(3), registered(person("Ben Okri")), title="second.csv")
    first, second, _ben = Person.objects.order_by("pk")
    merge = merge_people(kept=first, absorbed=second, reason="same phone", by="Steward", at=day(4), known=day(4))
    undo_merge(merge=merge, reason="twins", by="Steward", at=day(5), known=day(5))
    file(event, day(6), registered(ana, 2, status="cancelled"), title="third.csv")
    assert steps("exchanges.registrants", event) == [
        (2, 0, 2, ["first.csv"]),
        (3, 2, 3, ["second.csv"]),
        (4, 3, 2, ["Two records are one person"]),
        (5, 2, 3, ["A merge was undone"]),
        (6, 3, 2, ["third.csv"]),
    ]


def test_the_steps_sum_to_the_movement_between_two_dates():
    event = make_event()
    for number in range(2, 6):
        file(event, day(number), attended(person(f"Person {number}"), (0, 30), number), session=1)
    found = why_moved(Question("exchanges.attendees", event.scope), day(2), day(4))
    assert [step.difference for step in found] == [1, 1]
    assert (found[0].before, found[-1].after) == (1, 3)


def test_files_known_since_the_same_moment_explain_together():
    event = make_event()
    file(event, day(2), registered(person("Ana")), title="a.csv")
    file(event, day(2), registered(person("Ben")), title="b.csv")
    assert steps("exchanges.registrants", event) == [(2, 0, 2, ["a.csv", "b.csv"])]


def test_a_stranger_is_told_what_moved_a_figure_and_not_whom(client):
    event = make_event()
    twins = [person("Ana Diaz", email="ana@example.org"), person("Ana Diaz", email="diaz@example.org")]
    file(event, day(1), *(registered(one, hour) for hour, one in enumerate(twins, 2)))
    one, other = Person.objects.order_by("pk")
    merge_people(kept=one, absorbed=other, reason="Ana told us", by="Stella", at=day(9), known=day(3))
    page = client.get(Question("exchanges.registrants", event.scope).url()).content.decode()
    assert "Two records are one person" in page
    assert "Ana" not in page and "Stella" not in page


def test_it_is_asked_again_only_when_something_about_its_subject_became_known():
    event, other = make_event(), make_event("other-training")
    file(event, day(2), registered(person("Ana")), attended(person("Ana"), (0, 60), 3), session=1)
    file(other, day(3), registered(person("Ben")), attended(person("Ben"), (0, 60), 3), session=1)
    one, two = Person.objects.order_by("pk")
    merge_people(kept=one, absorbed=two, reason="", by="Steward", at=day(4), known=day(4))
    ours = {
        key: moments(Question(key, event.scope), day(1)) for key in ("exchanges.registrants", "exchanges.attendees")
    }
    assert ours == {"exchanges.registrants": [day(2), day(4)], "exchanges.attendees": [day(2), day(4)]}
    assert moments(Question("exchanges.registrants"), day(1)) == [day(2), day(3), day(4)]
    assert moments(Question("exchanges.registrants", Scope("event", "other-training")), day(1), day(3)) == [day(3)]
