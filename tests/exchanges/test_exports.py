"""Two exports of one report: the newer holds, whichever is taken in first; a restart is another report."""

from datetime import timedelta
from itertools import permutations

import pytest
from django.utils import timezone

from sarai.evidence.actions import withdraw
from sarai.evidence.engine import Question, answer, why_moved
from sarai.evidence.intake import take_in
from sarai.exchanges.models import Attendance, Registration
from tests.evidence.reports import AGAIN, ANA, BEN, REPORT
from tests.making import day, make_event

pytestmark = pytest.mark.django_db
CHI = 'Yes,Chi,Lam,chi@example.org,"Sep 02, 2020 08:00:00 AM",approved,"Sep 08, 2020 07:30:00 AM","Sep 08, 2020 09:00:00 AM",90,'
STAYED = ANA.replace('08:00:00 AM",40', '08:05:00 AM",45')
PARTICIPANTS = """\
Meeting ID,Topic,Start Time,End Time,User Email,Duration (Minutes),Participants
900 000 001,Cities,09/08/2020 07:25:00 AM,09/08/2020 09:05:00 AM,host@example.org,100,2

Name (Original Name),User Email,Join Time,Leave Time,Duration (Minutes),Guest
{rows}
"""


@pytest.fixture
def event():
    return make_event()


@pytest.fixture
def take(event, tmp_path):
    """Takes a report of these rows in; `drawn` is its hour on 9 September 2020, `known` a day in October."""

    def take(name, *rows, drawn="10:00 AM", started="07:25 AM", known=None, text=REPORT, **fields):
        path = tmp_path / name
        text = text.format(rows="\n".join(rows))
        text = text.replace("Sep 08, 2020 09:55 AM", f"Sep 09, 2020 {drawn}").replace("07:25 AM", started)
        path.write_text(text, encoding="utf-8-sig")
        since = day(known) if known else None
        return take_in(path, name=name, by="Steward", at=timezone.now(), known_since=since, **fields)

    return take


def joins(as_of=None):
    """Who was there from when to when, by minutes after the opening."""
    facts = Attendance.objects.filter(recorded_at__lte=as_of or timezone.now())
    facts = facts.exclude(retracted_at__lte=as_of or timezone.now()).select_related("record", "session")
    return sorted(
        (
            one.record.name.split()[0],
            *(int((at - one.session.starts_at).total_seconds()) // 60 for at in (one.joined_at, one.left_at)),
        )
        for one in facts
    )


def registrants(as_of=None):
    facts = Registration.objects.filter(recorded_at__lte=as_of or timezone.now())
    return sorted(one.record.name.split()[0] for one in facts.exclude(retracted_at__lte=as_of or timezone.now()))


def test_a_newer_export_corrects_and_takes_back(event, take):
    old = take("old.csv", ANA, AGAIN, CHI).source
    new = take("new.csv", STAYED, AGAIN, BEN, drawn="11:00 AM")
    assert new.tally == {"read": 4, "added": 1, "unchanged": 2, "corrected": 1, "retracted": 2}
    assert joins() == [("Ana", -10, 35), ("Ana", 40, 120)]
    assert registrants() == ["Ana", "Ben"]
    [gone] = Attendance.objects.filter(record__name="Chi Lam")
    assert (gone.source, gone.retracted_by, gone.retracted_at) == (old, new.source, new.source.recorded_at)


def test_why_it_moved_names_the_newer_file(event, take):
    take("old.csv", ANA, CHI, known=1)
    new = take("new.csv", ANA, drawn="11:00 AM", known=3)
    [step] = why_moved(Question("exchanges.attendees", event.scope), day(2))
    assert (step.before, step.after, step.sources) == (2, 1, (new.source,))
    assert answer(Question("exchanges.attendees", event.scope, day(2))).value == 2


def test_an_older_export_taken_in_afterwards_undoes_nothing_and_says_so(event, take):
    take("new.csv", STAYED, BEN, drawn="11:00 AM")
    old = take("old.csv", ANA, CHI)
    assert old.tally == {"read": 4, "unchanged": 1, "outdated": 3}
    assert (joins(), registrants()) == ([("Ana", -10, 35)], ["Ana", "Ben"])
    [said] = old.problems
    assert "“new.csv” is a newer export of this report" in said.message
    assert "3 rows" in said.message


def test_a_preview_says_the_same_and_changes_nothing(event, take):
    take("old.csv", ANA, CHI)
    preview = take("new.csv", STAYED, drawn="11:00 AM", dry_run=True)
    assert joins() == [("Ana", -10, 30), ("Chi", 0, 90)]
    assert take("new.csv", STAYED, drawn="11:00 AM").tally == preview.tally


def test_a_restarted_webinar_is_merged(event, take):
    take("before.csv", ANA)
    again = take("after.csv", AGAIN, CHI, started="08:08 AM", drawn="11:00 AM")
    assert again.tally == {"read": 3, "added": 3}
    assert joins() == [("Ana", -10, 30), ("Ana", 40, 120), ("Chi", 0, 90)]


def test_without_a_time_of_drawing_what_was_known_later_holds(event, take):
    ana = 'Ana Diaz,ana@example.org,"09/08/2020 07:20:00 AM","09/08/2020 08:00:00 AM",40,No'
    guest = 'Guest,,"09/08/2020 07:30:00 AM","09/08/2020 08:00:00 AM",30,Yes'
    take("one.csv", ana, guest, guest, text=PARTICIPANTS, known=1)
    two = take("two.csv", ana, guest, text=PARTICIPANTS, known=3)
    assert two.tally == {"read": 2, "unchanged": 2, "retracted": 1}
    assert joins(day(2)) == [("Ana", -10, 30), ("Guest", 0, 30), ("Guest", 0, 30)]
    assert take("three.csv", ana, guest, guest, guest, text=PARTICIPANTS, known=2).tally["added"] == 1
    assert joins() == [("Ana", -10, 30), ("Guest", 0, 30)]


def test_what_another_file_states_too_is_not_taken_back(event, take):
    take("first.csv", ANA, CHI)
    other = REPORT.replace("900-000-001", "900-000-002").replace("Sep 08, 2020 07:25", "Sep 15, 2020 07:25")
    later = 'Yes,Chi,Lam,chi@example.org,"Sep 02, 2020 08:00:00 AM",approved,"Sep 15, 2020 07:30:00 AM","Sep 15, 2020 09:00:00 AM",90,'
    take("second.csv", later, text=other)
    take("newer.csv", ANA, drawn="11:00 AM")
    assert registrants() == ["Ana", "Chi"]
    assert answer(Question("exchanges.attendees", event.scope)).value == 2


def test_a_list_without_joins_takes_nothing_back(event, take):
    take("joins.csv", 'Ana,ana@example.org,"09/08/2020 07:20:00 AM","09/08/2020 08:00:00 AM",40,No', text=PARTICIPANTS)
    unique = PARTICIPANTS.replace("Join Time,Leave Time,Duration", "Total Duration")
    take("unique.csv", "Ana,ana@example.org,40,No", text=unique)
    assert joins() == [("Ana", -10, 30)]


def test_a_newer_export_that_is_withdrawn_lets_the_older_hold_again(event, take):
    take("old.csv", ANA, AGAIN, CHI)
    middle = take("middle.csv", STAYED, AGAIN, drawn="10:30 AM").source
    newest = take("newest.csv", STAYED, AGAIN, drawn="11:00 AM").source
    for source in (newest, middle):
        assert (joins(), registrants()) == ([("Ana", -10, 35), ("Ana", 40, 120)], ["Ana"])
        withdraw(source=source, reason="", by="Steward", at=timezone.now())
    assert joins() == [("Ana", -10, 30), ("Ana", 40, 120), ("Chi", 0, 90)]
    assert registrants() == ["Ana", "Chi"]
    take("newest.csv", STAYED, AGAIN, drawn="11:00 AM")
    assert (joins(), registrants()) == ([("Ana", -10, 35), ("Ana", 40, 120)], ["Ana"])


def test_an_older_export_that_is_withdrawn_changes_nothing(event, take):
    old = take("old.csv", ANA, AGAIN, CHI).source
    take("new.csv", STAYED, AGAIN, drawn="11:00 AM")
    withdraw(source=old, reason="", by="Steward", at=timezone.now())
    assert (joins(), registrants()) == ([("Ana", -10, 35), ("Ana", 40, 120)], ["Ana"])


def test_the_minutes_seconds_and_the_order_of_day_and_month_do_not_make_another_report(event, take):
    numeric = REPORT.replace("Sep 08, 2020 07:25 AM", "09/08/2020 07:25:44 AM")
    take("old.csv", ANA, CHI)
    assert take("new.csv", ANA, text=numeric, drawn="11:00 AM").tally["retracted"] == 2


EXPORTS = {  # the hour of drawing follows the day on which each became known, or does not
    "in turn": {1: ("09:00 AM", ANA, CHI), 2: ("10:00 AM", STAYED, AGAIN), 3: ("11:00 AM", ANA, AGAIN, BEN)},
    "against": {1: ("11:00 AM", ANA, AGAIN, BEN), 2: ("10:00 AM", STAYED, AGAIN), 3: ("09:00 AM", ANA, CHI)},
    "mixed": {1: ("10:00 AM", STAYED, CHI), 2: ("09:00 AM", ANA, CHI), 3: ("11:00 AM", ANA, AGAIN)},
    "back again": {1: ("09:00 AM", ANA, CHI), 2: ("10:00 AM", ANA), 3: ("11:00 AM", ANA, CHI)},
}


@pytest.mark.parametrize("exports", EXPORTS.values(), ids=EXPORTS)
def test_history_is_the_same_in_whatever_order_they_are_taken_in(exports, tmp_path, django_db_blocker):
    histories = [_history(exports, order, tmp_path) for order in permutations(exports)]
    assert all(one == histories[0] for one in histories)
    newest = max(exports.values())
    assert histories[0][-1][1] == sorted({row.split(",")[1] for row in newest[1:]})


def _history(exports, order, folder):
    from django.db import transaction

    with transaction.atomic():
        make_event()
        for known in order:
            drawn, *rows = exports[known]
            text = REPORT.format(rows="\n".join(rows)).replace("Sep 08, 2020 09:55 AM", f"Sep 09, 2020 {drawn}")
            path = folder / f"{known}.csv"
            path.write_text(text, encoding="utf-8-sig")
            take_in(path, name=path.name, by="x", at=timezone.now(), known_since=day(known))
        found = [(joins(at), registrants(at)) for at in (day(1), day(2), day(3), day(3) + timedelta(days=1))]
        transaction.set_rollback(True)
    return found
