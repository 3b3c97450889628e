"""Stays against when it took place: pale outside, solid inside, and what counts put together."""

from datetime import UTC, datetime, timedelta

import pytest

from sarai.evidence.pictures import Presence, presence
from tests.evidence.pictures.reading import assert_no_active_content, read, share, texts

NINE = datetime(2020, 9, 8, 9, tzinfo=UTC)


def at(minutes):
    return NINE + timedelta(minutes=minutes)


def drawn(stays, counted, rtl=False, title="Session 1"):
    found = Presence((at(0), at(60)), stays, counted, timedelta(minutes=30))
    return presence(found, begins="9:00", ends="10:00", title=title, desc="20 of 30 minutes", rtl=rtl)


def bars(picture, kind):
    return [(share(bar, "x"), share(bar, "width")) for bar in read(picture).findall(f"g[@class='chart-{kind}']/rect")]


TWO_DEVICES = ([(at(-30), at(30)), (at(20), at(40))], [(at(0), at(40))])


def test_two_devices_are_two_rows_and_count_once():
    picture = drawn(*TWO_DEVICES)  # ninety minutes across, from half an hour before
    assert bars(picture, "outside") == [(0, pytest.approx(2 / 3, abs=0.001)), pytest.approx((5 / 9, 2 / 9), abs=0.001)]
    assert bars(picture, "stay")[0] == pytest.approx((1 / 3, 1 / 3), abs=0.001)
    assert bars(picture, "bar") == [pytest.approx((1 / 3, 4 / 9), abs=0.001)]


def test_what_counts_is_put_together_and_held_against_what_is_enough():
    picture = drawn([(at(0), at(10)), (at(50), at(60))], [(at(0), at(10)), (at(50), at(60))])
    assert bars(picture, "together") == [pytest.approx((0, 1 / 3), abs=0.001)]
    [needed] = read(picture).findall("g[@class='chart-needed']/line")
    assert share(needed, "x1") == pytest.approx(0.5)


def test_read_from_the_right_it_is_mirrored():
    assert bars(drawn(*TWO_DEVICES, rtl=True), "bar") == [pytest.approx((1 - 1 / 3 - 4 / 9, 4 / 9), abs=0.001)]


def test_who_was_not_seen_has_an_empty_picture_with_its_times():
    picture = drawn([], [])
    assert bars(picture, "bar") == []
    assert {"9:00", "10:00"} <= set(texts(read(picture)))


def test_of_very_many_stays_some_are_drawn_and_the_others_counted():
    stays = [(at(n), at(n + 1)) for n in range(40)]
    picture = drawn(stays, stays)
    assert len(bars(picture, "outside")) == 12
    assert "and 28 more" in texts(read(picture))


def test_nothing_in_it_runs():
    assert_no_active_content(read(drawn(*TWO_DEVICES, title="<script>alert(1)</script>")))
