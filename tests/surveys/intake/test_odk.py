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


def test_the_zip_file_with_a_repeat_group(tmp_path):
    packed = container({"form.csv": HEADER + ROW, "form-members.csv": "member,PARENT_KEY,KEY\nBen,uuid:1,uuid:1/1\n"})
    records, (problem,) = read(opened(tmp_path, packed), KEY)
    assert len(records) == 1
    assert "“form-members.csv”" in problem.message


def test_a_file_of_a_repeat_group_alone_is_not_this_format(tmp_path):
    assert recognise(opened(tmp_path, "member,PARENT_KEY,KEY\nBen,uuid:1,uuid:1/1\n")) == []


def test_a_row_without_key_is_not_taken(tmp_path):
    records, (problem,) = read(opened(tmp_path, HEADER + ROW.replace("uuid:1", "")), KEY)
    assert (records, problem.severity) == ([], "error")
