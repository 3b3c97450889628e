"""How far a grouping agrees with known classes.

Adjusted Rand index: L. Hubert and P. Arabie, Comparing partitions, Journal of Classification 2, 1985. V-measure:
A. Rosenberg and J. Hirschberg, V-measure: A conditional entropy-based external cluster evaluation measure, EMNLP 2007.
"""

from collections import Counter
from collections.abc import Hashable, Sequence
from math import comb, log


def rand_index(classes: Sequence[Hashable], found: Sequence[Hashable]) -> float:
    """1 for the same groups, about 0 for groups by chance."""
    both, one, other = (
        sum(comb(count, 2) for count in Counter(labels).values())
        for labels in (list(zip(classes, found, strict=True)), classes, found)
    )
    chance = one * other / comb(len(classes), 2)
    return (both - chance) / ((one + other) / 2 - chance)


def v_measure(classes: Sequence[Hashable], found: Sequence[Hashable]) -> float:
    """The harmonic mean of homogeneity and completeness, from 0 to 1."""
    one, other = _entropy(classes), _entropy(found)
    both = _entropy(list(zip(classes, found, strict=True)))
    homogeneous = 1 - (both - other) / one if one else 1.0
    complete = 1 - (both - one) / other if other else 1.0
    return 2 * homogeneous * complete / (homogeneous + complete) if homogeneous + complete else 0.0


def _entropy(labels: Sequence[Hashable]) -> float:
    return -sum(count / len(labels) * log(count / len(labels)) for count in Counter(labels).values())
