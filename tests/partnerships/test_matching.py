"""Matches: exact, explained by parts that sum to the score, and wishes on top."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sarai.partnerships.rules import (
    NOBODY,
    PARTS,
    Pairs,
    Partners,
    Seekers,
    Weights,
    best_of,
    parts,
    ranked,
    scores,
    third_party,
)

THEMES, LANGUAGES, REGIONS = 7, 6, 5


def world(seed: int, cities: int = 40, partners: int = 60) -> tuple[Seekers, Partners, Pairs]:
    """A small world of invented cities; parts of it are equal, so that ties come about."""
    random = np.random.default_rng(seed)

    def shares(rows: int, columns: int) -> np.ndarray:
        return np.round(random.random((rows, columns)) * (random.random((rows, columns)) < 0.4), 1)

    def told(number: int) -> np.ndarray:
        found = np.column_stack([random.integers(0, cities, number), random.integers(0, partners, number)])
        return np.unique(found, axis=0)

    wished, peers = told(50), told(60)
    asked = np.unique(np.vstack([wished[::5], told(20)]), axis=0)
    return (
        Seekers(*(shares(cities, THEMES) for _side in range(3)), shares(cities, LANGUAGES), shares(cities, REGIONS)),
        Partners(
            *(shares(partners, THEMES) for _part in range(4)),
            shares(partners, LANGUAGES), shares(partners, REGIONS), shares(partners, 1),
        ),
        Pairs(wished, asked, peers, random.random(len(peers)), told(80)),
    )  # fmt: skip


@settings(deadline=None)
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
        for partner, why in enumerate(parts(seekers, partners, Weights(), pairs, city=city, among=range(60))):
            if np.isfinite(every[city, partner]):
                assert sum(value.sum() for value in why.values()) == pytest.approx(every[city, partner])


def test_who_wish_for_each_other_come_first_and_nobody_is_proposed_to_themselves():
    cities = 30
    random = np.random.default_rng(3)
    needs, offers = random.random((cities, THEMES)), random.random((cities, THEMES))
    none = np.zeros((cities, 1))
    nothing = np.zeros_like(needs)
    seekers = Seekers(needs, nothing, nothing, none, none)
    partners = Partners(offers, nothing, nothing, nothing, none, none, none)
    itself = np.column_stack([np.arange(cities)] * 2)
    each = np.array([[4, 9], [9, 4]])
    chosen, _found = ranked(
        seekers, partners, Weights(wish=20, mutual=20), Pairs(wished=each, asked=each, closed=itself), best=5
    )
    assert (chosen[4, 0], chosen[9, 0]) == (9, 4)
    assert not (chosen == np.arange(cities)[:, None]).any()


def test_a_part_without_weight_changes_nothing():
    seekers, partners, pairs = world(5)
    only = Weights(**dict.fromkeys(PARTS, 0) | {"needs": 3})
    every = scores(seekers, partners, only, Pairs())
    assert np.allclose(every, 3 * seekers.needs @ partners.offers.T)
    assert all(set(why) <= {"needs"} for why in parts(seekers, partners, only, pairs, city=0, among=range(60)))


@pytest.mark.parametrize("weight", [-0.1, float("nan"), float("inf")])
def test_a_weight_is_a_number_from_0_on(weight):
    with pytest.raises(ValueError, match="wish: a weight"):
        Weights(wish=weight)


def test_of_one_city_the_scores_are_those_among_all():
    seekers, partners, pairs = world(7)
    every = scores(seekers, partners, Weights(), pairs)
    for city in range(40):
        assert np.allclose(scores(seekers.only(city), partners, Weights(), pairs.of(city)), every[city])


def test_mutual_are_those_who_named_each_other():
    pairs = Pairs(wished=np.array([[0, 1], [2, 3], [4, 11]]), asked=np.array([[2, 3], [5, 1], [4, 11], [3, 2]]))
    assert pairs.mutual.tolist() == [[2, 3], [4, 11]]
    assert Pairs().mutual.shape == (0, 2)


def test_the_best_of_a_row_leave_out_who_is_never_proposed():
    row = np.array([1.0, -np.inf, 3.0, 1.0, 0.0])
    assert best_of(row, 3).tolist() == [2, 0, 3]
    assert best_of(row, 10).tolist() == [2, 0, 3, 4]


def test_the_third_party_is_who_has_most_in_the_theme():
    _seekers, partners, _pairs = world(9)
    strength = 3 * partners.offers[:, 2] + 1.5 * partners.practices[:, 2] + 0.5 * partners.outcomes[:, 0]
    strength[(partners.offers[:, 2] == 0) & (partners.practices[:, 2] == 0)] = -1
    among = np.arange(30, 60)
    first = 30 + int(strength[30:].argmax())
    assert third_party(partners, Weights(), 2, among=among) == first
    strength[first] = -1
    second = 30 + int(strength[30:].argmax())
    assert third_party(partners, Weights(), 2, among=among, without=np.array([first])) == second
    nobody = np.nonzero((partners.offers[:, 2] == 0) & (partners.practices[:, 2] == 0))[0]
    assert third_party(partners, Weights(), 2, among=nobody) == NOBODY


def test_what_counts_is_what_cities_said_and_did_and_nothing_of_anybodys_person():
    assert set(PARTS) == {
        "needs", "practices", "alone", "priorities", "languages", "regions", "outcomes", "peers", "wish", "asked",
        "mutual",
    }  # fmt: skip
    assert set(Seekers.__dataclass_fields__) == {"needs", "priorities", "free", "languages", "regions"}
    assert set(Partners.__dataclass_fields__) == {
        "offers", "practices", "priorities", "free", "languages", "regions", "outcomes",
    }  # fmt: skip
    assert set(Pairs.__dataclass_fields__) == {"wished", "asked", "peers", "peering", "closed"}
