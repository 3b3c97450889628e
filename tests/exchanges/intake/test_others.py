"""Eventbrite, YouTube Studio, and any other table."""

from datetime import UTC, datetime

import pytest

from sarai.evidence.formats import recognise
from sarai.exchanges.intake.records import Attendance, Registration, Submission
from sarai.exchanges.intake.table import PlainTable, describe
from tests.evidence.reading.files import container, context, opened, read, workbook


class TestEventbrite:
    KEY = "eventbrite"
    HEADER = (
        "Order #,Order Date,First Name,Last Name,Email,Quantity,Ticket Type,Attendee #,Barcode #,"
        "Attendee Status,Home City,"
        "Home Country,Job Title,Diet\n"
    )

    @pytest.mark.parametrize(
        ("text", "status"),
        [
            ("Attending", "approved"),
            ("Checked In", "approved"),
            ("Not Attending", "cancelled"),
            ("Refunded", "cancelled"),
            ("Something", "unknown"),
        ],
    )
    def test_refunds_are_cancelled_registrations(self, tmp_path, text, status):
        row = f"77,2020-03-20 09:00:00-07:00,Ana,Vula,ana@example.org,1,Free,5,900,{text},Suva,Fiji,Planner,Vegan\n"
        book = opened(tmp_path, self.HEADER + row)
        assert [found.key for found, _about in recognise(book)] == [self.KEY]
        (one,), problems = read(book, self.KEY)
        assert problems == []
        assert one.status == status
        assert one.registered_at == datetime(2020, 3, 20, 16, tzinfo=UTC)
        assert (one.mention.token, one.mention.city, one.mention.country) == ("900", "Suva", "Fiji")
        assert one.answers == {"Order #": "77", "Ticket Type": "Free", "Attendee #": "5", "Diet": "Vegan"}

    def test_several_tickets_on_one_line_are_said(self, tmp_path):
        row = "77,2020-03-20 09:00:00,A,B,a@example.org,3,Free,5,900,Attending,,,,\n"
        (_one,), (problem,) = read(opened(tmp_path, self.HEADER + row), self.KEY)
        assert "stands for 3 tickets" in problem.message

    def tickets(self, tmp_path, *rows):
        records, problems = read(opened(tmp_path, self.HEADER + "".join(rows)), self.KEY)
        assert problems == []
        return [(one.mention.name, one.mention.email, one.mention.token) for one in records]

    ANA = "77,2020-03-20 09:00:00,Ana,Vula,ana@example.org,1,Free,5,900,Attending,,,,\n"
    BEN = "77,2020-03-20 09:00:00,Ben,Tora,Ana@example.org,1,Free,6,901,Attending,,,,\n"

    @pytest.mark.parametrize("order", [(0, 1), (1, 0)])
    def test_a_second_ticket_under_the_buyers_address_is_another_persons(self, tmp_path, order):
        rows = [self.ANA, self.BEN]
        found = self.tickets(tmp_path, *(rows[place] for place in order))
        assert sorted(found) == [("Ana Vula", "ana@example.org", "900"), ("Ben Tora", "", "901")]

    def test_two_tickets_of_one_name_or_of_none_are_the_buyers(self, tmp_path):
        again = self.BEN.replace("Ben,Tora", " ANA,vula")
        blank = self.BEN.replace("Ben,Tora", ",").replace("901", "902")
        assert [email for _name, email, _token in self.tickets(tmp_path, self.ANA, again, blank)] == [
            "ana@example.org"
        ] * 3

    def test_a_table_without_ticket_numbers_leaves_the_address_to_the_first(self, tmp_path):
        text = (self.HEADER + self.ANA + self.BEN).replace("Attendee #", "Row").replace("Barcode #", "Colour")
        records, _problems = read(opened(tmp_path, text), self.KEY)
        assert [(one.mention.email, one.mention.token) for one in records] == [("ana@example.org", ""), ("", "")]


class TestYouTube:
    KEY = "youtube-studio"
    TABLE = (
        "Content,Video title,Video publish time,Views,Watch time (hours),Impressions click-through rate (%),"
        "Average view duration,Likes\n"
        'Total,,,1500,20.5,3.1,0:00:49,\ndQw4w9WgXcQ,Resilience,"Apr 2, 2020",1200,16.25,3.4,0:00:48,0\n'
        'AAAAAAAAAAA,Trade,"May 5, 2020",300,4.25,2.1,0:00:51,\n'
    )

    def test_readings_by_metric_without_the_total(self, tmp_path):
        book = opened(tmp_path, self.TABLE)
        assert [found.key for found, _about in recognise(book)] == [self.KEY]
        records, problems = read(book, self.KEY)
        assert problems == []
        first = [(one.metric, one.value) for one in records if one.content_id == "dQw4w9WgXcQ"]
        assert sorted(first) == [("average_view_seconds", 48), ("likes", 0), ("views", 1200), ("watch_seconds", 58500)]
        assert records[0].published_at == datetime(2020, 4, 2, tzinfo=UTC)
        assert {one.content_id for one in records} == {"dQw4w9WgXcQ", "AAAAAAAAAAA"}

    def test_rule_7_a_blank_counter_is_no_reading_and_0_is_one(self, tmp_path):
        records, _problems = read(opened(tmp_path, self.TABLE), self.KEY)
        assert [(one.content_id, one.value) for one in records if one.metric == "likes"] == [("dQw4w9WgXcQ", 0)]

    def test_the_zip_file_that_studio_offers(self, tmp_path):
        chart = (
            'Date,Content,Video title,Video publish time,Views\n2020-04-02,dQw4w9WgXcQ,Resilience,"Apr 2, 2020",1200\n'
        )
        packed = container(
            {"Chart data.csv": chart, "Table data.csv": self.TABLE, "Totals.csv": "Date,Views\n2020-04-02,1\n"}
        )
        records, _problems = read(opened(tmp_path, packed), self.KEY)
        assert sum(one.value for one in records if one.metric == "views") == 1500
        assert {one.where.sheet for one in records} == {"Table data.csv"}

    def test_rule_3_localised_headers(self, tmp_path):
        text = "内容,视频标题,视频发布时间,观看次数\n总计,,,7\ndQw4w9WgXcQ,韧性,2020年4月2日,7\n"
        (one,), problems = read(opened(tmp_path, text), self.KEY)
        assert (one.value, one.published_at, problems) == (7, datetime(2020, 4, 2, tzinfo=UTC), [])

    def test_what_is_not_a_number_is_said(self, tmp_path):
        records, (problem,) = read(opened(tmp_path, self.TABLE.replace("1200", "many")), self.KEY)
        assert "“many” in the column “Views” on line 3" in problem.message
        assert len(records) == 6


class TestPlainTable:
    KEY = "table"

    def test_it_is_offered_only_where_nothing_else_knows_the_file(self, tmp_path):
        assert [found.key for found, _about in recognise(opened(tmp_path, "Name,City\nAna,Suva\n"))] == [self.KEY]
        kobo = "_uuid;_submission_time;name\n1;2020-01-01T00:00:00;A\n"
        assert [found.key for found, _about in recognise(opened(tmp_path, kobo))] == ["kobo"]

    def test_headers_nobody_knows_are_not_guessed_but_can_be_mapped(self, tmp_path):
        book = opened(tmp_path, "Wer,Woher\nAna,Suva\nBen,Nadi\n")
        assert recognise(book) == []
        assert PlainTable().recognise(book) is not None
        records, (problem,) = read(book, self.KEY)
        assert (records, problem.severity) == ([], "error")
        records, problems = read(book, self.KEY, context(mapping={"Wer": "name", "Woher": "city"}))
        assert [(one.mention.name, one.mention.city) for one in records] == [("Ana", "Suva"), ("Ben", "Nadi")]
        assert problems == []

    def test_registrations(self, tmp_path):
        book = opened(tmp_path, "Participants\n\nName;E-mail;City;Dietary\nAna;a@example.org;Suva;Vegan\n")
        (one,), _problems = read(book, self.KEY)
        assert isinstance(one, Registration)
        assert (one.mention.email, one.answers, one.where.line) == ("a@example.org", {"Dietary": "Vegan"}, 4)

    def test_attendances(self, tmp_path):
        text = "Name,Joined at,Left at,Role\nAna,2020-03-28 08:00,2020-03-28 09:00,Speaker\n"
        (one,), _problems = read(opened(tmp_path, text), self.KEY)
        assert isinstance(one, Attendance)
        assert (one.role, one.left_at) == ("panelist", datetime(2020, 3, 28, 9, tzinfo=UTC))

    def test_submissions_from_a_workbook(self, tmp_path):
        rows = [["Full name", "Submission date", "Mark"], ["Ana", datetime(2020, 3, 28, 8), 17.5]]
        (one,), _problems = read(opened(tmp_path, workbook({"Marks": rows})), self.KEY)
        assert isinstance(one, Submission)
        assert (one.submitted_at, one.mark) == (datetime(2020, 3, 28, 8, tzinfo=UTC), "17.5")

    def test_describing_a_table_for_the_mapping_screen(self, tmp_path):
        text = "Nombre,Ciudad,Ciudad,Wert\nAna,Suva,x,1\nBen,Suva,,2\nEva,Nadi,,3\nIda,Apia,,4\n"
        guesses = describe(opened(tmp_path, text))
        assert [(one.header, one.field, one.samples) for one in guesses] == [
            ("Nombre", "first_name", ("Ana", "Ben", "Eva")),
            ("Ciudad", "city", ("Suva", "Nadi", "Apia")),
            ("Ciudad (2)", "city", ("x",)),
            ("Wert", "", ("1", "2", "3")),
        ]

    def test_one_mapping_fits_all_files_with_this_header(self, tmp_path):
        prints = [
            PlainTable().fingerprint(opened(tmp_path, text))
            for text in ("Wer,Woher\nAna,Suva\n", "wer , Woher\nBen,Nadi\n", "Woher,Wer\nNadi,Ben\n")
        ]
        assert prints[0] == prints[1] != prints[2]
