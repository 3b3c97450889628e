"""What surveys tell of needs, counted: by role, in whatever language, on both engines, with records that open."""

import pytest
from django.core.management import call_command
from django.utils import translation

from sarai.evidence.engine import Question, Scope, answer, breakdown, crossed, indicators
from sarai.evidence.queries import columns, count_records, records
from sarai.needs.actions import Said, state
from sarai.network.actions import erase_person
from sarai.network.models import City, Person
from sarai.surveys.models import Response, Survey, Validity
from tests.making import make_source
from tests.needs.surveys import PEOPLE, sent
from tests.surveys.forms import NOW, filed

pytestmark = pytest.mark.django_db
ALL = [declared for declared in indicators() if declared.key.startswith("needs.")]
OURS = [declared.key for declared in ALL if declared.counted.opens is Response]


def value(key, survey):
    return answer(Question(key, survey.scope)).value


@pytest.mark.parametrize(
    ("key", "expected"),
    [
        ("needs.surveys", 1),
        ("needs.valid_responses", 5),
        ("needs.completions", 5),
        ("needs.counted_responses", 5),
        ("needs.respondents", 4),
        ("needs.respondent_cities", 2),
        ("needs.respondent_countries", 2),
        ("needs.top_priorities", ["public health", "tourism", "transport"]),
        ("needs.top_support_expected", ["money", "advice"]),
        ("needs.people_whose_wishes_stand", 4),
        ("needs.top_partner_cities", ["Luoyang", "Dunhuang"]),
        ("needs.partner_cities_named", ["Luoyang", "Dunhuang"]),
        ("needs.partner_cities", {"Luoyang": 2, "Dunhuang": 1, "not specified": 1}),
        ("needs.municipal_officials", 2),
        ("needs.municipal_officials_by_city", {"CDMX (Mexico)": 1, "cdmx (Mexico)": 1}),
        ("needs.share_demanding_surgical_masks", 50),
        ("needs.increased_knowledge", 2),
        ("needs.interested_to_collaborate", 2),
        ("needs.cities_with_priorities", 2),
        ("needs.city_needs", 4),
        ("needs.unanswered", 4),
        ("needs.people_offering", 2),
        ("needs.cities_offering", 2),
        ("needs.people_asking_for_contact", 2),
    ],
)
def test_what_is_counted(asked_cities, key, expected):
    assert value(key, asked_cities) == expected


@pytest.mark.parametrize("key", OURS)
def test_duckdb_gives_the_same(asked_cities, key, settings):
    question = Question(key, asked_cities.scope)
    here = in_numbers(Question(key)), in_numbers(question), by_everything(question)
    settings.FIGURES_ENGINE = "duckdb"
    assert (in_numbers(Question(key)), in_numbers(question), by_everything(question)) == here


def in_numbers(question):
    figure = answer(question)
    return figure.value, figure.parts


def by_everything(question):
    return {name: breakdown(question, name) for name in question.indicator.counted.dimensions}


@pytest.mark.parametrize("key", OURS)
def test_the_records_behind_each_open_once_each(asked_cities, key, as_team):
    question = Question(key, asked_cities.scope)
    shown = columns(Response)
    found = records(question, shown, limit=100)
    assert 0 < len(found) == count_records(question) <= 5
    page = as_team.get(question.url())
    assert page.status_code == 200


def test_a_number_opens_those_that_it_counts(asked_cities):
    cells = {
        cell.label: cell for cell in breakdown(Question("needs.people_with_priorities", asked_cities.scope), "priority")
    }
    assert {label: cell.number for label, cell in cells.items()} == {
        "public health": 3,
        "tourism": 3,
        "transport": 1,
        "other": 3,
    }
    assert [answer(cells[label].question).value for label in ("public health", "transport")] == [3, 1]
    unspecified = breakdown(Question("needs.partner_cities", asked_cities.scope), "partner_city")[-1]
    assert (unspecified.known, answer(unspecified.question).value) == (False, 1)


def test_words_are_those_of_the_reader(asked_cities):
    with translation.override("es"):
        assert value("needs.top_priorities", asked_cities) == ["salud pública", "turismo", "transporte"]
        share = breakdown(Question("needs.people_asked_for_goods", asked_cities.scope), "goods")
        assert [cell.label for cell in share[:2]] == ["mascarillas", "guantes"]


def test_only_valid_responses_tell_of_needs(asked_cities):
    Validity.objects.create(
        survey=asked_cities, number=1, no_faults=True, source=make_source(NOW), recorded_at=NOW, in_window=True
    )
    sent(asked_cities, 9, **(PEOPLE[3] | {"email": "eve@x.example", "scale": "high"}))
    filed()
    assert value("needs.completions", asked_cities) == 6
    assert value("needs.valid_responses", asked_cities) == 5
    assert value("needs.people_with_priorities", asked_cities) == 4


def test_a_survey_that_asks_for_no_needs_is_none(asked_cities):
    other = Survey.objects.create(slug="satisfaction", title="Satisfaction")
    Response.objects.filter(pk__in=Response.objects.values("pk")[:1]).update(survey=other)
    assert answer(Question("needs.completions", Scope("survey", "satisfaction"))).value == 1
    assert answer(Question("needs.valid_responses", Scope("survey", "satisfaction"))).value == 0
    assert answer(Question("needs.surveys")).value == 1
    assert answer(Question("needs.valid_responses")).value == 4


def test_what_somebody_chose_is_counted_after_they_are_forgotten(asked_cities):
    person = Person.objects.get(links__record__email="bo@x.example")
    erase_person(person=person, reason="asked", by="Stella", at=NOW)
    assert value("needs.top_priorities", asked_cities) == ["public health", "tourism", "transport"]
    assert value("needs.partner_cities", asked_cities) == {"Luoyang": 1, "Dunhuang": 1, "not specified": 1}
    assert value("needs.municipal_officials_by_city", asked_cities) == {"CDMX (Mexico)": 1, "unknown": 1}


def test_what_an_officer_denies_is_no_wish(asked_cities):
    city = City.objects.get(pk=3530597)  # Mexico City, of which two named Luoyang
    state(city=city, said={"partner": {"1801792": Said(False)}}, by="Olga", at=NOW)
    assert value("needs.partner_cities", asked_cities) == {"Dunhuang": 1, "not specified": 1}
    assert value("needs.top_partner_cities", asked_cities) == ["Dunhuang"]
    by_country = crossed(Question("needs.people_whose_wishes_stand"), "country", "partner_city")
    assert ("MX", "1801792") not in by_country and by_country["FJ", ""].number == 1
    assert answer(Question("needs.people_wishing_for_partners")).value == 4  # who said so, said so


def test_a_tally_is_printed_and_shown(asked_cities, capsys, as_stranger):
    call_command("figures", "needs.partner_cities", "--scope", "survey:cities")
    lines = [line.split() for line in capsys.readouterr().out.splitlines()]
    assert lines == [
        ["needs.partner_cities", "(people)"],
        ["Luoyang", "2"],
        ["Dunhuang", "1"],
        ["not", "specified", "1"],
    ]
    page = as_stranger.get(Question("needs.partner_cities", asked_cities.scope).url()).content.decode()
    assert "Luoyang 2, Dunhuang 1, not specified 1" in page
