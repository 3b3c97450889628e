"""Zoom's webinar attendee report, in the shapes of 2020, 2025 and 2026."""

from datetime import UTC, datetime

import pytest

from sarai.evidence.formats import Ambiguous, Order, recognise
from sarai.exchanges.intake.records import Attendance, Registration
from tests.evidence.reading.files import context, opened, read
from tests.exchanges.intake.reports import webinar_2020, webinar_2025, webinar_2026

KEY = "zoom-webinar"
CAME = (
    'Yes,Ana,Vula,Ana@Example.org,"Mar 20, 2020 9:00 AM",approved,"Mar 28, 2020 8:10 AM","Mar 28, 2020 9:00 AM",50,Fiji'
)
AGAIN = 'Yes,Ana,Vula,ana@example.org,,,"Mar 28, 2020 9:05 AM","Mar 28, 2020 9:35 AM",30,Fiji'
STAYED_AWAY = 'No,Ben,Tora,ben@example.org,"Mar 21, 2020 9:00 AM",approved,--,--,--,--'


def split(records):
    return [one for one in records if isinstance(one, Registration)], [
        one for one in records if isinstance(one, Attendance)
    ]


def attendees(records):
    return [one for one in records if isinstance(one, Attendance) and one.role == "attendee"]


def test_the_report_says_what_it_is_about(tmp_path):
    ((found, about),) = recognise(opened(tmp_path, webinar_2020([CAME])))
    assert found.key == KEY
    assert (about.platform_id, about.topic) == ("328972509", "Resilient Cities")
    assert about.starts_at == datetime(2020, 3, 28, 8, 7)
    assert about.counts["registered"] == 461
    assert about.counts["unique_viewers"] == 446
    assert about.counts["total_users"] == 991
    assert about.counts["max_concurrent_views"] == 0


def test_rule_1_recognised_by_section_titles_not_by_row_number_or_name(tmp_path):
    text = webinar_2020([CAME])
    moved = text.replace("Host Details,", "\n\nA line that somebody added\n\nHost Details,")
    ((found, _about),) = recognise(opened(tmp_path, moved, "notes.txt"))
    assert found.key == KEY
    assert not recognise(opened(tmp_path, text.replace("Details", "Particulars").replace("Topic", "Thing")))


def test_one_row_may_be_a_registration_and_an_attendance(tmp_path):
    records, problems = read(opened(tmp_path, webinar_2020([CAME])), KEY, context("America/New_York"))
    registrations, _attendances = split(records)
    (ana,) = attendees(records)
    assert problems == []
    (registered,) = registrations
    assert registered.registered_at == datetime(2020, 3, 20, 13, 0, tzinfo=UTC)
    assert (registered.status, registered.mention.name) == ("approved", "Ana Vula")
    assert (ana.joined_at, ana.left_at, ana.seconds) == (
        datetime(2020, 3, 28, 12, 10, tzinfo=UTC),
        datetime(2020, 3, 28, 13, 0, tzinfo=UTC),
        3000,
    )


def test_e_mails_are_compared_in_lower_case(tmp_path):
    records, _problems = read(opened(tmp_path, webinar_2020([CAME])), KEY)
    assert attendees(records)[0].mention.email == "ana@example.org"


def test_a_rejoin_without_registration_time_registers_nobody_twice(tmp_path):
    records, problems = read(opened(tmp_path, webinar_2020([CAME, AGAIN, AGAIN])), KEY)
    registrations, _attendances = split(records)
    assert (len(registrations), len(attendees(records)), problems) == (1, 3, [])


def test_not_attended_is_a_registration_alone(tmp_path):
    records, problems = read(opened(tmp_path, webinar_2020([STAYED_AWAY])), KEY)
    registrations, _attendances = split(records)
    assert [one.mention.email for one in registrations] == ["ben@example.org"]
    assert attendees(records) == []
    assert problems == []


@pytest.mark.parametrize(("minutes", "seconds"), [("", None), ("--", None), ("0", 0), ("1", 60)])
def test_rule_7_blank_is_not_0_is_not_two_dashes(tmp_path, minutes, seconds):
    row = f'Yes,A,B,a@example.org,,,"Mar 28, 2020 8:10 AM","Mar 28, 2020 8:11 AM",{minutes},--'
    records, _problems = read(opened(tmp_path, webinar_2020([row])), KEY)
    (one,) = attendees(records)
    assert one.seconds == seconds
    assert one.country_by_ip == ""


def test_rule_7_a_figure_that_is_missing_is_unknown(tmp_path):
    book = opened(tmp_path, webinar_2025([]))
    ((_found, about),) = recognise(book)
    assert about.counts["max_concurrent_views"] is None
    assert about.counts["registered"] == 120


def test_host_panelist_attendee_and_others_are_told_apart(tmp_path):
    panelist = 'Yes,Ana Vula,ana@example.org,"Mar 28, 2020 8:00 AM","Mar 28, 2020 10:00 AM",120,Fiji'
    other = '16175550100,"Mar 28, 2020 8:20 AM","Mar 28, 2020 8:30 AM",10,United States'
    records, problems = read(opened(tmp_path, webinar_2020([CAME], [panelist], [other])), KEY)
    _registrations, attendances = split(records)
    assert [(one.role, one.mention.name) for one in attendances] == [
        ("host", "The Host"),
        ("panelist", "Ana Vula"),
        ("attendee", "Ana Vula"),
        ("attendee", "16175550100"),
    ]
    assert problems == []


def test_rule_3_custom_questions_are_kept_and_known_ones_are_fields(tmp_path):
    questions = 'Ciudad,"Profession (if ""Student"", say so)",City,'
    row = (
        'Yes,Anita,Ana,Vula,ana@example.org,+679 1,"Mar 15, 2025 11:23:29",approved,"Mar 22, 2025 19:52:01",'
        '"Mar 22, 2025 20:52:01",60,Yes,Suva,Planner,Nadi,Fiji'
    )
    records, problems = read(opened(tmp_path, webinar_2025([row], questions)), KEY)
    registration = next(one for one in records if isinstance(one, Registration))
    assert problems == []
    assert (registration.mention.city, registration.mention.phone) == ("Suva", "+679 1")
    assert registration.answers == {'Profession (if "Student", say so)': "Planner", "City": "Nadi"}


def test_rule_4_duplicate_questions_are_suffixed(tmp_path):
    row = 'No,A,A,B,a@example.org,,"Mar 15, 2025 11:23:29",approved,--,--,--,--,yes,no,'
    records, _problems = read(opened(tmp_path, webinar_2025([row], "Agree?,Agree?,")), KEY)
    registration = next(one for one in records if isinstance(one, Registration))
    assert registration.answers == {"Agree?": "yes", "Agree? (2)": "no"}


def test_rule_11_stated_country_and_country_by_ip_are_two_fields(tmp_path):
    row = (
        'Yes,A,A,B,a@example.org,,"Mar 15, 2025 11:23:29",approved,"Mar 22, 2025 19:52:01","Mar 22,'
        ' 2025 20:52:01",60,No,'
        "Tonga,Fiji"
    )
    records, _problems = read(opened(tmp_path, webinar_2025([row], "Country/Region,")), KEY)
    (one,) = attendees(records)
    assert (one.mention.country, one.country_by_ip, one.guest) == ("Tonga", "Fiji", False)


def test_rows_padded_with_commas_are_read(tmp_path):
    row = 'No,A,A,B,a@example.org,,"Mar 15, 2025 11:23:29",approved,--,--,--,--,,,,,,'
    records, problems = read(opened(tmp_path, webinar_2025([row], end=",,,,")), KEY)
    assert len([one for one in records if isinstance(one, Registration)]) == 1
    assert problems == []


def test_the_shape_of_2026_with_a_source_after_the_country(tmp_path):
    row = (
        "Yes,Buyer,Bea,Person,bea@example.org,900,08/28/2026 09:00:00 PM,approved,08/09/2026 10:50:00 AM,"
        "08/09/2026 02:29:00 PM,219,No,India,Newsletter"
    )
    book = opened(tmp_path, webinar_2026([row]))
    ((_found, about),) = recognise(book)
    assert about.starts_at == datetime(2026, 8, 9, 10, 45)
    assert about.counts["registered"] == 6
    records, problems = read(book, KEY)
    (one,) = attendees(records)
    assert problems == []
    assert one.joined_at == datetime(2026, 8, 9, 10, 50, tzinfo=UTC)
    assert one.answers == {"Source Name": "Newsletter"}


AMBIGUOUS = (
    "Yes,B,B,P,b@example.org,900,08/08/2026 09:00:00 PM,approved,08/09/2026 10:50:00 AM,"
    "08/09/2026 02:29:00 PM,219,No,India,"
)


def test_rule_8_ambiguous_dates_are_asked_about_once_and_nothing_is_taken(tmp_path):
    records, (question,) = read(opened(tmp_path, webinar_2026([AMBIGUOUS] * 3)), KEY)
    assert records == []
    assert isinstance(question, Ambiguous)
    assert question.where.line == 7


@pytest.mark.parametrize(("order", "month"), [(Order.DAY_FIRST, 9), (Order.MONTH_FIRST, 8)])
def test_rule_8_the_answer_settles_it(tmp_path, order, month):
    records, _problems = read(opened(tmp_path, webinar_2026([AMBIGUOUS])), KEY, context(order=order))
    assert attendees(records)[0].joined_at.month == month


def test_rule_8_the_session_settles_it(tmp_path):
    window = (datetime(2026, 9, 8, 9, tzinfo=UTC), datetime(2026, 9, 8, 15, tzinfo=UTC))
    records, problems = read(opened(tmp_path, webinar_2026([AMBIGUOUS])), KEY, context(windows=[window]))
    assert attendees(records)[0].joined_at == datetime(2026, 9, 8, 10, 50, tzinfo=UTC)
    assert problems == []


def test_rule_13_every_record_knows_its_line(tmp_path):
    text = webinar_2020([CAME.replace("Vula", '"Vu\nla"'), STAYED_AWAY])
    records, _problems = read(opened(tmp_path, text, "report.csv"), KEY)
    lines = text.splitlines()
    ben = records[-1]
    assert ben.where.sheet == "report.csv"
    assert lines[ben.where.line - 1] == STAYED_AWAY


class TestRowsThatCannotBeTrue:
    def test_a_leave_before_its_join_is_not_taken_but_the_registration_is(self, tmp_path):
        row = CAME.replace("8:10 AM", "11:10 AM")
        records, (problem,) = read(opened(tmp_path, webinar_2020([row])), KEY)
        registrations, _attendances = split(records)
        assert (len(registrations), attendees(records)) == (1, [])
        assert problem.severity == "error"
        assert "before the join time" in problem.message
        assert problem.raw[:3] == ("Yes", "Ana", "Vula")

    def test_a_join_in_another_year_is_said(self, tmp_path):
        row = CAME.replace("Mar 28, 2020", "Mar 28, 2021")
        _records, (problem,) = read(opened(tmp_path, webinar_2020([row])), KEY)
        assert problem.severity == "warning"
        assert "another year" in problem.message

    def test_minutes_that_disagree_with_the_interval_are_said(self, tmp_path):
        records, (problem,) = read(opened(tmp_path, webinar_2020([CAME.replace(",50,", ",5,")])), KEY)
        assert "5 minutes, but there are 50 minutes" in problem.message
        assert attendees(records)[0].seconds == 300

    def test_a_date_that_cannot_be_read_is_said(self, tmp_path):
        records, problems = read(opened(tmp_path, webinar_2020([CAME.replace("Mar 20, 2020", "Foo 20, 2020")])), KEY)
        registrations, _attendances = split(records)
        assert registrations[0].registered_at is None
        assert "“Foo 20, 2020 9:00 AM” is not a date" in problems[0].message

    def test_a_shifted_row_is_not_taken_and_a_cut_row_neither(self, tmp_path):
        shifted = CAME.replace("Ana,Vula", "Ana,Vula,PhD")
        cut = "Yes,Ana,Vu"
        records, problems = read(opened(tmp_path, webinar_2020([shifted, STAYED_AWAY, cut])), KEY)
        assert [one.severity for one in problems] == ["error", "error"]
        assert "has 11 cells under a header of 10" in problems[0].message
        assert "has only 3 cells" in problems[1].message
        assert len([one for one in records if isinstance(one, Registration)]) == 1

    def test_a_row_that_says_nothing_is_said(self, tmp_path):
        _records, (problem,) = read(opened(tmp_path, webinar_2020(["No,A,B,a@example.org,,,--,--,--,--"])), KEY)
        assert "neither a registration time nor a join" in problem.message

    def test_a_section_with_unknown_columns_is_said_once(self, tmp_path):
        text = webinar_2020([CAME]).replace("Other", "x") + "Other Attended,\nWho,When\nA,B\nC,D\n"
        _records, (problem,) = read(opened(tmp_path, text), KEY)
        assert "no column “Join Time”" in problem.message


class TestTheHourThatComesTwice:
    """New York, 1 November 2020: from 01:00 to 02:00 EDT (05:00 UTC), then the same again in EST (06:00 UTC)."""

    @staticmethod
    def stay(tmp_path, joined, left, minutes, **given):
        row = f'Yes,A,B,a@example.org,,,"Nov 1, 2020 {joined}","Nov 1, 2020 {left}",{minutes},'
        text = webinar_2020([row]).replace("Mar 28, 2020", "Nov 1, 2020")
        records, problems = read(opened(tmp_path, text), KEY, context("America/New_York", **given))
        (one,) = attendees(records)
        return f"{one.joined_at:%H:%M}-{one.left_at:%H:%M}", [problem.severity for problem in problems]

    @pytest.mark.parametrize(
        ("joined", "left", "minutes", "expected"),
        [
            ("12:30 AM", "1:30 AM", 60, "04:30-05:30"),
            ("12:30 AM", "1:30 AM", 120, "04:30-06:30"),
            ("1:30 AM", "2:30 AM", 60, "06:30-07:30"),
            ("1:30 AM", "2:30 AM", 120, "05:30-07:30"),
            ("1:10 AM", "1:40 AM", 90, "05:10-06:40"),
            ("1:40 AM", "1:10 AM", 30, "05:40-06:10"),
        ],
    )
    def test_the_duration_tells_which_it_was(self, tmp_path, joined, left, minutes, expected):
        assert self.stay(tmp_path, joined, left, minutes) == (expected, [])

    @pytest.mark.parametrize(("left", "minutes"), [("1:40 AM", 30), ("1:40 AM", "--")])
    def test_where_it_does_not_tell_the_first_is_taken_and_doubted(self, tmp_path, left, minutes):
        assert self.stay(tmp_path, "1:10 AM", left, minutes) == ("05:10-05:40", ["warning"])

    def test_the_session_tells_too(self, tmp_path):
        window = (datetime(2020, 11, 1, 6, tzinfo=UTC), datetime(2020, 11, 1, 8, tzinfo=UTC))
        assert self.stay(tmp_path, "1:10 AM", "1:40 AM", 30, windows=[window]) == ("06:10-06:40", [])

    def test_a_registration_in_that_hour_is_doubted(self, tmp_path):
        row = 'No,A,B,a@example.org,"Nov 1, 2020 1:30 AM",approved,--,--,--,'
        records, (doubt,) = read(opened(tmp_path, webinar_2020([row])), KEY, context("America/New_York"))
        assert split(records)[0][0].registered_at == datetime(2020, 11, 1, 5, 30, tzinfo=UTC)
        assert "twice" in doubt.message


def test_an_empty_section_is_no_header(tmp_path):
    text = webinar_2020([CAME]).replace("Attendee Details,", "Other Attended,\nAttendee Details,")
    records, problems = read(opened(tmp_path, text), KEY)
    assert len(attendees(records)) == 1
    assert problems == []
