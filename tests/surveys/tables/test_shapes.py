"""Tables as shapes: shares, places and numbers."""

import statistics

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sarai.surveys.tables.shapes import NOTHING, Crosstab, Hidden, Value, numbers, places, share

A, B, NONE = Value("a", "A"), Value("b", "B"), Value(NOTHING, "none")


def one_way(totals, total, **how):
    return Crosstab((A, B, NONE), (), {}, totals, {}, total, **how)


def test_a_share_is_told_only_of_what_is_shown():
    assert share(1, 4) == 0.25
    assert share(Hidden.SMALL, 4) is None
    assert share(1, None) is None
    assert share(0, 0) is None


def test_those_who_answered_are_not_told_where_those_who_did_not_are_hidden():
    assert one_way({"a": 5, "b": 2, NOTHING: 3}, 10).answered == 7
    assert one_way({"a": 5, "b": 2, NOTHING: Hidden.SMALL}, 10).answered is None
    assert one_way({"a": 5, "b": Hidden.SMALL, NOTHING: 3}, 10).answers is None


def test_a_table_is_turned():
    table = Crosstab((A, NONE), (B,), {("a", "b"): 3}, {"a": 3}, {"b": 4}, 4, overlapping_rows=True)
    assert table.turned.cell("b", "a") == 3
    assert (table.turned.row_total("b"), table.turned.overlapping_columns) == (4, True)
    assert table.turned.turned == table


def test_points_are_borda_s():
    # Three rankings of three choices: a b c, a c b, b a.
    counts = {("a", 1): 2, ("b", 1): 1, ("b", 2): 1, ("c", 2): 1, ("a", 2): 1, ("c", 3): 1, ("b", 3): 1}
    found = {each.value.value: each for each in places([A, B, Value("c", "C")], counts)}
    assert {name: each.points for name, each in found.items()} == {"a": 3 + 3 + 2, "b": 2 + 1 + 3, "c": 1 + 2}
    assert {name: each.first for name, each in found.items()} == {"a": 2, "b": 1, "c": 0}
    assert [each.value.value for each in places([A, B], {})] == ["a", "b"]


def test_what_is_among_the_first_three_of_many():
    [first, *_others] = places([Value(str(n), str(n)) for n in range(5)], {("0", 1): 4, ("0", 3): 2, ("0", 5): 7})
    assert (first.first, first.three, first.placed, first.points) == (4, 6, 13, 4 * 5 + 2 * 3 + 7)


@given(st.lists(st.integers(-50, 5000) | st.floats(-1e6, 1e6).map(lambda x: round(x, 2)), min_size=1, max_size=40))
def test_numbers_in_short_are_those_of_the_statistics_module(given_numbers):
    counts: dict[float, int] = {}
    for number in map(float, given_numbers):
        counts[number] = counts.get(number, 0) + 1
    found = numbers(counts)
    expected = sorted(map(float, given_numbers))
    assert found.n == len(expected)
    assert found.mean == pytest.approx(statistics.fmean(expected), abs=1e-6)
    assert found.median == pytest.approx(statistics.median(expected))
    assert (found.least, found.most) == (expected[0], expected[-1])
    if found.n > 1:
        assert found.sd == pytest.approx(statistics.stdev(expected), rel=1e-6, abs=1e-6)
    assert sum(each.count for each in found.bins) == found.n
    assert found.bins[0].low <= expected[0]
    assert found.bins[-1].high >= expected[-1] - 1e-6 * abs(expected[-1])


def test_a_few_whole_numbers_have_a_column_each_and_many_are_between_round_ones():
    assert [(each.low, each.count) for each in numbers({1: 2, 3: 1}).bins] == [(1, 2), (2, 0), (3, 1)]
    many = numbers({float(n): 1 for n in range(100)})
    assert {round(each.high - each.low, 6) for each in many.bins} == {20}
    assert numbers({}).n == 0
