"""What stretches of watching come to."""

from hypothesis import given
from hypothesis import strategies as st

from sarai.exchanges.beats import held_to_clock, merged, seconds_between, stretches_of, text_of

stretches = st.dictionaries(st.integers(0, 99), st.tuples(st.integers(0, 5000), st.integers(0, 5000)), max_size=20)


def test_the_longer_of_a_stretch_holds():
    assert merged({1: (0, 30)}, {1: (0, 20), 2: (40, 5)}) == {1: (0, 30), 2: (40, 5)}
    assert merged({1: (0, 30)}, {1: (0, 60)}) == {1: (0, 60)}


def test_no_more_is_claimed_than_the_clock_allows():
    assert held_to_clock({1: (0, 10_000)}, 60) == {1: (0, 65)}
    assert held_to_clock({1: (500, 100)}, 60) == {}
    assert held_to_clock({1: (0, 50), 2: (10, 50), 3: (20, 10)}, 100) == {1: (0, 50), 2: (50, 10)}


def test_seconds_count_within_bounds():
    said = {1: (0, 100), 2: (200, 100)}
    assert seconds_between(said, 50, 250) == 100
    assert seconds_between(said, 100, 200) == 0


@given(stretches, stretches)
def test_beats_in_another_order_twice_or_not_at_all_come_to_the_same(one, two):
    last = merged(one, two)
    assert merged(merged(last, one), last) == last


@given(stretches, st.integers(0, 6000))
def test_what_is_kept_never_overlaps_and_fits(said, elapsed):
    kept = held_to_clock(said, elapsed)
    ends = 0
    for began, lasted in kept.values():
        assert began >= ends and lasted > 0
        ends = began + lasted
    assert ends <= elapsed + 5
    assert stretches_of(text_of(kept)) == kept
    assert held_to_clock(kept, elapsed) == kept
