"""Setting events up, and what that does to those who are registered."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.core.exceptions import ValidationError
from icalendar import Calendar

from sarai.evidence.models import Source
from sarai.exchanges import actions, tasks
from sarai.exchanges.actions.enrolling import enrol, prove
from sarai.exchanges.forms.arranging import moment_in
from sarai.exchanges.models import AgendaItem, Contribution, Event, Session
from sarai.letters.models import Letter
from sarai.network.mentions import Mention
from tests.making import START, make_event

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("countries")]

NOW = START - timedelta(days=10)
NEW_YORK = ZoneInfo("America/New_York")
BY = {"by": "Tara", "at": NOW}


@pytest.fixture
def event(db) -> Event:
    made = make_event(sessions=2)
    made.registers = True
    made.save()
    said = {"email": "lina@example.org", "name": "Lina", "language": "en", "zone": "Asia/Hebron"}
    prove(enrolment=enrol(event=made, said=said, at=NOW).enrolment, at=NOW)
    Letter.objects.all().delete()
    return made


def invitation_in(letter: Letter) -> Calendar:
    from base64 import b64decode

    [one] = letter.attachments
    return Calendar.from_ical(b64decode(one["content"]))


def test_a_moved_session_is_told_once_with_the_next_revision(event):
    session = event.sessions.get(number=1)
    before = session.uid
    session.starts_at += timedelta(hours=2)
    session.ends_at += timedelta(hours=2)
    actions.keep_session(session=session, **BY)
    actions.keep_session(session=session, **BY)
    [letter] = Letter.objects.all()
    [entry] = invitation_in(letter).walk("VEVENT")
    assert (str(entry["UID"]).partition("@")[0], entry["SEQUENCE"]) == (str(before), 1)
    assert entry["DTSTART"].dt.astimezone(UTC) == session.starts_at
    assert "09:30–11:00 (New York)" in letter.text
    assert "16:30–18:00 (Hebron" in letter.text


def test_what_nobody_sees_in_a_calendar_is_not_written_about(event):
    session = event.sessions.get(number=1)
    session.platform_id = "123"
    actions.keep_session(session=session, **BY)
    assert not Letter.objects.exists()
    assert Session.objects.get(pk=session.pk).revision == 0


def test_a_cancelled_session_leaves_calendars_and_comes_back(event):
    session = event.sessions.get(number=1)
    actions.set_cancelled(session=session, cancelled=True, **BY)
    actions.set_cancelled(session=session, cancelled=False, **BY)
    states = [invitation_in(letter).walk("VEVENT")[0]["STATUS"] for letter in Letter.objects.order_by("pk")]
    assert states == ["CANCELLED", "CONFIRMED"]


def test_a_cancelled_event_tells_of_every_session_to_come(event):
    event.state = Event.State.CANCELLED
    actions.keep_event(event=event, themes=[], hosts=[], **BY)
    assert Letter.objects.count() == 2


def test_a_session_moved_across_the_change_of_clocks_keeps_the_time_it_was_given():
    """In New York clocks are put forward on 14 March 2021 at two in the morning."""
    before, after = (moment_in(NEW_YORK, datetime(2021, 3, day).date(), time(7, 30)) for day in (13, 15))
    assert before == datetime(2021, 3, 13, 12, 30, tzinfo=UTC)
    assert after == datetime(2021, 3, 15, 11, 30, tzinfo=UTC)


def test_a_time_that_the_clock_leaps_over_is_refused():
    with pytest.raises(ValidationError, match="put forward"):
        moment_in(NEW_YORK, datetime(2021, 3, 14).date(), time(2, 30))


def test_a_time_that_the_clock_shows_twice_is_the_first_of_them():
    assert moment_in(NEW_YORK, datetime(2021, 11, 7).date(), time(1, 30)) == datetime(2021, 11, 7, 5, 30, tzinfo=UTC)


def test_a_copy_has_everything_but_what_came_of_the_first(event):
    actions.keep_agenda(
        session=event.sessions.get(number=1),
        items=[{"id": None, "after": 0, "minutes": 10, "title": "Opening", "summary": ""}],
        **BY,
    )
    copy = actions.copy_event(event=event, weeks=8, slug="again", title="Again", **BY)
    assert (copy.state, copy.enrolments.count(), copy.sessions.count()) == ("draft", 0, 2)
    first = copy.sessions.get(number=1)
    # Eight weeks later clocks have been put back in New York: the wall time stays, the moment does not.
    assert first.starts_at.astimezone(NEW_YORK).time() == time(7, 30)
    assert first.starts_at - START == timedelta(weeks=8, hours=1)
    assert first.uid != event.sessions.get(number=1).uid
    assert first.agenda.get().title == "Opening"
    assert AgendaItem.objects.count() == 2


def test_a_weekly_series_has_a_draft_for_each_week(event):
    made = actions.repeat_weekly(event=event, times=3, **BY)
    assert [one.slug for one in made] == ["training-2", "training-3", "training-4"]
    starts = [one.sessions.get(number=1).starts_at.astimezone(NEW_YORK) for one in made]
    assert [(one.date() - START.date()).days for one in starts] == [7, 14, 21]
    assert {one.time() for one in starts} == {time(7, 30)}


def test_who_speaks_is_named_once_and_taken_back(event):
    who = Mention(name="Dr. Wu", email="wu@example.org", organisation="CDC")
    one = actions.contribute(event=event, role="speaker", who=who, session=event.sessions.get(number=1), **BY)
    again = actions.contribute(event=event, role="speaker", who=who, session=event.sessions.get(number=1), **BY)
    assert one == again
    assert (one.called, one.of) == ("Dr. Wu", "CDC")
    actions.contribute_no_more(contribution=one, by="Tara", at=NOW + timedelta(hours=1))
    assert not Contribution.objects.filter(retracted_at=None).exists()
    assert Contribution.objects.get().retracted_by.by == "Tara"


def test_a_session_that_people_were_at_is_not_taken_away(event):
    from tests.making import attended, day, file, person

    file(event, day(1), attended(person("Ana"), (0, 30)), session=1)
    with pytest.raises(ValueError):
        actions.remove_session(session=event.sessions.get(number=1), **BY)
    actions.remove_session(session=event.sessions.get(number=2), **BY)
    assert [one.number for one in event.sessions.all()] == [1]


def test_every_change_ends_what_is_remembered_of_figures(event):
    before = Source.objects.count()
    actions.keep_session(session=event.sessions.get(number=1), **BY)
    assert Source.objects.count() == before + 1


def test_reminders_go_once_to_those_who_are_going_and_not_for_a_time_that_was_left(event):
    session = event.sessions.get(number=1)
    assert actions.remind_of(session=session, hours=24, at=START - timedelta(hours=24)) == 1
    actions.remind_of(session=session, hours=24, at=START - timedelta(hours=23))
    assert Letter.objects.filter(purpose="reminder").count() == 1
    letter = Letter.objects.get()
    assert letter.not_after == session.ends_at
    assert letter.bulk
    assert tasks.remind.call(session.pk, 24, (session.starts_at + timedelta(hours=1)).isoformat()) == 0
    assert actions.remind_of(session=session, hours=1, at=session.ends_at) == 0


def test_thanks_go_once(event):
    links = [("Recording", "https://sarai.example/r")]
    actions.thank_for(event=event, links=links, at=NOW)
    actions.thank_for(event=event, links=links, at=NOW + timedelta(days=1))
    [letter] = Letter.objects.all()
    assert "https://sarai.example/r" in letter.text
