"""Figures come out of records, and break down into rows that sum to them."""

from urllib.parse import parse_qsl

import pytest
from django.apps import apps

from sarai.evidence.engine import Question, Scope, UnknownScope, answer, breakdown, crossed, indicators
from sarai.evidence.engine.backends import data_version
from sarai.surveys.models import Response
from tests.making import attended, day, file, handed_in, make_event, make_source, person, registered

pytestmark = pytest.mark.django_db

ANA = person("Ana Diaz", gender="female", organisation_type="local_government")
BEN = person("Ben Okri", gender="male", organisation_type="academia")
CHI = person("Chi Lam")


@pytest.fixture
def event():
    event = make_event(rule={"sessions": 2, "share": 0.6, "assignment": True})
    file(event, day(1), registered(ANA, 2), registered(BEN, 3), registered(CHI, 4))
    file(event, day(2), attended(ANA, (0, 60), 2), attended(ANA, (50, 90), 3), attended(BEN, (-30, 0), 4), session=1)
    file(event, day(3), attended(ANA, (10, 90), 2, 2), attended(CHI, (80, 200), 3, 2), session=2)
    file(event, day(4), handed_in(ANA))
    return event


def value(key, event, **question):
    return answer(Question(key, event.scope, **question)).value


def test_people_are_counted_once_however_often_they_joined(event):
    assert value("exchanges.attendees", event) == 2
    assert value("exchanges.attendances", event) == 3
    assert value("exchanges.joins", event) == 4


def test_who_left_before_the_session_began_was_not_there(event):
    assert {cell.label: cell.number for cell in breakdown(Question("exchanges.joins", event.scope), "session")} == {
        "Session 1": 2,
        "Session 2": 2,
    }


def test_breakdowns_have_an_unknown_row_and_sum_to_the_figure(event):
    cells = breakdown(Question("exchanges.registrants", event.scope), "gender")
    assert [(cell.label, cell.number) for cell in cells] == [("female", 1), ("male", 1), ("unknown", 1)]
    assert sum(cell.number for cell in cells) == value("exchanges.registrants", event) == 3


def test_a_cell_opens_its_own_records(event):
    cell = breakdown(Question("exchanges.attendees", event.scope), "gender")[0]
    assert (cell.label, answer(cell.question).value) == ("female", 1)
    unknown = breakdown(Question("exchanges.attendees", event.scope), "organisation_type")[-1]
    assert (unknown.known, answer(unknown.question).value) == (False, 1)


def test_derived_figures(event):
    assert value("exchanges.attendees_female_share", event) == 50
    assert value("exchanges.min_session_attendance", event) == 1
    assert value("exchanges.attendees_top_organisation_types", event) == ["local government"]
    figure = answer(Question("exchanges.attendees_female_share", event.scope))
    assert figure.parts == (1, 2)


def test_certificates_unite_overlapping_devices(event):
    assert value("exchanges.certificates", event) == 1


def test_a_figure_as_it_was_known_then(event):
    assert value("exchanges.attendees", event, as_of=day(2)) == 1
    assert value("exchanges.registrants", event, as_of=day(1)) == 3
    assert value("exchanges.certificates", event, as_of=day(3)) == 0


def test_period_narrows_to_what_happened_then(event):
    assert value("exchanges.joins", event, until=day(1).date().replace(month=9, day=8)) == 2


def test_what_does_not_apply_is_said_in_a_sentence(event):
    with pytest.raises(UnknownScope, match="not counted by survey"):
        from sarai.surveys.models import Survey

        Survey.objects.create(slug="s", title="S")
        answer(Question("exchanges.attendees", Scope("survey", "s")))
    with pytest.raises(UnknownScope, match="no event"):
        answer(Question("exchanges.attendees", Scope("event", "nowhere")))
    with pytest.raises(ValueError, match="not broken down by"):
        breakdown(Question("exchanges.submissions", event.scope), "session")


# What counts responses is asked of both engines where there are some: in tests/needs/test_indicators.py.
NOT_OF_RESPONSES = [declared.key for declared in indicators() if declared.counted.opens is not Response]


@pytest.mark.parametrize("key", NOT_OF_RESPONSES)
def test_duckdb_gives_the_same_value(event, key, settings):
    question = Question(key)
    settings.FIGURES_ENGINE = "database"
    here, by = answer(question), indicators_by(question)
    settings.FIGURES_ENGINE = "duckdb"
    there, by_there = answer(question), indicators_by(question)
    assert (here.value, here.parts, by) == (there.value, there.parts, by_there)


def indicators_by(question):
    return {name: breakdown(question, name) for name in question.indicator.counted.dimensions}


def test_every_indicator_is_explained():
    for declared in indicators():
        assert str(declared.label)
        assert str(declared.definition).endswith(".")
        assert apps.is_installed(f"sarai.{declared.key.split('.')[0]}")


def test_asked_again_it_costs_one_query(event, settings, django_assert_num_queries):
    settings.FIGURES_CACHED_IN_TRANSACTIONS = True
    question = Question("exchanges.attendees", event.scope)
    answer(question)
    with django_assert_num_queries(1):
        answer(question)


def test_a_source_that_is_committed_late_ends_what_was_remembered(event, settings):
    """On PostgreSQL a long intake takes its number before a later one, and may be committed after it."""
    settings.FIGURES_CACHED_IN_TRANSACTIONS = True
    late, newest = make_source(day(5)), make_source(day(6))
    key = late.pk
    late.delete()
    before = data_version()
    make_source(day(5), pk=key, sha256="f" * 64)
    assert newest.pk > key
    assert data_version() != before


def test_another_event_says_nothing_about_this_one(event):
    other = make_event("other-training")
    file(other, day(5), registered(person("Ana Diaz", gender="male"), 6), registered(CHI, 7))
    file(other, day(6), attended(ANA, (0, 60), 6), session=1)
    cells = breakdown(Question("exchanges.attendees", event.scope), "gender")
    assert [(cell.label, cell.number) for cell in cells] == [("female", 1), ("unknown", 1)]
    assert value("exchanges.attendees", other) == 1
    assert value("exchanges.registrants", event) == 3


def test_a_count_of_places_is_broken_down_without_rows_of_nothing(event):
    assert breakdown(Question("exchanges.attendee_countries", event.scope), "gender") == []


PAIRS = [("gender", "organisation_type"), ("session", "gender"), ("gender", "session"), ("country", "session")]


@pytest.mark.parametrize("engine", ["", "duckdb"])
@pytest.mark.parametrize(("one", "other"), PAIRS)
def test_two_dimensions_at_once_open_what_they_count(event, one, other, engine, settings):
    # Ben says later that he is somebody else: he counts once in what does not overlap.
    file(event, day(5), attended(person("Ben Okri", gender="other"), (0, 90), 7, 2), session=2)
    settings.FIGURES_ENGINE = engine or settings.FIGURES_ENGINE
    question = Question("exchanges.attendees", event.scope)
    cells = crossed(question, one, other)
    assert cells
    for (_first, second), cell in cells.items():
        assert cell.value == second
        assert answer(cell.question).value == cell.number
        assert answer(Question.from_params(question.key, params_of(cell.question))).value == cell.number
    if "session" not in (one, other):
        assert sum(cell.number for cell in cells.values()) == answer(question).value


def params_of(question):
    return dict(parse_qsl(question.url().partition("?")[2], keep_blank_values=True))


def test_two_dimensions_of_which_it_has_but_one(event):
    with pytest.raises(ValueError, match="not broken down by priority"):
        crossed(Question("exchanges.attendees", event.scope), "gender", "priority")
