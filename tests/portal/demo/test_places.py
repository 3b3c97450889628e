"""What people type is what a careful reader can tell."""

import random

import pytest

from sarai.portal.demo import places
from sarai.portal.demo.countries import COUNTRIES
from sarai.portal.demo.names import NAMES
from sarai.portal.demo.spellings import DOUBTFUL, LOCAL_SPELLINGS


def test_every_spelling_of_a_country_is_understood(place_reader):
    country_code, _ = place_reader
    wrong = [(c.code, s) for c in COUNTRIES for s in c.spellings if country_code(s) != c.code]
    assert wrong == []


def test_there_are_enough_countries_and_each_has_names_and_a_city():
    assert len({c.code for c in COUNTRIES}) == len(COUNTRIES) == 140
    assert all(c.names in NAMES for c in COUNTRIES)
    assert all(places.cities(c.code) for c in COUNTRIES)


def test_local_spellings_are_names_of_that_city(place_reader):
    _, resolve = place_reader
    for (code, name), texts in LOCAL_SPELLINGS.items():
        expected = places.city_named(code, name).geonameid
        assert {resolve(code, text) for text in texts} == {expected}, name


def test_doubtful_texts_name_known_cities_and_no_text_twice():
    assert len({(entry.country, entry.text) for entry in DOUBTFUL}) == len(DOUBTFUL)
    for entry in DOUBTFUL:
        if entry.city:
            assert places.city_named(entry.country, entry.city).name == entry.city


def test_most_people_type_the_plain_name():
    rng = random.Random(1)
    suva = places.city("FJ", 2198148)
    typed = [places.type_city(rng, suva) for _ in range(1000)]
    assert 600 < typed.count("Suva") < 800
    assert {"Suva, Fiji", "Suva (Fiji)", "SUVA", "सुवा"} <= set(typed)


def test_unknown_cities_are_key_errors():
    with pytest.raises(KeyError):
        places.city("FJ", 1)
    with pytest.raises(KeyError):
        places.city_named("FJ", "Atlantis")
