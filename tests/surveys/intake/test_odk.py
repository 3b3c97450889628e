"""ODK Central exports."""

from datetime import UTC, datetime

from sarai.evidence.formats import recognise
from tests.evidence.reading.files import container, opened, read

KEY = "odk-central"
HEADER = (
    "SubmissionDate,name,needs,needs/water,needs/roads,meta-instanceID,KEY,SubmitterID,SubmitterName,AttachmentsPresent,"
    "AttachmentsExpected,Status,ReviewState,DeviceID,Edits,FormVersion\n"
)
ROW = "2020-10-06T20:31:10.000Z,Ana,water,1,0,uuid:1,uuid:1,5,App,0,0,,approved,d,0,3\n"


def test_a_row_is_a_response(tmp_path):
    book = opened(tmp_path, HEADER + ROW)
    assert [found.key for found, _about in recognise(book)] == [KEY]
    (one,), problems = read(book, KEY)
    assert problems == []
    assert (one.uuid, one.valid_status, one.version) == ("uuid:1", "approved", "3")
    assert one.submitted_at == datetime(2020, 10, 6, 20, 31, 10, tzinfo=UTC)
    assert (one.mention.name, one.answers) == ("Ana", {"needs": ["water"]})


def test_the_repeat_groups_of_the_zip_file_are_lists_in_their_responses(tmp_path):
    parts = {
        "form-members-pets.csv": "pet,PARENT_KEY,KEY\nCat,uuid:1/members[2],uuid:1/members[2]/pets[1]\n",
        "form-members.csv": "name,age,PARENT_KEY,KEY\nBen,7,uuid:1,uuid:1/members[1]\nCai,,uuid:1,uuid:1/members[2]\n",
        "form.csv": HEADER + ROW + ROW.replace("uuid:1", "uuid:2"),
    }
    (one, other), problems = read(opened(tmp_path, container(parts)), KEY)
    assert problems == []
    assert one.answers["members"] == [{"name": "Ben", "age": "7"}, {"name": "Cai", "members-pets": [{"pet": "Cat"}]}]
    assert (one.mention.name, "members" in other.answers) == ("Ana", False)


def test_a_row_of_a_repeat_group_whose_response_is_not_there_is_told(tmp_path):
    packed = container({"form.csv": HEADER + ROW, "form-members.csv": "member,PARENT_KEY,KEY\nBen,uuid:9,uuid:9/1\n"})
    (one,), (problem,) = read(opened(tmp_path, packed), KEY)
    assert "members" not in one.answers
    assert (problem.where, problem.severity, problem.raw[0]) == (("form-members.csv", 2), "error", "Ben")


def test_a_file_of_a_repeat_group_alone_is_not_this_format(tmp_path):
    assert recognise(opened(tmp_path, "member,PARENT_KEY,KEY\nBen,uuid:1,uuid:1/1\n")) == []


def test_a_row_without_key_is_not_taken(tmp_path):
    records, (problem,) = read(opened(tmp_path, HEADER + ROW.replace("uuid:1", "")), KEY)
    assert (records, problem.severity) == ([], "error")
