"""Asking people to answer, once each."""

from datetime import timedelta

import pytest
from django.core import mail
from django.test import Client

from sarai.network.models import PersonRecord
from sarai.surveys import actions
from sarai.surveys.models import Invitation
from tests.surveys.forms import NOW, published, sent

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


def links():
    return [line.removeprefix("http://localhost:8000") for line in mail.outbox[0].body.splitlines() if "http" in line]


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
    assert actions.send_letters(survey=invited, at=NOW) == 3
    assert [letter.to for letter in mail.outbox] == [["ana@city.example"], ["bo@city.example"], ["cai@city.example"]]
    assert all("Needs of cities" in letter.subject for letter in mail.outbox)
    begin, stop = links()
    assert Client().get(begin).status_code == 200
    assert Client().get(stop).status_code == 200
    assert actions.send_letters(survey=invited, at=NOW) == 0


def test_reminders_go_to_the_silent_after_some_days_and_not_for_ever(invited):
    actions.send_letters(survey=invited, at=NOW)
    Invitation.objects.filter(record__email="ana@city.example").update(submission=sent(invited))
    days = [timedelta(days=day) for day in (1, 3, 4, 6, 9, 12, 15)]
    assert [actions.send_reminders(survey=invited, at=NOW + day) for day in days] == [0, 2, 0, 2, 2, 0, 0]
    assert mail.outbox[-1].subject.startswith(("Reminder", "Rappel"))


def test_who_does_not_want_letters_gets_none_and_only_by_the_button(invited):
    actions.send_letters(survey=invited, at=NOW)
    _begin, stop = links()
    Client().get(stop)
    assert Invitation.objects.filter(declined_at=None).count() == 3
    assert "will not be written to" in Client().post(stop).content.decode()
    assert actions.send_reminders(survey=invited, at=NOW + timedelta(days=4)) == 2


def test_a_key_that_nobody_has_leads_nowhere(survey):
    assert Client().get("/s/needs/i/guess/stop").status_code == 404


def test_the_page_counts(invited, as_team):
    actions.send_letters(survey=invited, at=NOW)
    page = as_team.get("/surveys/needs/invitations/").content.decode()
    assert "Remind 3 people" in page
    assert "Send the invitation" not in page


def test_who_was_erased_is_not_written_to(invited):
    from sarai.network.actions import erase_person
    from sarai.network.models import Person

    person = Person.objects.get(links__record__email="ana@city.example")
    erase_person(person=person, reason="asked", by="Steward", at=NOW)
    assert actions.send_letters(survey=invited, at=NOW) == 2
