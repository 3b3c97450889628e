"""From heartbeats to viewings, to attendance, to readings of our own counter."""

from __future__ import annotations

import signal
import sqlite3
from collections import Counter
from contextlib import closing
from datetime import timedelta

import pytest

from sarai.evidence.engine import Question, Scope, answer
from sarai.evidence.models import Source
from sarai.exchanges.beats import Journal, Ticket, journals
from sarai.exchanges.beats.saying import written
from sarai.exchanges.desk.enrolments import file_enrolments
from sarai.exchanges.desk.watching import file_viewings, read_own_counters
from sarai.exchanges.models import Attendance, Enrolment, JournalRead, SessionQuestion, Viewing, ViewReading
from sarai.network.actions import erase_person
from tests.exchanges.watchers import at, beat, enrolled, read
from tests.making import START, attended, file, make_event, person

pytestmark = pytest.mark.django_db
DAY = 60 * 24


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "beats"


@pytest.fixture
def session(countries):
    return make_event(sessions=1).sessions.get()


def filed(session, minutes=2 * DAY):
    return file_viewings(session=session, by="test", at=at(minutes))


def stays(session):
    """Who was there from which minute to which, as it is known now."""
    known = Attendance.objects.filter(session=session, retracted_at=None).order_by("joined_at", "-left_at")
    return [
        (fact.record.email, *((moment - START) / timedelta(minutes=1) for moment in (fact.joined_at, fact.left_at)))
        for fact in known
    ]


def test_a_page_is_one_viewing_by_its_latest_beat(folder, session):
    beat(folder, session, "a-me", "page", (0, 30), came=1)
    beat(folder, session, "a-me", "page", (0, 600), (900, 300), came=20)
    beat(folder, session, "a-me", "page", (0, 60), came=21)  # late, and less
    assert read(folder) == {session.pk}
    viewing = Viewing.objects.get()
    assert (viewing.viewer, viewing.mode, viewing.seconds) == ("a-me", "live", 900)
    assert (viewing.first_at, viewing.last_at) == (at(0), at(20))
    beat(folder, session, "a-me", "page", (0, 600), (900, 600), came=26)
    read(folder)
    assert Viewing.objects.get().seconds == 1200
    assert (journals(folder), JournalRead.objects.count()) == ([], 0)


def test_what_the_clock_does_not_allow_is_cut(folder, session):
    beat(folder, session, "a-me", "page", (0, 90_000), came=10)
    beat(folder, session, "a-early", "early", (0, 1800), opened=-30, came=5)
    beat(folder, session, "a-late", "late", (0, 3 * 3600), opened=80, came=300)
    read(folder)
    seconds = {viewing.viewer: viewing.seconds for viewing in Viewing.objects.all()}
    # Ten minutes and what clocks may differ; from a quarter of an hour before; until 45 minutes after its 90.
    assert seconds == {"a-me": 605, "a-early": 15 * 60, "a-late": 55 * 60}


def test_a_recording_may_be_watched_at_any_time(folder, session):
    beat(folder, session, "a-me", "page", (0, 1800), opened=10 * DAY, came=11 * DAY, mode="p")
    read(folder)
    assert (Viewing.objects.get().mode, Viewing.objects.get().seconds) == ("playback", 1800)


def test_beats_about_what_is_not_there_are_left_out(folder, session):
    beat(folder, session, "e999", "page", (0, 30))
    session.pk = 999
    beat(folder, session, "a-me", "other", (0, 30))
    read(folder)
    assert Viewing.objects.get().enrolment is None


def test_who_registered_was_there(folder, session):
    ana, bo = enrolled(session, "Ana One"), enrolled(session, "Bo Two")
    beat(folder, session, ana, "at-home", (0, 600), opened=0, came=15)
    beat(folder, session, ana, "on-phone", (0, 1200), opened=5, came=30)  # two devices at once count once
    beat(folder, session, bo, "bo", (0, 60), (90, 60), (600, 60), opened=0, came=20)  # a picture stood still, a break
    beat(folder, session, "a-stranger", "page", (0, 600))
    read(folder)
    filed(session)
    assert stays(session) == [
        ("ana@example.org", 0, 25),
        ("bo@example.org", 0, 2.5),
        ("bo@example.org", 10, 11),
    ]
    source = Source.objects.get(format="watching")
    assert (source.kind, source.tally) == ("form", {"added": 3})
    assert answer(Question("exchanges.attendees", Scope("event", "training"))).value == 2


def test_filing_again_changes_nothing(folder, session):
    ana = enrolled(session, "Ana One")
    beat(folder, session, ana, "page", (0, 600))
    read(folder)
    filed(session)
    beat(folder, session, ana, "page", (0, 600))
    read(folder)
    assert filed(session, 3 * DAY) == {}
    assert Source.objects.filter(format="watching").count() == 1


def test_later_beats_correct_what_was_filed_on_demand(folder, session):
    ana, bo = enrolled(session, "Ana One"), enrolled(session, "Bo Two")
    beat(folder, session, ana, "ana", (0, 600), came=10)
    beat(folder, session, bo, "bo", (0, 900), came=15)
    read(folder)
    filed(session, 20)
    beat(folder, session, ana, "ana", (0, 5400), came=90)
    read(folder)
    assert +filed(session) == {"unchanged": 1, "corrected": 1}
    assert stays(session) == [("ana@example.org", 0, 90), ("bo@example.org", 0, 15)]
    known = Question("exchanges.attendances", Scope("event", "training"), at(30))
    assert answer(known).value == 2


def test_what_the_platform_reports_stands_beside_it(folder, session):
    file(session.event, at(1000), attended(person("Ana One", email="ana@example.org"), (0, 45)), session=1)
    beat(folder, session, enrolled(session, "Ana One"), "page", (0, 600))
    read(folder)
    filed(session)
    assert len(stays(session)) == 2
    assert answer(Question("exchanges.attendees", Scope("event", "training"))).value == 1


def test_who_has_not_proved_their_address_waits_until_they_do(folder, session):
    ana = enrolled(session, "Ana One", proved_at=None)
    beat(folder, session, ana, "page", (0, 600))
    read(folder)
    assert filed(session) == {}
    Enrolment.objects.update(proved_at=at(10))
    file_enrolments(by="test", at=at(11))
    filed(session, 3 * DAY)
    assert [who for who, *_when in stays(session)] == ["ana@example.org"]


def test_who_was_only_there_before_it_began_was_not_in_it(folder, session):
    beat(folder, session, enrolled(session, "Ana One"), "page", (0, 300), opened=-10)
    read(folder)
    assert filed(session) == {}


def test_who_asked_to_be_forgotten_is_counted_and_not_known(folder, session):
    ana, bo = enrolled(session, "Ana One"), enrolled(session, "Bo Two")
    beat(folder, session, ana, "page", (0, 600), came=20)
    beat(folder, session, bo, "bo", (0, 900), came=20)
    read(folder)
    SessionQuestion.objects.create(
        session=session, enrolment=ana, viewer=f"e{ana.pk}", name="Ana One", text="Who am I?", asked_at=at(3)
    )
    filed(session, 100)
    erase_person(person=ana.record.links.get().person, reason="", by="test", at=at(3 * DAY))
    viewing, question = Viewing.objects.get(page="page".ljust(16, "-")), SessionQuestion.objects.get()
    assert (viewing.enrolment, viewing.record_id, viewing.viewer) == (None, ana.record_id, f"r{ana.record_id}")
    assert (question.enrolment, question.name, question.text, question.state) == (None, "", "", "hidden")
    beat(folder, session, bo, "bo", (0, 1200), came=30)
    read(folder)
    filed(session, 4 * DAY)
    assert sorted(row[1:] for row in stays(session)) == [(0, 10), (0, 20)]
    assert not any("ana" in row[0] for row in stays(session))
    assert answer(Question("exchanges.attendees", Scope("event", "training"))).value == 2


def test_our_own_counter_is_read_like_that_of_any_platform(folder, session):
    ana = enrolled(session, "Ana One")
    beat(folder, session, ana, "one", (0, 600))
    beat(folder, session, ana, "two", (0, 600), opened=20)  # the same viewer again
    beat(folder, session, "a-me", "me", (0, 60))
    beat(folder, session, "a-you", "you", (0, 9))  # looked in only
    beat(folder, session, "a-you", "later", (0, 60), opened=DAY, came=DAY + 5, mode="p")
    read(folder)
    read_own_counters(session=session, by="test", at=at(2 * DAY))
    readings = {(one.mode, one.value, one.platform, one.session_id) for one in ViewReading.objects.all()}
    assert readings == {("live", 2, "sarai", session.pk), ("playback", 1, "sarai", session.pk)}
    assert read_own_counters(session=session, by="test", at=at(3 * DAY)) == {}
    beat(folder, session, "a-new", "new", (0, 60))
    read(folder)
    read_own_counters(session=session, by="test", at=at(4 * DAY))
    live = ViewReading.objects.filter(mode="live").order_by("read_at")
    assert [one.value for one in live] == [2, 3]


READ = """
import os, signal, sys
from datetime import UTC, datetime
from django.conf import settings
from sarai.exchanges.actions import watching
import sarai.exchanges.beats.journal as journal
journal.AT_ONCE = 20_000
keep, parts = watching.keep_beats, []
def keep_and_die(beats):
    keep(beats)
    parts.append(beats)
    if len(parts) == 3 and os.environ.get("DIES"):
        os.kill(os.getpid(), signal.SIGKILL)
watching.keep_beats = keep_and_die
watching.read_journals(folder=settings.BEATS_DIR, at=datetime.now(UTC))
"""


def test_a_killed_reader_loses_and_doubles_nothing(installation):
    """It dies between the rows of a part and the end of the transaction that they are in."""
    database = installation.folder / "var" / "sarai.sqlite3"
    journal = Journal(installation.folder / "var" / "beats")
    for seconds in (100, 101):
        for number in range(1000):
            ticket = Ticket(1, "a-me", f"{number:016d}", "l", int(START.timestamp()))
            journal.write(written(int(START.timestamp()) + 600, ticket.claims, b"1:0:%d;" % seconds))
    journal.close()

    def found() -> Counter[int]:
        with closing(sqlite3.connect(database)) as connection:
            return Counter(seconds for (seconds,) in connection.execute("SELECT seconds FROM exchanges_viewing"))

    process = installation.start("shell", "-v0", "-c", f"import os; os.environ['DIES'] = '1'\n{READ}")
    process.communicate()
    assert process.returncode == -signal.SIGKILL
    assert 0 < found().total() < 1000
    installation.shell(READ)
    assert found() == {101: 1000}
    installation.shell(READ)
    assert found() == {101: 1000}
