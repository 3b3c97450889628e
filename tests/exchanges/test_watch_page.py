"""The watch page: before, during and after a session, for whom, with which player; and what is asked there."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.conf import settings as django_settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from sarai.exchanges.actions import forget_salts
from sarai.exchanges.beats import Journal, Ticket, key_for
from sarai.exchanges.beats.saying import written
from sarai.exchanges.models import (
    AgendaItem,
    Attendance,
    DaySalt,
    Enrolment,
    Event,
    Material,
    Session,
    SessionQuestion,
    Upvote,
)
from sarai.exchanges.queries.enrolments import token_of
from sarai.exchanges.queries.watching import questions_of
from tests.exchanges.watchers import read

pytestmark = pytest.mark.django_db
WATCH = "/events/talk/watch/1/"
YOUTUBE = "https://www.youtube.com/watch?v=dQw4w9WgXcQ"


def make_session(begins: float = -10, **fields: object) -> Session:
    """A session of 90 minutes that begins so many minutes from now."""
    about = {name: fields.pop(name) for name in ("link_open", "state", "registers") if name in fields}
    event, _new = Event.objects.get_or_create(
        slug="talk", defaults={"title": "A talk", "timezone": "Asia/Shanghai", "link_open": True} | about
    )
    starts = timezone.now() + timedelta(minutes=begins)
    number = event.sessions.count() + 1
    said = {"title": f"Part {number}", "starts_at": starts, "ends_at": starts + timedelta(minutes=90)}
    return Session.objects.create(event=event, number=number, **said | fields)


def make_enrolment(event: Event, name: str = "Ana One", **fields: object) -> Enrolment:
    now = timezone.now()
    said = {"name": name, "email": "ana@example.org", "made_at": now, "changed_at": now, "proved_at": now}
    return Enrolment.objects.create(event=event, **said | fields)


def ticket_in(page: str) -> Ticket | None:
    found = re.search(r'data-ticket="([^"]+)"', page)
    if not found:
        return None
    claims, _dot, _proof = found[1].encode().rpartition(b".")
    ticket = Ticket.of(claims)
    assert ticket.signed(key_for(django_settings.SECRET_KEY)) == found[1]
    return ticket


def text(client: Client, url: str = WATCH) -> str:
    response = client.get(url)
    assert response.status_code == 200
    return response.content.decode()


@pytest.mark.parametrize(
    ("stream", "shown"),
    [
        ("/streams/opening/index.m3u8", "data-hls="),
        ("http://localhost:8000/streams/opening/film.mp4", "<video"),
        (YOUTUBE, "?play=1"),
        ("https://live.bilibili.com/123", "?play=1"),
        ("https://v.qq.com/x/page/a1b2c3.html", "?play=1"),
        ("https://cdn.example.org/live.m3u8", "?play=1"),
        ("https://meeting.example.org/j/1", "data-counts"),
    ],
)
def test_a_stream_is_shown_as_its_address_asks(as_stranger, stream, shown):
    make_session(stream=stream)
    page = text(as_stranger)
    assert shown in page
    ticket = ticket_in(page)
    assert ticket is not None and (ticket.mode, ticket.viewer[0]) == ("l", "a")


def test_nothing_comes_from_another_host_before_it_is_asked_for(as_stranger):
    make_session(stream=YOUTUBE)
    before, after = as_stranger.get(WATCH), as_stranger.get(f"{WATCH}?play=1")
    assert "youtube-nocookie" not in before.headers["Content-Security-Policy"]
    assert "<iframe" not in before.content.decode()
    policy = after.headers["Content-Security-Policy"]
    assert "frame-src https://www.youtube-nocookie.com" in policy
    assert "media-src" not in policy
    assert 'src="https://www.youtube-nocookie.com/embed/dQw4w9WgXcQ"' in after.content.decode()


def test_a_player_of_our_own_may_play_and_nothing_else(as_stranger):
    make_session(stream="/streams/opening/index.m3u8")
    policy = as_stranger.get(WATCH).headers["Content-Security-Policy"]
    assert "media-src 'self' blob:" in policy and "frame-src" not in policy


def test_a_stream_of_another_host_may_be_fetched_from_there_alone(as_stranger):
    make_session(stream="https://cdn.example.org/live.m3u8")
    policy = as_stranger.get(f"{WATCH}?play=1").headers["Content-Security-Policy"]
    assert "media-src 'self' blob: https://cdn.example.org" in policy
    assert "connect-src 'self' https://cdn.example.org" in policy


def test_before_it_begins_there_is_a_countdown_and_nothing_is_counted(as_stranger):
    make_session(begins=120, stream=YOUTUBE)
    page = text(as_stranger)
    assert "data-countdown" in page and "data-opens" in page
    assert ticket_in(page) is None


def test_afterwards_the_recording_is_there_for_everybody(as_stranger):
    session = make_session(begins=-300, link_open=False)
    page = text(as_stranger)
    assert ticket_in(page) is None
    Material.objects.create(session=session, kind="recording", title="Film", url=YOUTUBE, added_at=timezone.now())
    Material.objects.create(
        session=session, kind="slides", title="Slides", url="https://example.org/a.pdf", added_at=timezone.now()
    )
    page = text(as_stranger)
    ticket = ticket_in(page)
    assert ticket is not None and ticket.mode == "p"
    assert "?play=1" in page and "https://example.org/a.pdf" in page


def test_captions_of_this_site_are_shown_by_the_player(as_stranger):
    session = make_session(stream="/streams/opening/index.m3u8")
    added = {"session": session, "kind": "document", "added_at": timezone.now()}
    Material.objects.create(title="Español", language="es", url="/streams/opening/es.vtt", **added)
    Material.objects.create(title="Elsewhere", language="fr", url="https://example.org/fr.vtt", **added)
    page = text(as_stranger)
    assert '<track kind="captions" src="/streams/opening/es.vtt" srclang="es" label="Español">' in page
    assert "Elsewhere" not in page


def test_a_cancelled_session_says_so(as_stranger):
    make_session(stream=YOUTUBE, cancelled=True)
    page = text(as_stranger)
    assert "This session does not take place." in page and "?play=1" not in page


def test_who_is_not_registered_does_not_see_the_stream_of_a_closed_event(as_stranger, as_team):
    session = make_session(stream=YOUTUBE, link="https://meeting.example.org/j/1", link_open=False)
    page = text(as_stranger)
    assert "?play=1" not in page and "meeting.example.org" not in page and ticket_in(page) is None
    assert "?play=1" in text(as_team)
    enrolment = make_enrolment(session.event)
    link = as_stranger.get(f"{WATCH}?me={token_of(enrolment)}")
    assert (link.status_code, link.headers["Location"]) == (302, WATCH)
    page = text(as_stranger)
    assert "?play=1" in page and "meeting.example.org" in page
    ticket = ticket_in(page)
    assert ticket is not None and ticket.viewer == f"e{enrolment.pk}"


@pytest.mark.parametrize("fields", [{"proved_at": None}, {"place": "waiting"}])
def test_who_has_no_place_does_not_connect(as_stranger, fields):
    session = make_session(stream=YOUTUBE, link_open=False)
    enrolment = make_enrolment(session.event, **fields)
    as_stranger.get(f"{WATCH}?me={token_of(enrolment)}")
    assert "?play=1" not in text(as_stranger)


def test_a_made_up_link_or_one_of_another_event_makes_nobody_known(as_stranger):
    make_session(stream=YOUTUBE, link_open=False)
    other = make_enrolment(Event.objects.create(slug="other", title="Other", timezone="UTC"))
    for token in ("made-up", token_of(other)):
        as_stranger.get(f"{WATCH}?me={token}")
        assert "?play=1" not in text(as_stranger)


def test_a_draft_is_for_the_team(as_stranger, as_team):
    make_session(stream=YOUTUBE, state="draft")
    assert as_stranger.get(WATCH).status_code == 404
    assert as_team.get(WATCH).status_code == 200
    assert as_stranger.get("/events/talk/watch/2/").status_code == 404


def test_an_anonymous_viewer_has_a_name_that_lasts_a_day(as_stranger):
    make_session(stream=YOUTUBE)
    first, again = (ticket_in(text(as_stranger)) for _time in range(2))
    other = ticket_in(text(Client(headers={"User-Agent": "Another"})))
    assert first and again and other
    assert first.viewer == again.viewer != other.viewer
    assert first.page != again.page
    [salt] = DaySalt.objects.all()
    assert "127.0.0.1" not in first.viewer and len(bytes(salt.salt)) == 32
    assert forget_salts(at=timezone.now()) == 0
    assert forget_salts(at=timezone.now() + timedelta(days=1)) == 1


def test_the_agenda_says_what_is_now(as_stranger):
    session = make_session(begins=-40)
    AgendaItem.objects.create(session=session, after=0, minutes=30, title="Opening")
    AgendaItem.objects.create(session=session, after=30, minutes=30, title="Water")
    [now] = re.findall(r'aria-current="time">.*?<span dir="auto">(\w+)', text(as_stranger))
    assert now == "Water"


def test_a_question_is_asked_voted_for_answered_hidden_and_brought_back(as_stranger, as_team):
    make_session(stream=YOUTUBE)
    asked = as_stranger.post(f"{WATCH}questions", {"text": "Why is it so?", "name": "Bo"})
    assert asked.headers["Location"] == f"{WATCH}#questions"
    as_stranger.post(f"{WATCH}questions", {"text": "Why is it so?", "name": "Bo"})  # pressed twice
    as_stranger.post(f"{WATCH}questions", {"text": "Since when?", "name": "Bo"})
    first, second = SessionQuestion.objects.all()
    as_team.post(f"{WATCH}upvote", {"question": second.pk})
    page = text(as_stranger)
    assert page.index("Since when?") < page.index("Why is it so?")
    as_team.post(f"{WATCH}upvote", {"question": second.pk})
    assert Upvote.objects.count() == 0
    as_team.post(f"{WATCH}move", {"question": first.pk, "to": "hidden"})
    assert "Why is it so?" not in text(as_stranger)
    assert "Why is it so?" in text(as_team)
    as_team.post(f"{WATCH}move", {"question": first.pk, "to": "undo"})
    assert "Why is it so?" in text(as_stranger)
    as_team.post(f"{WATCH}move", {"question": first.pk, "to": "answered"})
    first.refresh_from_db()
    assert (first.state, first.before, first.moved_by) == ("answered", "open", "Tara Team")


def test_what_is_asked_wrongly_is_said_and_kept(as_stranger):
    make_session(stream=YOUTUBE)
    answer = as_stranger.post(f"{WATCH}questions", {"text": "Why?", "name": ""})
    assert answer.status_code == 422 and "Why?" in answer.content.decode()
    assert as_stranger.post(f"{WATCH}questions", {"text": "x" * 1001, "name": "Bo"}).status_code == 422
    assert as_stranger.post(f"{WATCH}upvote", {"question": "x"}).status_code == 404
    assert SessionQuestion.objects.count() == 0


def test_who_is_not_registered_has_one_vote_by_whatever_browser():
    session = make_session()
    said = {"viewer": "e1", "enrolment": None, "name": "Ana", "text": "Why?"}
    asked = SessionQuestion.objects.create(session=session, asked_at=timezone.now(), **said)
    for browser in ("one", "another", "a third"):
        client = Client(headers={"User-Agent": browser})
        client.post(f"{WATCH}upvote", {"question": asked.pk})
        assert [one.votes for one in questions_of(session, "", hidden=False)] == [1]
    client.post(f"{WATCH}upvote", {"question": asked.pk})
    assert asked.upvotes.count() == 2


def test_nobody_asks_without_end_or_when_it_is_over(as_stranger):
    session = make_session(stream=YOUTUBE)
    statuses = [
        as_stranger.post(f"{WATCH}questions", {"text": f"Question {number}?", "name": "Bo"}).status_code
        for number in range(21)
    ]
    assert statuses == [302] * 20 + [422]
    Session.objects.filter(pk=session.pk).update(
        starts_at=session.starts_at - timedelta(days=1), ends_at=session.ends_at - timedelta(days=1)
    )
    assert as_stranger.post(f"{WATCH}questions", {"text": "Late?", "name": "Cai"}).status_code == 422


def test_only_the_team_moves_questions(as_stranger, as_officer, as_partner, as_steward):
    session = make_session(stream=YOUTUBE)
    question = SessionQuestion.objects.create(
        session=session, viewer="a1", name="Bo", text="Why?", asked_at=timezone.now()
    )
    for client in (as_stranger, as_officer, as_partner, as_steward):
        assert client.post(f"{WATCH}move", {"question": question.pk, "to": "hidden"}).status_code in (302, 403)
    question.refresh_from_db()
    assert question.state == "open"


def test_a_poll_costs_next_to_nothing_while_nothing_is_new(as_stranger, django_assert_num_queries):
    session = make_session(stream=YOUTUBE)
    for number in range(3):
        SessionQuestion.objects.create(
            session=session, viewer="a1", name="Bo", text=f"Why {number}?", asked_at=timezone.now()
        )
    first = as_stranger.get(f"{WATCH}questions")
    assert first.status_code == 200 and "Why 1?" in first.content.decode()
    with django_assert_num_queries(1):
        again = as_stranger.get(f"{WATCH}questions", headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert sum(len(name) + len(value) + 4 for name, value in again.headers.items()) < 1024
    as_stranger.post(f"{WATCH}questions", {"text": "And now?", "name": "Bo"})
    new = as_stranger.get(f"{WATCH}questions", headers={"If-None-Match": first.headers["ETag"]})
    assert new.status_code == 200 and "And now?" in new.content.decode()


def test_the_team_files_who_watched_on_demand(as_team, tmp_path, settings, countries):
    settings.BEATS_DIR = tmp_path / "beats"
    session = make_session(stream=YOUTUBE)
    enrolment = make_enrolment(session.event)
    now = timezone.now()
    ticket = Ticket(session.pk, f"e{enrolment.pk}", "page".ljust(16, "-"), "l", int(now.timestamp()) - 300)
    journal = Journal(settings.BEATS_DIR)
    journal.write(written(int(now.timestamp()), ticket.claims, b"1:0:300;"))
    journal.close()
    read(settings.BEATS_DIR)
    assert "Somebody has watched since" in text(as_team)
    as_team.post(f"{WATCH}file")
    assert Attendance.objects.get().record.email == "ana@example.org"
    assert "Somebody has watched since" not in text(as_team)
    as_team.post(f"{WATCH}file")
    assert Attendance.objects.count() == 1


def test_the_page_is_small_and_asks_the_database_the_same_for_one_as_for_three(
    as_stranger, django_assert_max_num_queries
):
    session = make_session(stream="/streams/opening/index.m3u8")

    def fill(count: int) -> None:
        for number in range(count):
            AgendaItem.objects.create(session=session, after=number * 5, minutes=5, title=f"Item {number}")
            SessionQuestion.objects.create(
                session=session, viewer=f"a{number}", name="Bo", text=f"Why {number}?", asked_at=timezone.now()
            )
            Material.objects.create(
                session=session, kind="slides", title="Slides", url="https://example.org/a.pdf", added_at=timezone.now()
            )

    counts = []
    for count in (1, 2):
        fill(count)
        text(as_stranger)
        with CaptureQueriesContext(
            connection,
        ) as asked:
            page = text(as_stranger)
        counts.append(len(asked))
    assert counts[0] == counts[1] <= 6
    assert len(page.encode()) < 50_000
