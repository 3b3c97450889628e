"""Which partners fit a city best, and by what: a sum of parts, each of which can be shown as a reason.

All that is known of one side alone makes a vector, so that the score of every pair is an inner product; what is known
of a pair (that they wish for each other, that nothing is to be proposed) is put on top. Rankings are exact: every pair
is looked at.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, fields, replace

import numpy as np
from numpy.typing import NDArray
from sklearn.neighbors import NearestNeighbors

Matrix = NDArray[np.float64]
Numbers = NDArray[np.intp]
NOBODY = -1
_NO_NUMBERS: Numbers = np.empty(0, np.intp)


@dataclass(frozen=True, slots=True)
class Weights:
    """How much each part counts; 0 leaves it out. Everybody may see and change them. Raises ValueError for one below 0:
    who is wished for is not thereby worse, and rankings rest on that."""

    needs: float = 3.0  # what one needs and the other offers
    practices: float = 1.5  # … and has shown that it can do
    alone: float = 0.5  # … in which neither has a partner yet
    priorities: float = 1.0  # both need the same most
    languages: float = 0.5  # they speak the same
    regions: float = 0.25  # they are neighbours
    outcomes: float = 0.5  # what partnerships of the other came to so far
    peers: float = 1.0  # cities of the same country have named the partner
    wish: float = 2.0  # the city has named the partner
    asked: float = 1.0  # the partner has named the city
    mutual: float = 1.0  # … and each the other

    def __post_init__(self) -> None:
        for one in fields(self):
            if not 0 <= getattr(self, one.name) < float("inf"):
                raise ValueError(f"{one.name}: a weight is a number from 0 on")

    @property
    def propose(self) -> bool:
        """Whether any part counts that can be a reason by itself; without one, nobody is proposed."""
        return any(getattr(self, part) for part in PARTS if part not in GENERAL)

    def general(self, counts: bool) -> Weights:
        """The same of the parts in GENERAL alone, or of all others."""
        return replace(self, **{part: 0.0 for part in PARTS if (part in GENERAL) != counts})


PARTS = tuple(one.name for one in fields(Weights))
GENERAL = ("languages", "regions", "outcomes")  # what alone is no reason to write to somebody


@dataclass(frozen=True, slots=True)
class Seekers:
    """Cities that look for partners, a row each: from 0 to 1 by theme, language and region."""

    needs: Matrix  # cities × themes: shares of what is said in a city, a row of 1 at most
    priorities: Matrix  # cities × themes: what comes first, a row of length 1 at most
    free: Matrix  # cities × themes: 1 where it has no partner in the theme yet
    languages: Matrix  # cities × languages
    regions: Matrix  # cities × regions

    def only(self, city: int) -> Seekers:
        """The same of one city."""
        return Seekers(*(getattr(self, one.name)[city : city + 1] for one in fields(self)))


@dataclass(frozen=True, slots=True)
class Partners:
    """Cities and institutions that may help, a row each, in the same themes, languages and regions."""

    offers: Matrix
    practices: Matrix
    priorities: Matrix
    free: Matrix
    languages: Matrix
    regions: Matrix
    outcomes: Matrix  # one column: from 0 to 1, how far their partnerships came

    def only(self, these: Sequence[int]) -> Partners:
        """The same of some of them."""
        return Partners(*(getattr(self, one.name)[list(these)] for one in fields(self)))


def _none() -> Numbers:
    return np.empty((0, 2), np.intp)


@dataclass(frozen=True, slots=True)
class Pairs:
    """What is known of pairs: rows of (number of the city, number of the partner), each pair once.

    `peering` says of each of `peers`, from 0 to 1, how many people of the country have named the partner, against the
    one whom most have. `closed` are never proposed: a city to itself, who are partners already, who declined.
    """

    wished: Numbers = field(default_factory=_none)
    asked: Numbers = field(default_factory=_none)
    peers: Numbers = field(default_factory=_none)
    peering: Matrix = field(default_factory=lambda: np.empty(0))
    closed: Numbers = field(default_factory=_none)

    def of(self, city: int) -> Pairs:
        """The same of one city, which is number 0 then."""

        def its(pairs: Numbers) -> Numbers:
            found = pairs[pairs[:, 0] == city].copy()
            found[:, 0] = 0
            return found

        peering = self.peering[self.peers[:, 0] == city]
        return Pairs(its(self.wished), its(self.asked), its(self.peers), peering, its(self.closed))

    @property
    def mutual(self) -> Numbers:
        """Who have named each other."""
        width = 1 + max((int(pairs[:, 1].max()) for pairs in (self.wished, self.asked) if len(pairs)), default=0)
        ours, theirs = (pairs[:, 0] * width + pairs[:, 1] for pairs in (self.wished, self.asked))
        return self.wished[np.isin(ours, theirs)]


def _sides(seekers: Seekers, partners: Partners, weights: Weights) -> dict[str, tuple[Matrix, Matrix]]:
    """Of every part that one side alone makes: what the city brings, weighted, and what the partner does."""
    always = np.ones((len(seekers.needs), 1))
    return {
        "needs": (weights.needs * seekers.needs, partners.offers),
        "practices": (weights.practices * seekers.needs, partners.practices),
        "alone": (weights.alone * seekers.needs * seekers.free, partners.offers * partners.free),
        "priorities": (weights.priorities * seekers.priorities, partners.priorities),
        "languages": (weights.languages * seekers.languages, partners.languages),
        "regions": (weights.regions * seekers.regions, partners.regions),
        "outcomes": (weights.outcomes * always, partners.outcomes),
    }


def _told(pairs: Pairs, weights: Weights) -> dict[str, tuple[Numbers, Matrix]]:
    """Of every part that is known of pairs: which pairs, and how much it adds to each."""
    mutual = pairs.mutual
    return {
        "peers": (pairs.peers, weights.peers * pairs.peering),
        "wish": (pairs.wished, np.full(len(pairs.wished), weights.wish)),
        "asked": (pairs.asked, np.full(len(pairs.asked), weights.asked)),
        "mutual": (mutual, np.full(len(mutual), weights.mutual)),
    }


def scores(seekers: Seekers, partners: Partners, weights: Weights, pairs: Pairs) -> Matrix:
    """The score of every pair (cities × partners), -inf where nothing is to be proposed. For one city (`only`, `of`),
    for small worlds, and as what `ranked` is held to: it takes the memory of all pairs."""
    found = np.zeros((len(seekers.needs), len(partners.offers)))
    for part, (one, other) in _sides(seekers, partners, weights).items():
        if getattr(weights, part):
            found += np.einsum("nd,md->nm", one, other)  # not @: its threads cost more than one city's products do
    for told, adds in _told(pairs, weights).values():
        found[told[:, 0], told[:, 1]] += adds
    found[pairs.closed[:, 0], pairs.closed[:, 1]] = -np.inf
    return found


def best_of(row: Matrix, number: int) -> Numbers:
    """Which of a row of scores are the best, the best first; of equals the lower number comes first. Those that are
    never proposed (-inf) are not among them."""
    there = np.nonzero(~np.isneginf(row))[0]
    order: Numbers = there[np.lexsort((there, -row[there]))][:number]
    return order


def ranked(
    seekers: Seekers, partners: Partners, weights: Weights, pairs: Pairs, *, best: int = 10
) -> tuple[Numbers, Matrix]:
    """The `best` partners of every city, the best first, and their scores: both cities × best. Where there are fewer,
    the rest is NOBODY with -inf. Of equal scores the lower number comes first; which of those that are as good as the
    last is still named is not said.

    Inner products are ranked by scikit-learn's exact search for the nearest, which is several times as quick as all of
    them at once: with one more coordinate √(M − |b|²), where M is the largest |b|², the nearest is who has the largest
    product (Bachrach et al. 2014, https://doi.org/10.1145/2645710.2645741). A pair's own parts only add to its score,
    so whoever is among the best is among the nearest, or somebody has named them.
    """
    sides = _sides(seekers, partners, weights).values()
    ours, theirs = (np.hstack(side) for side in zip(*sides, strict=True))
    told = _told(pairs, weights)
    number, most_closed = len(theirs), _most(pairs.closed, len(ours))
    near = _nearest(ours, theirs, min(number, best + most_closed))
    named = (_beside(those, len(ours), _most(those, len(ours))) for those, _adds in told.values())
    looked_at = np.sort(np.hstack([near, *named]))
    looked_at[:, 1:][looked_at[:, 1:] == looked_at[:, :-1]] = NOBODY  # each once
    found = np.einsum("nd,nkd->nk", ours, theirs[looked_at])
    for those, adds in told.values():
        found += _added(looked_at, those, adds, number)
    closed = _added(looked_at, pairs.closed, np.ones(len(pairs.closed)), number) > 0
    found[(looked_at == NOBODY) | closed] = -np.inf
    order = np.lexsort((np.where(looked_at == NOBODY, number, looked_at), -found), axis=1)[:, :best]
    found, chosen = np.take_along_axis(found, order, 1), np.take_along_axis(looked_at, order, 1)
    return np.where(np.isneginf(found), NOBODY, chosen), found


def _nearest(ours: Matrix, theirs: Matrix, number: int) -> Numbers:
    lengths = (theirs**2).sum(axis=1)
    rest = np.sqrt(np.maximum(lengths.max() - lengths, 0))
    search = NearestNeighbors(n_neighbors=number, algorithm="brute").fit(np.column_stack([theirs, rest]))
    found: Numbers = search.kneighbors(np.column_stack([ours, np.zeros(len(ours))]), return_distance=False)
    return found


def _most(pairs: Numbers, cities: int) -> int:
    return int(np.bincount(pairs[:, 0], minlength=cities).max()) if len(pairs) else 0


def _beside(pairs: Numbers, cities: int, width: int) -> Numbers:
    """The partners of each city's pairs, a row for each city, with NOBODY where it has fewer."""
    found = np.full((cities, width), NOBODY, np.intp)
    ordered = pairs[np.argsort(pairs[:, 0], kind="stable")]
    first = np.searchsorted(ordered[:, 0], ordered[:, 0])
    found[ordered[:, 0], np.arange(len(ordered)) - first] = ordered[:, 1]
    return found


def _added(looked_at: Numbers, pairs: Numbers, adds: Matrix, partners: int) -> Matrix:
    """What these pairs add to those that are looked at: 0 where a pair is none of them."""
    if not len(pairs):
        return np.zeros(looked_at.shape)
    told = pairs[:, 0] * partners + pairs[:, 1]
    order = np.argsort(told)
    sought = np.arange(len(looked_at))[:, None] * partners + looked_at
    place = np.minimum(np.searchsorted(told[order], sought), len(told) - 1)
    is_told = (told[order][place] == sought) & (looked_at != NOBODY)
    return np.where(is_told, adds[order][place], 0)


def parts(
    seekers: Seekers, partners: Partners, weights: Weights, pairs: Pairs, *, city: int, among: Sequence[int]
) -> list[dict[str, Matrix]]:
    """By what a city and each of these partners fit: for each of the PARTS that add something, how much by theme,
    language or region. All of them together are the score of the pair."""
    sides = _sides(seekers.only(city), partners.only(among), weights)
    every = {name: ours * theirs for name, (ours, theirs) in sides.items()}
    told = {name: (those[those[:, 0] == city, 1], adds[those[:, 0] == city])
            for name, (those, adds) in _told(pairs, weights).items()}  # fmt: skip
    found = []
    for row, partner in enumerate(among):
        values = {name: value[row] for name, value in every.items()}
        values |= {name: adds[named == partner] for name, (named, adds) in told.items()}
        found.append({name: value for name, value in values.items() if value.any()})
    return found


def third_party(
    partners: Partners, weights: Weights, theme: int, *, among: Numbers, without: Numbers = _NO_NUMBERS
) -> int:
    """Who could support two that work together in a theme: of `among`, without `without`, who offers or has shown most
    in it, and of those whose partnerships came further; NOBODY where none has anything in it."""
    among = np.setdiff1d(among, without)
    strength = weights.needs * partners.offers[among, theme] + weights.practices * partners.practices[among, theme]
    score = np.where(strength > 0, strength + weights.outcomes * partners.outcomes[among, 0], -np.inf)
    return next(iter(among[best_of(score, 1)].tolist()), NOBODY)
