"""Who is erased leaves no letter behind, and gets none."""

from datetime import timedelta

import pytest

from sarai.accounts.queries import kept_about
from sarai.letters.actions import sending
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
