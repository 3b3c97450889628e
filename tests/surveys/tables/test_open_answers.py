"""Answers in people's own words: searched, tagged, grouped."""

import pytest

from sarai.surveys.actions import tag_answers
from sarai.surveys.models import AnswerTag, Question, Response
from sarai.surveys.tables import meaning
from tests.surveys.forms import NOW, filed, published, sent

pytestmark = pytest.mark.django_db

SAID = ("Inundación y sequía", "inundacion again", "We lack training", "TRAINING of staff", "nothing")


@pytest.fixture
def survey(countries):
    survey = published()
    for number, why in enumerate(SAID):
        sent(survey, instance=f"uuid:{number}", email=f"p{number}@city.example", staff="150", why=why)
    filed(NOW)
    return survey


def address(survey, query=""):
    return f"/surveys/needs/open/{Question.objects.get(path='why').pk}/{query}"


def test_answers_are_found_whatever_their_accents(survey, as_team):
    page = as_team.get(address(survey, "?q=INUNDACIÓN")).content.decode()
    assert "Inundación y sequía" in page
    assert "inundacion again" in page
    assert "We lack" not in page
    assert "No answer is like that." in as_team.get(address(survey, "?q=zebra")).content.decode()


def test_answers_are_tagged_once_and_found_by_their_tag(survey, as_team):
    keys = list(Response.objects.filter(answers__why__icontains="training").values_list("key", flat=True))
    for _again in range(2):
        as_team.post(address(survey, "tag?q=training"), {"key": keys, "tag": "  Skills   of staff "})
    assert sorted(AnswerTag.objects.values_list("key", "tag")) == sorted((key, "Skills of staff") for key in keys)
    page = as_team.get(address(survey, "?tag=Skills of staff")).content.decode()
    assert "TRAINING of staff" in page
    assert "sequía" not in page
    assert "sequía" in as_team.get(address(survey, "?tag=")).content.decode()
    as_team.post(address(survey, "tag"), {"remove": f"{keys[0]}:Skills of staff"})
    assert AnswerTag.objects.count() == 1


def test_a_tag_stays_when_the_response_is_corrected(survey, as_team):
    key = Response.objects.get(answers__why="nothing").key
    question = Question.objects.get(path="why")
    tag_answers(question=question, keys=[key], tag="none", by="Tara", at=NOW)
    meta = "<deprecatedID>uuid:4</deprecatedID>"
    sent(survey, instance="uuid:9", meta=meta, email="p4@city.example", staff="150", why="nothing at all")
    filed(NOW.replace(day=2))
    assert "nothing at all" in as_team.get(address(survey, "?tag=none")).content.decode()


@pytest.mark.parametrize("tag", ["", " ", "x" * 61])
def test_a_tag_that_is_none_is_refused(survey, as_team, tag):
    key = Response.objects.first().key
    page = as_team.post(address(survey, "tag"), {"key": [key], "tag": tag}, follow=True).content.decode()
    assert "Write a tag of one to 60 letters." in page
    assert (
        "Choose the answers first" in as_team.post(address(survey, "tag"), {"tag": "x"}, follow=True).content.decode()
    )
    assert not AnswerTag.objects.exists()


def test_only_answers_to_this_survey_are_tagged(survey):
    question = Question.objects.get(path="why")
    assert tag_answers(question=question, keys=["no such key"], tag="x", by="Tara", at=NOW) == 0


def test_without_the_encoder_answers_stand_in_groups_by_shared_words(survey, as_team, monkeypatch):
    monkeypatch.setattr(meaning, "find_spec", lambda name: None)
    page = as_team.get(address(survey, "?view=groups")).content.decode()
    assert "Answers stand together where they share a word" in page
    assert "By meaning" not in page
    assert "sharing no word" in page
    assert "perhaps meaning the same" not in as_team.get(address(survey, "?tag=none")).content.decode()
    assert page.count("<details") - as_team.get(address(survey)).content.decode().count("<details") == 3


def test_questions_that_say_who_somebody_is_are_not_read_here(survey, as_team):
    assert as_team.get(f"/surveys/needs/open/{Question.objects.get(path='name').pk}/").status_code == 404
    assert as_team.get(f"/surveys/needs/open/{Question.objects.get(path='gender').pk}/").status_code == 404
