"""The money of pilots on their pages: lines once and as they were, totals by rates, shares with what they leave out."""

from __future__ import annotations

import re
from decimal import Decimal

import pytest
from django.core.cache import caches
from django.db import IntegrityError, transaction
from django.utils import timezone

from sarai.evidence.actions import Overtaken
from sarai.evidence.engine import Question, Scope, answer
from sarai.partnerships.actions import pilots as actions
from sarai.partnerships.models import BudgetLine
from sarai.partnerships.rules.pilots import Rate
from tests.partnerships.making import NAIROBI, city
from tests.partnerships.piloting import add_line, entered, make_pilot, sign, stands, text, value

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("countries")]
TODAY = timezone.now().date()


@pytest.fixture
def nairobi():
    return city(NAIROBI)


def test_a_line_is_kept_changed_and_what_it_was_stays(as_officer):
    make_pilot()
    line = {
        "giver": f"city:{NAIROBI}", "what": "Engineers", "in_kind": "on", "amount": "3000", "currency": "cny",
        "basis": "", "stage": "pledged", "happened_on": TODAY.isoformat(),
    }  # fmt: skip
    page = "/pilots/lights/budget/new/"
    assert "Say how the value was estimated" in text(as_officer.post(page, line))
    assert as_officer.post(page, line | {"basis": "20 days at 150"}).status_code == 302
    [kept] = stands().budget.lines
    change = f"/pilots/lights/budget/{kept.key}/"
    assert 'value="3000.00"' in as_officer.get(change).content.decode()
    paid = line | {"basis": "20 days at 150", "stage": "paid", "seen": kept.pk}
    assert as_officer.post(change, paid).status_code == 302
    late = as_officer.post(change, paid | {"amount": "1"})
    assert (late.status_code, "Somebody else has changed this line" in text(late)) == (422, True)
    [now] = stands().budget.lines
    assert (now.key, now.stage, now.amount, now.giver) == (kept.key, "paid", Decimal(3000), "Nairobi")
    assert BudgetLine.objects.count() == 2
    refused = as_officer.post(f"{change}take-back", {"seen": kept.pk}, follow=True)
    assert "Somebody else has changed this line" in text(refused)
    as_officer.post(f"{change}take-back", {"seen": now.pk})
    assert stands().budget.lines == [] and as_officer.get(change).status_code == 404


LINE = {"giver": "other", "other": "A fund", "what": "Lamps", "amount": "10", "currency": "USD", "stage": "planned"}


def test_a_line_that_is_sent_twice_is_one_line(as_officer):
    make_pilot()
    page = "/pilots/lights/budget/new/"
    token = re.search(r'name="token" value="([0-9a-f-]+)"', as_officer.get(page).content.decode())[1]
    line = LINE | {"happened_on": TODAY.isoformat(), "token": token}
    for _again in range(2):
        assert as_officer.post(page, line).status_code == 302
    [kept] = stands().budget.lines
    assert kept.key.hex == token
    other = as_officer.post(page, line | {"amount": "20"})
    assert (other.status_code, "This form was sent already, and its line is kept" in text(other)) == (422, True)
    as_officer.post(f"/pilots/lights/budget/{kept.key}/take-back", {"seen": kept.pk})
    late = as_officer.post(page, line)
    assert (late.status_code, "its line was taken back since" in text(late)) == (422, True)
    assert BudgetLine.objects.count() == 1
    assert as_officer.post(page, line | {"token": "no key"}).status_code == 302  # as good as none
    assert BudgetLine.objects.count() == 2


def test_the_form_of_one_pilot_adds_no_line_to_another(as_team):
    make_pilot("water")
    line = LINE | {"happened_on": TODAY.isoformat(), "token": str(add_line(make_pilot()).key)}
    assert as_team.post("/pilots/water/budget/new/", line).status_code == 422
    assert BudgetLine.objects.count() == 1


def test_what_is_left_out_of_the_shares_is_said_and_what_to_do(as_officer, as_team):
    pilot = make_pilot()
    add_line(pilot)
    add_line(pilot, "2000", "CNY")
    add_line(pilot, "70", "UZS", other="A bank")
    page = text(as_officer.get("/pilots/lights/"))
    assert "A fund in money: 1,000.00 USD not counted: 2,000.00 CNY 100 %" in page
    assert "A bank not counted: 70.00 UZS – cannot be told" in page
    assert (
        "These shares leave out what is given in CNY, UZS" in page and "Ask the programme team to enter a rate." in page
    )
    assert "Enter a rate" in text(as_team.get("/pilots/lights/"))
    assert "<table" not in as_officer.get("/pilots/lights/").content.decode()  # a telephone would cut it off
    actions.enter_rates(rates=[Rate(code, "USD", Decimal(1), TODAY, "UN") for code in ("CNY", "UZS")], **entered())
    page = text(as_officer.get("/pilots/lights/"))
    assert "leave out" not in page and "not counted" not in page


@pytest.mark.parametrize(
    ("field", "wrong", "told"),
    [
        ("amount", "-5", "more than nothing"),
        ("amount", "0", "more than nothing"),
        ("amount", "NaN", "Enter a number"),
        ("amount", "1e30", "no more than"),
        ("currency", "QQQ", "is no code of a currency"),
        ("giver", "city:1", "Select a valid choice"),
        ("giver", "other", "Say who gives it"),
        ("happened_on", "2099-01-01", "still to come"),
    ],
)
def test_an_amount_that_cannot_be_is_told(as_officer, field, wrong, told):
    make_pilot()
    line = {
        "giver": f"city:{NAIROBI}", "what": "Lamps", "amount": "10", "currency": "USD", "stage": "paid",
        "happened_on": TODAY.isoformat(),
    }  # fmt: skip
    answered = as_officer.post("/pilots/lights/budget/new/", line | {field: wrong})
    assert (answered.status_code, told in text(answered)) == (422, True)
    assert not BudgetLine.objects.exists()


def test_the_database_refuses_what_no_form_lets_through(nairobi):
    pilot = make_pilot()
    for wrong in ({"amount": "0"}, {"amount": "-1"}, {"in_kind": True}, {"other": ""}, {"city": nairobi}):
        with pytest.raises(IntegrityError), transaction.atomic():
            add_line(pilot, **wrong)
    with pytest.raises(IntegrityError), transaction.atomic():
        actions.add_result(pilot=pilot, what="Less", reached_on=TODAY, value=Decimal(-5), unit="people", **entered())
    with pytest.raises(Overtaken), transaction.atomic():
        actions.keep_line(pilot=pilot, said={}, key=add_line(pilot).key, seen=0, **entered())


def test_a_total_without_a_rate_says_so_and_with_one_says_by_which(as_team, as_stranger):
    pilot = make_pilot()
    add_line(pilot)
    add_line(pilot, "2000", "CNY", what="Cable")
    page = text(as_stranger.get("/pilots/lights/"))
    assert "1,000.00 USD 1 of 2 lines are in this total: no rate for CNY" in page
    assert sign("funds").state == "unknown" and "It cannot be totalled: no rate for CNY" in page
    sent = {"of": "cny", "to": "USD", "rate": "0.15", "on": TODAY.isoformat(), "stated_by": "UN rates"}
    assert as_team.post("/exchange-rates/enter", sent).status_code == 302
    page = text(as_stranger.get("/pilots/lights/"))
    assert "1,300.00 USD" in page and "1 CNY = 0.15 USD" in page and "UN rates" in page and "lines are in" not in page
    assert sign("funds").state == "yes"
    assert "UN rates" in text(as_stranger.get("/exchange-rates/"))


def test_funds_are_never_added_across_currencies_and_say_what_was_known(as_stranger):
    pilot = make_pilot()
    first = add_line(pilot, "1000.40")
    add_line(pilot, "0.40")
    add_line(pilot, "2000", "CNY")
    add_line(pilot, "7000", "CNY", stage="planned")
    add_line(pilot, "50", in_kind=True, basis="By the hour")
    assert value("partnerships.pilot_funds", pilot.scope) == {"CNY": 2000, "USD": 1001}
    assert value("partnerships.pilot_funds", currency="USD") == 1001
    assert value("partnerships.pilot_funds_in_kind") == {"USD": 50}
    assert value("partnerships.pilot_funds_paid") == {}
    before = timezone.now()
    actions.take_back_line(pilot=pilot, key=first.key, seen=first.pk, by="Ana", at=timezone.now())
    assert value("partnerships.pilot_funds", currency="USD") == 0
    assert answer(Question("partnerships.pilot_funds", Scope(), before).narrowed("currency", "USD")).value == 1001
    page = as_stranger.get("/evidence/partnerships.pilot_funds/")
    assert page.status_code == 200 and "CNY 2,000" in text(page)
    assert as_stranger.get("/evidence/partnerships.pilot_funds/numbers.csv").status_code == 200


def test_money_is_the_same_on_another_engine(settings):
    pilot = make_pilot()
    add_line(pilot, "0.10")
    add_line(pilot, "1.60")
    add_line(pilot, "200000000000", "UZS")
    question = Question("partnerships.pilot_funds", pilot.scope)
    here = answer(question).value
    settings.FIGURES_ENGINE = "duckdb"
    caches["default"].clear()
    caches["local"].clear()
    assert here == answer(question).value == {"UZS": 200_000_000_000, "USD": 2}
