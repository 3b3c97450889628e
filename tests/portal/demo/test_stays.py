"""Connections add up, inside the window, to the time that was wanted."""

import random

import pytest

from sarai.portal.demo import stays


@pytest.mark.parametrize(
    ("spans", "seconds"),
    [
        ([(0, 5400)], 5400),
        ([(-600, 6000)], 5400),
        ([(0, 100), (50, 150)], 150),
        ([(0, 100), (20, 80)], 100),
        ([(0, 100), (200, 300)], 200),
        ([(-300, -100)], 0),
        ([(5400, 6000)], 0),
        ([], 0),
    ],
)
def test_time_is_clipped_and_united(spans, seconds):
    assert stays.united(spans) == seconds


@pytest.mark.parametrize("time", [240, 1300, 3240, 5000, 5399, 5400])
def test_ordinary_connections_have_the_wanted_time(time):
    rng = random.Random(1)
    assert {stays.united(stays.ordinary(rng, time)) for _ in range(300)} == {time}


def test_relayed_devices_are_enough_only_together():
    rng = random.Random(2)
    for _ in range(200):
        spans = stays.relayed(rng)
        assert stays.united(spans) >= 3240 > max(end - start for start, end in spans)


def test_doubled_devices_are_enough_only_added_up():
    rng = random.Random(3)
    for _ in range(200):
        spans = stays.doubled(rng)
        assert sum(end - start for start, end in spans) >= 3240 > stays.united(spans)


def test_overhanging_connections_are_enough_only_unclipped():
    rng = random.Random(4)
    for _ in range(200):
        ((start, end),) = stays.overhanging(rng)
        assert end - start >= 3240 > stays.united([(start, end)])


def test_connections_outside_have_no_time():
    rng = random.Random(5)
    assert {stays.united(stays.outside(rng)) for _ in range(200)} == {0}
