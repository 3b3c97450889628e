"""What the public may work out of a table that keeps small counts back: an attacker who tries every table there is."""

from __future__ import annotations

from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sarai.surveys.tables.shapes import NOTHING, Crosstab, Hidden, Numbers, Place, Value, numbers
from sarai.surveys.tables.suppression import numbers_shown, ranking_shown, suppressed

LEAST = 3  # smaller than on the site, so that every table there is can be tried


def table(counts: list[list[int]], **how: bool) -> Crosstab:
    """A table of these counts, whose last row and column are of those who gave no answer."""
    rows = [str(n) for n in range(len(counts) - 1)] + [NOTHING]
    columns = [str(n) for n in range(len(counts[0]) - 1)] + [NOTHING]
    cells = {(row, column): counts[r][c] for r, row in enumerate(rows) for c, column in enumerate(columns)}
    return Crosstab(
        rows=tuple(Value(row, row) for row in rows),
        columns=tuple(Value(column, column) for column in columns),
        cells=cells,
        row_totals={row: sum(cells[row, column] for column in columns) for row in rows},
        column_totals={column: sum(cells[row, column] for row in rows) for column in columns},
        total=sum(map(sum, counts)),
        **how,
    )


def could_be(shown, most: int, beside) -> list[int]:
    """The counts that a shown count might be, for one who knows how they are hidden: what is kept beside small counts
    is not small itself."""
    if shown is Hidden.SMALL:
        return list(range(1, LEAST))
    if shown is Hidden.KEPT:
        return list(range(LEAST if Hidden.SMALL in beside else 0, most + 1))
    return [shown]


def worlds(shown: Crosstab):
    """Every table that agrees with what is shown: a row at a time, then the columns."""
    total, beside = shown.total, set(shown.cells.values())
    options = []
    for row in shown.rows:
        margins = set(could_be(shown.row_total(row.value), total, set(shown.row_totals.values())))
        cells = [could_be(shown.cell(row.value, column.value), total, beside) for column in shown.columns]
        options.append([each for each in product(*cells) if sum(each) in margins])
    beside = set(shown.column_totals.values())
    sums = [set(could_be(shown.column_total(column.value), total, beside)) for column in shown.columns]
    for world in product(*options):
        columns = zip(map(sum, zip(*world, strict=True)), sums, strict=True)
        if sum(map(sum, world)) == total and all(number in allowed for number, allowed in columns):
            yield world


@settings(max_examples=150, deadline=None)
@given(st.lists(st.lists(st.sampled_from([0, 0, 1, 2, 3, 4, 6]), min_size=3, max_size=3), min_size=2, max_size=3))
def test_no_small_count_can_be_worked_out(counts):
    whole = table(counts)
    if whole.total < LEAST:
        return
    shown = suppressed(whole, LEAST)
    seen: dict[tuple[int, int], set[int]] = {}
    for world in worlds(shown):
        for r, row in enumerate(world):
            for c, count in enumerate(row):
                seen.setdefault((r, c), set()).add(count)
    for r, row in enumerate(whole.rows):
        for c, column in enumerate(whole.columns):
            assert counts[r][c] in seen[r, c]  # what is shown is true
            if 0 < counts[r][c] < LEAST:
                assert isinstance(shown.cell(row.value, column.value), Hidden)
                assert len(seen[r, c]) > 1, (counts, shown)


@given(st.lists(st.integers(0, 9), min_size=2, max_size=6))
def test_one_line_never_hides_one_small_count_alone(counts):
    one = table([[count] for count in counts])
    one = Crosstab(one.rows, (), {}, one.row_totals, {}, one.total)
    if one.total < LEAST:
        return
    shown = suppressed(one, LEAST)
    hidden = [value for value in shown.rows if isinstance(shown.row_total(value.value), Hidden)]
    small = [count for count in counts if 0 < count < LEAST]
    assert (len(hidden) != 1) or len([count for count in counts if count]) == 1
    assert len(hidden) >= len(small)


def test_the_margin_does_not_give_a_small_count_away():
    shown = suppressed(table([[1, 20, 0], [30, 40, 0], [0, 0, 0]]), LEAST)
    assert shown.cell("0", "0") is Hidden.SMALL
    assert shown.cell("0", "1") is Hidden.KEPT
    assert shown.cell("1", "0") is Hidden.KEPT
    assert shown.cell("1", "1") is Hidden.KEPT
    assert (shown.row_total("0"), shown.column_total("0"), shown.total) == (21, 31, 91)


def test_a_table_of_large_counts_and_of_none_is_shown_whole():
    whole = table([[5, 0, 3], [7, 9, 0], [0, 0, 0]])
    assert suppressed(whole, LEAST) == whole


def test_nothing_is_shown_of_a_few():
    shown = suppressed(table([[1, 0], [1, 0]]), LEAST)
    assert shown.total is Hidden.SMALL
    assert set(shown.cells.values()) == {Hidden.KEPT}


def test_what_overlaps_is_covered_where_it_is_small_and_where_its_row_tells_it():
    whole = Crosstab(
        rows=(Value("a", "a"), Value("b", "b"), Value(NOTHING, "none")),
        columns=(Value("x", "x"), Value("y", "y")),
        cells={("a", "x"): 1, ("a", "y"): 9, ("b", "x"): 8, ("b", "y"): 7, (NOTHING, "x"): 0, (NOTHING, "y"): 0},
        row_totals={"a": 10, "b": 15, NOTHING: 0},
        column_totals={"x": 8, "y": 10},
        total=18,
        overlapping_rows=True,
    )
    shown = suppressed(whole, LEAST)
    assert (shown.cell("a", "x"), shown.cell("a", "y")) == (Hidden.SMALL, Hidden.KEPT)
    assert (shown.cell("b", "x"), shown.row_total("a")) == (8, 10)


@pytest.mark.parametrize("rows", [3, 40])
def test_a_wide_table_is_not_slow_to_cover(rows):
    counts = [[(7 * r + 3 * c) % 11 for c in range(30)] for r in range(rows)]
    shown = suppressed(table(counts), 5)
    assert all(
        isinstance(shown.cell(row.value, column.value), Hidden) == (0 < counts[r][c] < 5)
        or shown.cell(row.value, column.value) is Hidden.KEPT
        for r, row in enumerate(shown.rows)
        for c, column in enumerate(shown.columns)
    )


def place(name: str, first: int, placed: int) -> Place:
    return Place(Value(name, name), first=first, three=placed, placed=placed, points=placed)


def test_a_choice_that_few_ranked_is_not_covered_alone():
    shown = ranking_shown([place("a", 9, 20), place("b", 4, 9), place("c", 1, 5)], LEAST)
    assert [one is None for one in shown] == [False, True, True]
    assert None not in ranking_shown([place("a", 9, 20), place("b", 0, 9)], LEAST)


def test_numbers_of_few_are_not_told_and_nobody_s_own_is():
    found = {"x": numbers({1: 4, 9: 6}), "y": numbers({2: 2}), "z": numbers({5: 30})}
    shown = numbers_shown(found, {"x": 10, "y": 2, "z": 30}, LEAST)
    assert (shown["y"], shown["x"]) == (Numbers(None), Numbers(None))
    assert (shown["z"].mean, shown["z"].n, shown["z"].least, shown["z"].most) == (5, 30, None, None)
    assert numbers_shown({"": numbers({5: 30})}, {"": 31}, LEAST)[""].n is None
