"""The ten best partners of each of 13,000 cities, against plain NumPy; and how often the scorer finds partners that were
planted in an invented world, against needs alone and chance. Target: 1.5 s."""

import sys
import time

import numpy as np

from sarai.partnerships.rules import PARTS, Pairs, Partners, Seekers, Weights, ranked, scores

CITIES, THEMES, LANGUAGES, REGIONS, TARGET = 13_000, 9, 12, 10, 1.5
PLANTED, TRUE, SEEDS = 2_000, 5, range(2020, 2025)


def shares(random: np.random.Generator, rows: int, columns: int) -> np.ndarray:
    """Sparse shares from 0 to 1."""
    return random.random((rows, columns)) * (random.random((rows, columns)) < 0.2)


def many(random: np.random.Generator) -> tuple[Seekers, Partners, Pairs]:
    """Cities of which nothing goes together, each closed to itself; every tenth has named somebody, and ten partners are
    named by those of its country."""
    ours = [shares(random, CITIES, width) for width in (THEMES, THEMES, THEMES, LANGUAGES, REGIONS)]
    theirs = [shares(random, CITIES, width) for width in (*(THEMES,) * 4, LANGUAGES, REGIONS, 1)]
    itself = np.column_stack([np.arange(CITIES)] * 2)
    wished = np.column_stack([np.arange(0, CITIES, 10), random.integers(0, CITIES, CITIES // 10)])
    country, first = random.integers(0, 190, CITIES), random.integers(0, CITIES, (190, 10))
    peers = np.unique(np.column_stack([np.repeat(np.arange(CITIES), 10), first[country].ravel()]), axis=0)
    pairs = Pairs(wished, wished[::5], peers, random.random(len(peers)), itself)
    return Seekers(*ours), Partners(*theirs), pairs


def floor(seekers: Seekers, partners: Partners) -> float:
    """Seconds of the products alone, all of them, by NumPy in blocks, with the ten largest of each row."""
    ours = np.hstack([seekers.needs] * 3 + [seekers.priorities, seekers.languages, seekers.regions])
    theirs = [partners.offers, partners.practices, partners.free, partners.priorities]
    beside = np.hstack([*theirs, partners.languages, partners.regions])
    begun = time.perf_counter()
    for first in range(0, CITIES, 1000):
        np.argpartition(-(ours[first : first + 1000] @ beside.T), 10, axis=1)[:, :10]
    return time.perf_counter() - begun


def exact(seekers: Seekers, partners: Partners, pairs: Pairs, found: np.ndarray) -> bool:
    """Whether the scores of the ten best are those that looking at every pair finds, for every hundredth city."""
    for city in range(0, CITIES, 100):
        row = scores(seekers.only(city), partners, Weights(), pairs.of(city))[0]
        if not np.allclose(found[city], -np.sort(-row)[:10]):
            return False
    return True


def planted(random: np.random.Generator) -> tuple[Seekers, Partners, Pairs, np.ndarray]:
    """A world in which every city has five partners among 2,000 that truly suit it: a judge who weighs otherwise than
    the scorer finds them in what cities really need, offer, have shown and speak, with a taste of its own. Of that the
    scorer sees a part: a fifth of the offers and a third of what was shown are not known, some offers are empty words,
    needs are blurred; a third of the five were named as partners, and as many others were by chance."""
    needs = np.zeros((PLANTED, THEMES))
    first = np.argsort(random.random((PLANTED, THEMES)), axis=1)[:, :3]
    np.put_along_axis(needs, first, np.array([[0.5, 0.3, 0.2]]), axis=1)
    offers = random.random((PLANTED, THEMES)) < 0.3
    practices = offers & (random.random((PLANTED, THEMES)) < 0.5)
    languages, spoken, regions, near = (one_of(random, width) for width in (LANGUAGES, LANGUAGES, REGIONS, REGIONS))
    judged = 2 * needs @ offers.T + 2 * needs @ practices.T + 0.7 * spoken @ languages.T + 0.4 * near @ regions.T
    true = np.argsort(-(judged + 0.2 * random.normal(size=judged.shape)), axis=1)[:, :TRUE]
    seen = (offers & (random.random(offers.shape) < 0.8)) | (random.random(offers.shape) < 0.05)
    shown = practices & (random.random(offers.shape) < 0.67)
    blurred = needs + 0.15 * random.random(needs.shape)
    blurred /= blurred.sum(axis=1, keepdims=True)
    named = random.random(true.shape) < 0.33
    by_chance = np.column_stack([np.nonzero(named)[0], random.integers(0, PLANTED, named.sum())])
    wished = np.unique(np.vstack([np.column_stack([np.nonzero(named)[0], true[named]]), by_chance]), axis=0)
    nothing, free = np.zeros((PLANTED, THEMES)), np.ones((PLANTED, THEMES))
    seekers = Seekers(blurred, nothing, free, spoken, near)
    partners = Partners(
        seen.astype(float), shown.astype(float), nothing, free, languages, regions, np.zeros((PLANTED, 1))
    )
    return seekers, partners, Pairs(wished=wished), true


def one_of(random: np.random.Generator, columns: int) -> np.ndarray:
    """One language, or region, of each."""
    return np.eye(columns)[random.integers(0, columns, PLANTED)]


def precision(chosen: np.ndarray, true: np.ndarray) -> float:
    """Of those that are proposed, the share that was planted."""
    return float((chosen[:, :, None] == true[:, None, :]).any(axis=2).mean())


def main() -> int:
    """Measure; 1 where it takes too long, or is not exact."""
    seekers, partners, pairs = many(np.random.default_rng(2020))
    begun = time.perf_counter()
    _chosen, found = ranked(seekers, partners, Weights(), pairs)
    taken, plain = time.perf_counter() - begun, floor(seekers, partners)
    right = exact(seekers, partners, pairs, found)
    print(f"matching: the ten best of {CITIES:,} for each of {CITIES:,}: {taken:.2f} s (target {TARGET} s),", end=" ")
    print(f"{taken / plain:.2f} times NumPy's products alone ({plain:.2f} s); exact: {'yes' if right else 'NO'}")
    alone = Weights(**dict.fromkeys(PARTS, 0) | {"needs": 3})
    told = []
    for seed in SEEDS:
        random = np.random.default_rng(seed)
        seekers, partners, pairs, true = planted(random)
        by = [precision(ranked(seekers, partners, how, pairs, best=TRUE)[0], true) for how in (Weights(), alone)]
        told.append([*by, precision(random.integers(0, PLANTED, (PLANTED, TRUE)), true)])
    means, low = np.mean(told, axis=0), np.min(told, axis=0)
    print(
        f"matching: of five proposed were planted: {means[0]:.0%} ({low[0]:.0%} at least, {len(SEEDS)} seeds); by needs "
        f"alone {means[1]:.1%}; by chance {means[2]:.2%}"
    )
    return int(taken > TARGET or not right)


if __name__ == "__main__":
    sys.exit(main())
