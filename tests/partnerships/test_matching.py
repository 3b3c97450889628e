"""Matches: exact, explained by parts that sum to the score, and wishes on top."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sarai.partnerships.rules import Pairs, Partners, Seekers, Weights, parts, ranked, scores
from sarai.partnerships.rules.matching import NOBODY

THEMES, LANGUAGES, REGIONS = 7, 6, 5


def world(seed: int, cities: int = 40, partners: int = 60) -> tuple[Seekers, Partners, Pairs]:
    """A small world of invented cities; parts of it are equal, so that ties come about."""
    random = np.random.default_rng(seed)

    def shares(rows: int, columns: int) -> np.ndarray:
        return np.round(random.random((rows, columns)) * (random.random((rows, columns)) < 0.4), 1)

    def told(number: int) -> np.ndarray:
        found = np.column_stack([random.integers(0, cities, number), random.integers(0, partners, number)])
        return np.unique(found, axis=0)

    wished = told(50)
    return (
        Seekers(
            shares(cities, THEMES), shares(cities, THEMES), shares(cities, LANGUAGES), shares(cities, REGIONS)
        ),
        Partners(
            *(shares(partners, THEMES) for _part in range(3)),
            shares(partners, LANGUAGES), shares(partners, REGIONS), shares(partners, 1),
        ),
        Pairs(wished, wished[::5], told(80)),
    )  # fmt: skip


@given(seed=st.integers(0, 10_000), best=st.integers(1, 70))
def test_the_best_are_those_that_looking_at_every_pair_finds(seed, best):
    seekers, partners, pairs = world(seed)
    every = scores(seekers, partners, Weights(), pairs)
    chosen, found = ranked(seekers, partners, Weights(), pairs, best=best)
    width = min(best, every.shape[1])
    reference = -np.sort(-every, axis=1)[:, :width]
    assert np.allclose(found[:, :width], reference)
    there = chosen != NOBODY
    rows = np.nonzero(there)[0]
    assert np.allclose(every[rows, chosen[there]], found[there])
    assert all(len(set(row[row != NOBODY])) == (row != NOBODY).sum() for row in chosen)


def test_parts_are_the_whole_score():
    seekers, partners, pairs = world(1)
    every = scores(seekers, partners, Weights(), pairs)
    for city in range(0, 40, 7):
        for partner in range(60):
            why = parts(seekers, partners, Weights(), pairs, city=city, partner=partner)
            if np.isfinite(every[city, partner]):
                assert sum(value.sum() for value in why.values()) == pytest.approx(every[city, partner])


def test_who_wish_for_each_other_come_first_and_nobody_is_proposed_to_themselves():
    cities = 30
    random = np.random.default_rng(3)
    needs, offers = random.random((cities, THEMES)), random.random((cities, THEMES))
    none = np.zeros((cities, 1))
    seekers = Seekers(needs, np.zeros_like(needs), none, none)
    partners = Partners(offers, np.zeros_like(offers), np.zeros_like(offers), none, none, none)
    itself = np.column_stack([np.arange(cities)] * 2)
    each = np.array([[4, 9], [9, 4]])
    chosen, _found = ranked(
        seekers, partners, Weights(wish=20, mutual=20), Pairs(wished=each, mutual=each, closed=itself), best=5
    )
    assert (chosen[4, 0], chosen[9, 0]) == (9, 4)
    assert not (chosen == np.arange(cities)[:, None]).any()


def test_a_part_without_weight_changes_nothing():
    seekers, partners, pairs = world(5)
    only = Weights(practices=0, priorities=0, languages=0, regions=0, outcomes=0, wish=0, mutual=0)
    every = scores(seekers, partners, only, Pairs())
    assert np.allclose(every, 3 * seekers.needs @ partners.offers.T)
    why = parts(seekers, partners, only, pairs, city=0, partner=0)
    assert set(why) <= {"needs"}


@pytest.mark.parametrize("weight", [-0.1, float("nan"), float("inf")])
def test_a_weight_is_a_number_from_0_on(weight):
    with pytest.raises(ValueError, match="wish: a weight"):
        Weights(wish=weight)
