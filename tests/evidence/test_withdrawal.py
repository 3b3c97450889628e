"""A file is taken back whole: what only it said is gone, what others say too stays, and it may come again."""

from datetime import timedelta

import pytest
from django.apps import apps
from django.urls import reverse
from django.utils import timezone

from sarai.evidence.actions import Ledger, digest, withdraw
from sarai.evidence.engine import Question, answer, why_moved
from sarai.evidence.intake import take_in
from sarai.evidence.models import KeyedFact, Source
from sarai.exchanges.models import Attendance, Registration
from sarai.network.models import PersonRecord
from sarai.surveys.models import Answer, Response, Survey
from sarai.surveys.models import Question as Asked
from tests.evidence.reports import AGAIN, ANA, BEN, REPORT
from tests.making import attended, day, file, make_event, make_source, person, registered

pytestmark = pytest.mark.django_db

ROSA = person("Rosa Silva", organisation="Lima")
BO = person("Bo Berg")


@pytest.fixture
def event():
    return make_event()


def take_back(title, at, **said):
    return withdraw(source=Source.objects.get(title=title), reason="the wrong week", by="Steward", at=at, **said)


def registrants(event, as_of=None):
    return answer(Question("exchanges.registrants", event.scope, as_of)).value


def known(event, as_of):
    """(organisation, file, line) of the registrations that are known at a moment."""
    facts = Registration.objects.filter(event=event, recorded_at__lte=as_of).exclude(retracted_at__lte=as_of)
    return sorted((fact.record.organisation, fact.source.title, fact.line) for fact in facts)


def test_every_fact_of_the_file_is_retracted_and_who_when_and_why_is_kept(event):
    file(event, day(1), registered(ROSA), registered(BO, 3), attended(ROSA, (0, 60), 4), session=1, title="a.csv")
    done = take_back("a.csv", day(2))
    assert (done.retracted, done.kept) == ({Registration: 2, Attendance: 1}, {})
    assert (done.act.format, done.act.by, done.act.reason) == ("withdrawal", "Steward", "the wrong week")
    assert (done.act.recorded_at, done.act.title) == (day(2), "“a.csv” was withdrawn")
    assert done.act.tally == {"ended": 3, "kept": 0}
    assert {fact.retracted_by for fact in Registration.objects.all()} == {done.act}
    assert (registrants(event, day(1)), registrants(event, day(2)), registrants(event)) == (2, 0, 0)
    assert answer(Question("exchanges.attendees", event.scope)).value == 0


def test_why_it_moved_names_the_withdrawal(event):
    file(event, day(1), registered(ROSA), title="a.csv")
    take_back("a.csv", day(2))
    steps = why_moved(Question("exchanges.registrants", event.scope), day(1), day(3))
    assert [(s.difference, [one.title for one in s.sources]) for s in steps] == [(-1, ["“a.csv” was withdrawn"])]


def test_a_stranger_reads_that_a_file_was_withdrawn_and_not_which(client, event):
    file(event, day(1), registered(ROSA), title="Rosa Silva.csv", format="zoom-registration")
    take_back("Rosa Silva.csv", day(2))
    page = client.get(Question("exchanges.registrants", event.scope).url()).content.decode()
    assert "A file was withdrawn" in page
    assert "Rosa" not in page and "the wrong week" not in page


def test_what_another_file_repeats_stays_under_that_file(event):
    file(event, day(1), registered(ROSA), registered(BO, 3), title="first.csv")
    assert file(event, day(2), registered(ROSA, 9), title="second.csv") == {"unchanged": 1}
    done = take_back("first.csv", day(3))
    assert (done.retracted, done.kept) == ({Registration: 2}, {Registration: 1})
    assert known(event, day(4)) == [("Lima", "second.csv", 9)]
    assert (registrants(event, day(2)), registrants(event)) == (2, 1)
    take_back("second.csv", day(4))
    assert known(event, day(5)) == []


def test_what_the_file_had_corrected_holds_again_as_it_was_said_before(event):
    file(event, day(1), registered(ROSA), title="first.csv")
    file(event, day(2), registered(person("Rosa Silva", organisation="Callao"), 5), title="second.csv")
    take_back("second.csv", day(3))
    assert known(event, day(2)) == [("Callao", "second.csv", 5)]
    assert known(event, day(3)) == [("Lima", "first.csv", 2)]


def test_of_several_that_say_it_the_latest_that_was_not_withdrawn_holds(event):
    for number, organisation in enumerate(["Lima", "Callao", "Cusco"], 1):
        row = registered(person("Rosa Silva", organisation=organisation))
        file(event, day(number), row, title=f"{number}.csv")
    take_back("2.csv", day(4))
    assert known(event, day(4)) == [("Cusco", "3.csv", 2)]
    take_back("3.csv", day(5))
    assert known(event, day(5)) == [("Lima", "1.csv", 2)]


@pytest.mark.parametrize("since", [day(5), day(1)])
def test_the_same_rows_count_again_when_they_come_again(event, since):
    """Whether they come as news or as the history that they are."""
    file(event, day(1), registered(ROSA), registered(BO, 3), title="a.csv")
    take_back("a.csv", day(3))
    assert file(event, since, registered(ROSA), registered(BO, 3), title="again.csv") == {"added": 2}
    assert registrants(event) == 2
    held = {moment: len(known(event, moment)) for moment in (day(1), day(2), day(4), day(5))}
    assert held == {day(1): 2, day(2): 2, day(4): 2 if since == day(1) else 0, day(5): 2}


def test_a_later_word_on_a_withdrawn_row_is_news_and_inherits_nothing(event):
    file(event, day(1), registered(ROSA), title="a.csv")
    take_back("a.csv", day(2))
    assert file(event, day(3), registered(person("Rosa Silva")), title="b.csv") == {"added": 1}
    assert known(event, day(3)) == [("", "b.csv", 2)]


def test_history_that_never_held_is_withdrawn_since_its_own_day(event):
    file(event, day(1), registered(ROSA), title="first.csv")
    file(event, day(2), registered(person("Rosa Silva", organisation="Callao")), registered(BO), title="wrong.csv")
    file(event, day(4), registered(person("Rosa Silva", organisation="Cusco")), title="last.csv")
    take_back("wrong.csv", day(9), known=day(2))
    assert [known(event, day(number)) for number in (2, 3, 4, 9)] == [
        [("Lima", "first.csv", 2)],
        [("Lima", "first.csv", 2)],
        [("Cusco", "last.csv", 2)],
        [("Cusco", "last.csv", 2)],
    ]
    assert Source.objects.get(title="wrong.csv").withdrawn.entered_at == day(9)


def test_the_very_same_file_is_taken_in_again(event, tmp_path, settings, client):
    settings.MEDIA_ROOT = tmp_path / "kept"
    path = tmp_path / "report.csv"
    path.write_text(REPORT.format(rows="\n".join([ANA, AGAIN, BEN])), encoding="utf-8")
    first = take_in(path, name=path.name, by="Steward", at=timezone.now()).source
    take_back("report.csv", timezone.now())
    again = take_in(path, name=path.name, by="Steward", at=timezone.now())
    assert (again.already, again.tally) == (None, {"read": 4, "added": 4})
    assert again.source.pk != first.pk
    assert registrants(event) == 2
    page = client.get(f"/sources/{first.pk}/").content.decode()
    assert f'href="/sources/{again.source.pk}/"' in page and "was taken in again" in page
    assert take_in(path, name=path.name, by="Steward", at=timezone.now()).already == again.source


def test_a_dry_run_says_the_same_and_changes_nothing(event):
    file(event, day(1), registered(ROSA), registered(BO, 3), title="first.csv")
    file(event, day(2), registered(ROSA, 9), title="second.csv")
    would = take_back("first.csv", day(3), dry_run=True)
    assert (would.retracted, would.kept, would.act) == ({Registration: 2}, {Registration: 1}, None)
    assert Source.objects.count() == 2
    assert not Registration.objects.exclude(retracted_at=None).exists()
    assert Source.objects.get(title="first.csv").withdrawn is None


def test_it_is_all_or_nothing(event, monkeypatch):
    file(event, day(1), registered(ROSA), attended(ROSA, (0, 60), 4), session=1, title="a.csv")
    monkeypatch.setattr(Registration, "identity", classmethod(lambda _cls: 1 / 0))
    with pytest.raises(ZeroDivisionError):
        take_back("a.csv", day(2))
    assert not Attendance.objects.exclude(retracted_at=None).exists()
    assert Source.objects.count() == 1


@pytest.mark.parametrize(
    ("at", "known", "says"),
    [
        (day(5), day(6), "still to come"),
        (day(5), day(1), "known since 2020-10-02 only"),
    ],
)
def test_a_day_that_cannot_be_is_refused(event, at, known, says):
    file(event, day(2), registered(ROSA), title="a.csv")
    with pytest.raises(ValueError, match=says):
        take_back("a.csv", at, known=known)
    assert registrants(event) == 1


def test_nothing_is_withdrawn_twice_and_no_decision_is(event):
    file(event, day(1), registered(ROSA), title="a.csv")
    act = take_back("a.csv", day(2)).act
    with pytest.raises(ValueError, match="withdrawn already, on 2020-10-02"):
        take_back("a.csv", day(3))
    with pytest.raises(ValueError, match="Only a file can be withdrawn"):
        withdraw(source=act, reason="", by="Steward", at=day(3))


def test_a_file_of_many_rows_is_withdrawn_with_as_many_questions_as_a_small_one(event, django_assert_max_num_queries):
    file(event, day(1), *(registered(person(f"P {n}"), n) for n in range(300)), title="many.csv")
    with django_assert_max_num_queries(60):
        assert take_back("many.csv", day(2)).retracted == {Registration: 300}


def test_every_kind_of_fact_that_files_state_can_be_told_apart():
    kinds = [model for model in apps.get_models() if issubclass(model, KeyedFact)]
    assert [model.__name__ for model in kinds if "key" not in model.identity()] == []
    assert set(Registration.identity()) == {"event_id", "key"}


def test_what_belongs_to_a_response_comes_with_it():
    """The single answers of a response that a second export repeats."""
    survey = Survey.objects.create(slug="needs", title="Needs")
    asked = Asked.objects.create(survey=survey, path="colour")
    row = {
        "record_id": PersonRecord.objects.create(content="a").pk, "submitted_at": day(1), "key": digest("a"),
        "content": digest("red"), "answers": {"colour": "red"},
    }  # fmt: skip
    for number in (1, 2):
        source = make_source(day(number), title=f"{number}.csv")
        Ledger(source, Response, {"survey_id": survey.pk}).put([dict(row)])
    Answer.objects.create(response=Response.objects.get(), question=asked, value="red")
    take_back("1.csv", day(3))
    [stands] = Response.objects.filter(retracted_at=None)
    assert (stands.source.title, [one.value for one in stands.counted.all()]) == ("2.csv", ["red"])


def test_the_page_says_what_would_go_and_then_what_went(event, as_steward):
    file(event, day(1), registered(ROSA), registered(BO, 3), title="a.csv")
    source = Source.objects.get()
    url = reverse("evidence:source-withdraw", args=[source.pk])
    assert f'href="{url}"' in as_steward.get(f"/sources/{source.pk}/").content.decode()
    page = as_steward.get(url).content.decode()
    assert "Registrants" in page and "people" in page and "registrations" in page
    assert ">2<" in page.replace("\n", "").replace(" ", "")
    assert registrants(event) == 2
    assert as_steward.post(url, {"reason": ""}).status_code == 422
    assert registrants(event) == 2
    assert as_steward.post(url, {"reason": "of another year"}).status_code == 302
    assert registrants(event) == 0
    page = as_steward.get(f"/sources/{source.pk}/").content.decode()
    assert "of another year" in page and "Stella Steward" in page
    assert url not in page
    assert as_steward.get(url).status_code == 302
    act = as_steward.get(f"/sources/{Source.objects.get(format='withdrawal').pk}/").content.decode()
    assert "What it took out" in act and f'href="/sources/{source.pk}/"' in act


def test_a_stranger_is_told_that_a_source_was_withdrawn_and_not_by_whom(event, client):
    file(event, day(1), registered(ROSA), title="a.csv")
    take_back("a.csv", timezone.now() - timedelta(days=1))
    page = client.get(f"/sources/{Source.objects.get(title='a.csv').pk}/").content.decode()
    assert "withdrawn" in page
    assert "Steward" not in page and "the wrong week" not in page
