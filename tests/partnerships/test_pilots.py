"""Pilots on their pages: officers of its sides plan and tell, strangers see what came of it, figures keep up."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from sarai.evidence.engine import Question, Scope, answer, breakdown
from sarai.network.models import Theme
from sarai.partnerships.actions import pilots as actions
from sarai.partnerships.actions.forgetting import forget_user
from sarai.partnerships.models import Milestone, Pilot, PilotStep, Risk
from sarai.partnerships.queries import pilots as queries
from tests.partnerships.making import LUOYANG, NAIROBI, agreed, asked, city, institution, step
from tests.partnerships.piloting import accept_all, add_line, entered, join, make_pilot, sign, stands, text, value
from tests.people import logged_in, make_user

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("countries")]
TODAY = timezone.now().date()
PAGE = "/pilots/lights/"


@pytest.fixture
def nairobi():
    return city(NAIROBI)


@pytest.fixture
def as_li(db):
    """The browser of Luoyang's officer."""
    return logged_in(make_user("officer", "Li Officer", city=LUOYANG))


# --- Officers and the team


def test_an_officer_begins_a_pilot_that_their_city_leads(as_officer, nairobi):
    sent = {"title": "Street lights", "slug": "lights", "currency": "usd", "pledged_share": "50"}
    answered = as_officer.post("/new-pilot/", sent)
    assert (answered.status_code, answered.url) == (302, "/pilots/lights/")
    now = stands()
    assert [(member.who, member.role) for member in now.members] == [(nairobi, "lead")]
    assert (now.state, now.pilot.currency) == ("idea", "USD")
    assert value("partnerships.pilots", pilot_state="idea") == 1


def test_a_partnership_of_others_is_not_taken(as_officer, nairobi):
    made = agreed(city(LUOYANG), institution())
    sent = {"title": "Street lights", "slug": "lights", "currency": "USD", "pledged_share": "100"}
    as_officer.post(f"/new-pilot/?partnership={made.pk}", sent)
    assert Pilot.objects.get().partnership is None


@pytest.mark.parametrize(
    ("field", "wrong", "told"),
    [
        ("currency", "XYZ", "is no code of a currency"),
        ("currency", "XXX", "is no code of a currency"),
        ("ends_on", "2020-01-01", "It ends before it begins"),
        ("starts_on", "0020-01-01", "Choose a year"),
        ("pledged_share", "0", "greater than or equal to 1"),
        ("pledged_share", "101", "less than or equal to 100"),
        ("city", "Qzxw", "is no city, or could be several"),
        ("identifier", "A B", "Leave out blanks"),
        ("sector", "43", "five digits"),
        ("title", "", "This field is required"),
    ],
)
def test_what_cannot_be_is_told_and_nothing_is_kept(as_officer, nairobi, field, wrong, told):
    sent = {"title": "T", "slug": "t", "currency": "USD", "pledged_share": "100", "starts_on": "2020-06-01"}
    answered = as_officer.post("/new-pilot/", sent | {field: wrong})
    assert (answered.status_code, told in text(answered)) == (422, True)
    assert not Pilot.objects.exists()


def test_of_two_who_change_it_the_later_is_told_once(as_team):
    make_pilot()
    seen = re.search(r'name="seen" value="(\w+)"', as_team.get("/pilots/lights/change/").content.decode())[1]
    sent = {"title": "Other", "slug": "lights", "currency": "USD", "pledged_share": "100", "seen": seen}
    assert as_team.post("/pilots/lights/change/", sent).status_code == 302
    answered = as_team.post("/pilots/lights/change/", sent | {"title": "Mine"})
    assert (answered.status_code, "Somebody else has changed this" in text(answered)) == (422, True)
    assert Pilot.objects.get().title == "Other"


def test_a_pilot_goes_through_its_states_and_figures_remember(as_officer):
    pilot = make_pilot()
    before = timezone.now()
    page = {"step": "plan", "happened_on": TODAY.isoformat(), "seen": stands().step.pk}
    assert as_officer.post("/pilots/lights/step", page).status_code == 302
    assert stands().state == "planned"
    again = as_officer.post("/pilots/lights/step", page)
    assert (again.status_code, "Somebody else has changed how this pilot stands" in text(again)) == (422, True)
    assert {cell.value: cell.number for cell in breakdown(Question("partnerships.pilots"), "pilot_state")} == {
        "planned": 1
    }
    then = answer(Question("partnerships.pilots", Scope(), before).narrowed("pilot_state", "idea"))
    assert then.value == 1
    assert PilotStep.objects.filter(pilot=pilot).count() == 2


def test_a_step_that_cannot_be_taken_or_is_of_tomorrow_is_refused(as_officer):
    make_pilot()
    page = {"step": "finish", "happened_on": TODAY.isoformat(), "seen": stands().step.pk}
    assert "This cannot be done as the pilot stands" in text(as_officer.post("/pilots/lights/step", page))
    page |= {"step": "plan", "happened_on": (TODAY + timedelta(days=2)).isoformat()}
    answered = as_officer.post("/pilots/lights/step", page)
    assert (answered.status_code, "still to come" in text(answered)) == (422, True)
    assert stands().state == "idea"


def test_milestones_are_reached_taken_back_and_stay_on_record(as_officer):
    pilot = make_pilot()
    as_officer.post("/pilots/lights/milestones", {"title": "Ten lamps", "due_on": "2020-05-01"})
    one = Milestone.objects.get()
    assert "overdue" in text(as_officer.get("/pilots/lights/"))
    wrong = as_officer.post(f"/pilots/lights/milestones/{one.pk}/reach", {"reached_on": "2999-01-01"}, follow=True)
    assert "Choose a year" in text(wrong) and value("partnerships.milestones_reached") == 0
    for _again in range(2):
        as_officer.post(f"/pilots/lights/milestones/{one.pk}/reach", {"reached_on": TODAY.isoformat()})
    assert value("partnerships.milestones_reached", pilot.scope) == 1
    refused = as_officer.post(f"/pilots/lights/milestones/{one.pk}/remove", follow=True)
    assert "stays on record" in text(refused)
    as_officer.post(f"/pilots/lights/milestones/{one.pk}/unreach")
    assert value("partnerships.milestones_reached") == 0 and Milestone.objects.exists()


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ({"value": "-5", "unit": "people"}, "A result is 0 or more"),
        ({"value": "5", "unit": ""}, "Say what was counted or measured"),
        ({"value": "", "unit": "people"}, "Write how many, or leave out what was counted"),
    ],
)
def test_a_result_that_cannot_be_is_told_and_not_kept(as_officer, said, told):
    make_pilot()
    answered = as_officer.post("/pilots/lights/results", {"what": "Trained", "reached_on": TODAY.isoformat()} | said)
    assert (answered.status_code, told in text(answered)) == (422, True)
    assert queries.results(stands().pilot) == []


def test_a_result_has_a_unit_and_a_document_only_its_sides_fetch(as_officer, as_stranger, as_team, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    make_pilot()
    sent = {"what": "<b>Lamps</b> work", "reached_on": TODAY.isoformat(), "value": "0", "unit": ""}
    assert "Say what was counted" in text(as_officer.post("/pilots/lights/results", sent))
    hostile = SimpleUploadedFile("proof.pdf", b"<script>alert(1)</script>")
    assert as_officer.post("/pilots/lights/results", sent | {"unit": "lamps", "document": hostile}).status_code == 422
    proof = SimpleUploadedFile("proof.pdf", b"%PDF-1.4 proof")
    as_officer.post("/pilots/lights/results", sent | {"unit": "lamps", "document": proof})
    [one] = queries.results(stands().pilot)
    assert one.value == 0
    page = as_stranger.get("/pilots/lights/").content.decode()
    assert "&lt;b&gt;Lamps&lt;/b&gt; work" in page and "<strong>0</strong>" in page and "/document" not in page
    path = f"/pilots/lights/results/{one.pk}/document"
    assert as_stranger.get(path).status_code == 403
    assert b"".join(as_team.get(path).streaming_content) == b"%PDF-1.4 proof"
    as_officer.post(f"/pilots/lights/results/{one.pk}/take-back")
    assert queries.results(stands().pilot) == []


@pytest.mark.parametrize(
    ("part", "said", "told"),
    [
        ("milestones", {"title": "Ten lamps", "due_on": ""}, "title"),
        ("risks", {"what": "Rain", "likelihood": "1", "impact": "1", "response": ""}, "what"),
        ("results", {"what": "Safer", "reached_on": TODAY.isoformat()}, "what"),
    ],
)
def test_what_is_sent_twice_from_one_page_is_kept_once(as_officer, settings, tmp_path, part, said, told):
    settings.MEDIA_ROOT = tmp_path
    pilot = make_pilot()
    form = re.search(rf'action="/pilots/lights/{part}".*?</form>', as_officer.get(PAGE).content.decode(), re.DOTALL)[0]
    said = said | {"token": re.search(r'name="token" value="(\w+)"', form)[1]}
    for _again in range(2):
        proof = {"document": SimpleUploadedFile("proof.pdf", b"%PDF-1.4 proof")} if part == "results" else {}
        assert as_officer.post(f"{PAGE}{part}", said | proof).status_code == 302
    assert getattr(pilot, part).count() == 1
    as_officer.post(f"{PAGE}{part}", said | {told: "Something else"})  # nothing that was typed is lost
    as_officer.post(f"{PAGE}{part}", said | {"token": ""})
    assert getattr(pilot, part).count() == 3
    one, other, _third = getattr(pilot, part).order_by("pk")
    setattr(other, told, getattr(one, told))
    with pytest.raises(IntegrityError), transaction.atomic():
        other.save()


def test_a_result_that_was_taken_back_is_not_added_again_by_its_form(as_officer):
    make_pilot()
    sent = {"what": "Safer", "reached_on": TODAY.isoformat(), "token": "f" * 32}
    as_officer.post(f"{PAGE}results", sent)
    [result] = queries.results(stands().pilot)
    as_officer.post(f"{PAGE}results/{result.pk}/take-back")
    again = as_officer.post(f"{PAGE}results", sent)
    assert (again.status_code, "This was taken back already" in text(again)) == (422, True)
    assert queries.results(stands().pilot) == []


def test_every_field_of_the_page_has_a_name_of_its_own(as_officer):
    make_pilot()
    names = re.findall(r' id="([^"]+)"', as_officer.get(PAGE).content.decode())
    assert len(names) == len(set(names))


def test_another_pilots_parts_are_not_reached_through_ones_own(as_officer):
    make_pilot()
    other = make_pilot("water", lead=city(LUOYANG))
    risk = actions.add_risk(risk=Risk(pilot=other, what="Rain", likelihood=1, impact=1))
    assert as_officer.post(f"/pilots/lights/risks/{risk.pk}/remove").status_code == 404
    assert Risk.objects.exists()


def test_what_another_pilot_has_is_not_taken_back_through_ones_own(as_officer):
    make_pilot()
    other = make_pilot("water", lead=city(LUOYANG))
    line = add_line(other)
    milestone = actions.add_milestone(milestone=Milestone(pilot=other, title="A"))
    actions.reach_milestone(milestone=milestone, reached_on=TODAY, **entered())
    result = actions.add_result(pilot=other, what="B", reached_on=TODAY, **entered())
    for path in (
        f"budget/{line.key}/take-back", f"milestones/{milestone.pk}/unreach", f"milestones/{milestone.pk}/remove",
        f"results/{result.pk}/take-back",
    ):  # fmt: skip
        assert as_officer.post(f"/pilots/lights/{path}", {"seen": line.pk}).status_code == 404, path
    assert as_officer.get(f"/pilots/lights/budget/{line.key}/").status_code == 404
    assert (
        len(stands("water").budget.lines)
        == len(queries.results(other))
        == value("partnerships.milestones_reached")
        == 1
    )


def test_a_risk_has_somebody_who_looks_after_it_and_a_day(as_officer, as_stranger):
    make_pilot()
    risk = {"what": "Rain", "likelihood": "3", "impact": "2", "response": "", "owner": "City of Nairobi, works",
            "review_on": "2020-05-01"}  # fmt: skip
    assert as_officer.post("/pilots/lights/risks", risk | {"review_on": "0020-05-01"}).status_code == 422
    assert as_officer.post("/pilots/lights/risks", risk).status_code == 302
    page = text(as_officer.get("/pilots/lights/"))
    assert "looked after by City of Nairobi, works" in page and "to be reviewed on 2020-05-01 overdue" in page
    assert "works" not in text(as_stranger.get("/pilots/lights/"))


def test_an_account_that_is_erased_looks_after_no_risk(officer):
    pilot = make_pilot()
    for owner in (str(officer), "The fire brigade"):
        actions.add_risk(risk=Risk(pilot=pilot, what="Rain", likelihood=1, impact=1, owner=owner))
    forget_user(officer, timezone.now())
    assert sorted(Risk.objects.values_list("owner", flat=True)) == ["", "The fire brigade"]


# --- The city whose need it answers


def test_the_city_of_a_pilot_is_shown_and_to_others_once_it_takes_part(as_officer, as_stranger, nairobi):
    sent = {"title": "T", "slug": "lights", "currency": "USD", "pledged_share": "50", "city": "Luoyang, China"}
    as_officer.post("/new-pilot/", sent)
    page = text(as_officer.get("/pilots/lights/"))
    assert "It is for a city: Luoyang" in page and "Luoyang does not take part, so nobody else sees this" in page
    assert 'value="Luoyang, China"' in as_officer.get("/pilots/lights/change/").content.decode()
    assert "Luoyang" not in as_stranger.get("/pilots/lights/").content.decode()
    assert queries.city_of(stands().pilot, stands().members) == city(NAIROBI)
    join(stands().pilot, city(LUOYANG))
    assert "It is for a city: Luoyang" in text(as_stranger.get("/pilots/lights/"))
    assert queries.city_of(stands().pilot, stands().members) == city(LUOYANG)


def test_a_need_is_one_of_the_city_that_is_named(as_officer, nairobi, monkeypatch):
    needs = {NAIROBI: [("waste", "Waste")], LUOYANG: [("water", "Water")]}
    for place in ("forms", "queries"):
        monkeypatch.setattr(f"sarai.partnerships.{place}.pilots.needs_of", lambda city: needs[city.pk])
    sent = {"title": "T", "slug": "lights", "currency": "USD", "pledged_share": "50", "need": "waste"}
    refused = as_officer.post("/new-pilot/", sent | {"city": "Luoyang, China"})
    assert (refused.status_code, "This is a need of another city" in text(refused)) == (422, True)
    assert as_officer.post("/new-pilot/", sent | {"city": "Nairobi, Kenya"}).status_code == 302
    assert "It answers a need: Waste ( Nairobi )" in text(as_officer.get("/pilots/lights/"))
    moved = sent | {"city": "Luoyang, China"}
    assert as_officer.post("/pilots/lights/change/", moved).status_code == 422
    assert as_officer.post("/pilots/lights/change/", moved | {"need": ""}).status_code == 302
    assert as_officer.post("/pilots/lights/change/", moved | {"need": "water"}).status_code == 302
    assert (stands().pilot.city, stands().pilot.need) == (city(LUOYANG), "water")


def test_a_stranger_sees_no_plan_no_risk_no_note_no_line(as_officer, as_stranger):
    pilot = make_pilot(plan="Secret plan", notes="Secret note", summary="Lamps for all")
    add_line(pilot, what="Secret lamps")
    as_officer.post("/pilots/lights/risks", {"what": "Secret risk", "likelihood": "3", "impact": "2", "response": ""})
    own, public = (text(who.get("/pilots/lights/")) for who in (as_officer, as_stranger))
    assert own.count("Secret") >= 4 and "Secret" not in public
    assert "Lamps for all" in public and "1,000.00 USD" in public and "Nairobi" in public


# --- Readiness, and the list


def test_readiness_comes_from_records(nairobi):
    made = asked(nairobi, city(LUOYANG))
    pilot = accept_all(make_pilot(partnership=made, pledged_share=50))
    add_line(pilot, "400")
    add_line(pilot, "600", stage="planned")
    signs = {one.key: one.state for one in stands().signs}
    assert signs == {"survey": "no", "training": "no", "partner": "no", "funds": "partly"}
    step(made, "accept", city(LUOYANG))
    for who in (nairobi, city(LUOYANG)):
        step(made, "agree", who)
    add_line(pilot, "200", stage="paid")
    assert [sign("partner").state, sign("funds").state] == ["yes", "yes"]


def test_the_list_is_narrowed_and_teaches_when_it_is_empty(as_stranger, as_officer):
    assert "There is no pilot yet" in text(as_stranger.get("/pilots/"))
    theme = Theme.objects.create(slug="light", name="Light")
    make_pilot(theme=theme)
    make_pilot("water")
    assert "Water" in text(as_stranger.get("/pilots/?state=idea"))
    assert "No pilot is in this list" in text(as_stranger.get("/pilots/?state=done"))
    page = text(as_stranger.get("/pilots/?theme=light"))
    assert "Lights" in page and "Water" not in page and "New pilot" not in page
    assert "New pilot" in text(as_officer.get("/pilots/"))
    assert as_stranger.get("/pilots/?state=nonsense&theme=none&page=x").status_code == 200


def test_the_list_and_a_page_cost_the_same_whatever_is_on_them(as_team, nairobi, django_assert_num_queries):
    def fill(number):
        made = agreed(nairobi, institution(f"office-{number}"), theme=None)
        pilot = make_pilot(f"p{number}", partnership=made)
        for amount in range(1, number + 2):
            add_line(pilot, str(amount))
            one = actions.add_milestone(milestone=Milestone(pilot=pilot, title=f"M{amount}"))
            actions.reach_milestone(milestone=one, reached_on=TODAY, **entered())
            actions.add_result(pilot=pilot, what=f"R{amount}", reached_on=TODAY, **entered())
        return pilot

    fill(0)
    for page in ("/pilots/", "/pilots/p0/"):
        as_team.get(page)
    with CaptureQueriesContext(connection) as one:
        assert as_team.get("/pilots/").status_code == 200
    with CaptureQueriesContext(connection) as alone:
        assert as_team.get("/pilots/p0/").status_code == 200
    fill(1)
    fill(2)
    with django_assert_num_queries(len(one)):
        assert as_team.get("/pilots/").status_code == 200
    with django_assert_num_queries(len(alone)):
        assert as_team.get("/pilots/p2/").status_code == 200


def test_the_pages_of_a_city_and_a_partnership_lead_to_their_pilots(as_officer, as_stranger, as_li, nairobi):
    made = agreed(nairobi, city(LUOYANG))
    accept_all(make_pilot(partnership=made, lead=city(LUOYANG)))
    for place in (NAIROBI, LUOYANG):
        page = as_stranger.get(f"/cities/{place}/").content.decode()
        assert "/pilots/lights/" in page and "New pilot" not in page
    assert "Ask for advice" in text(as_officer.get(f"/cities/{NAIROBI}/"))
    shown = as_li.get(made.get_absolute_url()).content.decode()
    assert f"/new-pilot/?partnership={made.pk}" in shown and "/pilots/lights/" in shown


def test_readiness_is_told_on_the_list_in_dots_and_words(as_stranger):
    make_pilot()
    page = text(as_stranger.get("/pilots/"))
    assert "○ Survey: missing" in page and "○ Funds: missing" in page


def test_a_pilot_takes_no_step_of_a_day_before_the_last(as_officer):
    make_pilot()
    as_officer.post("/pilots/lights/step", {"step": "plan", "happened_on": "2020-01-01", "seen": stands().step.pk})
    page = {"step": "start", "happened_on": "2019-01-01", "seen": stands().step.pk}
    answered = as_officer.post("/pilots/lights/step", page)
    assert answered.status_code == 422 and "in their order" in text(answered)


def test_a_character_that_no_file_may_have_breaks_none(as_officer, as_team, nairobi):
    sent = {"title": "Street\ufffe lights", "slug": "lights", "currency": "USD", "pledged_share": "50"}
    as_officer.post("/new-pilot/", sent)
    assert stands().pilot.title == "Street lights"
    Pilot.objects.update(title="Street\ufffe lights")  # as an older file may have brought it
    for path in ("/pilots/lights/budget.xlsx", "/pilots/lights/iati.xml", "/evidence/partnerships.pilots/xlsx"):
        answered = as_team.get(path)
        assert answered.status_code == 200, path
    from xml.etree import ElementTree

    whole = as_team.get("/pilots/lights/iati.xml")
    ElementTree.fromstring(b"".join(whole.streaming_content) if whole.streaming else whole.content)
