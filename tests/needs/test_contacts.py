"""The follow-up desk: who asked to be contacted, who takes them on, what comes of it."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

from sarai.evidence.engine import Question, answer, breakdown
from sarai.needs import actions
from sarai.needs.models import Contact
from sarai.needs.queries.contacts import case_of, cases
from sarai.needs.rules import FOLLOW_UP, after
from sarai.network.actions import erase_person, merge_people
from sarai.network.models import Person
from sarai.surveys.models import Response
from tests.needs.surveys import PEOPLE, sent
from tests.surveys.forms import NOW, filed

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(days=1)


def person(email):
    return Person.objects.filter(links__record__email=email, links__retracted_at=None).distinct().get()


@pytest.fixture
def ana(asked_cities):
    return person("ana@x.example")


def step(who, step, *, by="Tara", at=LATER, **said):
    latest = case_of(who.pk)
    return actions.take_step(person=who, step=step, seen=latest and latest.step, by=by, at=at, **said)


def test_who_agreed_is_on_the_desk_once(asked_cities):
    cy, ana = person("cy@x.example"), person("ana@x.example")
    assert {case.person for case in cases()} == {ana.pk, cy.pk}  # Bo said: not now
    assert answer(Question("needs.people_asking_for_contact")).value == 2
    assert {case.state for case in cases()} == {"asked"}


def test_the_latest_word_counts(ana, asked_cities):
    sent(asked_cities, 9, at=LATER, **(PEOPLE[0] | {"contact": "not_now"}))
    filed(LATER)
    assert case_of(ana.pk) is None


@pytest.mark.parametrize("change", [{"test": True}, {"status": "rejected"}])
def test_trials_and_what_was_rejected_ask_nothing(ana, change):
    Response.objects.update(**change)
    assert cases() == []


def test_steps_are_kept_and_the_latest_says_how_it_stands(ana):
    step(ana, "take")
    step(ana, "miss", due_on=date(2020, 6, 8), note="No answer.")
    case = case_of(ana.pk)
    assert (case.state, case.owner, case.due_on) == ("missed", "Tara", date(2020, 6, 8))
    assert cases()[0] == case  # what is due comes first
    step(ana, "close", outcome="helped", by="Bo")
    assert (case_of(ana.pk).state, case_of(ana.pk).is_open, cases()[-1].person) == ("closed", False, ana.pk)
    assert answer(Question("needs.people_followed_up")).value == 1
    [cell] = breakdown(Question("needs.people_followed_up"), "outcome")
    assert (cell.label, cell.number) == ("what they needed was given or found", 1)
    step(ana, "reopen", by="Bo")
    assert (case_of(ana.pk).state, case_of(ana.pk).owner) == ("taken", "Bo")
    step(ana, "release", by="Bo")
    assert (case_of(ana.pk).state, case_of(ana.pk).owner) == ("asked", "")
    assert Contact.objects.count() == 5


def test_of_two_who_take_somebody_on_the_second_is_told(ana):
    step(ana, "take")
    with pytest.raises(actions.Overtaken, match="Somebody else has taken a step"):
        actions.take_step(person=ana, step="take", seen=None, by="Bo", at=LATER)
    assert case_of(ana.pk).owner == "Tara"


def test_a_step_that_cannot_be_taken_now(ana):
    with pytest.raises(ValueError, match="cannot be done as it stands"):
        step(ana, "reopen")
    with pytest.raises(ValueError, match="cannot be done as it stands"):
        step(ana, "fly")


def test_every_state_is_reached_and_left():
    reached = {"asked"} | {new for steps in FOLLOW_UP.values() for new in steps.values()}
    assert reached == FOLLOW_UP.keys() == set(Contact.State.values)
    assert all(FOLLOW_UP.values())
    assert after("asked", "reach") is None


def test_the_database_wants_an_outcome_of_what_is_closed_alone(ana):
    first = step(ana, "take")
    said = {"record": first.record, "source": first.source, "recorded_at": NOW, "step": "x"}
    for wrong in ({"state": "closed", "outcome": ""}, {"state": "taken", "outcome": "helped"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Contact.objects.create(**said, **wrong)


def test_two_who_become_one_have_one_case(ana):
    cy = person("cy@x.example")
    step(cy, "take")
    merge_people(kept=ana, absorbed=cy, reason="", by="Stella", at=LATER, known=LATER)
    [case] = cases()
    assert (case.person, case.state) == (ana.pk, "taken")


def test_who_is_erased_leaves_the_desk_and_nothing_that_was_written(ana):
    step(ana, "take", note="Call Ana at noon.")
    erase_person(person=ana, reason="asked", by="Stella", at=LATER)
    assert case_of(ana.pk) is None
    assert set(Contact.objects.values_list("note", "owner")) == {("", "")}


# --- Its pages


def test_the_desk_lists_and_takes_steps(ana, as_team):
    page = as_team.get("/needs/contacts/").content.decode()
    assert "Mexico City, Mexico" in page and "Suva, Fiji" in page
    url = f"/needs/contacts/{ana.pk}/"
    assert "ana@x.example" in as_team.get(url).content.decode()
    answered = as_team.post(f"{url}step", {"step": "take", "seen": "", "note": "On it"}, follow=True).content.decode()
    assert "On it" in answered and "Taken on by" in answered
    late = as_team.post(f"{url}step", {"step": "take", "seen": ""}, follow=True).content.decode()
    assert "Somebody else has taken a step" in late
    seen = case_of(ana.pk).step
    refused = as_team.post(f"{url}step", {"step": "close", "seen": seen})
    assert (refused.status_code, "Say what came of it" in refused.content.decode()) == (422, True)
    as_team.post(f"{url}step", {"step": "close", "seen": seen, "outcome": "referred"})
    assert "Mexico City" not in as_team.get("/needs/contacts/").content.decode()
    assert "Mexico City" in as_team.get("/needs/contacts/?which=closed").content.decode()


@pytest.mark.parametrize("who", ["as_officer", "as_partner", "as_steward", "as_stranger"])
def test_nobody_else_sees_the_desk(ana, who, request):
    client = request.getfixturevalue(who)
    assert client.get("/needs/contacts/").status_code == 403
    assert client.get(f"/needs/contacts/{ana.pk}/").status_code == 403
    assert client.post(f"/needs/contacts/{ana.pk}/step", {"step": "take"}).status_code == 403
    assert not Contact.objects.exists()


def test_somebody_who_did_not_ask_has_no_page(asked_cities, as_team):
    bo = person("bo@x.example")
    assert as_team.get(f"/needs/contacts/{bo.pk}/").status_code == 404
    assert as_team.get("/needs/contacts/999999/").status_code == 404


def test_the_desk_costs_the_same_for_one_and_for_two(ana, as_team, django_assert_num_queries):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    step(ana, "close", outcome="helped")
    as_team.get("/needs/contacts/")
    with CaptureQueriesContext(connection) as one:
        as_team.get("/needs/contacts/")
    step(ana, "reopen")
    with django_assert_num_queries(len(one)):
        assert "Suva" in as_team.get("/needs/contacts/").content.decode()


def test_the_desk_is_narrowed_to_a_survey_and_to_a_name(ana, as_team):
    def shown(address):
        page = as_team.get(f"/needs/contacts/?{address}").content.decode()
        return ["Mexico City, Mexico" in page, "Suva, Fiji" in page]

    assert shown("survey=cities") == [True, True]
    assert shown("q=ana@x") == [True, False]
    assert shown("q=nobody") == [False, False]
    assert shown("survey=nonsense&order=nonsense") == [True, True]
    step(ana, "take")
    assert shown("which=taken&order=newest") == [True, False]


@pytest.mark.parametrize(("day", "status"), [("0001-01-01", 422), ("9999-12-31", 422), ("2020-01-01", 422), ("", 302)])
def test_the_next_step_is_due_on_a_day_that_can_come(ana, as_team, day, status):
    said = {"step": "take", "seen": "", "due_on": day}
    assert as_team.post(f"/needs/contacts/{ana.pk}/step", said).status_code == status
