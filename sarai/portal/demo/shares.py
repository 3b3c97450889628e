"""Dividing a whole number of people into groups."""

from __future__ import annotations

import random
from collections.abc import Sequence
from typing import TypeVar

T = TypeVar("T")


def share_out(total: int, weights: Sequence[float], *, cap: int, at_least: int = 0) -> list[int]:
    """Divide `total` by weight, one number per weight, each between `at_least` and `cap`.

    Highest averages (D'Hondt): one by one to the group with the largest weight per member. What the caps leave no
    room for is not given out, so the sum may be below `total`; a `total` below the minimum of all raises ValueError.
    """
    counts = [at_least] * len(weights)
    if sum(counts) > total:
        raise ValueError(f"{total} people are too few for {len(weights)} groups of at least {at_least}.")
    for _ in range(total - sum(counts)):
        open_groups = [i for i, count in enumerate(counts) if count < cap and weights[i] > 0]
        if not open_groups:
            break
        counts[max(open_groups, key=lambda i: (weights[i] / (counts[i] + 1), -i))] += 1
    return counts


def repeated(counts: Sequence[tuple[T, int]], total: int, rest: Sequence[T]) -> list[T]:
    """Each value as often as its count says, then values of `rest` in turn until there are `total`."""
    values = [value for value, count in counts for _ in range(count)]
    return values + [rest[i % len(rest)] for i in range(total - len(values))]


def shuffled(rng: random.Random, values: Sequence[T]) -> list[T]:
    """The values in random order, as a new list."""
    return rng.sample(list(values), len(values))
