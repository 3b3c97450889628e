"""A survey in an event's page: begun from there in one click, its figures there for the team, and the way back."""

import re
from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from sarai.exchanges.actions import ask_at_event
from sarai.exchanges.models import EventSurvey
from sarai.surveys.models import Draft, Survey
from tests.making import make_event
from tests.surveys.forms import NEEDS, filed, published, sent

pytestmark = pytest.mark.django_db
ONE_LANGUAGE = """
| survey   | type       | name    | label    |
|          | text       | why     | Why?     |
| settings | form_title | form_id | version  |
|          | Short      | short   | 1        |
"""


@pytest.fixture
def event(countries):
    return make_event()


@pytest.fixture
def survey(event):
    survey = published()
    ask_at_event(event=event, survey=survey, purpose="after")
    return survey


def page_of(client, path="/events/training/"):
    return client.get(path).content.decode()


def test_an_event_that_asks_nothing_says_nothing_of_surveys(event, as_stranger, as_team):
    assert "Your answers" not in page_of(as_stranger)
    assert "Your answers" not in page_of(as_team)


def test_answering_begins_from_the_events_page_in_the_language_of_the_button(survey, as_stranger):
    page = page_of(as_stranger)
    assert "After the event · 11 questions at most" in " ".join(page.split())
    buttons = re.findall(r'<button type="submit" name="language" value="([^"]+)" lang="(\w+)" dir=', page)
    assert buttons == [("English (en)", "en"), ("Español (es)", "es")]
    [address] = re.findall(r'<form class="row" method="post" action="([^"]+)"', page)
    begun = as_stranger.post(address, {"language": "Español (es)"}, follow=True)
    assert begun.redirect_chain[-1][0].endswith("/1")
    assert "Su nombre" in begun.content.decode()
    assert Draft.objects.get().language == "Español (es)"


def test_a_form_in_one_language_has_one_button(event, as_stranger):
    survey = published("one", ONE_LANGUAGE)
    ask_at_event(event=event, survey=survey, purpose="before")
    page = page_of(as_stranger)
    assert "Before the event" in page
    assert re.search(r'<button type="submit">\s*Begin\s*</button>', page)
    assert "Begin in:" not in page


@pytest.mark.parametrize(
    ("closed", "sentence"),
    [
        ({"opens_at": 1}, "It opens on"),
        ({"closes_at": -1}, "It is closed."),
        ({"door": "invited"}, "Only who was invited"),
        ({"quota": 0}, "As many answers have come"),
    ],
    ids=["early", "late", "invited", "full"],
)
def test_a_survey_that_cannot_be_answered_has_no_button_and_says_why(survey, as_stranger, closed, sentence):
    now = timezone.now()
    day = timedelta(days=1)
    Survey.objects.update(**{k: now + v * day if k.endswith("_at") else v for k, v in closed.items()})
    page = page_of(as_stranger)
    assert sentence in page
    assert "/s/needs/" not in page
    assert 'href="/surveys/needs/"' in page


def test_a_survey_without_a_questionnaire_is_not_shown(event, as_stranger):
    collected = Survey.objects.create(slug="kobo", title="Collected elsewhere")
    ask_at_event(event=event, survey=collected, purpose="after")
    assert "Collected elsewhere" not in page_of(as_stranger)


def test_the_team_sees_completions_and_people_and_the_way_to_the_tables(survey, as_team, as_stranger, as_officer):
    sent(survey, instance="uuid:1")
    sent(survey, instance="uuid:2")
    filed()
    page = page_of(as_team)
    shown = re.findall(r'<a class="figure" href="/evidence/needs\.(\w+)/[^"]*">(\d+)</a>', page)
    assert shown == [("completions", "2"), ("respondents", "1")]
    assert 'href="/surveys/needs/tables/"' in page
    for client in (as_stranger, as_officer):
        page = page_of(client)
        assert "needs.completions" not in page
        assert "/surveys/needs/tables/" not in page


def test_an_events_page_asks_the_database_the_same_for_any_number_of_surveys(event, as_stranger):
    def count():
        page_of(as_stranger)  # what is remembered is remembered
        with CaptureQueriesContext(connection) as asked:
            page_of(as_stranger)
        return len(asked)

    numbers = []
    for number in range(3):
        form = NEEDS.replace("| needs    | 1 ", f"| needs{number}   | 1 ")
        survey = published(f"needs{number}", form, quota=5)
        ask_at_event(event=event, survey=survey, purpose="after")
        numbers.append(count())
    assert len(set(numbers)) == 1


def test_the_surveys_page_leads_back_to_the_event(survey, as_stranger):
    page = page_of(as_stranger, "/surveys/needs/")
    assert 'href="/events/training/"' in page
    assert "The training" in page
    assert "/surveys/needs/events" not in page  # what only the team can change


def test_a_survey_of_no_event_says_nothing_of_events_but_to_the_team(event, as_stranger, as_team):
    published()
    assert "Who takes part in them" not in page_of(as_stranger, "/surveys/needs/")
    assert "Ask it on this event’s page" in page_of(as_team, "/surveys/needs/")


def test_the_team_says_at_which_event_it_is_asked_and_takes_it_back(event, as_team):
    published()
    said = {"event": event.pk, "purpose": "before"}
    page = as_team.post("/surveys/needs/events", said, follow=True).content.decode()
    assert "“The training” asks it on its page." in page
    as_team.post("/surveys/needs/events", said | {"purpose": "after"})
    assert EventSurvey.objects.get().purpose == "after"
    page = as_team.post("/surveys/needs/events", {"remove": "training"}, follow=True).content.decode()
    assert "“The training” does not ask it any more." in page
    assert not EventSurvey.objects.exists()


@pytest.mark.parametrize("said", [{}, {"event": "0", "purpose": "after"}, {"event": "x"}, {"purpose": "never"}])
def test_what_is_no_event_is_refused_with_a_sentence(event, as_team, said):
    published()
    page = as_team.post("/surveys/needs/events", said, follow=True).content.decode()
    assert "Choose an event, and when it asks." in page
    assert not EventSurvey.objects.exists()


FILE = """
programme: {{slug: p, title: P, starts_on: 2020-01-01, ends_on: 2020-12-31}}
events:
  - slug: training
    title: Training
    timezone: UTC
    sessions: [{{title: One, day: 2020-09-08, at: "07:30", minutes: 90}}]
    surveys: [{{survey: {first}}}, {{survey: before, purpose: {purpose}}}]
surveys: [{{slug: before, title: Before}}, {{slug: needs, title: Needs}}]
"""


@pytest.fixture
def write(tmp_path):
    def file(first="needs", purpose="before"):
        path = tmp_path / "programme.yaml"
        path.write_text(FILE.format(first=first, purpose=purpose))
        return str(path)

    return file


def test_the_programme_file_says_which_surveys_an_event_asks(write):
    for _time in range(2):
        call_command("programme", "apply", write())
    relations = EventSurvey.objects.values_list("survey__slug", "purpose", "position")
    assert list(relations) == [("needs", "after", 0), ("before", "before", 1)]


@pytest.mark.parametrize(
    ("wrong", "where"), [({"first": "nothing"}, "events[0].surveys"), ({"purpose": "during"}, "events[0].surveys[1]")]
)
def test_a_survey_that_is_not_there_is_refused_with_its_place(write, wrong, where):
    with pytest.raises(CommandError) as refused:
        call_command("programme", "apply", write(**wrong))
    assert where in str(refused.value)
    assert not EventSurvey.objects.exists()
