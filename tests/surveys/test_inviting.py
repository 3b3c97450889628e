"""Asking people to answer, once each."""

import re
from datetime import timedelta

import pytest
from django.core import mail
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from sarai.evidence.engine import Question, answer
from sarai.letters.actions import send_waiting
from sarai.letters.models import Letter
from sarai.network.actions import erase_person
from sarai.network.mentions import Mention
from sarai.network.models import PersonLink, PersonRecord
from sarai.surveys import actions
from sarai.surveys.models import Invitation, Response
from sarai.surveys.queries import invitation_counts, newest
from tests.surveys.forms import NOW, filed, published, sent

pytestmark = pytest.mark.django_db
PEOPLE = """ana@city.example
Bo Li <bo@city.example>
cai@city.example, Cai One, Durban, South Africa, fr
"""


@pytest.fixture
def survey(countries, settings):
    settings.MAIL_TRANSPORT = "django.core.mail.backends.locmem.EmailBackend"
    settings.SITE_URL = "http://localhost:8000"
    return published()


@pytest.fixture
def invited(survey, as_team):
    as_team.post("/surveys/needs/invitations/", {"people": PEOPLE})
    return survey


def written(survey, at=NOW, write=actions.send_letters):
    """How many letters are written, and go."""
    number = write(survey=survey, at=at)
    send_waiting(clock=lambda: at)
    return number


def reminded(survey, at):
    return written(survey, at, actions.send_reminders)


def links():
    return [
        line.removeprefix("http://localhost:8000")
        for line in mail.outbox[0].body.splitlines()
        if line.startswith("http")
    ]


def test_people_are_invited_by_lines(invited):
    found = Invitation.objects.values_list("record__email", "record__name", "record__language")
    assert list(found) == [
        ("ana@city.example", "", ""),
        ("bo@city.example", "Bo Li", ""),
        ("cai@city.example", "Cai One", "fr"),
    ]
    assert PersonRecord.objects.get(name="Cai One").place.text == "Durban"


def test_who_is_named_again_keeps_the_invitation(invited, as_team):
    keys = set(Invitation.objects.values_list("key", flat=True))
    page = as_team.post("/surveys/needs/invitations/", {"people": PEOPLE + "dan@city.example"}, follow=True)
    assert "1 person is invited. 3 were before." in page.content.decode()
    assert keys < set(Invitation.objects.values_list("key", flat=True))


@pytest.mark.parametrize(
    "line", ["nobody", "@city.example", "Ana <ana>", "=cmd()", ", Ana", "ana@city.example\nnobody"]
)
def test_a_line_without_an_address_invites_nobody(survey, as_team, line):
    response = as_team.post("/surveys/needs/invitations/", {"people": line})
    assert response.status_code == 422
    assert "There is no address in line" in response.content.decode()
    assert not Invitation.objects.exists()


def test_nothing_is_sent_before_the_button(invited):
    assert mail.outbox == []


def test_each_gets_a_letter_with_a_link_of_their_own(invited):
    assert written(invited) == 3
    assert [letter.to for letter in mail.outbox] == [["ana@city.example"], ["bo@city.example"], ["cai@city.example"]]
    assert all("Needs of cities" in letter.subject for letter in mail.outbox)
    begin, stop = links()
    assert Client().get(begin).status_code == 200
    assert Client().get(stop).status_code == 200
    assert written(invited) == 0
    assert {letter.extra_headers["List-Unsubscribe-Post"] for letter in mail.outbox} == {"List-Unsubscribe=One-Click"}


def test_asked_twice_at_once_each_still_has_one_letter(invited):
    actions.send_letters(survey=invited, at=NOW)
    Invitation.objects.update(letter=None)  # as the other process saw them
    actions.send_letters(survey=invited, at=NOW)
    assert Letter.objects.count() == 3
    assert Invitation.objects.filter(letter=None).count() == 0


def test_nobody_is_reminded_of_a_letter_that_has_not_gone(invited):
    actions.send_letters(survey=invited, at=NOW)
    assert actions.send_reminders(survey=invited, at=NOW + timedelta(days=9)) == 0


def test_reminders_go_to_the_silent_after_some_days_and_not_for_ever(invited):
    written(invited)
    Invitation.objects.filter(record__email="ana@city.example").update(submission=sent(invited))
    days = [timedelta(days=day) for day in (1, 3, 4, 6, 9, 12, 15)]
    assert [reminded(invited, NOW + day) for day in days] == [0, 2, 0, 2, 2, 0, 0]
    assert mail.outbox[-1].subject.startswith(("Reminder", "Rappel"))


def test_who_does_not_want_letters_gets_none_and_only_by_the_button(invited, as_team):
    written(invited)
    _begin, stop = links()
    Client().get(stop)
    assert invitation_counts(invited, NOW)["declined"] == 0
    assert "will not write to you about this again" in Client().post(stop).content.decode()
    assert reminded(invited, NOW + timedelta(days=4)) == 2
    assert "does not want letters" in as_team.get("/surveys/needs/invitations/").content.decode()


def test_the_page_counts(invited, as_team):
    as_team.post("/surveys/needs/invitations/send", {"what": "letters"})
    page = as_team.get("/surveys/needs/invitations/").content.decode()
    assert re.search(r"letters on their way</dt><dd>3<", page)
    send_waiting(clock=lambda: timezone.now())
    page = as_team.get("/surveys/needs/invitations/").content.decode()
    assert re.search(r"written to</dt><dd>3<", page)
    assert ("letters on their way" in page, "Send the invitation" in page) == (False, False)
    Letter.objects.update(sent_at=NOW)
    assert "Remind 3 people" in as_team.get("/surveys/needs/invitations/").content.decode()


def test_a_letter_that_came_back_is_told_and_not_followed_by_reminders(invited, as_team):
    written(invited)
    Letter.objects.filter(email="bo@city.example").update(state="refused")
    assert invitation_counts(invited, NOW)["trouble"] == 1
    assert reminded(invited, NOW + timedelta(days=4)) == 2
    assert "letter: refused" in as_team.get("/surveys/needs/invitations/").content.decode()


def test_the_page_costs_the_same_for_one_and_for_three(survey, as_team):
    def asked():
        with CaptureQueriesContext(connection) as found:
            as_team.get("/surveys/needs/invitations/")
        return len(found)

    as_team.post("/surveys/needs/invitations/", {"people": PEOPLE.splitlines()[0]})
    written(survey)
    asked()
    one = asked()
    as_team.post("/surveys/needs/invitations/", {"people": PEOPLE})
    written(survey)
    asked()
    assert asked() == one


def test_who_was_erased_is_not_written_to(invited):
    from sarai.network.actions import erase_person
    from sarai.network.models import Person

    person = Person.objects.get(links__record__email="ana@city.example")
    erase_person(person=person, reason="asked", by="Steward", at=NOW)
    assert written(invited) == 2


# --- Who answers by an invitation's link


ANONYMOUS = """
| survey   | type                 | name     | label::English (en)     | role          |
|          | select_multiple need | needs    | What does it need most? | need.priority |
|          | text                 | city     | Your city               | place.city    |
| choices  | list_name            | name     | label::English (en)     |               |
|          | need                 | health   | Public health           |               |
| settings | form_title           | form_id  | version                 |               |
|          | Short                | short    | 1                       |               |
"""


@pytest.fixture
def silent(countries, few_cities):
    """A survey that asks nobody who they are, and somebody invited to it."""
    survey = published("short", ANONYMOUS)
    cai = Mention(name="Cai One", email="cai@city.example", city="Nairobi", country="Kenya", language="fr")
    actions.invite(survey=survey, people=[cai], by="Team", at=NOW)
    return survey


def answer_invited(survey, language="", **said):
    """Answer by the link of the one invitation to a survey."""
    invitation = survey.invitations.get()
    begun = {"survey": survey, "version": newest(survey), "at": NOW}
    return send(actions.begin_answers(**begun, language=language, invitation=invitation), **said)


def send(draft, **said):
    """Send the answers of a draft, some of them said otherwise."""
    sitting = actions.sitting_of(draft, NOW)
    for node in sitting.tree.descendants():
        node.text = said.get(node.name, node.text)
    draft.xml = sitting.xml()
    draft.save()
    return actions.send_answers(draft=draft, at=NOW)


def person_of(record):
    return PersonLink.objects.get(record=record, retracted_at=None).person


def test_an_answer_by_an_invitation_is_by_who_was_invited_though_it_does_not_say(silent):
    submission = answer_invited(silent, needs="health")
    filed()
    invited_record, response = silent.invitations.get().record, Response.objects.get()
    assert person_of(response.record) == person_of(invited_record)
    submission.refresh_from_db()
    assert submission.record == response.record
    known = response.record.mention
    assert (known.name, known.email, known.city, known.country) == ("Cai One", "cai@city.example", "Nairobi", "Kenya")
    assert known.language == "fr"
    figures = [answer(Question(f"needs.{key}", silent.scope)).value for key in ("respondents", "respondent_cities")]
    assert figures == [1, 1]


def test_what_the_answers_say_goes_before_what_the_invitation_knew(silent):
    answer_invited(silent, needs="health", city="Durban", language="English (en)")
    filed()
    record = Response.objects.get().record
    # A city of one statement and a country of another make no place.
    assert (record.name, record.place.text, record.place.country_text) == ("Cai One", "Durban", "")
    assert record.language == "English (en)"
    assert person_of(record) == person_of(silent.invitations.get().record)


def test_a_correction_is_still_by_who_was_invited(silent):
    submission = answer_invited(silent, needs="health")
    filed()
    send(actions.correct_answers(submission=submission, at=NOW), city="Mombasa")
    filed()
    now = Response.objects.get(retracted_at=None)
    assert now.answers["city"] == "Mombasa"
    assert person_of(now.record) == person_of(silent.invitations.get().record)


def test_who_answers_a_link_that_was_passed_on_is_who_they_say(invited):
    Invitation.objects.exclude(record__name="Cai One").delete()
    answer_invited(invited, email="dan@city.example", name="Dan", needs="health")
    filed()
    record = Response.objects.get().record
    assert (record.name, record.email, record.place, record.language) == ("Dan", "dan@city.example", None, "")
    invitation = Invitation.objects.get()
    assert person_of(record) != person_of(invitation.record)
    assert invitation.submission is not None  # the link was good for one answer


def test_an_answer_without_an_invitation_is_by_nobody_who_was_invited(silent):
    sent(silent, form="short", email="", needs="health")
    filed()
    assert (Response.objects.get().record.name, silent.invitations.get().submission) == ("", None)


def test_who_was_invited_and_erased_is_not_named_again(silent):
    answer_invited(silent, needs="health")
    person = person_of(silent.invitations.get().record)
    erase_person(person=person, reason="asked", by="Team", at=NOW)
    filed()
    assert Response.objects.get().record.name == ""
    assert not PersonRecord.objects.filter(name="Cai One").exists()
