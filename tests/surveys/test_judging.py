"""The rule of which responses count, published by the team."""

from datetime import timedelta

import pytest

from sarai.evidence.engine import Question, answer
from sarai.surveys import actions
from sarai.surveys.models import Validity
from sarai.surveys.rules import Rule
from tests.surveys.forms import NOW, filed, published, sent

pytestmark = pytest.mark.django_db
SAID = {"no_tests": "on", "finished": "on", "no_faults": "on", "least_answered": "0", "reason": "Decided in May"}


@pytest.fixture
def survey(countries):
    survey = published()
    sent(survey, instance="uuid:1")
    sent(survey, instance="uuid:2", staff="-1")  # against the form's own rule
    filed()
    return survey


def count(survey, as_of=None):
    return answer(Question("needs.valid_responses", survey.scope, as_of)).value


def publish(survey, at, **said):
    return actions.publish_rule(survey=survey, rule=Rule(**said), reason="test", by="Team", at=at)


def test_figures_go_by_the_rule_that_was_published_then(survey):
    assert count(survey) == 2
    publish(survey, NOW + timedelta(days=1), no_faults=True)
    assert count(survey) == 1
    assert count(survey, NOW + timedelta(hours=1)) == 2
    publish(survey, NOW + timedelta(days=2))
    assert [count(survey), count(survey, NOW + timedelta(days=1, hours=1))] == [2, 1]


def test_rules_are_numbered_and_stay_on_record(survey):
    for day, rule in enumerate([{"no_faults": True}, {"no_faults": True}, {"consented": True}]):
        publish(survey, NOW + timedelta(days=day), **rule)
    found = Validity.objects.order_by("number").values_list("number", "no_faults", "retracted_at")
    assert list(found) == [(1, True, NOW + timedelta(days=2)), (2, False, None)]


def test_the_team_publishes_it_on_a_page(survey, as_team):
    assert 'name="finished"' in as_team.get("/surveys/needs/rule/").content.decode()
    assert as_team.post("/surveys/needs/rule/", SAID).status_code == 302
    assert Validity.objects.get().source.reason == "Decided in May"
    assert count(survey) == 1


def test_the_reason_is_printed_where_the_rule_is(survey, as_team, as_stranger):
    assert "Why this rule:" not in as_stranger.get("/surveys/needs/tables/").content.decode()
    as_team.post("/surveys/needs/rule/", SAID)
    as_team.post("/surveys/needs/rule/", SAID | {"no_faults": "", "reason": "Decided <b>anew</b>"})
    page = as_stranger.get("/surveys/needs/tables/").content.decode()
    assert "Why this rule: <bdi>Decided &lt;b&gt;anew&lt;/b&gt;</bdi>" in page
    assert "Decided in May" in as_team.get("/surveys/needs/tables/?rule=1").content.decode()
    assert "Why this rule:" not in as_team.get("/surveys/needs/tables/?rule=all").content.decode()


@pytest.mark.parametrize("said", [{"least_answered": "2"}, {"least_answered": "x"}, {"reason": ""}])
def test_a_rule_that_cannot_be_is_refused_at_its_field(survey, as_team, said):
    assert as_team.post("/surveys/needs/rule/", SAID | said).status_code == 422
    assert not Validity.objects.exists()


def test_a_change_of_the_window_is_a_source(survey, as_team):
    said = {"title": "Needs", "timezone": "UTC", "door": "open", "summary": "", "closes_at": "2021-01-01T00:00"}
    publish(survey, NOW, in_window=True)
    assert count(survey) == 2
    as_team.post("/surveys/needs/change/", said | {"closes_at": "2020-05-01T00:00"})
    assert count(survey) == 0
