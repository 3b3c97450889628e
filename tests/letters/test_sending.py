"""Letters go once, and each is accounted for, whatever the mail server says."""

from datetime import timedelta

import pytest

from sarai.letters.actions import call_back, next_look, post, send_again, stop
from sarai.letters.models import Letter, Stop
from sarai.letters.transports import outage
from tests.letters.catcher import OK
from tests.letters.drafts import NOW, draft, posted, sent, states

pytestmark = pytest.mark.django_db
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


def only() -> Letter:
    return Letter.objects.get()


def test_a_letter_is_posted_once_and_goes_once(catcher):
    posted("ana"), posted("ana")
    assert (sent(), sent()) == ({"sent": 1}, {})
    assert catcher.readers == ["ana@city.example"]
    letter = only()
    assert (letter.state, letter.sent_at, letter.tries, letter.error) == ("sent", NOW, 1, "")
    assert catcher.ids == [letter.message_id]


def test_many_go_by_one_connection(catcher):
    posted(*"abcdefg")
    assert sent() == {"sent": 7}
    assert (len(set(catcher.ids)), catcher.connections) == (7, 1)


def test_a_server_that_ends_each_connection_after_some_letters_gets_all(catcher):
    catcher.per_connection = 3
    posted(*"abcdefg")
    assert sent() == {"sent": 7, "waiting": 2}  # two were put back, and had their turn on the next connection
    assert (sorted(catcher.readers), catcher.connections) == ([f"{who}@city.example" for who in "abcdefg"], 3)
    assert set(Letter.objects.values_list("tries", flat=True)) == {1}


def test_a_run_ends_after_some_letters_and_says_that_there_are_more(catcher):
    posted(*"abc")
    assert sent(most=2) == {"sent": 2}
    assert sent(most=2) == {"sent": 1}


def test_what_a_reader_cannot_do_without_goes_first(catcher):
    posted(*"abc")
    posted("new", purpose="confirmation")
    sent()
    assert catcher.readers[0] == "new@city.example"


def test_nothing_goes_before_its_time_nor_when_it_is_too_late(catcher):
    posted("ana", not_before=NOW + HOUR, not_after=NOW + 2 * HOUR)
    posted("bo", not_before=NOW + HOUR, not_after=NOW + 2 * HOUR)
    assert sent() == {}
    assert next_look(NOW) == NOW + HOUR
    call_back(keys=["remind:bo"], at=NOW)
    assert sent(NOW + 3 * HOUR) == {}
    assert list(Letter.objects.values_list("state", "reason")) == [("stopped", "late"), ("stopped", "not_needed")]


def test_what_is_put_off_is_tried_again_after_growing_pauses_until_it_goes(catcher):
    posted("ana")
    answers = iter(["451 4.3.0 Busy", "450 4.2.0 Greylisted", OK])
    catcher.at_recipient = lambda address: next(answers)
    assert sent() == {"waiting": 1}
    assert (only().error, only().reason, only().not_before) == ("451 4.3.0 Busy", "put_off", NOW + MINUTE)
    assert (sent(NOW + MINUTE), next_look(NOW + MINUTE)) == ({"waiting": 1}, NOW + 6 * MINUTE)
    assert sent(NOW + 2 * MINUTE) == {}
    assert sent(NOW + 6 * MINUTE) == {"sent": 1}
    assert (only().reason, only().error) == ("", "")


def test_what_is_put_off_for_three_days_is_given_up_in_the_servers_words(catcher):
    posted("ana")
    catcher.at_end = lambda address: "452 4.3.1 No space"
    moment = NOW
    for _try in range(10):
        sent(moment)
        moment = next_look(moment) or moment
    assert (only().state, only().reason, only().tries, only().error) == ("failed", "given_up", 10, "452 4.3.1 No space")
    assert 2 * DAY < moment - NOW < 3 * DAY


def test_a_refused_address_is_told_in_the_servers_words_and_remembered(catcher):
    catcher.at_recipient = lambda address: "550 5.1.1 No such user" if "bo" in address else OK
    posted("ana", "bo")
    assert sent() == {"sent": 1, "refused": 1}
    bo = Letter.objects.get(email="bo@city.example")
    assert (bo.state, bo.error, bo.sent_at) == ("refused", "550 5.1.1 No such user", None)
    asked = []
    catcher.at_recipient = lambda address: asked.append(address) or OK
    posted("bo", key="another")
    assert sent(NOW + DAY) == {}  # it is not even tried
    assert (asked, Letter.objects.get(key="another").reason) == ([], "dead")
    posted("bo", key="necessary", purpose="confirmation")
    assert sent(NOW + DAY) == {"sent": 1}
    send_again(letter=bo.pk, at=NOW + DAY)  # somebody says that the address is good
    assert (sent(NOW + DAY), Stop.objects.count()) == ({"sent": 1}, 0)


@pytest.mark.parametrize("said", ["554 5.7.1 Blocked by policy", "552 5.2.2 Mailbox full", "554 No"])
def test_what_is_refused_for_another_reason_says_nothing_of_the_address(catcher, said):
    catcher.at_recipient = lambda address: said
    posted("ana")
    assert sent() == {"failed": 1}
    assert (only().error, Stop.objects.exists()) == (said, False)


def test_a_letter_whose_content_is_refused_failed(catcher):
    catcher.at_end = lambda address: "554 5.6.0 Looks like spam"
    posted("ana")
    assert (sent(), only().error, Stop.objects.exists()) == ({"failed": 1}, "554 5.6.0 Looks like spam", False)


def test_while_the_server_is_down_no_try_is_used_up_and_then_all_goes(catcher):
    people = [f"p{number}" for number in range(20)]
    posted(*people)
    catcher.stop()
    moment, looks = NOW, 0
    while moment < NOW + HOUR:
        assert sent(moment) == {}
        moment, looks = next_look(moment), looks + 1
    assert looks == 9  # after 1, 2, 5 and then every 10 minutes
    assert set(Letter.objects.values_list("tries", "state", "not_before")) == {(0, "waiting", NOW)}
    assert "refused" in outage().words
    assert sent(moment - timedelta(seconds=1)) == {}  # it is left alone until then
    catcher.start()
    assert sent(moment) == {"sent": 20}
    assert (sorted(catcher.readers), outage()) == (sorted(f"{who}@city.example" for who in people), None)


def test_a_server_that_does_not_take_our_own_name_is_down(catcher):
    catcher.at_recipient = lambda address: "530 5.7.0 Authentication required"
    posted("ana", "bo")
    assert sent() == {}
    assert (outage().words, set(Letter.objects.values_list("tries", flat=True))) == (
        "530 5.7.0 Authentication required", {0},
    )  # fmt: skip


def test_when_the_answer_never_comes_it_is_doubtful_and_nothing_goes_twice(catcher):
    catcher.at_end = lambda address: None if "ana" in address else OK
    posted("ana", "bo")
    sent()
    assert states() == {"ana": "doubtful", "bo": "waiting"}  # the run ended: who knows what is wrong there
    for hours in range(1, 100):
        sent(NOW + hours * HOUR)
    assert catcher.readers == ["ana@city.example", "bo@city.example"]
    ana = Letter.objects.get(email="ana@city.example")
    assert (ana.state, ana.reason, ana.sent_at) == ("doubtful", "cut", NOW)
    send_again(letter=ana.pk, at=NOW + 100 * HOUR)
    catcher.at_end = lambda address: OK
    assert sent(NOW + 100 * HOUR) == {"sent": 1}
    assert catcher.ids[0] == catcher.ids[2]  # the same letter: mail programs show it once


def test_a_connection_that_breaks_before_the_letter_was_given_is_no_doubt(catcher):
    def break_off(address):
        catcher.at_recipient = lambda address: OK
        return "421 4.3.2 Going down"

    catcher.at_recipient = break_off
    posted("ana", "bo")
    sent()
    assert sorted(states().values()) == ["waiting", "waiting"]
    assert sent(NOW + MINUTE) == {"sent": 2}


def test_a_letter_that_cannot_be_written_does_not_keep_the_others(catcher):
    posted("ana", reply_to="a\nb@city.example")
    posted("bo")
    assert sent() == {"failed": 1, "sent": 1}
    assert Letter.objects.get(email="ana@city.example").error


def test_a_fault_of_the_site_itself_fails_no_letter(catcher, monkeypatch):
    def fault(letter, at):
        raise LookupError("no such page")

    posted(*"abc")
    with monkeypatch.context() as broken, pytest.raises(LookupError):
        broken.setattr("sarai.letters.actions.sending.message_of", fault)
        sent()
    assert sorted(Letter.objects.values_list("state", "tries")) == [("waiting", 0), ("waiting", 0), ("waiting", 1)]
    assert sent(NOW + MINUTE) == {"sent": 3}


def test_who_stops_while_letters_wait_gets_none(catcher):
    [ana] = posted("ana")
    posted("ana", key="confirm", purpose="confirmation")
    stop(mark=ana.mark, topic="event:training", at=NOW)
    assert sent() == {"sent": 1}
    assert Letter.objects.get(key="confirm").state == "sent"
    posted("ana", key="later")
    assert (sent(), Letter.objects.get(key="later").reason) == ({}, "unwanted")
    posted("ana", key="other", topic="event:other")
    assert sent() == {"sent": 1}


def test_posting_costs_one_statement(django_assert_num_queries):
    with django_assert_num_queries(1):
        post(draft("ana"), at=NOW)
