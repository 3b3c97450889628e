"""When letters are sent: a moment after they were posted, and again when there is more to do; each look queued once."""

from datetime import timedelta

import pytest
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from sarai.evidence.gathering import put_at_start
from sarai.letters import tasks
from sarai.letters.actions import post_many, sending
from sarai.letters.models import Letter
from tests.letters.drafts import draft

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


def queued():
    """When letters are going to be looked at."""
    found = DBTaskResult.objects.filter(task_path="sarai.letters.tasks.send_letters")
    return list(found.order_by("run_after").values_list("run_after", flat=True))


def post(*people, **said):
    post_many([draft(who, **said) for who in people], at=timezone.now())


def test_what_is_posted_is_sent_in_a_moment_and_asked_for_once(django_capture_on_commit_callbacks):
    before = timezone.now()
    with django_capture_on_commit_callbacks(execute=True):
        post("ana"), post("bo")
    [moment] = queued()
    assert before < moment <= timezone.now() + timedelta(seconds=1)


def test_nothing_is_asked_for_when_the_callers_transaction_fails(django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks() as callbacks:
        post("ana")
    assert (len(callbacks), queued()) == (1, [])


def test_a_run_that_leaves_something_for_later_queues_one_look(catcher):
    later = timezone.now() + HOUR
    post("ana", not_before=later)
    post("bo", not_before=later + HOUR)
    assert [tasks.send_letters.call() for _run in range(3)] == [{}, {}, {}]
    assert queued() == [later]
    post("cai", not_before=later - timedelta(minutes=30))
    tasks.send_letters.call()
    assert queued() == [later - timedelta(minutes=30), later]


def test_while_the_server_is_down_the_next_look_is_when_it_is_tried_again(catcher):
    catcher.stop()
    post("ana", "bo")
    tasks.send_letters.call()
    [moment] = queued()
    assert timedelta(seconds=50) < moment - timezone.now() <= timedelta(minutes=1)


def test_a_run_that_has_more_to_do_is_queued_again_at_once(catcher, monkeypatch):
    monkeypatch.setattr(sending.send_waiting, "__kwdefaults__", {"most": 2})
    post("ana", "bo", "cai")
    assert tasks.send_letters.call() == {"sent": 2}
    [moment] = queued()
    assert moment <= timezone.now()
    assert tasks.send_letters.call() == {"sent": 1}
    assert len(queued()) == 1


def test_a_run_that_ends_by_a_fault_is_followed_by_another(catcher, monkeypatch):
    def fault(**_said):
        raise RuntimeError("the disk is full")

    monkeypatch.setattr("sarai.letters.actions.send_waiting", fault)
    with pytest.raises(RuntimeError):
        tasks.send_letters.call()
    assert len(queued()) == 1


def test_every_worker_looks_when_it_starts():
    put_at_start()
    assert len(queued()) == 1


def test_what_was_claimed_and_never_noted_is_looked_at_when_it_is_lost(catcher):
    post("ana")
    now = timezone.now()
    claimed = sending.claim(run="dead", at=now)
    tasks.send_letters.call()
    assert queued() == [now + timedelta(minutes=15)]
    Letter.objects.update(claimed_at=now - timedelta(minutes=16))
    tasks.send_letters.call()
    claimed.refresh_from_db()
    assert (claimed.state, claimed.reason, catcher.mails) == ("doubtful", "lost", [])


def test_a_worker_that_was_thought_dead_and_comes_back_may_still_say_that_it_sent(catcher):
    post("ana")
    now = timezone.now()
    letter = sending.claim(run="slow", at=now)
    sending.note_lost(at=now + HOUR)
    sending._note(letter, "sent", "", error="", sent_at=now)
    letter.refresh_from_db()
    assert (letter.state, letter.sent_at) == ("sent", now)
