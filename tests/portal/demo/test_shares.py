"""Dividing people into groups."""

import pytest

from sarai.portal.demo.shares import repeated, share_out


def test_shares_follow_the_weights():
    assert share_out(10, [3, 1, 1], cap=10) == [6, 2, 2]


def test_shares_stay_between_minimum_and_cap():
    assert share_out(10, [100, 1, 1], cap=5, at_least=1) == [5, 3, 2]


def test_what_the_caps_leave_no_room_for_is_not_given_out():
    assert share_out(10, [1, 1], cap=3) == [3, 3]


def test_too_few_people_for_the_minimum_are_refused():
    with pytest.raises(ValueError, match="too few"):
        share_out(1, [1, 1], cap=3, at_least=1)


def test_values_are_repeated_and_the_rest_taken_in_turn():
    assert repeated([("a", 2)], 5, ["x", "y"]) == ["a", "a", "x", "y", "x"]
