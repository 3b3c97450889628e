"""Members are told what is new as often as they want, and of nothing twice."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from sarai.clusters import actions, tasks
from sarai.clusters.actions.writing import tell_news
from sarai.clusters.models import Digest
from sarai.letters.actions import stop
from sarai.letters.models import Letter, Stop, mark_of
from sarai.letters.writing import message_of
from tests.clusters.community import joined, wrote
from tests.people import make_user

pytestmark = pytest.mark.django_db
MONDAY = datetime(2026, 5, 11, 5, tzinfo=UTC)
DAY = timedelta(days=1)


@pytest.fixture
def reader(cluster, officer):
    """Somebody who is told once a week."""
    joined(cluster, officer, at=MONDAY - 6 * DAY)
    officer.language = "es"
    officer.save()
    return officer


def letters() -> list[str]:
    return [letter.text for letter in Letter.objects.filter(purpose="digest")]


def test_a_week_is_told_on_monday_and_once(cluster, ana, reader):
    Digest.objects.exclude(user=reader).delete()
    wrote(cluster, ana, title="Before", at=MONDAY - 7 * DAY)
    question = wrote(cluster, ana, title="In the week", at=MONDAY - 3 * DAY)
    wrote(cluster, ana, thread=question, at=MONDAY - 2 * DAY)
    wrote(cluster, reader, title="My own", at=MONDAY - 2 * DAY)
    wrote(cluster, ana, title="On Monday", at=MONDAY - timedelta(hours=1))
    assert actions.send_digests(at=MONDAY - DAY) == 0
    assert actions.send_digests(at=MONDAY) == 1
    assert actions.send_digests(at=MONDAY) == actions.send_digests(at=MONDAY + 3 * DAY) == 0
    [text] = letters()
    assert text.count("In the week") == 2
    assert not {"Before", "My own", "On Monday"} & set(text.split("\n")) and "My own" not in text
    letter = Letter.objects.get(purpose="digest")
    assert (letter.language, letter.bulk, letter.topic) == ("es", True, "cluster:green")
    assert actions.send_digests(at=MONDAY + 7 * DAY) == 1
    assert "On Monday" in letters()[1] and "In the week" not in letters()[1]


def test_addresses_in_titles_are_not_sent_around(cluster, ana, reader):
    wrote(cluster, ana, title="Buy at https://evil.example/now or evil.com", at=MONDAY - 3 * DAY)
    actions.send_digests(at=MONDAY)
    assert all("Buy at … or …" in text and "evil" not in text for text in letters())


def test_who_wants_it_daily_is_told_daily_and_who_wants_none_never(cluster, ana, reader):
    actions.set_digest(cluster=cluster, user=reader, rhythm="daily", answers=True, at=MONDAY)
    actions.set_digest(cluster=cluster, user=ana, rhythm="none", answers=True, at=MONDAY)
    for number in range(3):
        wrote(cluster, ana, title=f"Day {number}", at=MONDAY + number * DAY)
    assert [actions.send_digests(at=MONDAY + number * DAY) for number in range(5)] == [0, 1, 1, 1, 0]
    assert {letter.email for letter in Letter.objects.filter(purpose="digest")} == {reader.email}


def test_an_officer_whose_city_belongs_is_told_if_they_ask_for_it(cluster, ana, officer, as_officer, nairobi):
    held = joined(cluster, nairobi, at=MONDAY - 6 * DAY)
    wrote(cluster, ana, title="In the week", at=MONDAY - 3 * DAY)
    Digest.objects.filter(user=ana).delete()
    assert actions.send_digests(at=MONDAY) == 0
    assert "Letters about this cluster" in as_officer.get("/clusters/green/").content.decode()
    actions.set_digest(cluster=cluster, user=officer, rhythm="daily", answers=False, at=MONDAY - 4 * DAY)
    assert actions.send_digests(at=MONDAY) == 1
    actions.leave(membership=held, by="Omar", at=MONDAY)
    wrote(cluster, ana, title="Afterwards", at=MONDAY)
    assert actions.send_digests(at=MONDAY + DAY) == 0


def test_nothing_is_told_of_what_is_hidden_or_deleted_nor_to_who_left(cluster, ana, reader):
    post = wrote(cluster, ana, at=MONDAY - DAY)
    actions.delete_post(post=post, by="Ana", at=MONDAY)
    assert actions.send_digests(at=MONDAY) == 0
    wrote(cluster, ana, at=MONDAY + DAY)
    actions.leave(membership=reader.memberships.get(), by="Omar", at=MONDAY + DAY)
    assert actions.send_digests(at=MONDAY + 7 * DAY) == 0


def test_who_joins_again_is_not_told_what_was_there_meanwhile(cluster, ana, reader):
    actions.leave(membership=reader.memberships.get(), by="Omar", at=MONDAY - 5 * DAY)
    wrote(cluster, ana, at=MONDAY - 3 * DAY)
    joined(cluster, reader, at=MONDAY - 2 * DAY)
    assert actions.send_digests(at=MONDAY) == 0


def test_who_stopped_by_the_link_and_asks_again_here_gets_them_again(cluster, reader, as_officer):
    assert as_officer.get("/clusters/green/").context["digest_form"].initial["rhythm"] == "weekly"
    stop(mark=mark_of(reader.email), topic=cluster.topic, at=MONDAY)
    assert as_officer.get("/clusters/green/").context["digest_form"].initial["rhythm"] == "none"
    as_officer.post("/clusters/green/digest", {"rhythm": "none"})
    assert Stop.objects.count() == 1
    as_officer.post("/clusters/green/digest", {"rhythm": "daily", "answers": "on"})
    assert not Stop.objects.exists()
    digest = Digest.objects.get(user=reader)
    assert (digest.rhythm, digest.answers) == ("daily", True)
    assert (
        "Choose how often" in as_officer.post("/clusters/green/digest", {"rhythm": "x"}, follow=True).content.decode()
    )


def failing_once(monkeypatch, fault):
    """The letter of the first digest fails."""
    left = [fault]

    def tell(*told):
        if left:
            raise left.pop()
        tell_news(*told)

    monkeypatch.setattr("sarai.clusters.actions.digesting.tell_news", tell)


def addresses():
    return sorted(letter.email for letter in Letter.objects.filter(purpose="digest"))


@pytest.fixture
def two_readers(cluster, reader, partner):
    """Each reads their own language, and is told the same post of the team."""
    joined(cluster, partner, at=MONDAY - 6 * DAY)
    partner.language = "fr"
    partner.save()
    wrote(cluster, make_user("team", "Tom"), title="In the week", at=MONDAY - 3 * DAY)
    Digest.objects.exclude(user__in=[reader, partner]).delete()
    return [reader, partner]


def test_each_reader_is_told_in_their_language(two_readers, ana, cluster):
    actions.send_digests(at=MONDAY)
    found = {letter.language: letter for letter in Letter.objects.filter(purpose="digest")}
    assert set(found) == {"es", "fr"}
    assert found["es"].subject != found["fr"].subject
    assert "In the week" in found["es"].text and "In the week" in found["fr"].text


def test_a_worker_that_dies_midway_tells_nobody_twice_and_nobody_never(two_readers, monkeypatch):
    failing_once(monkeypatch, SystemExit("killed"))
    with pytest.raises(SystemExit):
        actions.send_digests(at=MONDAY)
    assert addresses() == []
    for _time in range(2):
        actions.send_digests(at=MONDAY + timedelta(hours=3))
    assert addresses() == sorted(one.email for one in two_readers)


def test_one_letter_that_cannot_be_written_keeps_none_of_the_others(two_readers, monkeypatch):
    failing_once(monkeypatch, KeyError("x"))
    with pytest.raises(ExceptionGroup):
        actions.send_digests(at=MONDAY)
    assert len(addresses()) == 1
    actions.send_digests(at=MONDAY + DAY)
    assert addresses() == sorted(one.email for one in two_readers)


def test_a_run_that_fails_is_not_the_last(two_readers, monkeypatch):
    def fail(*, at):
        raise KeyError("x")

    monkeypatch.setattr(actions, "send_digests", fail)
    with pytest.raises(KeyError):
        tasks.send_digests.func()
    assert DBTaskResult.objects.filter(task_path="sarai.clusters.tasks.send_digests").count() == 1


def test_a_digest_is_stopped_by_the_link_that_stands_in_it(two_readers, cluster):
    actions.send_digests(at=MONDAY)
    letter = Letter.objects.filter(purpose="digest").first()
    mail = message_of(letter, MONDAY).message()
    stop_here = mail["List-Unsubscribe"].strip("<>")
    assert (
        stop_here in mail.get_payload(decode=True).decode()
        and mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    )
    assert Client().post(stop_here, {"List-Unsubscribe": "One-Click"}).status_code in (200, 302)
    assert list(Stop.objects.values_list("mark", "topic")) == [(letter.mark, cluster.topic)]


def test_the_task_asks_for_itself_once_for_tomorrow(cluster):
    for _time in range(2):
        tasks.send_digests.func()
    [task] = DBTaskResult.objects.filter(task_path="sarai.clusters.tasks.send_digests")
    assert task.run_after > timezone.now()
