"""A round of 1,000 cities and 1,000 others, each with up to five meetings, assigned optimally; and what taking the best
pair first would lose. Target: 0.5 s."""

import sys
import time

import numpy as np

from sarai.partnerships.rules.rounds import best_pairs

CITIES, CAPACITY, TARGET, RUNS = 1_000, 5, 0.5, 3


def greedy(values: np.ndarray) -> float:
    """The worth of the best pair, then the best of the rest, and so on."""
    left, worth = [np.full(CITIES, CAPACITY), np.full(CITIES, CAPACITY)], 0.0
    for place in np.argsort(-values, axis=None, kind="stable").tolist():
        one, other = divmod(place, CITIES)
        if left[0][one] and left[1][other] and values[one, other] > 0:
            left[0][one] -= 1
            left[1][other] -= 1
            worth += values[one, other]
    return worth


def worths(random: np.random.Generator) -> np.ndarray:
    """What meetings are worth: cities need some of nine themes, and others offer some; some pairs have a wish."""
    needs, offers = (random.random((CITIES, 9)) * (random.random((CITIES, 9)) < 0.3) for _side in range(2))
    return np.round(3 * needs @ offers.T + 2 * (random.random((CITIES, CITIES)) < 0.01), 3)


def main() -> int:
    """Measure; 1 where it takes too long."""
    values, most = worths(np.random.default_rng(2020)), np.full(CITIES, CAPACITY)
    taken = []
    for _run in range(RUNS):
        begun = time.perf_counter()
        pairs = best_pairs(values, most, most)
        taken.append(time.perf_counter() - begun)
    best = values[pairs[:, 0], pairs[:, 1]].sum()
    print(
        f"rounds: {CITIES:,} × {CITIES:,} cities, {len(pairs):,} meetings, optimal: {min(taken):.2f} s "
        f"(target {TARGET} s); the best pair first loses {1 - greedy(values) / best:.1%}"
    )
    return int(min(taken) > TARGET)


if __name__ == "__main__":
    sys.exit(main())
