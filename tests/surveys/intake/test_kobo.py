"""KoboToolbox exports."""

from datetime import UTC, datetime

from sarai.evidence.formats import recognise
from sarai.surveys.intake.repeats import DEEPEST
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


REPEAT = ["_index", "_parent_table_name", "_parent_index", "_submission__id", "_submission__uuid"]
LONG = "Household members: all who live here"  # a workbook keeps 31 letters of it, without the colon


def numbered(index, uuid):
    return [*ROW[:8], uuid, *ROW[9:-1], str(index)]


def test_the_rows_of_repeat_groups_are_lists_in_their_responses_in_whatever_order_they_stand(tmp_path):
    members = [
        ["members/name", "members/skills", "members/skills/a", "members/skills/b", *REPEAT],
        ["Cai", "", "", "", 3, LONG, 2, 8, "uuid-2"],
        ["Ben", "a b", "1", "1", 1, LONG, 1, 7, "uuid-1"],
        ["Dan", "", "", "", 2, LONG, 1, 7, "uuid-1"],
    ]
    pets = [["pet", *REPEAT], ["Cat", 1, "members", 2, 7, "uuid-1"], ["Dog", 2, "members", 2, 7, "uuid-1"]]
    sheets = {"pets": pets, LONG.replace(":", "_")[:31]: [HEADER, numbered(1, "uuid-1"), numbered(2, "uuid-2")]}
    book = opened(tmp_path, workbook(sheets | {"members": members}))
    assert [found.key for found, _about in recognise(book)] == [KEY]
    (first, second), problems = read(book, KEY)
    assert problems == []
    assert first.answers["members"] == [
        {"members/name": "Ben", "members/skills": ["a", "b"]},
        {"members/name": "Dan", "pets": [{"pet": "Cat"}, {"pet": "Dog"}]},
    ]
    assert second.answers["members"] == [{"members/name": "Cai"}]
    assert (first.mention.name, first.answers["needs"]) == ("Ana", ["water", "roads"])


def test_a_row_of_a_repeat_group_whose_response_is_not_there_is_told(tmp_path):
    lost = [["member", *REPEAT], ["Ben", 1, "Survey", 9, 7, "uuid-9"], ["Eve", 2, "members", 2, 7, "uuid-1"]]
    (one,), problems = read(opened(tmp_path, workbook({"Survey": [HEADER, ROW], "members": lost})), KEY)
    assert "members" not in one.answers
    assert [(problem.where, problem.severity, problem.raw[0]) for problem in problems] == [
        (("members", 2), "error", "Ben"),
        (("members", 3), "error", "Eve"),  # its own parent
    ]
    assert "“members” belongs to no response" in problems[0].message


def test_groups_within_groups_end(tmp_path):
    chain = [["member", *REPEAT], ["M1", 1, "Survey", 1, 7, "uuid-1"]]
    chain += [[f"M{number}", number, "members", number - 1, 7, "uuid-1"] for number in range(2, 2000)]
    _records, problems = read(opened(tmp_path, workbook({"Survey": [HEADER, ROW], "members": chain})), KEY)
    assert len(problems) == 1998 - DEEPEST + 1


def test_a_row_without_uuid_is_not_taken(tmp_path):
    nameless = [cell if cell != "uuid-1" else "" for cell in ROW]
    records, (problem,) = read(opened(tmp_path, csv(HEADER, nameless)), KEY)
    assert (records, problem.severity, problem.where.line) == ([], "error", 2)
