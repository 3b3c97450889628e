"""Who is erased leaves no letter behind, and gets none."""

from datetime import timedelta

import pytest

from sarai.accounts.queries import kept_about
from sarai.letters.actions import forget, sending
from sarai.letters.models import Letter
from sarai.network.actions import Identifier, erase_person
from sarai.network.models import Person
from tests.letters.catcher import OK
from tests.letters.drafts import NOW, posted, sent
from tests.making import make_source, person

pytestmark = pytest.mark.django_db


@pytest.fixture
def ana(countries):
    source = make_source(NOW, entered_at=NOW)
    Identifier(source).identify([(person("Ana", email="ana@city.example"), "")])
    return Person.objects.get()


def erase(one):
    erase_person(person=one, reason="asked", by="Stella", at=NOW + timedelta(days=1))


def test_letters_lose_address_and_words_and_stay_counted(ana, catcher):
    posted("ana", reply_to="desk@example.org")
    catcher.at_end = lambda address: "554 ana@city.example is no good"
    sent()
    posted("ana", key="waiting")
    posted("bo")
    erase(ana)
    first, waiting, other = Letter.objects.all()
    said = [(one.email, one.subject, one.text, one.reply_to, one.error, one.language) for one in (first, waiting)]
    assert said == [("", "", "", "", "", "")] * 2
    assert (first.state, waiting.state, waiting.reason, other.email) == (
        "failed",
        "stopped",
        "erased",
        "bo@city.example",
    )
    catcher.at_end = lambda address: OK
    assert (sent(NOW + timedelta(days=2)), catcher.readers) == ({"sent": 1}, ["bo@city.example"])


def test_who_is_erased_while_a_letter_is_on_its_way_is_not_written_down_again(ana):
    posted("ana")
    letter = sending.claim(run="r", at=NOW)
    erase(ana)
    sending._note(letter, "waiting", "put_off", error="451 ana@city.example is busy", not_before=NOW)
    letter.refresh_from_db()
    assert (letter.email, letter.error, letter.state) == ("", "", "waiting")
    assert sent() == {}
    letter.refresh_from_db()
    assert (letter.state, letter.reason) == ("stopped", "erased")


def test_the_owner_of_an_account_can_read_every_letter_that_is_kept(officer):
    posted("omar", to="Omar@example.org")
    posted("ana")
    told = [one for one in kept_about(officer)["records"] if one["what"] == "letter"]
    assert [one["subject"] for one in told] == ["It begins soon"]


def test_letters_to_others_lose_the_words_that_name_who_is_erased_and_do_not_go(ana, catcher):
    posted("gone", text="You can write to:\nAna <Ana@City.example>")
    sent()
    posted("waits", subject="Ana, ana@city.example", reply_to="ana@city.example")
    for who, address in (
        ("near", "susana@city.example"),
        ("far", "ana@city.example.org"),
        ("dash", "jo-ana@city.example"),
    ):
        posted(who, text=f"Write to {address}.")
    posted("answers", reply_to="ana@city.example")
    erase(ana)
    said = {one.email.split("@")[0]: (bool(one.text), one.state) for one in Letter.objects.all()}
    assert said.pop("gone") == (False, "sent") and said.pop("waits") == (False, "stopped")
    assert set(said.values()) == {(True, "waiting")} and len(said) == 4
    assert not Letter.objects.exclude(reply_to="").exists()
    stopped = Letter.objects.get(state="stopped")
    assert (stopped.subject, stopped.reason) == ("", "erased")
    assert sent(NOW + timedelta(days=2)) == {"sent": 4}


def test_a_letter_that_names_who_is_erased_while_it_is_on_its_way_goes_at_once_or_never(ana):
    posted("bo", text="Write to ana@city.example.")
    letter = sending.claim(run="r", at=NOW)
    erase(ana)
    sending._note(letter, "waiting", "put_off", error="451 busy", not_before=NOW)
    assert sent() == {}
    letter.refresh_from_db()
    assert (letter.state, letter.reason, letter.text) == ("stopped", "erased", "")


def test_forgetting_letters_of_one_topic_leaves_others_that_name_the_same_address(db):
    posted("bo", text="Write to ana@city.example.", topic="partnership:1")
    posted("cy", text="Write to ana@city.example.")
    assert forget(addresses=["Ana@city.example", ""], topics="partnership:") == 1
    assert [bool(one.text) for one in Letter.objects.order_by("email")] == [False, True]
