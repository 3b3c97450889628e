"""The team tries a survey out: at any time, visibly, and without being counted."""

from __future__ import annotations

from datetime import timedelta
from xml.etree import ElementTree

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from sarai.evidence.engine import Question, answer
from sarai.surveys.models import Draft, Response, Submission, Survey
from sarai.surveys.queries import is_full, surveys_listed, trials
from sarai.surveys.tables.tabulating import Asking, Effect, effect
from tests.surveys.forms import filed, published, sent, xml
from tests.surveys.respondents import NOW, Respondent, ask
from tests.surveys.test_answering_pages import answered

pytestmark = pytest.mark.django_db
TRIAL = "This is a trial."
LIST = "{http://openrosa.org/xforms/xformsList}"


@pytest.fixture
def survey(countries):
    return ask()


@pytest.fixture(autouse=True)
def _files(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def tester(as_team):
    """Of the team, with a browser, at the first page of a trial."""
    person = Respondent()
    person.client = as_team
    return person


def try_out(person: Respondent, survey: Survey) -> Respondent:
    return person.send(f"/surveys/{survey.slug}/try", {})


def send_trial(person: Respondent, survey: Survey) -> Submission:
    try_out(person, survey)
    person.begin = lambda **_said: person  # already there
    return answered(person)


def figure(key, survey):
    return answer(Question(key, survey.scope)).value


def test_every_page_of_a_trial_says_that_it_is_one(survey, tester):
    try_out(tester, survey)
    assert TRIAL in tester.text
    assert (Draft.objects.get().test, "/a/trial-" in tester.url) == (True, True)
    send_trial(tester, survey)
    assert "Thank you" in tester.text
    assert TRIAL in tester.text
    tester.go(tester.url.removesuffix("sent"))
    assert "What you answered" in tester.text
    assert TRIAL in tester.text


def test_what_others_answer_says_nothing_of_trials(survey):
    person = Respondent().begin()
    assert TRIAL not in person.text
    assert not person.draft.test


def test_a_trial_is_kept_and_no_figure_counts_it(survey, tester, countries):
    submission = send_trial(tester, survey)
    assert submission.test
    answered(Respondent())
    assert filed() == 2
    assert Response.objects.filter(test=True).count() == 1
    assert {figure(f"needs.{key}", survey) for key in ("completions", "respondents", "respondent_cities")} == {1}
    assert effect(Asking(survey)) == Effect(2, 1, {"no_tests": 1})
    assert surveys_listed(NOW, everything=True).get().received == 1
    assert trials(survey) == 1
    page = tester.client.get(f"/surveys/{survey.slug}/").content.decode()
    assert "<dt>Trials so far</dt>\n            <dd>1</dd>" in page


def test_trials_do_not_fill_a_quota(survey, tester):
    Survey.objects.update(quota=1)
    survey.refresh_from_db()
    send_trial(tester, survey)
    assert not is_full(survey)
    answered(Respondent())
    assert is_full(survey)
    assert TRIAL in try_out(tester, survey).text


@pytest.mark.parametrize(
    "closed",
    [{"opens_at": timedelta(days=1)}, {"closes_at": timedelta(days=-1)}, {"door": Survey.Door.INVITED}],
    ids=["not yet open", "closed", "only the invited"],
)
def test_a_survey_can_be_tried_out_when_nobody_can_answer_it(survey, tester, closed):
    now = timezone.now()
    Survey.objects.update(**{k: now + v if isinstance(v, timedelta) else v for k, v in closed.items()})
    assert Respondent().begin().status == 403
    send_trial(tester, survey)
    assert "Thank you" in tester.text
    assert "has closed" not in tester.text
    tester.go(tester.url.removesuffix("sent"))
    assert ">Correct<" in tester.page


def test_the_correction_of_a_trial_is_the_same_trial(survey, tester):
    send_trial(tester, survey)
    tester.send(tester.url.removesuffix("sent") + "correct", {})
    assert TRIAL in tester.text
    tester.go(tester.url.rpartition("/")[0] + "/send").send(tester.url, {})
    filed()
    assert [each.test for each in Submission.objects.all()] == [True, True]
    assert (Response.objects.filter(retracted_at=None).count(), trials(survey)) == (1, 1)


def test_a_survey_without_a_questionnaire_cannot_be_tried_out(as_team, countries):
    Survey.objects.create(slug="bare", title="Bare")
    assert as_team.post("/surveys/bare/try").headers["Location"] == "/surveys/bare/"
    assert "Try this survey out" not in as_team.get("/surveys/bare/").content.decode()


def test_a_trial_is_not_kept_by_the_browser_for_later(survey, tester):
    # What is answered on the page for surveys without a network counts.
    try_out(tester, survey)
    assert tester.client.get(f"/s/city/a/{tester.draft.key}/copy.json").status_code == 204


# --- In ODK Collect


def collect(key, *content):
    client = Client(headers={"X-OpenRosa-Version": "1.0"})
    for each in content:
        part = SimpleUploadedFile("a.xml", each, "text/xml")
        assert client.post(f"/collect/{key}/submission", {"xml_submission_file": part}).status_code == 201
    return client


def test_what_comes_by_the_address_for_trials_is_one(countries):
    survey = published()
    client = collect(survey.trial_key)
    [listed] = ElementTree.fromstring(client.get(f"/collect/{survey.trial_key}/formList").content)
    assert listed.findtext(f"{LIST}name") == "Trial: Needs of cities"
    assert f"/collect/{survey.trial_key}/forms/1.xml" in listed.findtext(f"{LIST}downloadUrl")
    assert client.get(listed.findtext(f"{LIST}downloadUrl")).status_code == 200
    collect(survey.trial_key, xml("uuid:trial"))
    collect(survey.key, xml("uuid:1"))
    filed()
    assert dict(Submission.objects.values_list("instance_id", "test")) == {"uuid:trial": True, "uuid:1": False}
    assert figure("needs.completions", survey) == 1


def test_a_trial_corrects_no_answers_that_count_nor_the_other_way_round(countries):
    survey = published()
    sent(survey, instance="uuid:1", needs="health")
    filed()
    collect(survey.trial_key, xml("uuid:2", meta="<deprecatedID>uuid:1</deprecatedID>", needs="tourism"))
    collect(survey.trial_key, xml("uuid:3"))
    collect(survey.key, xml("uuid:4", meta="<deprecatedID>uuid:3</deprecatedID>"))
    filed()
    assert set(Submission.objects.filter(state="flagged").values_list("instance_id", flat=True)) == {"uuid:2", "uuid:4"}
    assert Response.objects.get(test=False, retracted_at=None).answers["needs"] == ["health"]


def test_the_addresses_are_two_and_only_the_team_sees_them(countries, as_team, as_steward):
    survey = published()
    assert survey.key != survey.trial_key
    assert survey.trial_key in as_team.get("/surveys/needs/").content.decode()
    assert survey.trial_key not in as_steward.get("/surveys/needs/").content.decode()
