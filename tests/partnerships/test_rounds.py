"""Who meets whom in a round: as good as trying everything, never worse than taking the best pair first."""

from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sarai.partnerships.rules import rounds
from sarai.partnerships.rules.rounds import FULL, HOURS, IN_TOUCH, NO_TIME, NOBODY_OFFERS, best_pairs, plan, uncovered

SEEDS = st.integers(0, 100_000)


def worth(values, pairs):
    return float(sum(values[one, other] for one, other in pairs))


def within(pairs, most):
    """Whether nobody is in more pairs than they may be (most: of the ones, of the others)."""
    return all(
        sum(pair[side] == who for pair in pairs) <= most[side][who]
        for side in (0, 1)
        for who in {p[side] for p in pairs}
    )


def by_trying(values, most):
    """The worth of the best pairs, by trying every set of them."""
    every = [pair for pair in np.ndindex(*values.shape) if values[pair] > 0]
    sets = (some for size in range(len(every) + 1) for some in combinations(every, size))
    return max(worth(values, some) for some in sets if within(some, most))


def greedy(values, most):
    """The best pair first, then the best of the rest."""
    left, found = [list(side) for side in most], []
    for one, other in sorted(np.ndindex(*values.shape), key=lambda pair: -values[pair]):
        if values[one, other] > 0 and left[0][one] and left[1][other]:
            left[0][one], left[1][other] = left[0][one] - 1, left[1][other] - 1
            found.append((one, other))
    return found


def some_values(random, *shape, share=0.7):
    return np.round(random.random(shape) * (random.random(shape) < share), 2)


@given(seed=SEEDS)
@settings(max_examples=40, deadline=None)
def test_the_best_pairs_are_what_trying_everything_finds(seed):
    random = np.random.default_rng(seed)
    values = some_values(random, 3, 3)
    most = random.integers(0, 3, (2, 3))
    pairs = best_pairs(values, *most)
    assert within(pairs.tolist(), most)
    assert worth(values, pairs) == pytest.approx(by_trying(values, most))


@given(seed=SEEDS)
@settings(max_examples=25, deadline=None)
def test_never_worse_than_the_best_pair_first(seed):
    random = np.random.default_rng(seed)
    values = some_values(random, *random.integers(1, 30, 2))
    most = [random.integers(0, 5, size) for size in values.shape]
    pairs = best_pairs(values, *most)
    assert within(pairs.tolist(), most)
    assert worth(values, pairs) >= worth(values, greedy(values, most)) - 1e-6
    assert (values[pairs[:, 0], pairs[:, 1]] > 0).all()


def test_more_pairs_are_not_worth_more_than_good_ones():
    values = np.array([[10.0, 1.0], [1.0, 0.0]])
    assert best_pairs(values, np.array([1, 1]), np.array([1, 1])).tolist() == [[0, 0]]
    assert best_pairs(np.zeros((2, 2)), np.array([1, 1]), np.array([1, 1])).shape == (0, 2)


# --- With times


def a_round(seed, size=5, times=3, groups=True):
    random = np.random.default_rng(seed)
    values = some_values(random, size, size)
    values = np.triu(values, 1) + np.triu(values, 1).T
    across = ["a"] * (size // 2) + ["b"] * (size - size // 2) if groups else [""] * size
    return values, int(random.integers(1, 4)), across, random.random((size, times)) < 0.7


def best_plan_by_trying(values, capacity, across, awake):
    """The worth of the best plan, by trying every way to fill the times one after another."""
    size, times = awake.shape
    pairs = [
        (one, other)
        for one, other in combinations(range(size), 2)
        if values[one, other] > 0 and (across[one] == "" or across[one] != across[other])
    ]

    def best(time, left, used):
        if time == times:
            return 0.0
        found = 0.0
        free = [p for p in pairs if p not in used and awake[p[0], time] and awake[p[1], time]]
        for count in range(size // 2 + 1):
            for some in combinations(free, count):
                who = [one for pair in some for one in pair]
                if len(set(who)) == len(who) and all(left[one] for one in who):
                    after = tuple(number - (one in who) for one, number in enumerate(left))
                    found = max(found, worth(values, some) + best(time + 1, after, used | set(some)))
        return found

    return best(0, (capacity,) * size, frozenset())


@pytest.mark.parametrize("groups", [True, False])
@given(seed=SEEDS)
@settings(max_examples=20, deadline=None)
def test_a_plan_is_what_trying_everything_finds(groups, seed):
    values, capacity, across, awake = a_round(seed, size=4, groups=groups)
    found = plan(values, capacity, across=across, awake=awake)
    assert found.is_best
    assert worth(values, found.meetings[:, :2]) == pytest.approx(best_plan_by_trying(values, capacity, across, awake))


@given(seed=SEEDS, groups=st.booleans(), size=st.integers(2, 16), times=st.integers(0, 5))
@settings(max_examples=30, deadline=None)
def test_what_every_plan_keeps(seed, groups, size, times):
    values, capacity, across, awake = a_round(seed, size, times, groups)
    assert kept(plan(values, capacity, across=across, awake=awake).meetings, values, capacity, across, awake)


def kept(meetings, values, capacity, across, awake):
    """Whether nobody meets too often, the same twice, two at once, who is asleep, or who is worth nothing to them."""
    size, times = awake.shape
    who = meetings[:, :2]
    assert np.bincount(who.ravel(), minlength=size).max(initial=0) <= capacity
    assert len({tuple(sorted(pair)) for pair in who.tolist()}) == len(who)
    for one, other, time in meetings.tolist():
        assert values[one, other] > 0
        assert across[one] == "" or across[one] != across[other]
        assert time == NO_TIME if not times else awake[one, time] and awake[other, time]
    busy = [(one, time) for *pair, time in meetings.tolist() for one in pair]
    assert not times or len(set(busy)) == len(busy)
    return True


def test_of_too_many_to_look_at_all_it_is_said_that_there_may_be_better(monkeypatch):
    values, _capacity, across, awake = a_round(3, size=12, times=3)
    best = plan(values, 4, across=across, awake=awake)
    monkeypatch.setattr(rounds, "MOST_TOGETHER", 30)
    found = plan(values, 4, across=across, awake=awake)
    assert (best.is_best, found.is_best) == (True, False)
    assert kept(found.meetings, values, 4, across, awake)
    assert 0 < worth(values, found.meetings[:, :2]) <= worth(values, best.meetings[:, :2])


# --- What is left


def test_why_a_need_is_not_covered():
    # 0 needs everything; 1 offers theme 1, 2 (in touch with it) theme 2, 3 (asleep then) theme 3, 4 theme 4.
    needs, offers = np.zeros((5, 5), bool), np.eye(5, dtype=bool)
    needs[0], offers[0] = True, False
    closed, awake = np.zeros((5, 5), bool), np.ones((5, 1), bool)
    closed[0, 2] = closed[2, 0] = True
    awake[3] = False
    left = uncovered(needs, offers, across=["a", "b", "b", "b", "b"], closed=closed, awake=awake,
                     meetings=np.array([[0, 1, 0]]))  # fmt: skip
    assert left == [(0, 0, NOBODY_OFFERS), (0, 2, IN_TOUCH), (0, 3, HOURS), (0, 4, FULL)]


def test_who_is_in_the_same_group_does_not_help():
    needs, offers = np.array([[True], [False]]), np.array([[False], [True]])
    nothing, awake = np.zeros((2, 2), bool), np.ones((2, 0), bool)
    none = np.empty((0, 3), np.intp)
    for across, why in ((["a", "a"], NOBODY_OFFERS), (["", ""], FULL)):
        assert uncovered(needs, offers, across=across, closed=nothing, awake=awake, meetings=none) == [(0, 0, why)]


@given(seed=SEEDS)
@settings(max_examples=20, deadline=None)
def test_full_is_full(seed):
    """Who is told that no meeting was left is full, or whoever could help is, or they are never free at once."""
    random = np.random.default_rng(seed)
    size, themes, times = 8, 3, 3
    needs, offers = random.random((size, themes)) < 0.5, random.random((size, themes)) < 0.4
    values = (needs.astype(float) @ offers.T) * (1 - np.eye(size))
    values, capacity = values + values.T, 2
    across, awake = [""] * size, random.random((size, times)) < 0.7
    found = plan(values, capacity, across=across, awake=awake)
    left = uncovered(needs, offers, across=across, closed=np.zeros((size, size), bool), awake=awake,
                     meetings=found.meetings)  # fmt: skip
    number = np.bincount(found.meetings[:, :2].ravel(), minlength=size)
    busy = np.zeros((size, times), bool)
    for one, other, time in found.meetings.tolist():
        busy[[one, other], time] = True
    for who, theme, why in left:
        for other in np.nonzero(offers[:, theme])[0]:
            if why == FULL and other != who and number[who] < capacity and number[other] < capacity:
                assert not (awake[who] & awake[other] & ~busy[who] & ~busy[other]).any()
