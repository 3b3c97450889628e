"""Tencent Meeting and Microsoft Teams."""

from datetime import UTC, datetime

import pytest

from sarai.evidence.formats import recognise
from sarai.exchanges.intake.names import split_name, without_notes
from tests.evidence.reading.files import context, opened, read, workbook
from tests.exchanges.intake.reports import teams

META = [
    ["会议主题", "城市交流"],
    ["会议号", "123 456 789"],
    [],
    ["会议开始时间", "2024-01-01 09:00:00"],
    [],
    [],
    [],
    [],
]
OVERVIEW = ["用户昵称（入会昵称）", "首次入会时间", "最后退会时间", "入会次数", "累计参会时长", "身份"]
DETAIL = ["序号", "用户昵称（入会昵称）", "手机号", "部门", "身份", "入会时间", "退会时间", "参会时长"]
WANG = ["王小明(小明)", "2024-01-01 09:00:00", "2024-01-01 10:00:00", 2, "0:30:00", "主持人"]
TWICE = [
    [1, "王小明(小明)", "", "", "主持人", "2024-01-01 09:00:00", "2024-01-01 09:10:00", "0:10:00"],
    [2, "王小明(小明)", "", "", "主持人", "2024-01-01 09:40:00", "2024-01-01 10:00:00", "0:20:00"],
]


class TestTencent:
    KEY = "tencent-meeting"

    def test_the_overview_alone(self, tmp_path):
        book = opened(tmp_path, workbook({"成员参会概况": [*META, OVERVIEW, WANG]}))
        ((found, about),) = recognise(book)
        assert (found.key, found.default_zone) == (self.KEY, "Asia/Shanghai")
        assert (about.topic, about.platform_id) == ("城市交流", "123456789")
        assert about.starts_at == datetime(2024, 1, 1, 9)
        (one,), problems = read(book, self.KEY, context("Asia/Shanghai"))
        assert problems == []
        assert (one.mention.name, one.role, one.seconds) == ("王小明", "host", 1800)
        assert one.joined_at == datetime(2024, 1, 1, 1, tzinfo=UTC)
        assert one.answers[OVERVIEW[0]] == "王小明(小明)"
        assert one.where == ("成员参会概况", 10)

    @pytest.mark.parametrize("name", ["成员参会明细", "成员观看明细"])
    def test_detail_and_overview_are_never_counted_both(self, tmp_path, name):
        sheets = {"成员参会概况": [*META, OVERVIEW, WANG], name: [*META, DETAIL, *TWICE]}
        records, problems = read(opened(tmp_path, workbook(sheets)), self.KEY)
        assert [(one.where.sheet, one.seconds) for one in records] == [(name, 600), (name, 1200)]
        assert problems == []

    def test_a_detail_sheet_without_rows_leaves_the_overview(self, tmp_path):
        sheets = {"成员参会明细": [*META, DETAIL], "成员参会概况": [*META, OVERVIEW, WANG]}
        records, _problems = read(opened(tmp_path, workbook(sheets)), self.KEY)
        assert [one.where.sheet for one in records] == ["成员参会概况"]

    def test_rule_1_the_header_may_stand_on_any_row(self, tmp_path):
        records, _problems = read(opened(tmp_path, workbook({"Sheet1": [META[0], OVERVIEW, WANG]})), self.KEY)
        assert len(records) == 1

    def test_two_people_on_one_line_are_said_and_not_split(self, tmp_path):
        two = ["人员3&人员4（会议室）", *WANG[1:5], "普通参会者"]
        (one,), (problem,) = read(opened(tmp_path, workbook({"成员参会概况": [*META, OVERVIEW, two]})), self.KEY)
        assert (one.mention.name, one.role) == ("人员3&人员4", "attendee")
        assert problem.severity == "warning"
        assert "two people on one line" in problem.message


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("王小明（小明）", "王小明"),
        ("Ana (Suva) Vula", "Ana (Suva) Vula"),
        ("(x)", "(x)"),
        ("Ana", "Ana"),
        ("A (b) (c)", "A (b) (c)"),
    ],
)
def test_names_before_a_bracket(text, name):
    assert split_name(text) == name


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Ana Vula (External)", ("Ana Vula", True)),
        ("Ana (Unverified)", ("Ana", True)),
        ("Ana (Guest) (Unverified)", ("Ana", True)),
        ("Ana (Suva)", ("Ana (Suva)", False)),
    ],
)
def test_the_notes_of_teams_are_no_part_of_a_name(text, expected):
    assert without_notes(text) == expected


class TestTeams:
    KEY = "teams-attendance"
    ANA = (
        "Ana Vula (External)\t7/22/26, 7:02:11\u202fPM"
        "\t7/22/26, 8:30:02\u202fPM\t1h 27m 51s\tAna@example.org\tana@x\tAttendee"
    )
    BEN = "Ben Tora\t7/22/26, 7:00:00\u202fPM\t7/22/26, 9:00:00\u202fPM\t1h\t\tben@example.org\tOrganizer"

    def test_section_two_is_read_and_section_three_is_not_counted(self, tmp_path):
        book = opened(tmp_path, teams([self.ANA, self.BEN]))
        ((found, about),) = recognise(book)
        assert found.key == self.KEY
        assert (about.topic, about.counts) == ("City exchange", {"participants": 2})
        assert about.starts_at == datetime(2026, 7, 22, 19, 0, 11)
        (ana, ben), problems = read(book, self.KEY)
        assert problems == []
        assert (ana.mention.name, ana.mention.email, ana.guest) == ("Ana Vula", "ana@example.org", True)
        assert (ana.seconds, ana.role, ben.role) == (5271, "attendee", "host")
        assert ana.joined_at == datetime(2026, 7, 22, 19, 2, 11, tzinfo=UTC)
        assert (ben.mention.email, ben.seconds, ben.guest) == ("ben@example.org", 3600, None)

    def test_rule_3_headers_of_other_languages(self, tmp_path):
        header = "Imię i nazwisko\tPierwsze dołączenie\tOstatnie opuszczenie\tCzas trwania spotkania\tE-mail\tUPN\tRola"
        row = "Ana\t22.07.2026, 19:02:11\t22.07.2026, 20:30:02\t1 godz. 27 min 51 sek.\ta@example.org\t\tPrezenter"
        (one,), problems = read(opened(tmp_path, teams([row], header)), self.KEY)
        assert problems == []
        assert (one.seconds, one.role, one.mention.email) == (5271, "panelist", "a@example.org")

    def test_a_language_not_known_is_read_by_content_and_said(self, tmp_path):
        header = "이름\t처음 참가\t마지막 나가기\t모임 기간\t전자 메일\t참가자\t역할"
        records, problems = read(opened(tmp_path, teams([self.ANA, self.BEN], header)), self.KEY)
        assert [one.mention.email for one in records] == ["ana@example.org", "ben@example.org"]
        assert [one.severity for one in problems] == ["warning"]
        assert "language not known here" in problems[0].message

    def test_rule_8_ambiguous_dates_ask(self, tmp_path):
        rows = [self.ANA.replace("7/22/26", "7/8/26")]
        records, (question,) = read(opened(tmp_path, teams(rows, start="7/8/26, 7:00 PM")), self.KEY)
        assert records == []
        assert "2026-08-07" in question.message
        assert "2026-07-08" in question.message

    def test_a_workbook_without_section_titles(self, tmp_path):
        header = ["Name", "First Join", "Last Leave", "In-Meeting Duration", "Email", "Role"]
        row = ["Ana", datetime(2026, 7, 22, 19, 2), datetime(2026, 7, 22, 20, 0), "58m", "ana@example.org", "Presenter"]
        book = opened(tmp_path, workbook({"Report": [["Meeting title", "City exchange"], [], header, row]}))
        ((found, _about),) = recognise(book)
        (one,), problems = read(book, found.key)
        assert (one.role, one.seconds, problems) == ("panelist", 3480, [])


class TestTeamsEvents:
    KEY = "teams-events"
    LIVE = "SessionId,ParticipantId,FullName,UserAgent,UtcEventTimestamp,Action,Role\n"

    def test_joins_and_leaves_of_a_live_event_are_paired_in_utc(self, tmp_path):
        text = self.LIVE + (
            "s1,p1,Ana Vula,Edge,7/22/2026 7:00:00 PM,Join,Attendee\n"
            "s2,p1,Ana Vula,Phone,7/22/2026 7:05:00 PM,Join,Attendee\n"
            "s1,p1,Ana Vula,Edge,7/22/2026 7:30:00 PM,Leave,Attendee\n"
        )
        book = opened(tmp_path, text)
        assert [found.key for found, _about in recognise(book)] == [self.KEY]
        (first, second), problems = read(book, self.KEY, context("Asia/Tokyo"))
        assert problems == []
        assert (first.joined_at, first.seconds, first.device) == (datetime(2026, 7, 22, 19, tzinfo=UTC), 1800, "Edge")
        assert (second.left_at, second.seconds, second.device) == (None, None, "Phone")

    JOINED = "s2,p1,Ana Vula,Phone,{time},Join,Attendee\n"

    @pytest.mark.parametrize(
        ("time", "left"),
        [("7/22/2026 7:05:00 PM", datetime(2026, 7, 22, 20)), ("7/22/2026 8:30:00 PM", datetime(2026, 7, 22, 20, 30))],
    )
    def test_a_join_without_a_leave_lasts_until_the_sessions_end_and_is_doubted(self, tmp_path, time, left):
        session = (datetime(2026, 7, 22, 19, tzinfo=UTC), datetime(2026, 7, 22, 20, tzinfo=UTC))
        book = opened(tmp_path, self.LIVE + self.JOINED.format(time=time))
        (one,), (doubt,) = read(book, self.KEY, context("Asia/Tokyo", [session]))
        assert (one.left_at, one.seconds) == (left.replace(tzinfo=UTC), None)
        assert (doubt.where.line, doubt.severity) == (2, "warning")
        assert "no leave" in doubt.message

    def test_a_join_without_a_leave_lasts_until_the_meetings_end_where_the_file_says_it(self, tmp_path):
        session = (datetime(2026, 7, 22, 19, tzinfo=UTC), datetime(2026, 7, 22, 20, tzinfo=UTC))
        text = "Meeting Start Time\t7/22/2026, 7:00:00 PM\nMeeting End Time\t7/22/2026, 8:10:00 PM\n\n"
        text += "Full Name\tUser Action\tTimestamp\nAna\tJoined\t7/22/2026, 7:00:00 PM\n"
        (one,), (_doubt,) = read(opened(tmp_path, text.encode("utf-16")), self.KEY, context(windows=[session]))
        assert one.left_at == datetime(2026, 7, 22, 20, 10, tzinfo=UTC)

    def test_a_second_join_ends_the_first(self, tmp_path):
        session = (datetime(2026, 7, 22, 19, tzinfo=UTC), datetime(2026, 7, 22, 20, tzinfo=UTC))
        rows = [self.JOINED.format(time=f"7/22/2026 7:{minute}:00 PM") for minute in ("05", "25")]
        records, problems = read(opened(tmp_path, self.LIVE + "".join(rows)), self.KEY, context(windows=[session]))
        assert [one.left_at.minute for one in records] == [25, 0]
        assert [one.where.line for one in problems] == [2, 3]

    def test_a_time_in_utc_may_lie_where_the_clocks_of_the_event_skipped_an_hour(self, tmp_path):
        rows = "s,p,Ana,Edge,3/29/2020 2:10:00 AM,Join,X\ns,p,Ana,Edge,3/29/2020 2:40:00 AM,Leave,X\n"
        (one,), problems = read(opened(tmp_path, self.LIVE + rows), self.KEY, context("Europe/Berlin"))
        assert (one.joined_at, one.seconds, problems) == (datetime(2020, 3, 29, 2, 10, tzinfo=UTC), 1800, [])

    def test_the_older_list_of_user_actions(self, tmp_path):
        text = (
            "Full Name\tUser Action\tTimestamp\n"
            "Ana\tJoined before\t7/22/2020, 7:00:00 PM\n"
            "Ana\tLeft\t7/22/2020, 7:30:00 PM\n"
            "Ben\tLeft\t7/22/2020, 7:30:00 PM\n"
        )
        (one,), (problem,) = read(opened(tmp_path, text.encode("utf-16")), self.KEY, context("Asia/Tokyo"))
        assert one.joined_at == datetime(2020, 7, 22, 10, tzinfo=UTC)
        assert problem.where.line == 4
        assert problem.severity == "error"
