"""What is handed in and marked here: once, in time or late, as facts like those of any table of assignments."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.files.base import ContentFile
from django.utils import timezone

from sarai.evidence.engine import Question, answer
from sarai.evidence.models import Source
from sarai.evidence.reading.documents import Document
from sarai.exchanges import actions
from sarai.exchanges.desk.hand_ins import file_hand_ins
from sarai.exchanges.models import Assignment, Enrolment, HandIn, Submission
from sarai.exchanges.queries import certificate_candidates, todo_of
from sarai.exchanges.queries.assignments import assignment_of, listed, next_to_mark, own_hand_in
from sarai.exchanges.rules import graded
from sarai.letters.models import Letter
from sarai.network.actions import erase_person
from sarai.network.models import Person
from tests.making import attended, day, file, handed_in, make_event, person

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("countries")]

NOW = timezone.now().replace(microsecond=0)
SOON = NOW + timedelta(days=1)


@pytest.fixture(autouse=True)
def _files(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def event():
    """A training of which one session is over and one to come. Its certificate is for whoever was there for half of
    one, with a mark of at least 60."""
    made = make_event(rule={"sessions": 1, "share": 0.5, "assignment": True, "least_mark": 60})
    made.registers = True
    made.save()
    made.sessions.filter(number=2).update(starts_at=SOON, ends_at=SOON + timedelta(hours=1))
    return made


@pytest.fixture
def assignment(event) -> Assignment:
    made = Assignment(event=event, title="A plan", text="Plan a street.", due_at=SOON)
    return actions.set_assignment(assignment=made, by="tara", at=NOW - timedelta(days=9))


def enrolled(event, name: str = "Ana One", language: str = "") -> Enrolment:
    """Somebody who registered here and proved their address."""
    said = {"name": name, "email": person(name).email, "language": language}
    one = actions.enrol(event=event, said=said, at=NOW).enrolment
    return actions.prove(enrolment=one, at=NOW)


def hand_in(assignment, enrolment, text: str = "My plan.", *, at=NOW, content: bytes = b"", **fields) -> HandIn:
    document = Document("plan.pdf", ContentFile(content)) if content else None
    return actions.hand_in(assignment=assignment, enrolment=enrolment, text=text, document=document, at=at, **fields)


def mark(one: HandIn, said: str, comment: str = "", at=NOW) -> HandIn:
    return actions.mark_hand_in(hand_in=one, mark=said, comment=comment, seen=one.touched_at, by="tara", at=at)


def filed(at=NOW) -> int:
    return file_hand_ins(by="test", at=at)


def submissions(event) -> object:
    return answer(Question("exchanges.submissions", event.scope)).value


def kept(folder) -> list[str]:
    return [path.name for path in folder.glob("hand-ins/*")]


# --- handed in -----------------------------------------------------------------------------------------------------


def test_what_is_handed_in_is_a_fact_about_the_same_somebody(event, assignment):
    ana = enrolled(event)
    one = hand_in(assignment, ana)
    assert (filed(), filed()) == (1, 0)
    fact = Submission.objects.get()
    assert (fact.submitted_at, fact.mark, fact.points, fact.line) == (NOW, "", None, one.pk)
    assert (fact.source.kind, fact.source.format) == ("form", "hand-in")
    assert submissions(event) == 1
    file(event, day(9), handed_in(person("Ana One")))  # an older table of the platform says it, too
    assert submissions(event) == 1
    assert Submission.objects.get(retracted_at=None).pk == fact.pk


def test_a_table_of_the_platform_and_what_is_handed_in_here_are_one(event, assignment):
    file(event, day(1), handed_in(person("Ana One")), handed_in(person("Bo Two"), 3))
    hand_in(assignment, enrolled(event))
    filed()
    assert submissions(event) == 2
    assert Submission.objects.filter(record__name="Ana One", retracted_at=None).count() == 1


def test_sent_twice_it_is_handed_in_once(event, assignment, tmp_path):
    ana = enrolled(event)
    first = hand_in(assignment, ana, content=b"%PDF-1")
    again = hand_in(assignment, ana, content=b"%PDF-1", at=NOW + timedelta(minutes=1))
    assert (again.pk, again.changed_at) == (first.pk, NOW)
    assert len(kept(tmp_path)) == 1


def test_until_it_is_due_something_else_takes_its_place(
    event, assignment, tmp_path, django_capture_on_commit_callbacks
):
    ana = enrolled(event)
    hand_in(assignment, ana, content=b"%PDF-1")
    before = kept(tmp_path)
    with django_capture_on_commit_callbacks(execute=True):
        later = hand_in(assignment, ana, "Better.", content=b"%PDF-2", at=NOW + timedelta(hours=1))
    assert (later.handed_in_at, later.changed_at) == (NOW, NOW + timedelta(hours=1))
    assert len(kept(tmp_path)) == 1
    assert kept(tmp_path) != before
    text_only = hand_in(assignment, ana, "Best.", at=NOW + timedelta(hours=2))
    assert text_only.file_name == "plan.pdf"  # what is not said otherwise stays
    with django_capture_on_commit_callbacks(execute=True):
        hand_in(assignment, ana, "Best.", keep_file=False, at=NOW + timedelta(hours=3))
    assert kept(tmp_path) == []
    assert HandIn.objects.get().file_name == ""


def test_late_is_taken_and_said_and_what_came_in_time_stays(event, assignment):
    ana, bo = enrolled(event), enrolled(event, "Bo Two")
    hand_in(assignment, ana)
    after = SOON + timedelta(minutes=1)
    with pytest.raises(actions.NotTaken, match="The time is over"):
        hand_in(assignment, ana, "Another.", at=after)
    late = hand_in(assignment, bo, at=after)
    assert late.late
    assert hand_in(assignment, bo, "Another.", at=after + timedelta(hours=1)).late
    assert list(listed(assignment, "late")) == [late]


@pytest.mark.parametrize("state", ["unproved", "waiting", "withdrawn", "cancelled", "removed"])
def test_only_who_takes_part_hands_in(event, assignment, state):
    ana = enrolled(event)
    if state == "cancelled":
        type(event).objects.update(state="cancelled")
    elif state == "removed":
        actions.remove_assignment(assignment=assignment, by="tara", at=NOW)
    else:
        fields = {"unproved": {"proved_at": None}, "waiting": {"place": "waiting"}, "withdrawn": {"withdrawn_at": NOW}}
        Enrolment.objects.update(**fields[state])
    with pytest.raises(actions.NotTaken, match="cannot be handed in"):
        hand_in(assignment, ana)
    assert not HandIn.objects.exists()


def test_nothing_is_not_handed_in_and_a_file_only_where_files_are_taken(event, assignment):
    ana = enrolled(event)
    with pytest.raises(actions.NotTaken, match="Write something"):
        hand_in(assignment, ana, "  \n")
    Assignment.objects.update(takes_files=False)
    with pytest.raises(actions.NotTaken, match="no file is taken"):
        hand_in(assignment, ana, content=b"%PDF-1")


def test_who_withdraws_afterwards_has_handed_in_all_the_same(event, assignment):
    ana = enrolled(event)
    one = hand_in(assignment, ana)
    filed()
    actions.withdraw(enrolment=ana, at=NOW)
    assert submissions(event) == 1
    letters = Letter.objects.count()
    mark(one, "70")
    assert filed() == 1
    assert Letter.objects.count() == letters  # they are not written to any more


def test_whoever_never_confirms_again_is_not_swept_away_with_what_they_handed_in(event, assignment):
    ana = enrolled(event)
    hand_in(assignment, ana)
    Enrolment.objects.update(proved_at=None)
    actions.forget_unproved(at=NOW + timedelta(days=3))
    assert HandIn.objects.count() == 1
    assert Enrolment.objects.get().withdrawn_at


# --- the assignment ------------------------------------------------------------------------------------------------


def test_it_is_taken_away_and_put_back_as_long_as_nobody_has_handed_it_in(event, assignment):
    actions.remove_assignment(assignment=assignment, by="tara", at=NOW)
    assert assignment_of(event) is None
    actions.set_assignment(assignment=Assignment.objects.get(), by="tara", at=NOW)
    assert assignment_of(event) == assignment
    hand_in(assignment, enrolled(event))
    with pytest.raises(ValueError, match="so it stays"):
        actions.remove_assignment(assignment=assignment, by="tara", at=NOW)


def test_a_copy_of_the_event_has_it_too_so_many_weeks_later(event, assignment):
    hand_in(assignment, enrolled(event))
    copy = actions.copy_event(event=event, weeks=2, slug="again", title="Again", by="tara", at=NOW)
    made = Assignment.objects.get(event=copy)
    assert (made.title, made.hand_ins.count()) == ("A plan", 0)
    by_the_wall = [one.astimezone(event.zone).replace(tzinfo=None) for one in (SOON, made.due_at)]
    assert by_the_wall[1] - by_the_wall[0] == timedelta(weeks=2)
    assert Assignment.objects.get(event=event).hand_ins.count() == 1


# --- marked --------------------------------------------------------------------------------------------------------


def test_the_certificate_comes_true_when_the_mark_is_good_enough(event, assignment):
    ana = enrolled(event)
    file(event, day(2), attended(person("Ana One"), (0, 90)), session=1)
    one = hand_in(assignment, ana)
    filed()

    def stands():
        [found] = certificate_candidates(event, NOW + timedelta(hours=1))
        return found.qualifies, found.verdict.missing_assignment, found.verdict.missing_marks

    assert stands() == (False, False, 60)
    mark(one, "55")
    filed(NOW + timedelta(minutes=1))
    assert stands() == (False, False, 5)
    mark(HandIn.objects.get(), "85")
    filed(NOW + timedelta(minutes=2))
    assert stands() == (True, False, 0)
    history = Submission.objects.order_by("pk").values_list("mark", "points", "source__by")
    assert list(history) == [("", None, "test"), ("55", 55, "tara"), ("85", 85, "tara")]
    assert Submission.objects.filter(retracted_at=None).count() == 1
    assert submissions(event) == 1


@pytest.mark.parametrize(
    ("typed", "out_of", "kept"),
    [("17", 20, "17/20"), ("8,5", 10, "8,5/10"), ("90 %", 20, "90 %"), ("pass", 20, "pass"), ("85", None, "85")],
)
def test_points_are_put_on_record_as_of_how_many(typed, out_of, kept):
    assert graded(typed, out_of) == kept


def test_another_number_of_points_puts_marks_on_record_anew(event, assignment):
    assignment.out_of = 20
    actions.set_assignment(assignment=assignment, by="tara", at=NOW)
    mark(hand_in(assignment, enrolled(event)), "17")
    filed()
    assert Submission.objects.get(retracted_at=None).points == 85
    assignment.out_of = 34
    actions.set_assignment(assignment=assignment, by="tara", at=NOW)
    assert filed(NOW + timedelta(minutes=1)) == 1
    assert Submission.objects.get(retracted_at=None).points == 50


def test_who_handed_in_is_written_to_once_in_their_language(event, assignment):
    one = hand_in(assignment, enrolled(event, language="es"))
    Letter.objects.all().delete()
    mark(one, "70", "Good.")
    mark(HandIn.objects.get(), "80")
    [letter] = Letter.objects.all()
    assert (letter.language, letter.purpose) == ("es", "notice")
    assert "/r/" in letter.text
    assert "70" not in letter.subject


def test_marked_it_stays_and_with_the_mark_taken_back_it_can_be_replaced(event, assignment):
    ana = enrolled(event)
    one = mark(hand_in(assignment, ana), "70")
    with pytest.raises(actions.NotTaken, match="marked already"):
        hand_in(assignment, ana, "Another.")
    mark(one, "")
    assert HandIn.objects.get().marked_at is None
    assert hand_in(assignment, ana, "Another.", at=NOW + timedelta(minutes=1)).text == "Another."


def test_what_was_replaced_meanwhile_is_not_marked_unseen(event, assignment):
    ana = enrolled(event)
    seen = hand_in(assignment, ana)
    hand_in(assignment, ana, "Another.", at=NOW + timedelta(minutes=1))
    with pytest.raises(actions.Meanwhile, match="meanwhile"):
        mark(seen, "70")
    assert HandIn.objects.get().mark == ""


def test_what_is_marked_while_it_is_filed_is_filed_again(event, assignment, monkeypatch):
    from sarai.exchanges.desk import hand_ins as desk

    one, keep = hand_in(assignment, enrolled(event)), desk.handed_in_on_file

    def meanwhile(found, *, at):
        monkeypatch.setattr(desk, "handed_in_on_file", keep)
        mark(one, "70")
        return keep(found, at=at)

    monkeypatch.setattr(desk, "handed_in_on_file", meanwhile)
    filed()
    assert Submission.objects.get(retracted_at=None).mark == "70"


def test_the_next_to_mark_is_the_next_that_came(event, assignment):
    ana, bo, cai = (
        hand_in(assignment, enrolled(event, name), at=NOW + timedelta(minutes=number))
        for number, name in enumerate(("Ana One", "Bo Two", "Cai Three"))
    )
    assert next_to_mark(bo) == cai
    assert next_to_mark(cai) == ana
    for one in (ana, cai):
        mark(one, "70")
    assert next_to_mark(bo) is None
    sentences = [one.sentence for one in todo_of(event, NOW)]
    assert "1 assignment waits to be marked." in sentences


def test_filing_is_done_in_batches_and_each_source_says_who_marked(event, assignment, monkeypatch):
    monkeypatch.setattr("sarai.exchanges.desk.hand_ins.AT_ONCE", 2)
    found = [hand_in(assignment, enrolled(event, f"Person {number}")) for number in range(5)]
    mark(found[0], "70")
    assert filed() == 5
    assert sorted(Source.objects.filter(format="hand-in").values_list("by", flat=True)) == ["tara", "test", "test"]


# --- forgotten -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("on_file", [True, False])
def test_of_who_is_forgotten_nothing_is_left_but_that_it_was_done(
    event, assignment, tmp_path, django_capture_on_commit_callbacks, on_file
):
    from sarai.exchanges.desk.enrolments import file_enrolments

    ana, bo = enrolled(event), enrolled(event, "Bo Two")
    mark(hand_in(assignment, ana, "I am Ana.", content=b"%PDF-1"), "70", "Well done, Ana.")
    hand_in(assignment, bo, "I am Bo.", content=b"%PDF-2")
    filed()
    if on_file:
        file_enrolments(by="test", at=NOW)
    who = Person.objects.get(links__record__name="Ana One", links__retracted_at=None)
    with django_capture_on_commit_callbacks(execute=True):
        erase_person(person=who, reason="asked", by="test", at=NOW + timedelta(hours=1))
    assert len(kept(tmp_path)) == 1
    assert not HandIn.objects.filter(text__contains="Ana").exists()
    assert not HandIn.objects.exclude(comment="").exists()
    assert [one.enrolment for one in listed(assignment, "all")] == [bo]
    assert HandIn.objects.count() == (2 if on_file else 1)
    fact = Submission.objects.get(points=70)
    assert (fact.mark, fact.record.name) == ("", "")
    assert submissions(event) == 2
    assert filed(NOW + timedelta(hours=2)) == 0
    assert own_hand_in(assignment, bo).text == "I am Bo."
