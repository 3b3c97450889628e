"""Exchange rates: typed or as a table, each with who states it; and the totals that hold by them."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from sarai.partnerships.actions import pilots as actions
from sarai.partnerships.models import ExchangeRate
from sarai.partnerships.rules.pilots import Rate
from tests.partnerships.piloting import add_line, entered, make_pilot, stands, text

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("countries")]
TODAY = timezone.now().date()


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ({"rate": "0"}, "A rate is more than nothing"),
        ({"rate": "-1"}, "A rate is more than nothing"),
        ({"to": "CNY"}, "two different currencies"),
        ({"of": "ABC"}, "is no code of a currency"),
        ({"on": "2099-01-01"}, "still to come"),
        ({"stated_by": ""}, "This field is required"),
    ],
)
def test_a_rate_that_cannot_be_is_told(as_team, said, told):
    sent = {"of": "CNY", "to": "USD", "rate": "0.15", "on": TODAY.isoformat(), "stated_by": "UN rates"} | said
    answered = as_team.post("/exchange-rates/enter", sent)
    assert (answered.status_code, told in text(answered)) == (422, True)
    assert not ExchangeRate.objects.exists()


def table(content: bytes, name="rates.csv"):
    return {"table": "1", "file": SimpleUploadedFile(name, content), "stated_by": "UN rates"}


def test_rates_come_as_a_table_once_and_are_corrected(as_team):
    rows = b"\xef\xbb\xbfOn;From;To;Rate\n2020-11-01;CNY;USD;0.15\n2020-11-01;UZS;USD;0.000096\n"
    for _again in range(2):
        assert as_team.post("/exchange-rates/enter", table(rows)).status_code == 302
    assert ExchangeRate.objects.count() == 2
    as_team.post("/exchange-rates/enter", table(rows.replace(b"0.15", b"0.16")))
    assert ExchangeRate.objects.count() == 3
    assert {str(one.rate.normalize()) for one in ExchangeRate.objects.filter(retracted_at=None)} == {"0.16", "0.000096"}
    held = ExchangeRate.objects.get(of="UZS")
    as_team.post(f"/exchange-rates/{held.pk}/take-back")
    again = as_team.post(f"/exchange-rates/{held.pk}/take-back", follow=True)
    assert "taken back already" in text(again)


@pytest.mark.parametrize(
    ("rows", "told"),
    [
        (b"from,to,rate,on\nCNY,USD,0.15,2020-11-01\nCNY,USD,0,2020-11-02\n", "Line 3 is no rate"),
        (b"from,to,rate,on\nCNY,USD,a,2020-11-01\n", "Line 2 is no rate"),
        (b"from,to,rate,on\nCNY,USD\n", "Line 2 is no rate"),
        (
            b"from,to,rate,on\nCNY,USD,0.15,2020-11-01\n\nCNY,USD,0.16,2020-11-01\n",
            "Line 4 says another rate of CNY in USD on 2020-11-01 than line 2. Leave one out.",
        ),
        (b"from,to,rate\nCNY,USD,1\n", "none called: on"),
        (b"from,to,rate,on\n", "from 1 to 2,000 rows"),
        (b"\xff\xfe\x00", "no text in UTF-8"),
        (b"x" * 200_001, "larger than 200 kB"),
    ],
)
def test_a_table_with_a_line_that_is_no_rate_keeps_nothing(as_team, rows, told):
    answered = as_team.post("/exchange-rates/enter", table(rows))
    assert (answered.status_code, told in text(answered)) == (422, True)
    assert not ExchangeRate.objects.exists()


def test_a_rate_that_a_table_says_twice_is_kept_once(as_team):
    rows = b"from,to,rate,on\nCNY,USD,0.15,2020-11-01\nCNY,USD,0.150,2020-11-01\nCNY,USD,0.16,2020-11-02\n"
    assert "2 rates are new or changed" in text(as_team.post("/exchange-rates/enter", table(rows), follow=True))


def test_rates_of_long_ago_or_another_way_round_are_used_as_they_hold():
    pilot = make_pilot()
    add_line(pilot, "100", "CNY")
    actions.enter_rates(rates=[Rate("USD", "CNY", Decimal(8), TODAY - timedelta(days=400), "Old")], **entered())
    assert stands().budget.whole.without_rate == ("CNY",)
    actions.enter_rates(rates=[Rate("USD", "CNY", Decimal(8), TODAY, "New")], **entered())
    assert stands().budget.whole.amount == Decimal("12.50")
