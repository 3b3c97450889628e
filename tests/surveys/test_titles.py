"""A survey called in the language of whoever reads of it."""

import json
import re

import pytest
from django.utils import translation

from sarai.letters.models import Letter
from sarai.network.mentions import Mention
from sarai.surveys import actions
from sarai.surveys.models import Survey
from tests.surveys.forms import NEEDS, NOW, published

pytestmark = pytest.mark.django_db
TITLES = {"es": "Necesidades de las ciudades", "sw": "Mahitaji ya miji"}
SUMMARIES = {"es": "Lo que las ciudades necesitan."}


@pytest.fixture
def survey(countries):
    return published(titles=TITLES, summaries=SUMMARIES, summary="What cities need.")


@pytest.mark.parametrize(
    ("code", "title"),
    [
        ("es", TITLES["es"]),
        ("es-mx", TITLES["es"]),
        ("sw", TITLES["sw"]),
        ("fr", "Needs of cities"),
        ("", "Needs of cities"),
    ],
)
def test_a_title_is_that_of_the_language_or_the_usual_one(code, title):
    assert Survey(title="Needs of cities", titles=TITLES).title_in(code) == title


def test_an_empty_title_is_none():
    assert Survey(title="Needs", titles={"es": ""}).title_in("es") == "Needs"


@pytest.mark.parametrize("address", ["/s/needs/", "/surveys/", "/surveys/needs/", "/surveys/needs/tables/"])
def test_pages_call_it_as_their_reader_does(as_stranger, survey, address):
    spanish = as_stranger.get(address, headers={"accept-language": "es"}).content.decode()
    english = as_stranger.get(address, headers={"accept-language": "en"}).content.decode()
    assert TITLES["es"] in spanish
    assert "Needs of cities" not in spanish
    assert "Needs of cities" in english
    assert TITLES["es"] not in english


def test_the_language_of_the_form_counts_where_the_site_is_not_in_it(as_stranger, countries):
    sheets = NEEDS.replace("Español (es)", "Kiswahili (sw)")
    published(sheets=sheets, titles=TITLES)
    page = as_stranger.get("/s/needs/?language=sw").content.decode()
    assert TITLES["sw"] in page
    assert 'lang="sw"' in page


def test_without_a_network_each_language_has_its_title(as_stranger, survey):
    page = as_stranger.get("/s/needs/offline").content.decode()
    kit = json.loads(re.search(r'<script[^>]*type="application/json"[^>]*>(.*?)</script>', page, re.DOTALL)[1])
    assert kit["titles"] == {"English (en)": "Needs of cities", "Español (es)": TITLES["es"]}
    assert kit["summaries"] == {"English (en)": "What cities need.", "Español (es)": SUMMARIES["es"]}


def test_what_is_kept_for_no_network_is_fetched_anew_once_a_title_is_another(as_stranger, survey):
    before = as_stranger.get("/s/needs/offline.json").json()["stamp"]
    Survey.objects.update(titles={"es": "Otra"})
    assert as_stranger.get("/s/needs/offline.json").json()["stamp"] != before


def test_letters_call_it_as_who_gets_them_does(survey):
    people = [Mention(email="ana@city.example", language="es"), Mention(email="bo@city.example", language="fr")]
    actions.invite(survey=survey, people=people, by="test", at=NOW)
    actions.send_letters(survey=survey, at=NOW)
    spanish, french = Letter.objects.all()
    assert (TITLES["es"] in spanish.subject, spanish.about) == (True, TITLES["es"])
    assert SUMMARIES["es"] in spanish.text
    assert "Needs of cities" in french.subject
    assert "What cities need." in french.text


def test_applications_on_telephones_are_told_the_usual_title(as_stranger, survey):
    listed = as_stranger.get(f"/collect/{survey.key}/formList", headers={"accept-language": "es"}).content.decode()
    assert "<name>Needs of cities</name>" in listed


def test_figures_are_about_it_by_its_title_in_the_readers_language(survey):
    with translation.override("es"):
        assert survey.scope.found()[1] == TITLES["es"]


def test_the_team_says_what_it_is_called_in_which_language(as_team, survey):
    page = as_team.get("/surveys/needs/change/").content.decode()
    assert 'name="title_ar"' in page
    assert TITLES["es"] in page
    said = {"title": "Needs of cities", "slug": "needs", "summary": "", "timezone": "UTC", "door": "open", "quota": ""}
    said |= {"title_es": "Lo que necesitan", "title_ar": "احتياجات المدن", "summary_ar": "ما تحتاجه المدن"}
    assert as_team.post("/surveys/needs/change/", said).status_code == 302
    survey.refresh_from_db()
    assert survey.titles == {"sw": TITLES["sw"], "es": "Lo que necesitan", "ar": "احتياجات المدن"}
    assert survey.summaries == {"ar": "ما تحتاجه المدن"}


def test_a_title_that_is_too_long_is_said_at_its_field(as_team, survey):
    said = {"title": "Needs", "slug": "needs", "summary": "", "timezone": "UTC", "door": "open", "quota": "", "title_fr": "x" * 301}  # fmt: skip
    response = as_team.post("/surveys/needs/change/", said)
    assert response.status_code == 422
    assert "<details open>" in response.content.decode()
    survey.refresh_from_db()
    assert survey.titles == TITLES


def test_the_languages_of_the_form_can_be_called_in_too(as_team, countries):
    published(sheets=NEEDS.replace("Español (es)", "Kiswahili (sw)"))
    assert 'name="title_sw"' in as_team.get("/surveys/needs/change/").content.decode()
