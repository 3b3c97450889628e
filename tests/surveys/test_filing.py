"""Answers on their way from a door to what is counted of them."""

from pathlib import Path

import pytest
from django.core.files.base import ContentFile

from sarai.evidence.engine import Question, answer
from sarai.evidence.models import Source
from sarai.network.actions import erase_person
from sarai.network.models import Person, PersonRecord
from sarai.surveys.actions import attach, filing, publish_version, receive
from sarai.surveys.answering import Unreadable
from sarai.surveys.models import Answer, Response, Submission, SubmissionFile
from sarai.surveys.models import Question as Asked
from tests.surveys.forms import NEEDS, NOW, filed, published, sent, xml
from tests.surveys.questionnaire.workbooks import workbook

pytestmark = pytest.mark.django_db


@pytest.fixture
def survey(countries):
    return published()


def said(path):
    return sorted(Answer.objects.filter(question__path=path).values_list("value", "number", "rank", "instance"))


def test_what_was_sent_is_kept_byte_for_byte(survey):
    body = b"\xef\xbb\xbf" + xml() + b"\n"
    submission = receive(survey=survey, xml=body, door="openrosa", at=NOW).submission
    assert bytes(Submission.objects.get(pk=submission.pk).xml) == body


def test_a_submission_becomes_a_response_of_a_person_from_a_place(survey):
    sent(
        survey,
        name="Ana",
        gender="female",
        city="洛阳",
        country="China",
        needs="health tourism",
        staff="12",
        agree="OK",
    )
    assert filed() == 1
    response = Response.objects.select_related("record", "source").get()
    record = response.record
    assert (record.name, record.email, record.gender) == ("Ana", "ana@city.example", "female")
    assert record.place.readings.get().city.name == "Luoyang"
    assert response.answers["needs"] == ["health", "tourism"]
    assert response.answers["staff"] == "12"
    assert (response.consent, response.finished, response.faults) == (True, True, 0)
    assert response.source.kind == Source.Kind.FORM
    assert response.source.target == {"survey": "needs"}


def test_what_can_be_counted_has_a_row_each(survey):
    sent(survey, needs="health tourism", support="money training", staff="12", partners=["Durban", "Incheon"])
    filed()
    assert said("needs") == [("health", None, 0, ""), ("tourism", None, 0, "")]
    assert said("support") == [("money", None, 1, ""), ("training", None, 2, "")]
    assert said("staff") == [("12", 12.0, 0, "")]
    assert said("partner/partner_city") == [("Durban", None, 0, "partner[1]"), ("Incheon", None, 0, "partner[2]")]
    assert not Answer.objects.filter(question__role__startswith="person.email").exists()


def test_questions_keep_their_texts_and_choices_in_every_language(survey):
    asked = Asked.objects.get(path="needs")
    assert (asked.kind, asked.role, asked.label) == ("select_multiple", "need.priority", "What does it need most?")
    assert asked.labels == {"en": "What does it need most?", "es": "¿Qué necesita más?"}
    choices = list(asked.choices.values_list("value", "label"))
    assert choices == [("health", "Public health"), ("transport", "Transport"), ("tourism", "Tourism")]


def test_the_same_submission_again_changes_nothing(survey):
    first = receive(survey=survey, xml=xml(), door="openrosa", at=NOW)
    again = receive(survey=survey, xml=xml(), door="page", at=NOW)
    assert (first.new, again.new, again.submission) == (True, False, first.submission)
    filed()
    assert filed() == 0
    assert Response.objects.count() == 1


def test_other_content_under_the_same_number_is_kept_and_not_counted(survey):
    sent(survey)
    second = sent(survey, needs="transport")
    assert second.state == Submission.State.FLAGGED
    assert "same instanceID" in second.reason
    filed()
    assert said("needs") == [("health", None, 0, "")]


def test_answers_to_an_unknown_version_are_kept_and_not_counted(survey):
    submission = sent(survey, version="0")
    assert (submission.state, submission.version) == (Submission.State.FLAGGED, None)
    assert filed() == 0


def test_answers_to_an_old_version_are_counted_with_the_new_ones(survey):
    newer = NEEDS.replace("| needs    | 1 ", "| needs    | 2 ").replace("How many staff?", "How many people?")
    publish_version(survey=survey, data=workbook(newer), name="needs.xlsx", by="Team", at=NOW)
    sent(survey, instance="uuid:1", staff="1")
    sent(survey, instance="uuid:2", version="2", staff="2", email="bo@city.example")
    filed()
    assert said("staff") == [("1", 1.0, 0, ""), ("2", 2.0, 0, "")]
    assert Asked.objects.get(path="staff").label == "How many people?"
    assert set(Response.objects.values_list("version__version", flat=True)) == {"1", "2"}


def test_what_the_form_does_not_allow_is_noted(survey):
    submission = sent(survey, email="", needs="health transport tourism gold", staff="-1", why="so")
    found = {(each["place"], each["kind"]) for each in submission.violations}
    assert found == {
        ("/data/email", "required"),
        ("/data/needs", "choice"),
        ("/data/needs", "constraint"),
        ("/data/staff", "constraint"),
        ("/data/why", "irrelevant"),
    }
    filed()
    assert Response.objects.get().faults == len(submission.violations)
    assert "why" not in Response.objects.get().answers


def test_answers_to_another_form_are_refused(survey):
    with pytest.raises(Unreadable, match="“census”"):
        sent(survey, form="census")


def test_a_correction_takes_the_place_of_what_it_corrects(survey):
    sent(survey, instance="uuid:1", needs="health")
    filed()
    sent(survey, instance="uuid:2", needs="tourism", meta="<deprecatedID>uuid:1</deprecatedID>")
    sent(survey, instance="uuid:3", needs="transport", meta="<deprecatedID>uuid:2</deprecatedID>")
    filed(NOW.replace(day=2))
    assert Response.objects.filter(retracted_at=None).count() == 1
    holds = Response.objects.get(retracted_at=None)
    assert holds.answers["needs"] == ["transport"]
    figure = answer(Question("needs.completions", survey.scope))
    assert figure.value == 1


def test_one_person_completes_it_twice(survey):
    sent(survey, instance="uuid:1")
    sent(survey, instance="uuid:2", needs="tourism")
    filed()
    assert answer(Question("needs.completions", survey.scope)).value == 2
    assert answer(Question("needs.respondents", survey.scope)).value == 1


def test_who_is_erased_is_counted_and_forgotten(survey):
    sent(survey, name="Ana", city="Durban", partners=["Incheon"])
    filed()
    erase_person(person=Person.objects.get(), reason="asked", by="Steward", at=NOW)
    submission, response = Submission.objects.get(), Response.objects.get()
    assert bytes(submission.xml) == b""
    assert response.answers == {}
    assert not PersonRecord.objects.filter(email__contains="@").exists()
    assert answer(Question("needs.completions", survey.scope)).value == 1
    # The very same answers sent again are the ones that are known.
    assert not receive(survey=survey, xml=xml(name="Ana", city="Durban", partners=["Incheon"]), door="page", at=NOW).new


@pytest.mark.django_db(transaction=True)
def test_the_pictures_of_who_is_erased_are_deleted(survey):
    submission = sent(survey)
    kept = attach(submission=submission, name="me.jpg", content=ContentFile(b"a picture"), at=NOW)
    filed()
    path = Path(kept.file.path)
    assert path.read_bytes() == b"a picture"
    erase_person(person=Person.objects.get(), reason="asked", by="Steward", at=NOW)
    assert not SubmissionFile.objects.exists()
    assert not path.exists()


def test_filing_many_asks_no_more_of_the_database_for_each(survey, django_assert_max_num_queries):
    for number in range(30):
        sent(survey, instance=f"uuid:{number}", email=f"p{number}@city.example", city="Durban")
    with django_assert_max_num_queries(60):
        assert filed() == 30


def test_what_two_workers_read_at_once_is_filed_once(survey, monkeypatch):
    sent(survey)
    in_turn, filed_between = filing.in_turn, []

    def after_another_worker():
        monkeypatch.setattr(filing, "in_turn", in_turn)
        filed_between.append(filed())
        return in_turn()

    monkeypatch.setattr(filing, "in_turn", after_another_worker)
    assert (filed(), filed_between) == (0, [1])
    assert Response.objects.count() == 1
