"""Whatever a file holds, the person gets a sentence: no format ends in a traceback."""

import random
import tempfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sarai.evidence.formats import Problem, formats, recognise
from sarai.evidence.reading import Limits, Unreadable, open_book
from sarai.exchanges.intake.table import describe
from tests.evidence.reading.files import context, workbook
from tests.exchanges.intake.reports import teams, webinar_2020, webinar_2025, webinar_2026

LIMITS = Limits(max_bytes=1 << 20, max_unpacked=1 << 22, max_cell_chars=5000)
MEETING = "Name (Original Name),User Email,Join Time,Leave Time,Duration (Minutes),Guest\nA (B),,{0},{0},5,Yes\n"
SEEDS = [
    webinar_2020(['Yes,Ana,V,a@x.org,"Mar 20, 2020 9:00 AM",approved,"Mar 28, 2020 8:10 AM",,50,Fiji']).encode(),
    webinar_2025(['No,A,A,B,a@x.org,,"Mar 15, 2025 11:23:29",approved,--,--,--,--,,']).encode("utf-16"),
    webinar_2026(["Yes,B,B,P,b@x.org,9,08/08/2026 09:00:00 PM,approved,08/09/2026 10:50:00 AM,,219,No,I,"]).encode(),
    MEETING.format("03/28/2020 08:10:00 AM").encode("cp1252"),
    b"First Name,Last Name,Email,Registration Time,Approval Status\nA,B,a@x.org,2020-03-20 09:00:00,approved\n",
    teams(["Ana\t7/22/26, 7:02:11 PM\t7/22/26, 8:30:02 PM\t1h 27m 51s\ta@x.org\t\tAttendee"]),
    b"SessionId,ParticipantId,FullName,UserAgent,UtcEventTimestamp,Action,Role\ns,p,A,E,7/22/2026 7:00:00 PM,Join,X\n",
    b"Order #,Order Date,First Name,Last Name,Email,Attendee Status\n7,2020-03-20,A,B,a@x.org,Refunded\n",
    b'Content,Video title,Video publish time,Views\nTotal,,,7\ndQw4w9WgXcQ,R,"Apr 2, 2020",7\n',
    b"_uuid;_submission_time;q;q/a\n1;2020-10-06T20:31:10;a;1\n",
    b"SubmissionDate,q,KEY\n2020-10-06T20:31:10Z,1,uuid:1\n",
    b"Timestamp,Email Address,City\n2020/10/06 8:31:10 PM GMT+2,a@x.org,Suva\n",
    "姓名,城市,加入时间\n王小明,北京,2024-01-01 00:00:00\n李雷,上海,\n".encode("gb18030"),
    workbook(
        {
            "成员参会概况": [
                ["会议主题", "x"],
                ["用户昵称（入会昵称）", "首次入会时间", "累计参会时长"],
                ["王", "2024-01-01 00:00:00", "0:30"],
            ]
        }
    ),
]


def run_through(content: bytes) -> int:
    """Open, recognise, describe and read a file in every format there is; how many records and problems came out."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "upload"
        path.write_bytes(content)
        try:
            book = open_book(path, limits=LIMITS)
            for guess in describe(book):
                assert guess.header
            known = recognise(book)
        except Unreadable as refusal:
            _is_a_sentence(refusal)
            return 0
        return sum(_read(one, book) for one in {*formats(), *(found for found, _about in known)})


def _is_a_sentence(refusal: Unreadable) -> None:
    assert str(refusal).endswith((".", "?"))


def _read(one, book) -> int:
    count = 0
    try:
        for item in one.read(book, context()):
            count += 1
            assert item.where.line >= 1
            if isinstance(item, Problem):
                assert item.message
    except Unreadable as refusal:
        _is_a_sentence(refusal)
    return count


@pytest.mark.parametrize("seed", SEEDS)
def test_every_seed_is_a_file_that_is_read(seed):
    assert run_through(seed) > 0


@pytest.mark.parametrize("seed", SEEDS)
def test_damaged_files_end_in_sentences(seed):
    """Cuts, changed bytes, doubled and deleted stretches, each with its own fixed random numbers."""
    chance = random.Random(len(seed))
    for _round in range(40):
        content = bytearray(seed)
        for _change in range(chance.randint(1, 6)):
            start = chance.randrange(len(content))
            end = min(len(content), start + chance.randint(1, 40))
            match chance.randrange(4):
                case 0:
                    del content[start:]
                case 1:
                    content[start:end] = chance.randbytes(end - start)
                case 2:
                    content[start:start] = content[start:end]
                case 3:
                    del content[start:end]
            content = content or bytearray(b"x")
        run_through(bytes(content))


PIECES = st.sampled_from(
    [
        *(
            "Attendee Details",
            "Host Details,",
            "Join Time",
            "Yes",
            "No",
            "--",
            "\n",
            ",",
            ";",
            "\t",
            '"',
            "Name",
            "Quantity",
        ),
        *("2. Participants", "First join", "Last leave", "3/4/2026 7:00 PM", "Mar 28, 2020 8:07 AM", "0", "\u202f"),
        *("_uuid", "_submission_time", "Timestamp", "KEY", "SubmissionDate", "Registration Time", "Approval Status"),
        *(
            "Content",
            "Video title",
            "Views",
            "用户昵称",
            "入会时间",
            "时长",
            "&",
            "（",
            "=1+1",
            "\x00",
            "é",
            "𝒳",
            "#tag",
        ),
        *("9" * 20, "9" * 5000, "٣", "²", "1e999", "Topic", "Webinar ID", "# Registered", "Duration", "Order #"),
        *("Attendee Status", "1h", "00/00/0000 99:99"),
    ]
)


@settings(max_examples=150, suppress_health_check=[HealthCheck.too_slow], deadline=None, derandomize=True)
@given(st.lists(PIECES, max_size=60).map("".join), st.sampled_from(["utf-8", "utf-16", "gb18030"]))
def test_text_made_of_the_words_of_all_formats(text, codec):
    run_through(text.encode(codec, errors="replace"))


@settings(max_examples=100, deadline=None, derandomize=True)
@given(st.binary(max_size=300))
def test_bytes_of_any_kind(content):
    run_through(content)
