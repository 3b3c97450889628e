"""A pilot as an IATI activity and as tables: in the order that the standard asks for, with nothing made up."""

from __future__ import annotations

import csv
import io
from datetime import date, timedelta
from decimal import Decimal
from xml.etree import ElementTree as ET

import pytest
from django.utils import timezone
from openpyxl import load_workbook

from sarai.network.models import Theme
from sarai.partnerships.actions import pilots as actions
from sarai.partnerships.models import Milestone, Side
from sarai.partnerships.rules.pilots import Rate
from tests.partnerships.making import LUOYANG, agreed, city, institution
from tests.partnerships.piloting import add_line, ask_into, entered, join, make_pilot, stands

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("countries")]
TODAY = timezone.now().date()

# The order of IATI 2.03's iati-activity, as its schema has it.
ORDER = [
    "iati-identifier",
    "reporting-org",
    "title",
    "description",
    "participating-org",
    "other-identifier",
    "activity-status",
    "activity-date",
    "contact-info",
    "activity-scope",
    "recipient-country",
    "recipient-region",
    "location",
    "sector",
    "tag",
    "country-budget-items",
    "humanitarian-scope",
    "policy-marker",
    "collaboration-type",
    "default-flow-type",
    "default-finance-type",
    "default-aid-type",
    "default-tied-status",
    "budget",
    "planned-disbursement",
    "capital-spend",
    "transaction",
    "document-link",
    "related-activity",
    "legacy-data",
    "conditions",
    "result",
    "crs-add",
    "fss",
]
TRANSACTION = [
    "transaction-type",
    "transaction-date",
    "value",
    "description",
    "provider-org",
    "receiver-org",
    "disbursement-channel",
]


@pytest.fixture
def pilot(as_team):
    theme = Theme.objects.create(slug="light", name="Light", sdgs=[7, 11])
    pilot = make_pilot(
        title="Lights & <lamps>", theme=theme, sector="23110", starts_on=date(2020, 3, 1), ends_on=date(2020, 12, 31)
    )
    for who, role in ((city(LUOYANG), Side.Role.PARTNER), (institution(), Side.Role.SUPPORT)):
        join(pilot, who, role)
    add_line(pilot, "1000", stage="planned")
    add_line(pilot, "2000", "CNY", stage="paid", other="", city=city(LUOYANG), what="=HYPERLINK(1)")
    add_line(pilot, "300", in_kind=True, basis="By the hour", stage="pledged", other="", institution=institution())
    actions.add_result(pilot=pilot, what="Lamps broken", reached_on=TODAY, value=Decimal(0), unit="lamps", **entered())
    actions.add_result(pilot=pilot, what="Streets are safer", reached_on=TODAY, **entered())
    done, _open = (actions.add_milestone(milestone=Milestone(pilot=pilot, title=title)) for title in ("Ten", "Twenty"))
    actions.reach_milestone(milestone=done, reached_on=TODAY, **entered())
    return pilot


@pytest.fixture
def activity(pilot, as_team):
    answered = as_team.get("/pilots/lights/iati.xml")
    assert answered["Content-Type"].startswith("application/xml")
    whole = ET.fromstring(answered.content)
    assert (whole.tag, whole.attrib["version"]) == ("iati-activities", "2.03")
    [activity] = whole
    return activity


def codes(activity, name, attribute="code"):
    return [one.attrib[attribute] for one in activity.findall(name)]


def test_elements_stand_in_the_order_of_the_standard(activity):
    places = [ORDER.index(one.tag) for one in activity]
    assert places == sorted(places)
    for one in activity.findall("transaction"):
        inside = [TRANSACTION.index(part.tag) for part in one]
        assert inside == sorted(inside)


def test_what_is_required_is_there_and_told_by_its_codes(activity):
    assert activity.findtext("title/narrative") == "Lights & <lamps>"
    assert activity.findtext("iati-identifier").endswith("-lights")
    assert codes(activity, "activity-status") == ["1"]
    assert [(one.attrib["type"], one.attrib["iso-date"]) for one in activity.findall("activity-date")] == [
        ("1", "2020-03-01"), ("3", "2020-12-31"),
    ]  # fmt: skip
    assert (codes(activity, "sector"), codes(activity, "tag")) == (["23110"], ["7", "11"])
    assert codes(activity, "collaboration-type") == ["8"]
    told = {one.findtext("narrative"): one.attrib["role"] for one in activity.findall("participating-org")}
    assert told == {"Nairobi": "2", "Luoyang": "1", "Un Office": "1", "A fund": "1"}
    assert {one.attrib["role"] for one in activity.findall("participating-org")} == {"1", "2", "3", "4"}


def test_countries_sum_to_a_hundred(activity, as_team, pilot):
    for number in (3871336, 3435910):
        join(pilot, city(number))
    anew = ET.fromstring(as_team.get("/pilots/lights/iati.xml").content)[0]
    for whole in (activity, anew):
        assert sum(Decimal(part) for part in codes(whole, "recipient-country", "percentage")) == 100


def test_money_keeps_its_currency_and_day(activity):
    budgets = {one.find("value").attrib["currency"]: one.findtext("value") for one in activity.findall("budget")}
    assert budgets == {"CNY": "2000.00", "USD": "1300.00"}
    told = [
        (one.find("transaction-type").attrib["code"], one.findtext("value"), one.find("value").attrib["currency"],
         one.find("disbursement-channel") is not None)
        for one in activity.findall("transaction")
    ]  # fmt: skip
    assert told == [("1", "2000.00", "CNY", False), ("13", "300.00", "USD", True)]
    assert all("value-date" in one.attrib for one in activity.iter("value"))


def test_a_nought_is_a_result_and_nothing_is_added_up(activity):
    told = [(one.findtext("title/narrative"), one.attrib["aggregation-status"]) for one in activity.findall("result")]
    assert told == [("Lamps broken", "0"), ("Streets are safer", "0"), ("Ten", "0")]
    assert [one.attrib.get("value") for one in activity.iter("actual")] == ["0", None]


def test_a_budget_of_years_is_not_spread_by_a_guess(pilot, as_team):
    pilot.ends_on = date(2023, 1, 1)
    actions.keep_pilot(pilot=pilot, **entered())
    assert ET.fromstring(as_team.get("/pilots/lights/iati.xml").content)[0].find("budget") is None


def test_two_sides_are_no_triangle(as_team):
    make_pilot(partnership=agreed(city(LUOYANG), institution()))
    activity = ET.fromstring(as_team.get("/pilots/lights/iati.xml").content)[0]
    assert activity.find("collaboration-type") is None and activity.find("sector") is None


def test_a_running_pilot_says_since_when(pilot, as_team):
    for name in ("plan", "start"):
        seen = stands().step.pk
        actions.step_pilot(pilot=pilot, step=name, seen=seen, happened_on=date(2020, 3, 9), **entered())
    activity = ET.fromstring(as_team.get("/pilots/lights/iati.xml").content)[0]
    dates = {one.attrib["type"]: one.attrib["iso-date"] for one in activity.findall("activity-date")}
    assert (codes(activity, "activity-status"), dates["2"]) == (["2"], "2020-03-09")


def test_the_budget_as_a_table_says_what_has_no_rate(pilot, as_team):
    actions.enter_rates(rates=[Rate("CNY", "USD", Decimal("0.15"), TODAY - timedelta(days=1), "UN rates")], **entered())
    add_line(pilot, "5", "UZS")
    rows = list(csv.reader(io.StringIO(as_team.get("/pilots/lights/budget.csv").content.decode("utf-8-sig"))))
    assert [len(row) for row in rows] == [12] * 5
    assert rows[2][1].startswith("'=") and rows[2][8:] == ["300.00", "0.15", str(TODAY - timedelta(days=1)), "UN rates"]
    assert rows[4][4] == "UZS" and rows[4][8:] == ["", "", "", ""]
    book = load_workbook(io.BytesIO(as_team.get("/pilots/lights/budget.xlsx").content))
    told = dict(row for row in book["About"].iter_rows(min_row=2, values_only=True))
    assert (told["Total"], told["Lines in the total"], told["Left out: no rate for"]) == (
        "1600.00 USD",
        "3 of 4",
        "UZS",
    )
    assert as_team.get("/pilots/lights/budget.exe").status_code == 404


def test_small_rates_are_written_as_plain_decimals(as_team):
    pilot = make_pilot()
    add_line(pilot, "7", "UZS")
    add_line(pilot, "3", "CNY")
    rates = [Rate("UZS", "USD", Decimal("0.0000001"), TODAY, "A"), Rate("USD", "CNY", Decimal(7), TODAY, "B")]
    actions.enter_rates(rates=rates, **entered())
    rows = list(csv.reader(io.StringIO(as_team.get("/pilots/lights/budget.csv").content.decode("utf-8-sig"))))
    assert [row[8:10] for row in rows[1:]] == [["0.00", "0.0000001"], ["0.43", "0.142857142857143"]]
    book = load_workbook(io.BytesIO(as_team.get("/pilots/lights/budget.xlsx").content))
    assert [row[9] for row in book["Budget"].iter_rows(min_row=2, values_only=True)] == [1e-07, 0.142857142857143]


def test_who_has_not_accepted_is_in_no_activity(pilot, as_team):
    ask_into(pilot, city(3871336))
    whole = as_team.get("/pilots/lights/iati.xml").content.decode()
    assert "Luoyang" in whole and "Santiago" not in whole and 'code="CL"' not in whole
