"""Numbers that every engine gives back as they were written, money in nobody else's name, and how it is written."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from xml.etree import ElementTree as ET

import pytest
from django.core.cache import caches
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from sarai.evidence.engine import Question, answer
from sarai.partnerships.actions import pilots as actions
from sarai.partnerships.actions.pilot_parties import answer_party, begin_pilot
from sarai.partnerships.forms.pilots import PilotForm
from sarai.partnerships.models import BudgetLine, ExchangeRate, Pilot, PilotResult
from sarai.partnerships.rules.pilots import Rate
from tests.partnerships.making import LUOYANG, NAIROBI, city, institution
from tests.partnerships.piloting import add_line, entered, join, make_pilot, sign, stands, text, value
from tests.people import logged_in, make_user

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("countries")]
TODAY = timezone.now().date()
PAGE = "/pilots/lights/"
NEW = f"{PAGE}budget/new/"
MOST = "999999999999.99"


@pytest.fixture
def as_li(db):
    """The browser of Luoyang's officer."""
    return logged_in(make_user("officer", "Li Officer", city=LUOYANG))


def line(giver: str = f"city:{NAIROBI}", stage: str = "pledged", **said: str) -> dict[str, str]:
    return {
        "giver": giver, "what": "Lamps", "amount": "10", "currency": "USD", "stage": stage,
        "happened_on": TODAY.isoformat(),
    } | said  # fmt: skip


# --- Numbers


@pytest.mark.parametrize("amount", ["99999999999999.99", "12345678901234.56", "1000000000000", "1e999999999"])
def test_an_amount_that_an_engine_would_change_is_refused(as_officer, as_stranger, amount):
    make_pilot()
    refused = as_officer.post(NEW, line(stage="paid", amount=amount))
    assert (refused.status_code, "no more than" in text(refused)) == (422, True)
    assert not BudgetLine.objects.exists() and as_stranger.get(PAGE).status_code == 200


def test_the_largest_amount_is_read_as_it_was_written(as_officer, as_stranger):
    make_pilot()
    assert as_officer.post(NEW, line(stage="paid", amount=MOST)).status_code == 302
    assert BudgetLine.objects.get().amount == Decimal(MOST)
    for page in (PAGE, "/pilots/"):
        assert "999,999,999,999.99 USD" in text(as_stranger.get(page))
    assert as_stranger.get("/evidence/partnerships.pilot_funds_paid/").status_code == 200


def test_the_number_of_a_result_is_read_as_it_was_written(as_officer, as_stranger):
    make_pilot()
    sent = {"what": "Saved", "unit": "tonnes", "reached_on": TODAY.isoformat()}
    refused = as_officer.post(f"{PAGE}results", sent | {"value": "99999999999999.9999"})
    assert (refused.status_code, "no more than 14 digits" in text(refused)) == (422, True)
    assert as_officer.post(f"{PAGE}results", sent | {"value": "9999999999.9999"}).status_code == 302
    assert PilotResult.objects.get().value == Decimal("9999999999.9999")
    assert "9,999,999,999.9999 tonnes" in text(as_stranger.get(PAGE))


def test_a_rate_has_as_many_digits_as_are_kept(as_team, as_stranger):
    sent = {"of": "CNY", "to": "USD", "on": TODAY.isoformat(), "stated_by": "UN rates"}
    refused = as_team.post("/exchange-rates/enter", sent | {"rate": "123456.7890123456"})
    assert (refused.status_code, "Write at most 15 digits" in text(refused)) == (422, True)
    for number in ("1e999999999", "1e-999999999"):
        assert as_team.post("/exchange-rates/enter", sent | {"rate": number}).status_code == 422
    table = f"from,to,rate,on\nCNY,USD,123456.7890123456,{TODAY}\n".encode()
    sent_table = {"table": "1", "file": SimpleUploadedFile("rates.csv", table), "stated_by": "UN rates"}
    refused = as_team.post("/exchange-rates/enter", sent_table)
    assert (refused.status_code, "Line 2 is no rate" in text(refused)) == (422, True)
    assert not ExchangeRate.objects.exists()
    for number in ("12345.6789012345", "999999999.99999", "0.0000000001"):
        assert as_team.post("/exchange-rates/enter", sent | {"rate": number}).status_code == 302
        assert ExchangeRate.objects.get(retracted_at=None).rate == Decimal(number)
    with pytest.raises(ValidationError, match="15 digits"):
        ExchangeRate(rate=Decimal("123456.7890123456")).full_clean()
    assert as_stranger.get("/exchange-rates/").status_code == 200


@pytest.mark.parametrize("rate", ["0.0000000001", "1000000000"])
def test_totals_of_the_largest_amounts_by_the_furthest_rates_are_read(as_team, rate):
    pilot = make_pilot()
    for currency in ("USD", "CNY", "CNY"):
        add_line(pilot, MOST, currency)
    actions.enter_rates(rates=[Rate("USD", "CNY", Decimal(rate), TODAY, "UN rates")], **entered())
    for path in (PAGE, "/pilots/", f"{PAGE}budget.csv", f"{PAGE}budget.xlsx", f"{PAGE}iati.xml"):
        assert as_team.get(path).status_code == 200, path


@pytest.mark.parametrize("engine", ["", "duckdb"])
def test_a_sum_of_large_amounts_is_right_to_the_whole_unit(settings, engine):
    pilot = make_pilot()
    amounts = [Decimal(f"{999_999_999_000 + number}.{number % 100:02}") for number in range(37)]
    for amount in amounts:
        add_line(pilot, str(amount))
    if engine:
        settings.FIGURES_ENGINE = engine
        for name in ("default", "local"):
            caches[name].clear()
    assert sum(amounts) == stands().budget.whole.amount
    assert answer(Question("partnerships.pilot_funds", pilot.scope)).value == {"USD": round(sum(amounts))}


# --- Whose word it is


@pytest.mark.parametrize("stage", ["pledged", "committed", "paid"])
@pytest.mark.parametrize("giver", [f"city:{LUOYANG}", "institution:un-office", "other"])
def test_nobody_promises_in_anothers_name(as_officer, giver, stage):
    pilot = make_pilot()
    for who in (city(LUOYANG), institution()):
        join(pilot, who)
    sent = line(giver, stage, other="A fund", amount="99999999")
    refused = as_officer.post(NEW, sent)
    assert (refused.status_code, "You do not speak for who gives this" in text(refused)) == (422, True)
    assert not BudgetLine.objects.exists() and value("partnerships.pilot_funds_paid") == {}
    assert "is said by who gives it, or by the programme team" in text(as_officer.get(NEW))
    assert as_officer.post(NEW, sent | {"stage": "planned"}).status_code == 302
    assert value("partnerships.pilot_funds") == {} and sign("funds").state == "no"


def test_who_gives_says_so_itself_and_others_do_not_change_it(as_officer, as_li, as_team):
    join(make_pilot(), city(LUOYANG))
    own = line(f"city:{LUOYANG}", "paid")
    assert as_li.post(NEW, own).status_code == 302
    [held] = stands().budget.lines
    change = f"{PAGE}budget/{held.key}/"
    more = own | {"amount": "99999999", "seen": held.pk}
    assert as_officer.post(change, more).status_code == 422
    assert value("partnerships.pilot_funds_paid") == {"USD": 10}
    assert as_team.post(change, more).status_code == 302
    assert value("partnerships.pilot_funds_paid") == {"USD": 99_999_999}
    for giver in (f"city:{NAIROBI}", "other"):
        assert as_team.post(NEW, line(giver, "paid", other="A fund")).status_code == 302


def test_a_giver_that_has_left_is_said_to_take_part_no_more(as_officer, as_team, as_li):
    party = join(make_pilot(), city(LUOYANG))
    as_li.post(NEW, line(f"city:{LUOYANG}"))
    add_line(stands().pilot)
    assert "takes part no more" not in text(as_officer.get(PAGE))
    answer_party(party=party, step="leave", **entered())
    assert text(as_officer.get(PAGE)).count("Luoyang takes part no more") == 1
    assert text(as_officer.get(PAGE)).count("takes part no more") == 1


# --- How it is written


def test_little_of_much_is_under_one_per_cent_and_money_is_written_one_way(as_officer):
    pilot = make_pilot()
    add_line(pilot, "12000.40", stage="planned")
    add_line(pilot, "41.60", other="A bank")
    add_line(pilot, "5000", "JPY", other="", institution=institution())
    actions.enter_rates(rates=[Rate("JPY", "USD", Decimal("0.01"), TODAY, "UN rates")], **entered())
    page = text(as_officer.get(PAGE))
    assert "A bank in money: 41.60 USD under 1 %" in page and " 0 %" not in page
    assert "under 1 % of the budget is pledged or more; 100 % is needed" in page and sign("funds").state == "partly"
    assert "Pledged or more, in money 5,000 JPY, 41.60 USD" in page
    assert "USD 4" not in page and "5,000.00 JPY" not in page
    assert "Funds of pilots 5,000 JPY, 42 USD" in text(as_officer.get("/pilots/"))


# --- Who reports it


def reporting(client, query: str = "") -> tuple[str, str, str]:
    [activity] = ET.fromstring(client.get(f"{PAGE}iati.xml{query}").content)
    told = activity.find("reporting-org")
    return told.attrib["ref"], told.attrib["type"], told.findtext("narrative")


def test_an_activity_is_reported_by_whoever_downloads_it_or_is_chosen(as_officer, as_li, as_team, as_partner, settings):
    settings.SITE_URL = "https://sarai.example"
    pilot = make_pilot()
    join(pilot, city(LUOYANG))
    join(pilot, institution(), "support")
    assert reporting(as_officer) == (f"sarai.example-city-{NAIROBI}", "11", "Nairobi")
    assert reporting(as_li)[2] == "Luoyang"
    assert reporting(as_partner) == ("sarai.example-institution-un-office", "40", "Un Office")
    assert reporting(as_team)[0] == "sarai.example"
    assert reporting(as_team, "?reporter=programme")[0] == "sarai.example"
    for client in (as_team, as_officer):
        assert reporting(client, f"?reporter=city:{LUOYANG}")[2] == "Luoyang"
    for wrong in ("city:1", "programme"):
        assert as_officer.get(f"{PAGE}iati.xml?reporter={wrong}").status_code == 404
    page = as_officer.get(PAGE).content.decode()
    assert f'<option value="city:{NAIROBI}" selected>' in page and "the programme</option>" not in page


def test_an_institution_that_leads_reports(as_officer):
    pilot = Pilot(slug="lights", title="Lights")
    begin_pilot(pilot=pilot, own=institution(), by="Ana", at=timezone.now() - timedelta(days=1))
    join(pilot, city(NAIROBI))
    assert reporting(as_officer)[2] == "Un Office"


# --- Two at once


def test_of_two_who_begin_one_name_at_once_the_later_is_told(as_officer, monkeypatch):
    make_pilot()
    checked = []

    def later(form):
        """The other was kept after this form was checked for the first time."""
        checked.append(form)
        if len(checked) > 1:
            PilotForm.__mro__[2].validate_unique(form)

    monkeypatch.setattr(PilotForm, "validate_unique", later)
    sent = {"title": "Mine", "slug": "lights", "currency": "USD", "pledged_share": "100"}
    refused = as_officer.post("/new-pilot/", sent)
    assert (refused.status_code, "already exists" in text(refused)) == (422, True)
    assert Pilot.objects.get().title == "Lights"
