"""A reviewer's word on responses: it goes before every rule, stays on record, and can be taken back."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from sarai.evidence.actions import withdraw
from sarai.evidence.engine import Question, answer, why_moved
from sarai.evidence.intake import take_in
from sarai.evidence.models import Source
from sarai.network.actions import erase_person
from sarai.network.models import Person
from sarai.surveys.actions import review_responses, tag_answers, undo_review, withdraw_answers
from sarai.surveys.models import Answer, AnswerTag, Response, Submission, Survey
from sarai.surveys.models import Question as Asked
from sarai.surveys.tables.open_answers import written
from sarai.surveys.tables.tabulating import Asking
from tests.evidence.reading.files import workbook
from tests.surveys.forms import NOW, filed, published, sent
from tests.surveys.intake.test_kobo import HEADER, ROW

pytestmark = pytest.mark.django_db
APPROVED, REJECTED = Response.Status.APPROVED, Response.Status.REJECTED


@pytest.fixture
def survey(countries):
    survey = published()
    for number in (1, 2, 3):
        sent(
            survey,
            instance=f"uuid:{number}",
            email=f"p{number}@city.example",
            needs="health tourism",
            staff="200",
            why="so",
        )
    filed()
    return survey


def held(instance="uuid:1"):
    """The response that holds now, whatever corrected it."""
    first = Response.objects.filter(submission__instance_id=instance).first()
    return Response.objects.get(key=first.key, retracted_at=None)


def review(survey, *responses, status=REJECTED, reason="a joke", by="Tara", day=1):
    found = [one.pk for one in responses]
    at = NOW + timedelta(days=day)
    return review_responses(survey=survey, responses=found, status=status, reason=reason, by=by, at=at)


def count(survey, days=None):
    as_of = None if days is None else NOW + timedelta(days=days)
    return answer(Question("needs.valid_responses", survey.scope, as_of)).value


def test_what_is_rejected_counts_no_more_and_what_was_known_before_stays(survey):
    done = review(survey, held())
    assert (count(survey), count(survey, days=0.5)) == (2, 3)
    assert (done.act.by, done.act.reason, done.act.target) == (
        "Tara",
        "a joke",
        {"survey": "needs", "status": "rejected"},
    )
    [step] = why_moved(Question("needs.valid_responses", survey.scope), NOW)
    assert (step.sources, step.difference) == ((done.act,), -1)


def test_what_is_approved_counts_whatever_the_rule_says(survey):
    Response.objects.filter(submission__instance_id="uuid:1").update(finished=False)
    assert count(survey) == 2
    review(survey, held(), status=APPROVED)
    assert count(survey) == 3


def test_the_answers_come_along_with_their_tags_and_their_source(survey):
    before, why = held(), Asked.objects.get(path="why")
    tag_answers(question=why, keys=[before.key], tag="plain", by="Tara", at=NOW)
    rows = list(Answer.objects.filter(response=before).values_list("question", "value", "number", "rank", "instance"))
    review(survey, before, status=APPROVED)
    after = held()
    assert after.pk != before.pk
    assert (after.answers, after.source, after.submission, after.record) == (
        before.answers, before.source, before.submission, before.record,
    )  # fmt: skip
    told = after.counted.values_list("question", "value", "number", "rank", "instance")
    assert sorted(told, key=str) == sorted(rows, key=str) != []
    assert [one.tags for one in written(Asking(survey), why) if one.response == after.pk] == [("plain",)]
    assert AnswerTag.objects.count() == 1


def test_the_same_word_again_changes_nothing(survey):
    seen = held()
    review(survey, seen)
    again = review(survey, seen, day=2)  # the button pressed twice: the page showed what held before
    assert (again.act, again.already, again.overtaken) == (None, 1, 0)
    assert review(survey, held(), day=3).act is None
    assert Response.objects.filter(key=seen.key).count() == 2


def test_of_two_reviewers_the_later_sees_that_it_was_decided(survey):
    seen = held()
    review(survey, seen, status=APPROVED, by="Tara")
    later = review(survey, seen, held("uuid:2"), status=REJECTED, by="Stella", day=2)
    assert (len(later.became), later.already, later.overtaken) == (1, 0, 1)
    assert (held().status, held("uuid:2").status) == (APPROVED, REJECTED)


def test_responses_of_another_survey_are_left_alone(survey):
    other = Survey.objects.create(slug="other", title="Other")
    assert review(other, held()).act is None
    assert held().status == ""


@pytest.mark.parametrize("said", [{"reason": "  "}, {"reason": "x" * 501}, {"status": "perhaps"}])
def test_a_review_says_what_and_why(survey, said):
    with pytest.raises(ValueError, match=r"Nothing was changed\.$"):
        review(survey, held(), **said)
    assert not Source.objects.filter(format="review").exists()


def test_a_review_of_many_is_taken_back_as_one(survey):
    review(survey, held("uuid:2"), status=APPROVED)
    act = review(survey, *(held(f"uuid:{n}") for n in (1, 2, 3)), day=2).act
    assert count(survey) == 0
    undone = undo_review(act=act, reason="the wrong list", by="Tara", at=NOW + timedelta(days=3))
    assert [held(f"uuid:{n}").status for n in (1, 2, 3)] == ["", APPROVED, ""]
    assert (len(undone.became), undone.act.reason, undone.act.tally) == (3, "the wrong list", {"changed": 3})
    assert [count(survey), count(survey, days=2.5)] == [3, 0]
    with pytest.raises(ValueError, match="taken back already"):
        undo_review(act=act, reason="again", by="Tara", at=NOW + timedelta(days=4))


def test_what_was_decided_since_is_not_taken_back(survey):
    act = review(survey, held("uuid:1"), held("uuid:2")).act
    review(survey, held("uuid:1"), status=APPROVED, day=2)
    undone = undo_review(act=act, reason="no", by="Tara", at=NOW + timedelta(days=3))
    assert (len(undone.became), undone.overtaken) == (1, 1)
    assert (held("uuid:1").status, held("uuid:2").status) == (APPROVED, "")


def test_nothing_is_left_to_take_back(survey):
    act = review(survey, held()).act
    review(survey, held(), status=APPROVED, day=2)
    with pytest.raises(ValueError, match="decided anew since"):
        undo_review(act=act, reason="no", by="Tara", at=NOW + timedelta(days=3))


def test_a_correction_keeps_the_word_and_asks_for_another_look(survey):
    review(survey, held())
    sent(
        survey, instance="uuid:9", email="p1@city.example", needs="tourism", meta="<deprecatedID>uuid:1</deprecatedID>"
    )
    filed(NOW + timedelta(days=2))
    now = held()
    assert (now.answers["needs"], now.status, now.review_again) == (["tourism"], REJECTED, True)
    assert count(survey) == 2
    review(survey, now, day=3)
    assert (held().status, held().review_again) == (REJECTED, False)


def test_taking_back_a_second_look_leaves_it_to_be_looked_at_again(survey):
    review(survey, held())
    sent(
        survey, instance="uuid:9", email="p1@city.example", needs="tourism", meta="<deprecatedID>uuid:1</deprecatedID>"
    )
    filed(NOW + timedelta(days=2))
    act = review(survey, held(), status=APPROVED, day=3).act
    undo_review(act=act, reason="no", by="Tara", at=NOW + timedelta(days=4))
    assert (held().status, held().review_again) == (REJECTED, True)


def test_what_was_reviewed_can_still_be_withdrawn_by_who_gave_it(survey):
    review(survey, held(), status=APPROVED)
    withdraw_answers(submission=Submission.objects.get(instance_id="uuid:1"), at=NOW + timedelta(days=2))
    assert count(survey) == 2
    gone = Response.objects.filter(submission__instance_id="uuid:1")
    assert not gone.filter(retracted_at=None).exists()
    assert review(survey, *gone, day=3).overtaken == 2


def test_who_is_erased_is_forgotten_in_every_version(survey):
    review(survey, held(), status=APPROVED)
    person = Person.objects.get(links__record__email="p1@city.example")
    erase_person(person=person, reason="asked", by="Steward", at=NOW + timedelta(days=2))
    assert set(
        map(str, Response.objects.filter(submission__instance_id="uuid:1").values_list("answers", flat=True))
    ) == {"{}"}
    assert count(survey) == 3


@pytest.fixture
def imported(countries, tmp_path):
    """A survey with one response from a file, and what takes further files in."""
    survey = Survey.objects.create(slug="needs", title="Needs")

    def take(name, *rows):
        path = tmp_path / name
        path.write_bytes(workbook({"Survey": [HEADER, *rows]}))
        return take_in(path, name=name, by="Steward", at=timezone.now(), target={"survey": "needs"})

    take("first.xlsx", ROW)
    return survey, take


def review_now(survey, status):
    found = list(Response.objects.filter(retracted_at=None).values_list("pk", flat=True))
    return review_responses(survey=survey, responses=found, status=status, reason="r", by="Tara", at=timezone.now())


def statuses():
    return list(Response.objects.filter(retracted_at=None).order_by("pk").values_list("status", "review_again"))


def test_a_file_that_says_the_same_again_leaves_the_review(imported):
    survey, take = imported
    review_now(survey, REJECTED)
    another = [cell if cell != "uuid-1" else "uuid-2" for cell in ROW]
    assert take("second.xlsx", ROW, another).tally == {"read": 2, "unchanged": 1, "added": 1}
    assert statuses() == [(REJECTED, False), (APPROVED, False)]  # the second, by the word of the file


def test_what_was_reviewed_goes_with_its_file(imported):
    survey, _take = imported
    review_now(survey, APPROVED)
    withdraw(source=Source.objects.get(title="first.xlsx"), reason="wrong", by="Steward", at=timezone.now())
    assert statuses() == []


def test_the_review_stays_where_another_file_says_the_same(imported):
    survey, take = imported
    another = [cell if cell != "uuid-1" else "uuid-2" for cell in ROW]
    take("second.xlsx", ROW, another)
    review_now(survey, REJECTED)
    withdraw(source=Source.objects.get(title="first.xlsx"), reason="wrong", by="Steward", at=timezone.now())
    assert statuses() == [(REJECTED, False), (REJECTED, False)]


def test_reviewing_many_asks_no_more_of_the_database(survey):
    def queries(*responses):
        with CaptureQueriesContext(connection) as seen:
            review(survey, *responses)
        return len(seen)

    assert queries(held("uuid:1")) == queries(held("uuid:2"), held("uuid:3"))
