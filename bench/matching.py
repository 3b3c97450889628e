"""The ten best partners of each of 13,000 cities, against plain NumPy; and how often the scorer finds partners that were
planted in an invented world, against needs alone and chance. Target: 1.5 s."""

import sys
import time

import numpy as np

from sarai.partnerships.rules import Pairs, Partners, Seekers, Weights, ranked

CITIES, THEMES, LANGUAGES, REGIONS, TARGET = 13_000, 9, 12, 10, 1.5
PLANTED, TRUE = 2_000, 5


def shares(random: np.random.Generator, rows: int, columns: int) -> np.ndarray:
    """Sparse shares from 0 to 1."""
    return random.random((rows, columns)) * (random.random((rows, columns)) < 0.2)


def many(random: np.random.Generator) -> tuple[Seekers, Partners, Pairs]:
    """Cities of which nothing goes together, each closed to itself; every tenth has named somebody."""
    ours = (shares(random, CITIES, width) for width in (THEMES, THEMES, LANGUAGES, REGIONS))
    theirs = (shares(random, CITIES, width) for width in (THEMES, THEMES, THEMES, LANGUAGES, REGIONS, 1))
    itself = np.column_stack([np.arange(CITIES)] * 2)
    wished = np.column_stack([np.arange(0, CITIES, 10), random.integers(0, CITIES, CITIES // 10)])
    return Seekers(*ours), Partners(*theirs), Pairs(wished, wished[::5], itself)


def floor(seekers: Seekers, partners: Partners) -> float:
    """Seconds of the products alone, all of them, by NumPy in blocks, with the ten largest of each row."""
    ours = np.hstack([seekers.needs, seekers.needs, seekers.priorities, seekers.languages, seekers.regions])
    theirs = np.hstack([partners.offers, partners.practices, partners.priorities, partners.languages, partners.regions])
    begun = time.perf_counter()
    for first in range(0, CITIES, 1000):
        np.argpartition(-(ours[first : first + 1000] @ theirs.T), 10, axis=1)[:, :10]
    return time.perf_counter() - begun


def planted(random: np.random.Generator) -> tuple[Seekers, Partners, Pairs, np.ndarray]:
    """A world in which every city has five partners that suit it: they offer one of the themes that it needs, speak a
    language of its own more often than not, and one in five was named."""
    true = np.array([random.choice(PLANTED, TRUE, replace=False) for _city in range(PLANTED)])
    offers, practices = (shares(random, PLANTED, THEMES) for _side in range(2))
    languages, regions = shares(random, PLANTED, LANGUAGES), shares(random, PLANTED, REGIONS)
    needs, spoken = shares(random, PLANTED, THEMES), shares(random, PLANTED, LANGUAGES)
    for row in true.T:
        needs += 0.6 * (offers[row] == offers[row].max(axis=1, keepdims=True)) * random.random((PLANTED, 1))
        needs += 0.3 * practices[row] * random.random((PLANTED, 1))
        spoken += languages[row] * (random.random((PLANTED, 1)) < 0.6)
    named = random.random(true.shape) < 0.2
    wished = np.column_stack([np.nonzero(named)[0], true[named]])
    nothing = np.zeros((PLANTED, THEMES))
    needs /= np.maximum(needs.sum(axis=1, keepdims=True), 1)  # shares of what is said in a city
    seekers = Seekers(needs, nothing, np.minimum(spoken, 1), shares(random, PLANTED, REGIONS))
    partners = Partners(offers, practices, nothing, languages, regions, random.random((PLANTED, 1)))
    return seekers, partners, Pairs(wished, wished[::2]), true


def precision(chosen: np.ndarray, true: np.ndarray) -> float:
    """Of those that are proposed, the share that was planted."""
    return float((chosen[:, :, None] == true[:, None, :]).any(axis=2).mean())


def main() -> int:
    """Measure; 1 where it takes too long."""
    random = np.random.default_rng(2020)
    seekers, partners, pairs = many(random)
    begun = time.perf_counter()
    ranked(seekers, partners, Weights(), pairs)
    taken, plain = time.perf_counter() - begun, floor(seekers, partners)
    print(f"matching: the ten best of {CITIES:,} for each of {CITIES:,}: {taken:.2f} s (target {TARGET} s),", end=" ")
    print(f"{taken / plain:.2f} times NumPy's products alone ({plain:.2f} s)")
    seekers, partners, pairs, true = planted(random)
    alone = Weights(practices=0, priorities=0, languages=0, regions=0, outcomes=0, wish=0, mutual=0)
    found = [precision(ranked(seekers, partners, how, pairs, best=TRUE)[0], true) for how in (Weights(), alone)]
    chance = precision(random.integers(0, PLANTED, (PLANTED, TRUE)), true)
    print(
        f"matching: of five proposed were planted: {found[0]:.0%}; by needs alone {found[1]:.1%}; by chance {chance:.2%}"
    )
    return int(taken > TARGET)


if __name__ == "__main__":
    sys.exit(main())
