"""The pages on which an assignment is set, handed in and marked; and what hostile files come to."""

from __future__ import annotations

import html
import io
import re
from datetime import timedelta
from zipfile import ZipFile

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from sarai.evidence.reading.documents import kind_of
from sarai.exchanges import actions, tasks
from sarai.exchanges.models import Assignment, Event, HandIn, Submission
from sarai.exchanges.queries.enrolments import token_of
from tests.making import make_event

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("countries")]

PDF = b"%PDF-1.7\n%plan"
SET = {"title": "A plan", "text": "Plan a street.\nTwo pages.", "takes_files": "on", "out_of": ""}
BASE = "/events/training"


@pytest.fixture(autouse=True)
def _files(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def event(db) -> Event:
    """A training that is to come, for which people register."""
    made = make_event()
    Event.objects.update(registers=True)
    starts = timezone.now() + timedelta(days=1)
    made.sessions.update(starts_at=starts, ends_at=starts + timedelta(hours=1))
    return Event.objects.get()


@pytest.fixture
def assignment(event) -> Assignment:
    due = timezone.now() + timedelta(days=2)
    made = Assignment(event=event, title="A plan", text="Plan a street.", due_at=due)
    return actions.set_assignment(assignment=made, by="tara", at=timezone.now())


def enrolled(event, name: str = "Ana"):
    said = {"email": f"{name.lower()}@example.org", "name": name, "zone": "Asia/Hebron"}
    return actions.prove(
        enrolment=actions.enrol(event=event, said=said, at=timezone.now()).enrolment, at=timezone.now()
    )


@pytest.fixture
def ana(event) -> str:
    """The personal page of Ana."""
    return f"/r/{token_of(enrolled(event))}/"


def upload(content: bytes = PDF, name: str = "plan.pdf") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def packed(**parts: bytes) -> bytes:
    """A packed folder."""
    made = io.BytesIO()
    with ZipFile(made, "w") as folder:
        for name, content in parts.items():
            folder.writestr(name.replace("__", "/").replace("_CT_", "[Content_Types].xml"), content)
    return made.getvalue()


# --- the team sets it ----------------------------------------------------------------------------------------------


def test_it_is_set_with_a_time_by_the_hosts_clock_and_taken_away_and_put_back(event, as_team):
    assert "Set an assignment" in as_team.get(f"{BASE}/arrange/").content.decode()
    sent = as_team.post(f"{BASE}/assignment/", SET | {"day": "2030-07-01", "at": "18:00"})
    assert sent["Location"] == f"{BASE}/arrange/"
    made = Assignment.objects.get()
    assert made.due_at.isoformat() == "2030-07-01T22:00:00+00:00"  # 18:00 in New York
    page = as_team.get(f"{BASE}/assignment/").content.decode()
    assert 'value="2030-07-01"' in page
    assert 'value="18:00"' in page
    assert as_team.post(f"{BASE}/assignment/remove")["Location"] == f"{BASE}/assignment/"
    assert as_team.get(f"{BASE}/handed-in/").status_code == 404
    assert "Save it, and it is there again." in as_team.get(f"{BASE}/assignment/").content.decode()
    as_team.post(f"{BASE}/assignment/", SET | {"day": "2030-07-01"})
    assert Assignment.objects.get().removed_at is None
    assert Assignment.objects.get().due_at.isoformat() == "2030-07-02T03:59:00+00:00"
    as_team.post(f"{BASE}/assignment/", SET)
    assert Assignment.objects.get().due_at is None


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"title": ""}, "This field is required."),
        ({"text": "x" * 20_001}, "at most 20,000 letters"),
        ({"day": "2030-03-10", "at": "02:30"}, "Clocks are put forward that night"),
        ({"day": "9999-01-01"}, "Choose a year from 1990 to 2100."),
        ({"at": "10:00"}, "Say on which day."),
        ({"day": "tomorrow"}, "Enter a valid date."),
        ({"out_of": "0"}, "from 1 to 1,000"),
        ({"out_of": "99999"}, "from 1 to 1,000"),
    ],
)
def test_what_cannot_be_set_is_told(event, as_team, fields, sentence):
    answer = as_team.post(f"{BASE}/assignment/", SET | fields)
    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert not Assignment.objects.exists()


def test_it_stays_once_somebody_has_handed_it_in(assignment, ana, as_team):
    Client().post(f"{ana}assignment/", {"text": "My plan."})
    assert "Take it away" not in as_team.get(f"{BASE}/assignment/").content.decode()
    assert "so it stays" in as_team.post(f"{BASE}/assignment/remove", follow=True).content.decode()
    assert Assignment.objects.get().removed_at is None


# --- somebody hands it in ------------------------------------------------------------------------------------------


def test_a_text_and_a_file_are_handed_in_and_replaced_on_ones_own_page(assignment, ana):
    page = Client().get(ana).content.decode()
    assert "Plan a street." in page
    assert "Hebron" in page.partition("Hand it in by:")[2]
    sent = Client().post(f"{ana}assignment/", {"text": "My plan.", "file": upload()})
    assert sent["Location"] == ana
    page = Client().get(ana).content.decode()
    assert "You handed it in:" in page
    assert "plan.pdf" in page
    assert "It is not marked yet." in page
    again = Client().get(f"{ana}assignment/").content.decode()
    assert "My plan." in again
    assert Client().post(f"{ana}assignment/", {"text": "Only this.", "without_file": "on"}).status_code == 302
    assert (HandIn.objects.get().text, HandIn.objects.get().file_name) == ("Only this.", "")


def test_the_file_is_a_download_for_who_handed_it_in_and_for_nobody_else(event, assignment, ana, as_team, as_officer):
    bo = f"/r/{token_of(enrolled(event, 'Bo'))}/"
    assert Client().get(f"{ana}assignment/file").status_code == 404
    Client().post(f"{ana}assignment/", {"file": upload(PDF, 'a"b/../<plan>.html')})
    one = HandIn.objects.get()
    for client, address in ((Client(), f"{ana}assignment/file"), (as_team, f"{BASE}/handed-in/{one.pk}/file")):
        found = client.get(address)
        assert b"".join(found.streaming_content) == PDF
        assert found["Content-Type"] == "application/octet-stream"
        assert found["Content-Disposition"] == 'attachment; filename="plan.pdf"'
        assert found["X-Content-Type-Options"] == "nosniff"
        assert "sandbox" in found["Content-Security-Policy"]
        assert "no-store" in found["Cache-Control"]
    for client in (Client(), as_officer):
        assert client.get(f"{bo}assignment/file").status_code == 404
        assert client.get(f"{BASE}/handed-in/{one.pk}/file").status_code == 403
    assert client.get(f"/media/{one.file.name}").status_code == 404
    assert "plan" not in one.file.name


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("plan.pdf", b"<html><script>alert(1)</script>"),
        ("plan.pdf", b"MZ\x90\x00"),
        ("plan.svg", b"<svg xmlns='http://www.w3.org/2000/svg'/>"),
        ("plan.zip", packed(**{"plan.exe": b"MZ"})),
        ("plan.docx", packed(_CT_=b"", word__document_xml=b"")),
        ("plan.docx", packed(_CT_=b"", **{"word__document.xml": b"", "word__vbaProject.bin": b""})),
        (
            "plan.docx",
            packed(_CT_=b'<x ContentType="application/vnd.ms-office.vbaProject"/>', **{"word__document.xml": b""}),
        ),
        ("plan.docx", packed(_CT_="vbaProject".encode("utf-16"), **{"word__document.xml": b""})),
        ("plan.xlsx", packed(_CT_=b"", **{"xl__workbook.xml": b"", "xl__macrosheets__sheet1.xml": b""})),
        ("plan.odt", packed(mimetype=b"application/zip")),
        ("plan.odt", packed(mimetype=b"application/vnd.oasis.opendocument.text", **{"Basic__x.xml": b""})),
        ("plan.docx", b"PK\x03\x04 nothing else"),
    ],
)
def test_what_is_no_document_is_not_taken_whatever_it_is_called(assignment, ana, name, content, tmp_path):
    answer = Client().post(f"{ana}assignment/", {"text": "My plan.", "file": upload(content, name)})
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "This is no file of a kind that is taken" in page
    assert "My plan." in page  # what was typed is still there
    assert not HandIn.objects.exists()
    assert not list(tmp_path.glob("hand-ins/*"))


@pytest.mark.parametrize(
    ("kind", "content"),
    [
        ("pdf", PDF),
        ("png", b"\x89PNG\r\n\x1a\n1234"),
        ("jpg", b"\xff\xd8\xff\xe0abcd"),
        ("docx", packed(_CT_=b"", **{"word__document.xml": b""})),
        ("pptx", packed(_CT_=b"", **{"ppt__presentation.xml": b""})),
        ("xlsx", packed(_CT_=b"", **{"xl__workbook.xml": b""})),
        ("odt", packed(mimetype=b"application/vnd.oasis.opendocument.text")),
        ("", packed(_CT_=b"", **{f"a{n}": b"" for n in range(5001)}, **{"word__document.xml": b""})),
    ],
)
def test_a_document_is_known_by_what_stands_in_it(kind, content):
    assert kind_of(upload(content, "a.bin")) == kind


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({}, "Write something, or choose a file."),
        ({"text": " \n"}, "Write something, or choose a file."),
        ({"text": "x" * 20_001}, "at most 20000 characters"),
        ({"text": "nul\x00"}, "Null characters are not allowed."),
    ],
)
def test_what_cannot_be_handed_in_is_told(assignment, ana, fields, sentence):
    answer = Client().post(f"{ana}assignment/", fields)
    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert not HandIn.objects.exists()


def test_a_file_that_is_too_large_or_empty_is_told(assignment, ana, monkeypatch):
    monkeypatch.setattr("sarai.evidence.forms.documents.LARGEST", len(PDF) - 1)
    assert "larger than 10 MB" in Client().post(f"{ana}assignment/", {"file": upload()}).content.decode()
    assert Client().post(f"{ana}assignment/", {"file": upload(b"")}).status_code == 422
    long = Client().post(f"{ana}assignment/", {"file": upload(PDF, "x" * 260 + ".pdf")})
    assert long.status_code in (302, 422)


def test_what_is_handed_in_and_marked_is_filed_in_the_background(
    assignment, ana, as_team, django_capture_on_commit_callbacks
):
    def asked() -> int:
        tasks.hand_ins_soon.forget()
        return DBTaskResult.objects.filter(task_path="sarai.exchanges.tasks.file_hand_ins").count()

    assert asked() == 0
    with django_capture_on_commit_callbacks(execute=True):
        Client().post(f"{ana}assignment/", {"text": "My plan."})
    assert asked() == 1
    one = HandIn.objects.get()
    with django_capture_on_commit_callbacks(execute=True):
        as_team.post(f"{BASE}/handed-in/{one.pk}/", marked(one))
    assert asked() == 2
    assert tasks.file_hand_ins.call() == 1
    assert Submission.objects.get().mark == "85"


def test_late_is_said_before_and_after(assignment, ana, as_team):
    Assignment.objects.update(due_at=timezone.now() - timedelta(minutes=1))
    assert "said to be late" in Client().get(ana).content.decode()
    Client().post(f"{ana}assignment/", {"text": "My plan."})
    assert "You handed it in, late:" in Client().get(ana).content.decode()
    assert "<strong>late</strong>" in as_team.get(f"{BASE}/handed-in/").content.decode()


def test_what_came_in_time_stays_when_the_time_is_over(assignment, ana):
    Client().post(f"{ana}assignment/", {"text": "My plan."})
    HandIn.objects.update(changed_at=timezone.now() - timedelta(hours=2))
    Assignment.objects.update(due_at=timezone.now() - timedelta(hours=1))
    assert "instead" not in Client().get(ana).content.decode()
    answer = Client().post(f"{ana}assignment/", {"text": "Another."})
    assert answer.status_code == 422
    assert "stays as it is" in answer.content.decode()
    assert HandIn.objects.get().text == "My plan."


def test_nobody_hands_in_where_there_is_nothing_or_they_do_not_take_part(event, ana):
    assert Client().get(f"{ana}assignment/").status_code == 404
    made = Assignment(event=event, title="A plan", text="Plan a street.")
    actions.set_assignment(assignment=made, by="tara", at=timezone.now())
    event.enrolments.update(withdrawn_at=timezone.now())
    assert "Plan a street." not in Client().get(ana).content.decode()
    for method in ("get", "post"):
        assert getattr(Client(), method)(f"{ana}assignment/", {"text": "My plan."}).status_code == 404


def test_one_link_does_not_flood_us(assignment, ana, still):
    codes = [
        Client(REMOTE_ADDR=f"10.0.0.{n}").post(f"{ana}assignment/", {"text": f"{n}"}).status_code for n in range(21)
    ]
    assert codes == [302] * 20 + [429]


# --- the team marks it ---------------------------------------------------------------------------------------------


@pytest.fixture
def handed(event, assignment) -> list[HandIn]:
    """What three people handed in, the first with a file."""
    for name in ("Ana", "Bo", "Cai"):
        files = {"file": upload()} if name == "Ana" else {}
        Client().post(f"/r/{token_of(enrolled(event, name))}/assignment/", {"text": f"I am {name}."} | files)
    return list(HandIn.objects.all())


def marked(one: HandIn, mark: str = "85", comment: str = "") -> dict[str, str]:
    return {"mark": mark, "comment": comment, "seen": one.touched_at.isoformat()}


def test_one_is_marked_after_another(handed, as_team):
    assert "3 assignments wait to be marked." in as_team.get("/organise/").content.decode()
    ana, bo, cai = handed
    page = as_team.get(f"{BASE}/handed-in/{ana.pk}/").content.decode()
    assert "I am Ana." in page
    assert "plan.pdf" in page
    sent = as_team.post(f"{BASE}/handed-in/{ana.pk}/", marked(ana, comment="Good."))
    assert sent["Location"] == f"{BASE}/handed-in/{bo.pk}/"
    assert as_team.post(f"{BASE}/handed-in/{cai.pk}/", marked(cai))["Location"] == f"{BASE}/handed-in/{bo.pk}/"
    assert as_team.post(f"{BASE}/handed-in/{bo.pk}/", marked(bo, "pass"))["Location"] == f"{BASE}/handed-in/"
    assert "waits to be marked" not in as_team.get("/organise/").content.decode()
    theirs = Client().get(f"/r/{token_of(ana.enrolment)}/").content.decode()
    assert "<bdi>85</bdi>" in theirs
    assert "Good." in theirs
    assert "Hand in something else instead" not in theirs
    assert as_team.post(f"{BASE}/handed-in/{ana.pk}/unmark").status_code == 302
    assert "Hand in something else instead" in Client().get(f"/r/{token_of(ana.enrolment)}/").content.decode()


def test_the_list_begins_with_what_waits(handed, as_team):
    ana, bo, _cai = handed
    as_team.post(f"{BASE}/handed-in/{ana.pk}/", marked(ana))
    waiting = as_team.get(f"{BASE}/handed-in/").content.decode()
    assert (">Ana<" in waiting, ">Bo<" in waiting) == (False, True)
    done = as_team.get(f"{BASE}/handed-in/?which=marked").content.decode()
    assert (">Ana<" in done, ">Bo<" in done) == (True, False)
    assert as_team.get(f"{BASE}/handed-in/?which=late").content.decode().count('<th scope="row">') == 0
    assert as_team.get(f"{BASE}/handed-in/?which=nonsense&page=99").status_code == 200
    assert bo.enrolment.name in as_team.get(f"{BASE}/handed-in/?which=all").content.decode()


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"mark": ""}, "This field is required."),
        ({"mark": "21"}, "There are 20 points at most."),
        ({"mark": "x" * 21}, "at most 20 characters"),
        ({"comment": "x" * 4001}, "at most 4000 characters"),
        ({"seen": "2020-01-01T00:00:00+00:00"}, "Something else was handed in meanwhile."),
        ({"seen": "nonsense"}, "Something else was handed in meanwhile."),
        ({"seen": "2020-99-01T00:00:00"}, "Something else was handed in meanwhile."),
    ],
)
def test_what_is_no_mark_is_told(handed, as_team, fields, sentence):
    Assignment.objects.update(out_of=20)
    answer = as_team.post(f"{BASE}/handed-in/{handed[0].pk}/", marked(handed[0], "17") | fields)
    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert not HandIn.objects.exclude(mark="").exists()


@pytest.mark.parametrize("how", ["replaced", "marked"])
def test_what_somebody_else_did_meanwhile_is_shown_before_it_is_marked(handed, as_team, how):
    one, stale = handed[0], marked(handed[0], "17", "Good.")
    if how == "replaced":
        actions.hand_in(
            assignment=one.assignment, enrolment=one.enrolment, text="Better.", document=None, at=timezone.now()
        )
    else:
        as_team.post(f"{BASE}/handed-in/{one.pk}/", marked(one, "5"))
    address = f"{BASE}/handed-in/{one.pk}/"
    refused = as_team.post(address, stale)
    assert refused.status_code == 422
    page = refused.content.decode()
    assert ("Better." if how == "replaced" else "Somebody else marked it meanwhile.") in page
    seen = html.unescape(re.findall(r'name="seen" value="([^"]+)"', page)[0])
    assert as_team.post(address, stale | {"seen": seen}).status_code == 302
    assert HandIn.objects.get(pk=one.pk).mark == "17"


def test_what_belongs_to_another_event_is_not_found(handed, as_team):
    make_event("other")
    for address in ("", "file"):
        assert as_team.get(f"/events/other/handed-in/{handed[0].pk}/{address}").status_code == 404
    assert as_team.post(f"/events/other/handed-in/{handed[0].pk}/unmark").status_code == 404


def test_all_of_it_is_a_spreadsheet_that_says_what_its_columns_are(handed, as_team):
    HandIn.objects.filter(pk=handed[1].pk).update(text="=1+1")
    Assignment.objects.update(out_of=20)
    as_team.post(f"{BASE}/handed-in/{handed[0].pk}/", marked(handed[0], "17"))
    answer = as_team.get(f"{BASE}/handed-in.xlsx")
    book = openpyxl.load_workbook(io.BytesIO(answer.content))
    header, *rows = book["Data"].values
    assert [row[0] for row in list(book["Data dictionary"].values)[1:]] == list(header)
    found = [dict(zip(header, row, strict=True)) for row in rows]
    assert (found[0]["Name"], found[0]["Mark"], found[0]["Points"]) == ("Ana", "17/20", 85)
    assert not str(found[1]["Text"]).startswith("=")
    assert as_team.get(f"{BASE}/handed-in.csv").status_code == 200
    assert as_team.get(f"{BASE}/handed-in.exe").status_code == 404


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize(
    ("address", "most"), [("handed-in/?which=all", 6), ("handed-in/{pk}/", 5), ("handed-in.xlsx", 5)]
)
def test_the_pages_ask_the_same_number_of_questions(
    event, assignment, as_team, django_assert_max_num_queries, address, most, count
):
    for number in range(count):
        one = actions.hand_in(
            assignment=assignment, enrolment=enrolled(event, f"P{number}"), text="Mine.", document=None,
            at=timezone.now(),
        )  # fmt: skip
    as_team.get(f"{BASE}/handed-in/")
    with django_assert_max_num_queries(most):
        assert as_team.get(f"{BASE}/{address.format(pk=one.pk)}").status_code == 200


@pytest.mark.parametrize("count", [1, 3])
def test_ones_own_pages_ask_the_same_number_of_questions(event, assignment, django_assert_max_num_queries, count):
    own = [f"/r/{token_of(enrolled(event, f'P{number}'))}/" for number in range(count)]
    for address in own:
        Client().post(f"{address}assignment/", {"text": "Mine."})
    Client().get(own[0])
    for address, most in ((own[0], 10), (f"{own[0]}assignment/", 4)):
        with django_assert_max_num_queries(most):
            assert Client().get(address).status_code == 200
