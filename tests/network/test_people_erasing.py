"""The right to be forgotten: nothing of a person is left, in records, kept files or files still to come; every figure stays."""

from __future__ import annotations

import csv
import hashlib
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import pytest
from django.core.files.storage import default_storage
from django.core.management import call_command
from django.db import connection
from django.utils import timezone

from sarai.evidence.actions import digest
from sarai.evidence.engine import Question, Scope, UnknownScope, answer, breakdown, indicator, indicators
from sarai.evidence.formats import Where
from sarai.evidence.intake import take_in
from sarai.evidence.models import Intake, Redaction, Source
from sarai.evidence.tasks import preview_intake, run_intake
from sarai.exchanges.intake.records import Submission
from sarai.exchanges.models import Attendance, Registration
from sarai.network import actions, tasks
from sarai.network.actions import sweeping
from sarai.network.actions.forgetting import Pseudonyms, mark_of
from sarai.network.mentions import Mention
from sarai.network.models import Erasure, LinkSuggestion, Person, PersonLink, Pseudonym, Swept
from sarai.surveys.models import Response, Survey
from tests.evidence.test_intake import AGAIN, ANA, BACKWARDS, BEN, REPORT
from tests.making import day, make_event, make_source
from tests.network.test_review_people import text_of

pytestmark = pytest.mark.django_db
ELSEWHERE = 'Yes,Anita,Diaz,ana@example.org,,,"Sep 15, 2020 07:30:00 AM","Sep 15, 2020 08:30:00 AM",60,'
BROKEN = ANA.replace("07:20:00 AM", "99:99 AM")


@pytest.fixture(autouse=True)
def _files(settings, tmp_path):
    """Nothing is kept but what the test itself keeps."""
    settings.MEDIA_ROOT = tmp_path / "files"


@pytest.fixture
def event():
    return make_event(sessions=2)


def report(tmp_path: Path, *rows: str, name: str = "report.csv") -> Path:
    path = tmp_path / name
    path.write_text(REPORT.format(rows="\n".join(rows)), encoding="utf-8-sig")
    return path


def take(path: Path, **fields):
    return take_in(path, name=path.name, by="Steward", at=timezone.now(), **fields)


def who(email: str) -> Person:
    return Person.objects.get(pk=PersonLink.objects.get(record__email=email, retracted_at=None).person_id)


def erase(email: str = "ana@example.org", **fields) -> int:
    person = PersonLink.objects.filter(record__email=email, retracted_at=None).first().person
    said = {"reason": "she wrote to us", "by": "Stella", "at": timezone.now()}
    return actions.erase_person(person=person, **said | fields)


def forget(email: str = "ana@example.org") -> int:
    erase(email)
    return actions.sweep_files(at=timezone.now())


def kept_of(file) -> bytes:
    with file.open() as kept:
        return kept.read()


def figures(scope: Scope) -> dict:
    """Every figure of an event, now and as known on a day, and every breakdown of those that are counted of people."""
    found = {}
    for declared in indicators():
        for as_of in (None, day(9)):
            with suppress(UnknownScope):
                found[declared.key, as_of] = answer(Question(declared.key, scope, as_of)).value
    for key in ("exchanges.attendees", "exchanges.registrants"):
        for by in indicator(key).dimensions:
            found[key, by] = [(cell.value, cell.number) for cell in breakdown(Question(key, scope), by)]
    return found


def everything_stored() -> str:
    """All text of all tables and all kept files."""
    said = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{table}"')
            said += [str(row) for row in cursor.fetchall()]
    root = Path(default_storage.location)
    said += [path.read_bytes().decode("utf-8-sig", "replace") for path in root.rglob("*") if path.is_file()]
    return "\n".join(said).casefold()


def is_nowhere(*names: str) -> bool:
    stored = everything_stored()
    return not any(name in stored for name in names)


def test_nothing_of_the_person_is_left_and_every_figure_stays(event, tmp_path):
    source = take(report(tmp_path, ANA, AGAIN, BEN, BROKEN)).source
    before = figures(event.scope)
    assert "ana@example.org" in everything_stored()
    assert forget() == 3
    assert is_nowhere("ana@example", "diaz", digest("ana@example.org"))
    assert figures(event.scope) == before
    assert before["exchanges.attendees", None] == 1
    assert "ben@example.org" in everything_stored()
    source.refresh_from_db()
    assert "(erased)" in kept_of(source.problems).decode("utf-8-sig")


def test_the_file_is_kept_as_a_copy_with_its_rows_where_they_were(event, tmp_path):
    path = report(tmp_path, ANA, AGAIN, BEN)
    source = take(path).source
    was = path.read_text(encoding="utf-8-sig").splitlines()
    forget()
    source.refresh_from_db()
    kept = kept_of(source.file)
    redaction = source.redactions.get()
    assert source.sha256 == hashlib.sha256(path.read_bytes()).hexdigest()
    assert (redaction.sha256, redaction.size, redaction.rows) == (hashlib.sha256(kept).hexdigest(), len(kept), 2)
    assert redaction.because.title == "A person's data was erased"
    now = kept.decode("utf-8-sig").splitlines()
    assert len(now) == len(was)
    assert [
        place for place, (one, other) in enumerate(zip(was, now, strict=True), 1) if _cells(one) != _cells(other)
    ] == [7, 8]
    assert _cells(now[6])[6:9] == ["Sep 08, 2020 07:20:00 AM", "Sep 08, 2020 08:00:00 AM", "40"]
    assert _cells(now[6])[:4] == ["", "", "", ""]
    assert not default_storage.exists(f"sources/{source.sha256[:2]}/{source.sha256}")


def _cells(line: str) -> list[str]:
    return next(csv.reader([line]))


def test_the_same_file_again_changes_nothing_and_brings_nobody_back(event, tmp_path):
    path = report(tmp_path, ANA, AGAIN, BEN)
    source = take(path).source
    forget()
    assert take(path).already == source
    assert is_nowhere("ana@example", "diaz")


def test_a_later_file_counts_the_person_without_a_name(event, tmp_path):
    take(report(tmp_path, ANA, AGAIN, BEN))
    person = who("ana@example.org").pk
    forget()
    later = take(report(tmp_path, ANA, AGAIN, BEN, ELSEWHERE, name="later.csv"))
    assert later.tally == {"read": 5, "unchanged": 4, "added": 1}
    actions.sweep_files(at=timezone.now())
    assert is_nowhere("ana@example", "anita", "diaz", digest("ana@example.org"))
    assert set(PersonLink.objects.filter(record__attendances__isnull=False).values_list("person", flat=True)) == {
        person
    }
    assert answer(Question("exchanges.attendees", event.scope)).value == 1
    assert answer(Question("exchanges.registrants", event.scope)).value == 2
    assert later.source.redactions.get().rows == 3


def test_a_preview_remembers_nobody_and_withdraws_nothing(event, tmp_path):
    take(report(tmp_path, ANA, BEN))
    forget()
    take(report(tmp_path, ANA, BROKEN, name="later.csv"), dry_run=True)
    assert is_nowhere("ana@example", "diaz")


@pytest.mark.parametrize("order", [("erase", "take"), ("take", "erase")])
def test_erasing_before_or_after_a_file_comes_to_the_same(event, tmp_path, order):
    take(report(tmp_path, ANA, BEN))
    for act in order:
        if act == "erase":
            forget()
        else:
            take(report(tmp_path, ANA, AGAIN, ELSEWHERE, BEN, name="later.csv"))
    attended = Attendance.objects.filter(retracted_at=None).values_list("line", "joined_at", "content")
    assert attended.count() == 3
    assert answer(Question("exchanges.attendees", event.scope)).value == 1
    assert answer(Question("exchanges.registrants", event.scope)).value == 2
    assert Registration.objects.filter(retracted_at=None).count() == 2


def test_a_file_by_the_web_afterwards(event, tmp_path, as_steward):
    take(report(tmp_path, ANA, BEN))
    forget()
    later = report(tmp_path, AGAIN, ELSEWHERE, BEN, BROKEN, name="later.csv")
    with later.open("rb") as file:
        as_steward.post("/intake/", {"files": file})
    job = Intake.objects.get()
    preview_intake.call(job.pk)
    as_steward.post(f"/intake/{job.pk}/confirm")
    run_intake.call(job.pk)
    tasks.sweep_files.call()
    job.refresh_from_db()
    assert (job.state, job.file.name) == ("done", "")
    assert is_nowhere("ana@example", "anita", "diaz")
    page = text_of(as_steward.get(f"/sources/{job.source_id}/"))
    assert "3 rows were blanked" in page
    assert job.source.redactions.get().sha256 in page
    assert "Byte for byte" not in page
    assert as_steward.get(f"/intake/{job.pk}/").status_code == 200


def test_an_upload_that_waits_is_taken_away_with_a_word(event, tmp_path, as_steward):
    take(report(tmp_path, ANA, BEN))
    with report(tmp_path, AGAIN, name="waits.csv").open("rb") as file:
        as_steward.post("/intake/", {"files": file})
    with report(tmp_path, BEN, name="other.csv").open("rb") as file:
        as_steward.post("/intake/", {"files": file})
    forget()
    waits, other = Intake.objects.order_by("pk")
    assert (waits.state, waits.file.name, bool(other.file)) == ("failed", "", True)
    page = text_of(as_steward.get(f"/intake/{waits.pk}/"))
    assert "Put it down again" in page
    assert as_steward.post(f"/intake/{waits.pk}/target", {}).status_code == 302
    assert is_nowhere("ana@example")


def test_going_through_the_files_again_changes_nothing(event, tmp_path):
    take(report(tmp_path, ANA, BEN))
    forget()
    assert actions.sweep_files(at=timezone.now()) == 0
    Swept.objects.all().delete()
    assert actions.sweep_files(at=timezone.now()) == 0
    assert Redaction.objects.count() == 1


def test_work_that_breaks_off_is_done_by_the_next(event, tmp_path, monkeypatch):
    take(report(tmp_path, ANA, BEN))
    erase()
    monkeypatch.setattr("sarai.evidence.redaction._remove_originals", _dies)
    with pytest.raises(KeyboardInterrupt):
        actions.sweep_files(at=timezone.now())
    assert not is_nowhere("ana@example")
    monkeypatch.undo()
    actions.sweep_files(at=timezone.now())
    assert is_nowhere("ana@example", "diaz")
    assert Redaction.objects.count() == 1


def _dies(*_args) -> None:
    raise KeyboardInterrupt


def test_two_sources_of_the_same_bytes_share_the_copy(event, tmp_path):
    path = report(tmp_path, ANA, BEN)
    first = take(path).source
    other = make_event("other")
    second = take_in(
        path, name="called-otherwise.csv", by="x", at=timezone.now(), target={"event": other.slug, "session": 1}
    ).source
    assert first.file.name == second.file.name
    forget()
    first.refresh_from_db()
    second.refresh_from_db()
    assert first.file.name == second.file.name
    assert first.redactions.get().sha256 == second.redactions.get().sha256
    assert is_nowhere("ana@example", "diaz")


def test_two_people_of_one_file_are_blanked_one_after_the_other(event, tmp_path):
    source = take(report(tmp_path, ANA, AGAIN, BEN)).source
    assert (forget(), forget("ben@example.org")) == (2, 1)
    assert is_nowhere("ana@example", "ben@example", "okri")
    assert source.redactions.count() == 2
    assert len([path for path in Path(default_storage.location).rglob("*") if path.is_file()]) == 1


def test_a_file_that_cannot_be_written_anew_is_not_kept(event, tmp_path, as_steward, monkeypatch):
    source = take(report(tmp_path, ANA, BEN)).source
    monkeypatch.setattr("sarai.evidence.redaction.write_blanked", _cannot)
    forget()
    assert is_nowhere("ana@example", "diaz")
    page = text_of(as_steward.get(f"/sources/{source.pk}/"))
    assert "the file was deleted" in page
    assert as_steward.get(f"/sources/{source.pk}/file").status_code == 404


def _cannot(*_args) -> None:
    raise ValueError("a sheet without a name")


def test_only_a_keyed_hash_is_remembered(event, tmp_path, settings):
    take(report(tmp_path, ANA))
    erase()
    [pseudonym] = Pseudonym.objects.all()
    assert pseudonym.mark == mark_of("email", "ana@example.org")
    assert pseudonym.mark not in {hashlib.sha256(b"ana@example.org").hexdigest(), mark_of("token", "ana@example.org")}
    settings.SECRET_KEY = "another installation"
    assert pseudonym.mark != mark_of("email", "ana@example.org")


def test_a_token_beside_a_forgotten_address_is_forgotten_too(event):
    [record] = actions.Identifier(make_source(day(1))).identify([(Mention(name="Ana", email="a@example.org"), "1")])
    actions.erase_person(person=PersonLink.objects.get(record=record).person, reason="", by="x", at=timezone.now())
    both = _row(Mention(name="Ana", email="a@example.org", token="barcode-77", phone="0041"))
    alone = _row(Mention(name="Ana", token="barcode-77", organisation="City of Lima", city="Lima"))
    other = _row(Mention(name="Bea", email="b@example.org", token="barcode-78"))
    seen = [one.mention for one in actions.Screen()([both, alone, other])]
    email, token = map(str, Pseudonym.objects.order_by("pk"))
    assert seen[0] == Mention(email=email, token=token)
    assert seen[1] == Mention(token=token, city="Lima")
    assert seen[2] == other.mention


def _row(mention: Mention) -> Submission:
    return Submission(Where("", 2), mention, None, mark="excellent")


def test_the_mark_and_the_answers_of_a_forgotten_person_are_not_taken(event):
    [record] = actions.Identifier(make_source(day(1))).identify([(Mention(name="Ana", email="a@example.org"), "1")])
    actions.erase_person(person=PersonLink.objects.get(record=record).person, reason="", by="x", at=timezone.now())
    mine = replace(_row(Mention(email="a@example.org")), answers={"Why": "because"})
    [seen] = actions.Screen()([mine])
    assert (seen.mark, seen.answers, seen.where) == ("", {}, mine.where)
    assert mine.answers == {"Why": "because"}


def test_a_response_without_an_address_stays_forgotten_by_its_own_number(tmp_path):
    Survey.objects.create(slug="needs", title="Needs")
    header = "_uuid,_submission_time,full name,What is needed,_id,_validation_status\n"
    row = "6f5d1c2e-0001,2020-09-08T10:00:00,Ana Diaz,A shelter,1,\n"
    first, later = tmp_path / "first.csv", tmp_path / "later.csv"
    first.write_text(header + row, encoding="utf-8")
    later.write_text(header + row + row.replace("0001", "0002").replace("Ana Diaz", "Ben"), encoding="utf-8")
    take(first, target={"survey": "needs"})
    person = PersonLink.objects.get(record__name="Ana Diaz").person
    actions.erase_person(person=person, reason="", by="x", at=timezone.now())
    actions.sweep_files(at=timezone.now())
    assert take(later, target={"survey": "needs"}).tally == {"read": 2, "unchanged": 1, "added": 1}
    actions.sweep_files(at=timezone.now())
    assert is_nowhere("ana diaz", "a shelter,1,,6f")
    assert "ben" in everything_stored()
    assert answer(Question("needs.respondents", Scope("survey", "needs"))).value == 2
    assert Response.objects.filter(record__links__person=person).count() == 1


def test_the_rows_of_a_repeated_group_are_found_by_the_number_of_their_response(tmp_path):
    Survey.objects.create(slug="needs", title="Needs")
    header = "_uuid,_submission_time,email,What is needed,_id,_validation_status\n"
    path = tmp_path / "first.csv"
    path.write_text(header + "6f5d1c2e-0001,2020-09-08T10:00:00,ana@example.org,A shelter,1,\n", encoding="utf-8")
    take(path, target={"survey": "needs"})
    erase()
    assert Pseudonyms().are_in(["Pedro, her son", "6f5d1c2e-0001", "12"])
    assert not Pseudonyms().are_in(["Pedro, her son", "6f5d1c2e-0002", "12"])


def test_who_was_erased_is_no_more_decided_on(event, tmp_path):
    take(report(tmp_path, ANA, BEN))
    ana, ben = who("ana@example.org"), who("ben@example.org")
    now = timezone.now()
    said = {"reason": "Ana Diaz is BEN, ana@example.org says", "by": "x", "at": now, "known": now}
    merge = actions.merge_people(kept=ana, absorbed=ben, **said)
    actions.undo_merge(merge=merge, **said)
    one = LinkSuggestion.objects.get()
    LinkSuggestion.objects.filter(pk=one.pk).update(state="open")
    erase(reason="asked by Diaz")
    one.refresh_from_db()
    assert (one.state, one.decided.reason) == ("overtaken", "asked by •••")
    assert set(Source.objects.exclude(reason="").values_list("reason", flat=True)) == {
        "••• is BEN, ••• says",
        "asked by •••",
    }
    for act in (actions.merge_people, None):
        with pytest.raises(ValueError, match="was erased: there is nothing left to compare"):
            if act:
                act(kept=ana, absorbed=ben, **said)
            else:
                actions.decide_pair(one=ana, other=ben, same=True, **said)


def test_erasing_twice_or_somebody_who_was_merged_meanwhile_is_refused(event, tmp_path, as_steward):
    take(report(tmp_path, ANA, BEN))
    ana, ben = who("ana@example.org"), who("ben@example.org")
    now = timezone.now()
    merge = actions.merge_people(kept=ben, absorbed=ana, reason="", by="x", at=now, known=now)
    with pytest.raises(ValueError, match="merged with another meanwhile"):
        actions.erase_person(person=ana, reason="", by="x", at=now)
    actions.undo_merge(merge=merge, reason="", by="x", at=now, known=now)
    erase()
    with pytest.raises(ValueError, match="erased already"):
        actions.erase_person(person=ana, reason="", by="x", at=now)
    assert Erasure.objects.count() == 1


def test_the_page_says_what_prevents_it(event, tmp_path, as_steward, monkeypatch):
    take(report(tmp_path, ANA))

    def refuses(**_said):
        raise ValueError("This person was merged with another meanwhile.")

    monkeypatch.setattr(actions, "erase_person", refuses)
    ana = who("ana@example.org")
    refused = as_steward.post(f"/people/{ana.pk}/erase", {"typed": "ana@example.org", "reason": "asked"})
    assert refused.status_code == 422
    assert "merged with another meanwhile" in text_of(refused)


def test_the_command_erases_and_goes_through_the_files_at_once(event, tmp_path):
    take(report(tmp_path, ANA, AGAIN, BEN))
    call_command("people", "erase", " ANA@example.org ", reason="asked", json=True)
    assert is_nowhere("ana@example", "diaz")


def test_a_file_without_them_is_left_byte_for_byte(event, tmp_path):
    take(report(tmp_path, ANA))
    path = report(tmp_path, BEN, BACKWARDS, name="other.csv")
    other = take(path).source
    forget()
    other.refresh_from_db()
    assert kept_of(other.file) == path.read_bytes()
    assert not other.redactions.exists()


def test_lines_are_found_under_whatever_name_the_file_had(event, tmp_path):
    source = take(report(tmp_path, ANA, BEN)).source
    erase()
    twin = Source(pk=source.pk, title="otherwise.csv")
    assert {line for _sheet, line in sweeping._lines([source])} == {7}
    assert {sheet for sheet, _line in sweeping._lines([source, twin])} == {source.title}
