"""Which partners fit a city best, and by what: a sum of parts, each of which can be shown as a reason.

All that is known of one side alone makes a vector, so that the score of every pair is an inner product; what is known
of a pair (that they wish for each other, that nothing is to be proposed) is put on top. Rankings are exact: every pair
is looked at.
"""

from __future__ import annotations

from dataclasses import dataclass, field, fields

import numpy as np
from numpy.typing import NDArray
from sklearn.neighbors import NearestNeighbors

Matrix = NDArray[np.float64]
Numbers = NDArray[np.intp]
NOBODY = -1


@dataclass(frozen=True, slots=True)
class Weights:
    """How much each part counts; 0 leaves it out. Everybody may see and change them. Raises ValueError for one below 0:
    who is wished for is not thereby worse, and rankings rest on that."""

    needs: float = 3.0  # what one needs and the other offers
    practices: float = 1.5  # … and has shown in good practices
    priorities: float = 1.0  # both put the same theme first
    languages: float = 0.5  # they speak the same
    regions: float = 0.25  # they are neighbours
    outcomes: float = 0.5  # what partnerships of the other came to so far
    wish: float = 2.0  # the city has named the partner
    mutual: float = 2.0  # … and the partner the city

    def __post_init__(self) -> None:
        for one in fields(self):
            if not 0 <= getattr(self, one.name) < float("inf"):
                raise ValueError(f"{one.name}: a weight is a number from 0 on")


PARTS = tuple(one.name for one in fields(Weights))


@dataclass(frozen=True, slots=True)
class Seekers:
    """Cities that look for partners, a row each: from 0 to 1 by theme, language and region."""

    needs: Matrix  # cities × themes: shares of what is said in a city, a row of 1 at most
    priorities: Matrix  # cities × themes
    languages: Matrix  # cities × languages
    regions: Matrix  # cities × regions


@dataclass(frozen=True, slots=True)
class Partners:
    """Cities and institutions that may help, a row each, in the same themes, languages and regions."""

    offers: Matrix
    practices: Matrix
    priorities: Matrix
    languages: Matrix
    regions: Matrix
    outcomes: Matrix  # one column: from 0 to 1, how far their partnerships came


def _none() -> Numbers:
    return np.empty((0, 2), np.intp)


@dataclass(frozen=True, slots=True)
class Pairs:
    """What is known of pairs: rows of (number of the city, number of the partner).

    `closed` are never proposed: a city to itself, who are partners already, who declined.
    """

    wished: Numbers = field(default_factory=_none)
    mutual: Numbers = field(default_factory=_none)
    closed: Numbers = field(default_factory=_none)


def _sides(seekers: Seekers, partners: Partners, weights: Weights) -> dict[str, tuple[Matrix, Matrix]]:
    """Of every part that one side alone makes: what the city brings, weighted, and what the partner does."""
    always = np.ones((len(seekers.needs), 1))
    return {
        "needs": (weights.needs * seekers.needs, partners.offers),
        "practices": (weights.practices * seekers.needs, partners.practices),
        "priorities": (weights.priorities * seekers.priorities, partners.priorities),
        "languages": (weights.languages * seekers.languages, partners.languages),
        "regions": (weights.regions * seekers.regions, partners.regions),
        "outcomes": (weights.outcomes * always, partners.outcomes),
    }


def scores(seekers: Seekers, partners: Partners, weights: Weights, pairs: Pairs) -> Matrix:
    """The score of every pair (cities × partners), -inf where nothing is to be proposed. For small worlds, and as what
    `ranked` is held to: it takes the memory of all pairs."""
    found = sum(one @ other.T for one, other in _sides(seekers, partners, weights).values())
    assert isinstance(found, np.ndarray)
    for weight, told in ((weights.wish, pairs.wished), (weights.mutual, pairs.mutual)):
        found[told[:, 0], told[:, 1]] += weight
    found[pairs.closed[:, 0], pairs.closed[:, 1]] = -np.inf
    return found


def ranked(
    seekers: Seekers, partners: Partners, weights: Weights, pairs: Pairs, *, best: int = 10
) -> tuple[Numbers, Matrix]:
    """The `best` partners of every city, the best first, and their scores: both cities × best. Where there are fewer,
    the rest is NOBODY with -inf. Of equal scores the lower number comes first; which of those that are as good as the
    last is still named is not said.

    Inner products are ranked by scikit-learn's exact search for the nearest, which is several times as quick as all of
    them at once: with one more coordinate √(M − |b|²), where M is the largest |b|², the nearest is who has the largest
    product (Bachrach et al. 2014, https://doi.org/10.1145/2645710.2645741). A pair's own parts only add to its score,
    so whoever is among the best is among the nearest, or wished for.
    """
    sides = _sides(seekers, partners, weights).values()
    ours, theirs = (np.hstack(side) for side in zip(*sides, strict=True))
    number, most_closed = len(theirs), _most(pairs.closed, len(ours))
    near = _nearest(ours, theirs, min(number, best + most_closed))
    wished = _beside(pairs.wished, len(ours), _most(pairs.wished, len(ours)))
    looked_at = np.sort(np.hstack([near, wished, _beside(pairs.mutual, len(ours), _most(pairs.mutual, len(ours)))]))
    looked_at[:, 1:][looked_at[:, 1:] == looked_at[:, :-1]] = NOBODY  # each once
    found = np.einsum("nd,nkd->nk", ours, theirs[looked_at])
    for weight, told in ((weights.wish, pairs.wished), (weights.mutual, pairs.mutual)):
        found += weight * _among(looked_at, told, number)
    found[(looked_at == NOBODY) | _among(looked_at, pairs.closed, number)] = -np.inf
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


def _among(looked_at: Numbers, pairs: Numbers, partners: int) -> NDArray[np.bool_]:
    """Which of the partners that are looked at stand in one of the city's pairs."""
    numbered = np.arange(len(looked_at))[:, None] * partners + looked_at
    found: NDArray[np.bool_] = np.isin(numbered, pairs[:, 0] * partners + pairs[:, 1]) & (looked_at != NOBODY)
    return found


def parts(
    seekers: Seekers, partners: Partners, weights: Weights, pairs: Pairs, *, city: int, partner: int
) -> dict[str, Matrix]:
    """By what two fit: for each of the PARTS that add something, how much by theme, language or region. All of them
    together are the score of the pair."""
    sides = _sides(seekers, partners, weights)
    found = {name: ours[city] * theirs[partner] for name, (ours, theirs) in sides.items()}
    for name, told in (("wish", pairs.wished), ("mutual", pairs.mutual)):
        if (told == (city, partner)).all(axis=1).any():
            found[name] = np.array([getattr(weights, name)])
    return {name: value for name, value in found.items() if value.any()}
