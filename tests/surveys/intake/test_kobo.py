"""KoboToolbox exports."""

from datetime import UTC, datetime

from sarai.evidence.formats import recognise
from tests.evidence.reading.files import context, opened, read, workbook

KEY = "kobo"
HEADER = [
    *("start", "who/name", "who/city", "needs", "needs/water", "needs/roads", "other"),
    *("_id", "_uuid", "_submission_time", "_validation_status", "_notes", "_status", "_submitted_by", "__version__"),
    *("_tags", "_index"),
]
ROW = [
    *("2020-10-06T22:31:10.123+02:00", "Ana", "Suva", "water roads", "1", "1", ""),
    *("7", "uuid-1", "2020-10-06T20:31:10", "Approved", "", "submitted_via_web", "", "v7", "", "1"),
]


def csv(*rows):
    return "\n".join(";".join(f'"{cell}"' for cell in row) for row in rows) + "\n"


def test_a_row_is_a_response(tmp_path):
    book = opened(tmp_path, csv(HEADER, ROW))
    assert [found.key for found, _about in recognise(book)] == [KEY]
    (one,), problems = read(book, KEY, context("Asia/Tokyo"))
    assert problems == []
    assert (one.uuid, one.valid_status, one.version) == ("uuid-1", "Approved", "v7")
    assert one.submitted_at == datetime(2020, 10, 6, 20, 31, 10, tzinfo=UTC)
    assert (one.mention.name, one.mention.city) == ("Ana", "Suva")
    assert one.answers == {"start": "2020-10-06T22:31:10.123+02:00", "needs": ["water", "roads"]}


def test_several_choices_are_a_list_and_none_is_no_answer(tmp_path):
    one_choice = [*ROW[:3], "roads", "0", "1", *ROW[6:]]
    unanswered = [*ROW[:3], "", "", "", *ROW[6:]]
    records, _problems = read(opened(tmp_path, csv(HEADER, one_choice, unanswered)), KEY)
    assert [one.answers.get("needs") for one in records] == [["roads"], None]


def test_the_row_of_hxl_tags_is_passed_over(tmp_path):
    tags = ["#date+start", "#contact+name", *[""] * 15]
    records, problems = read(opened(tmp_path, csv(HEADER, tags, ROW)), KEY)
    assert ([one.uuid for one in records], problems) == (["uuid-1"], [])


def test_a_workbook_with_a_repeat_group(tmp_path):
    repeat = [
        ["member", "_index", "_parent_table_name", "_parent_index", "_submission__uuid"],
        ["Ben", 1, "S", 1, "uuid-1"],
    ]
    book = opened(tmp_path, workbook({"Survey": [HEADER, ROW], "members": repeat}))
    assert [found.key for found, _about in recognise(book)] == [KEY]
    records, (problem,) = read(book, KEY)
    assert [(one.uuid, one.where) for one in records] == [("uuid-1", ("Survey", 2))]
    assert problem.severity == "warning"
    assert "“members”" in problem.message


def test_a_row_without_uuid_is_not_taken(tmp_path):
    nameless = [cell if cell != "uuid-1" else "" for cell in ROW]
    records, (problem,) = read(opened(tmp_path, csv(HEADER, nameless)), KEY)
    assert (records, problem.severity, problem.where.line) == ([], "error", 2)
