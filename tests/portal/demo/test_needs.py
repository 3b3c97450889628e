"""The questionnaires and answers of the other five surveys."""

import json
import random
from collections import Counter

import pytest

from sarai.portal.demo.surveys.answers import deal
from sarai.portal.demo.surveys.forms import NAMES, xlsform
from sarai.portal.demo.surveys.people import cities_of
from sarai.surveys.answering import Engine, check
from sarai.surveys.questionnaire.publishing import publish
from tests.portal.demo.conftest import read_lines
from tests.surveys.forms import NOW


@pytest.fixture(scope="module")
def forms():
    return {form.id: form for form in (publish(xlsform(name), f"{name}.xlsx").form for name in NAMES)}


@pytest.mark.parametrize("name", NAMES)
def test_every_questionnaire_is_whole_in_all_its_languages(name):
    published = publish(xlsform(name), f"{name}.xlsx")
    assert published.warnings == ()
    assert len(published.form.languages) >= 2
    assert xlsform(name) == xlsform(name)


def test_one_is_in_the_six_languages_of_the_united_nations(forms):
    assert [language[-3:-1] for language in forms["covid-needs"].languages] == ["en", "fr", "es", "ru", "zh", "ar"]


@pytest.mark.parametrize("name", ["ecommerce", "uzbekistan", "development", "covid"])
def test_what_telephones_sent_is_as_the_form_allows(published, forms, name):
    lines = [json.loads(line) for line in (published.folder / f"{name}-sent.jsonl").read_text().splitlines()]
    assert [line["at"] for line in lines] == sorted(line["at"] for line in lines)
    form = next(form for form in forms.values() if f'id="{form.id}"' in lines[0]["xml"])
    engine = Engine(form)
    found = [check(engine, engine.shape.read(line["xml"].encode()), now=NOW) for line in lines[:60]]
    assert [violations for violations in found if violations] == []


def test_a_later_export_has_the_earlier_one_in_it(published):
    first, second = (read_lines(published.folder / f"ecommerce-{day}.csv", ";") for day in ("2020-11-01", "2021-02-01"))
    place = first[0].index("_uuid")
    uuids = [row[place] for row in second[1:]]
    assert len(set(uuids)) == len(uuids)
    assert {row[place] for row in first[1:]} < set(uuids)
    assert Counter(row[second[0].index("_validation_status")] for row in second[1:])["Not approved"] == 9


def test_choices_are_dealt_to_as_many_as_said():
    dealt = deal(random.Random(1), {"a": 9, "b": 7, "c": 2}, 10, at_most=2)
    assert Counter(choice for choices in dealt for choice in choices) == {"a": 9, "b": 7, "c": 2}
    assert all(1 <= len(set(choices)) == len(choices) <= 2 for choices in dealt)
    with pytest.raises(ValueError, match="cannot make"):
        deal(random.Random(1), {"a": 9, "b": 9, "c": 9}, 10, at_most=2)
    with pytest.raises(ValueError, match="cannot make"):
        deal(random.Random(1), {"a": 11}, 10, at_most=2)


def test_there_are_no_more_cities_than_there_are():
    assert len({city.geonameid for city in cities_of(("KE", "FJ"), 5)}) == 5
    with pytest.raises(ValueError, match="no 100 cities"):
        cities_of(("KE", "FJ"), 100)
