"""Money of pilots: totals only by stated rates, and never a line left out in silence; readiness by what is there."""

from datetime import date
from decimal import Decimal

import pytest

from sarai.partnerships.rules.pilots import (
    PILOT,
    STATES,
    Money,
    Promised,
    Rate,
    after,
    promised,
    rate_for,
    readiness,
    shares,
    sums,
    total,
)

TODAY = date(2020, 11, 20)
CNY = Rate("CNY", "USD", Decimal("0.15"), date(2020, 11, 1), "UN rates")
OLD = Rate("CNY", "USD", Decimal("0.14"), date(2020, 1, 1), "UN rates")


def money(amount, currency="USD", source="A", **said):
    return Money(Decimal(amount), currency, source, **said)


LINES = [
    money("1000", stage="paid"),
    money("2000", "CNY", "B", stage="pledged"),
    money("500", "USD", "B", in_kind=True, stage="committed"),
    money("9000000", "UZS", "C"),
    money("1", "UZS", "C"),
]


def test_a_total_says_by_which_rate_and_what_is_not_in_it():
    found = total(LINES, "USD", [OLD, CNY], TODAY)
    assert (found.amount, found.counted, found.lines, found.whole) == (Decimal("1800.00"), 3, 5, False)
    assert (found.rates, found.without_rate) == ((CNY,), ("UZS",))


def test_amounts_of_one_currency_need_no_rate():
    found = total(LINES[:1], "USD", [], TODAY)
    assert (found.amount, found.rates, found.whole) == (Decimal("1000.00"), (), True)
    assert sums(LINES) == {"CNY": Decimal(2000), "USD": Decimal(1500), "UZS": Decimal(9000001)}


def test_cents_are_added_exactly():
    assert total([money("0.10")] * 3, "USD", [], TODAY).amount == Decimal("0.30")


def test_the_newest_rate_holds_none_of_tomorrow_and_none_of_years_ago():
    tomorrow = Rate("CNY", "USD", Decimal("9"), date(2020, 11, 21))
    assert rate_for("CNY", "USD", [OLD, CNY, tomorrow], TODAY) == CNY
    assert rate_for("CNY", "USD", [OLD], date(2021, 1, 2)) is None
    assert rate_for("EUR", "USD", [CNY], TODAY) is None


def test_a_rate_holds_the_other_way_round_but_one_stated_so_goes_first():
    assert rate_for("USD", "CNY", [Rate("CNY", "USD", Decimal("0.125"), TODAY)], TODAY).rate == Decimal(8)
    straight = Rate("USD", "CNY", Decimal(7), TODAY)
    assert rate_for("USD", "CNY", [Rate("CNY", "USD", Decimal("0.125"), TODAY), straight], TODAY) == straight


def test_shares_in_money_and_in_kind():
    told = [(share.source, share.money, share.in_kind, share.per_cent) for share in shares(LINES, "USD", [CNY], TODAY)]
    assert told == [
        ("A", Decimal("1000.00"), Decimal(0), 56),
        ("B", Decimal("300.00"), Decimal("500.00"), 44),
        ("C", Decimal(0), Decimal(0), None),
    ]


def test_shares_say_what_of_each_is_left_out():
    told = {share.source: share.left_out for share in shares([*LINES, money("7", "UZS")], "USD", [CNY], TODAY)}
    assert told == {"A": {"UZS": Decimal(7)}, "B": {}, "C": {"UZS": Decimal(9000001)}}


def test_what_is_pledged_cannot_be_told_where_a_line_has_no_rate():
    assert promised(LINES, "USD", [CNY], TODAY) == Promised(None, ("UZS",))
    assert promised(LINES[:3], "USD", [CNY], TODAY) == Promised(100)
    assert promised([*LINES[:3], money("1800")], "USD", [CNY], TODAY) == Promised(50)
    assert promised([], "USD", [CNY], TODAY) == Promised(None)


@pytest.mark.parametrize(
    ("said", "sign", "state"),
    [
        ({"answers": None}, "survey", "unknown"),
        ({"answers": 0}, "survey", "no"),
        ({"answers": 3}, "survey", "yes"),
        ({"answers": None}, "training", "unknown"),
        ({"attended": 4}, "training", "partly"),
        ({"trained": 1, "attended": 4}, "training", "yes"),
        ({"rung": ""}, "partner", "no"),
        ({"rung": "declared"}, "partner", "partly"),
        ({"rung": "document"}, "partner", "yes"),
        ({"pledged": Promised(None)}, "funds", "no"),
        ({"pledged": Promised(None, ("UZS",))}, "funds", "unknown"),
        ({"pledged": Promised(49)}, "funds", "partly"),
        ({"pledged": Promised(50)}, "funds", "yes"),
    ],
)
def test_readiness(said, sign, state):
    known = {"answers": 1, "trained": 0, "attended": 0, "rung": "", "pledged": Promised(0), "needed": 50}
    assert readiness(**known | said)[sign] == state


def test_every_state_is_reached_and_every_step_leads_to_one():
    assert {new for steps in PILOT.values() for new in steps.values()} == set(STATES)
    assert after("idea", "finish") is None
