"""What the team sees of letters, and decides."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from sarai.letters import queries
from sarai.letters.actions import send_again, sweep
from sarai.letters.models import Letter, Stop
from sarai.letters.rules import LETTER, NECESSARY, TROUBLE, pause_after
from sarai.letters.transports import note_outage
from tests.letters.catcher import OK
from tests.letters.drafts import NOW, posted, sent

pytestmark = pytest.mark.django_db


@pytest.fixture
def troubled(catcher):
    """Ana's letter is doubtful, Bo's refused, Cai's failed, Dan's sent, Eve's stopped."""
    answers = {"bo": "550 5.1.1 No such user", "cai": "554 5.7.1 No"}
    catcher.at_recipient = lambda address: answers.get(address.partition("@")[0], OK)
    posted("bo", "cai", "dan", "eve")
    Letter.objects.filter(email__startswith="eve").update(email="")
    sent()
    posted("ana")
    catcher.at_end = lambda address: None
    sent()
    return {letter.key.removeprefix("remind:"): letter for letter in Letter.objects.all()}


def shown(client, address=""):
    page = client.get(f"/letters/{address}").content.decode()
    return {who for who in ("ana", "bo", "cai", "dan") if f"{who}@city.example" in page}


def test_what_is_to_be_decided_comes_first(troubled, as_team):
    page = as_team.get("/letters/").content.decode()
    assert shown(as_team) == {"ana", "bo", "cai"}
    for words in (
        "to be decided (3)",
        "sent (1)",
        "stopped (1)",
        "waiting (0)",
        "perhaps sent",
        "Send again",
        "Leave it",
    ):
        assert words in page
    assert shown(as_team, "?which=sent") == {"dan"}
    assert shown(as_team, "?which=nonsense") == {"ana", "bo", "cai"}


def test_letters_are_found_by_topic_and_address(troubled, as_team):
    posted("dan", key="other", topic="event:other", about="Another")
    assert shown(as_team, "?topic=event:training") == {"ana", "bo", "cai"}
    assert shown(as_team, "?which=waiting&topic=event:other&q=dan") == {"dan"}
    assert shown(as_team, "?q=BO@city") == {"bo"}
    assert shown(as_team, "?topic=nonsense") == {"ana", "bo", "cai"}


def test_the_desk_of_an_event_is_told_what_did_not_go(troubled):
    assert queries.troubled(["event:training", "event:other"]) == {"event:training": 3}


def test_one_letter_with_what_keeps_others_from_its_reader(troubled, as_team):
    page = as_team.get(f"/letters/{troubled['bo'].pk}/").content.decode()
    assert (
        "550 5.1.1 No such user" in page
        and "It begins at nine." in page
        and "a mail server refused the address" in page
    )
    as_team.post(f"/letters/{troubled['bo'].pk}/step", {"step": "lift"})
    assert not Stop.objects.exists()


def step(client, letter, what):
    page = client.post(f"/letters/{letter.pk}/step", {"step": what}, follow=True).content.decode()
    letter.refresh_from_db()
    return letter.state, page


def test_a_doubtful_letter_is_sent_again_or_left_by_somebody(troubled, as_team, catcher):
    catcher.at_end = lambda address: OK
    state, page = step(as_team, troubled["ana"], "again")
    assert (state, "on its way again" in page) == ("waiting", True)
    assert sent(NOW + timedelta(days=9000)) == {"sent": 1}
    state, page = step(as_team, troubled["cai"], "leave")
    assert (state, "left as it is" in page) == ("stopped", True)
    assert "there is nothing to decide" in step(as_team, troubled["cai"], "leave")[1]
    assert "it cannot be sent again" in step(as_team, troubled["dan"], "again")[1]
    assert "was not pressed" in step(as_team, troubled["dan"], "fly")[1]


def test_a_letter_to_who_asked_for_none_is_not_sent_again_by_anybody(troubled):
    Stop.objects.create(mark=troubled["cai"].mark, topic="event:training", why="asked", at=NOW)
    with pytest.raises(ValueError, match="asked not to be written to"):
        send_again(letter=troubled["cai"].pk, at=NOW)


def test_while_the_mail_server_is_down_the_page_says_so(as_team):
    note_outage("[Errno 111] Connection refused", NOW)
    page = as_team.get("/letters/").content.decode()
    assert "The mail server cannot be reached." in page and "Since 2026-03-02 09:00 UTC" in page


def test_the_page_costs_the_same_for_one_and_for_three(catcher, as_team):
    catcher.at_recipient = lambda address: "554 No"

    def asked(*people):
        posted(*people)
        sent()
        as_team.get("/letters/")
        with CaptureQueriesContext(connection) as found:
            assert shown(as_team) >= set(people)
        return len(found)

    assert asked("ana") == asked("bo", "cai")


def test_old_letters_forget_what_they_said_and_stay(troubled):
    posted("new", key="new")
    assert sweep(at=NOW + timedelta(days=90)) == 0
    assert sweep(at=NOW + timedelta(days=91)) == 5
    troubled["ana"].refresh_from_db()
    assert (troubled["ana"].text, troubled["ana"].email, troubled["ana"].state) == ("", "ana@city.example", "doubtful")
    assert Letter.objects.get(key="new").text  # it has not gone yet
    with pytest.raises(ValueError, match="not kept any more"):
        send_again(letter=troubled["ana"].pk, at=NOW)


def test_every_state_is_reached_and_what_needs_somebody_can_be_decided():
    reached = {"waiting"} | {new for steps in LETTER.values() for new in steps.values()}
    assert reached == LETTER.keys() == set(Letter.State.values)
    assert all({"again", "leave"} <= LETTER[state].keys() for state in TROUBLE)
    assert set(Letter.Purpose.values) > NECESSARY


def test_the_pauses_grow_and_end_within_three_days():
    pauses = [pause for number in range(1, 20) if (pause := pause_after(number))]
    assert pauses == sorted(pauses)
    assert timedelta(days=2) < sum(pauses, timedelta()) <= timedelta(days=3)


def test_the_database_wants_a_moment_for_what_was_sent(troubled):
    for wrong in ({"state": "sent", "sent_at": None}, {"state": "sending", "claimed_at": None}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Letter.objects.filter(key="remind:cai").update(**wrong)
    with pytest.raises(IntegrityError), transaction.atomic():
        Letter.objects.filter(key="remind:cai").update(key="remind:bo")
