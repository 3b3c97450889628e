"""Where one shade ends and the next begins."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sarai.evidence.pictures.breaks import class_breaks, class_of, round_below


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ([], []),
        ([7], [7]),
        ([3, 1, 2, 2], [1, 2, 3]),
        (range(1, 101), [1, 21, 41, 61, 81]),  # even: as many countries in each
        ([1, 2, 3, 5, 8, 900, 10_000], [1, 5, 50, 200, 2000]),  # skewed: a constant factor
        ([*[0] * 8, 1, 2, 3, 4, 9], [0, 3]),  # most are 0: fewer classes, and none empty
        ([0.5, 1.5, 2.5, 3.5, 4.5, 5.5], [0.5, 1.5, 2.5, 3.5, 4.5]),
    ],
)
def test_breaks(values, expected):
    assert class_breaks(list(values)) == expected


@given(st.lists(st.integers(0, 10**9) | st.floats(0, 1e9), min_size=1, max_size=200))
def test_classes_are_few_rising_and_hold_every_value(values):
    bounds = class_breaks(values)
    assert 1 <= len(bounds) <= 5
    assert all(low < high for low, high in pairwise(bounds))
    assert bounds[0] == min(values)
    for value in values:
        n = class_of(value, bounds)
        assert bounds[n] <= value and (n + 1 == len(bounds) or value < bounds[n + 1])


@given(st.lists(st.integers(0, 10**9), min_size=1, max_size=50))
def test_whole_values_have_whole_bounds(values):
    assert all(isinstance(bound, int) for bound in class_breaks(values))


@pytest.mark.parametrize(("value", "expected"), [(1, 1), (4.9, 2), (5, 5), (210, 200), (99, 50), (0.3, 0.2)])
def test_round_numbers_below(value, expected):
    assert round_below(value) == pytest.approx(expected)
