"""A reader stops letters at one press, by a link of their own, and may change their mind."""

import re

import pytest
from django.test import Client

from sarai.letters.models import Letter, Stop
from sarai.letters.writing import message_of, stop_url
from tests.letters.drafts import NOW, draft, posted, sent

pytestmark = pytest.mark.django_db


@pytest.fixture
def ana(settings):
    settings.SITE_URL = "http://localhost:8000"
    [letter] = posted("ana")
    return letter


def link(letter: Letter) -> str:
    return stop_url(letter).removeprefix("http://localhost:8000")


def test_what_can_be_done_without_says_how_to_stop_it(ana):
    mail = message_of(ana, NOW).message()
    assert mail["List-Unsubscribe"] == f"<{stop_url(ana)}>"
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert stop_url(ana) in mail.get_payload(decode=True).decode()


@pytest.mark.parametrize("purpose", ["confirmation", "change", "notice"])
def test_what_answers_an_act_of_the_reader_cannot_be_stopped(purpose, settings):
    [letter] = posted("bo", purpose=purpose)
    mail = message_of(letter, NOW).message()
    assert mail["List-Unsubscribe"] is None
    assert "/letters/stop/" not in mail.get_payload(decode=True).decode()


def test_a_mail_program_stops_them_at_one_press_without_cookies(ana, catcher):
    stranger = Client(enforce_csrf_checks=True)
    answered = stranger.post(link(ana), {"List-Unsubscribe": "One-Click"})
    assert answered.status_code == 200
    assert list(Stop.objects.values_list("mark", "topic", "why")) == [(ana.mark, "event:training", "asked")]
    stranger.post(link(ana), {"List-Unsubscribe": "One-Click"})
    assert (Stop.objects.count(), sent(), catcher.mails) == (1, {}, [])


def test_merely_opening_the_link_stops_nothing(ana, as_stranger):
    page = as_stranger.get(link(ana))
    assert "Shall we not write to you about this again?" in page.content.decode()
    assert (Stop.objects.exists(), page["Cache-Control"]) == (
        False,
        "max-age=0, no-cache, no-store, must-revalidate, private",
    )


def test_a_reader_stops_letters_about_one_thing_and_changes_their_mind(ana, as_stranger):
    page = as_stranger.post(link(ana), {"what": "topic"}).content.decode()
    assert "We will not write to you about this again." in page
    page = as_stranger.post(link(ana), {"what": "again"}).content.decode()
    assert "Shall we not write to you about this again?" in page
    assert not Stop.objects.exists()


def test_a_reader_stops_letters_about_anything_and_changes_their_mind(ana, as_stranger, catcher):
    page = as_stranger.post(link(ana), {"what": "all"}).content.decode()
    assert "We write to you only when you do something here." in page
    posted("ana", key="other", topic="event:other")
    posted("ana", key="confirm", purpose="confirmation")
    assert sent() == {"sent": 1}
    as_stranger.post(link(ana), {"what": "all-again"})
    posted("ana", key="later", topic="event:other")
    assert sent() == {"sent": 1}


def test_who_writes_the_address_otherwise_is_the_same_reader(ana, as_stranger):
    as_stranger.post(link(ana))
    posted("bo", key="capitals", to=" Ana@City.Example ")
    assert Letter.objects.get(key="capitals").mark == ana.mark


def test_a_link_that_nobody_signed_leads_nowhere(ana, as_stranger):
    token = re.search(r"stop/(.+)/", link(ana))[1]
    for made_up in (ana.name, token[:-1], token.replace(":", ":x"), f"{'0' * 32}:{token.partition(':')[2]}"):
        assert as_stranger.post(f"/letters/stop/{made_up}/").status_code == 404
    assert not Stop.objects.exists()


def test_the_link_does_not_tell_the_address(ana):
    assert "ana" not in link(ana)
    assert draft("ana").to not in repr(Stop(mark=ana.mark, topic="", why="asked"))
