"""Class breaks for a map: where one shade ends and the next begins, chosen by a rule and not by eye."""

from bisect import bisect_right
from collections.abc import Collection
from math import ceil, floor, log10

CLASSES = 5
TINY = 1e-6  # below this a value counts as 0 when shades are chosen
SKEWED = 10  # the highest value is this many times the median: powers tell more than equal counts


def class_breaks(values: Collection[float]) -> list[float]:
    """The lower bounds of at most five classes, rising; the first is the lowest value.

    Up to five different values get a class each. Else, where the highest is more than ten times the median, the
    classes widen by a constant factor (a geometric progression, as for counts that spread over powers of ten); else
    every class holds about as many countries (quantiles). Bounds are rounded to 1, 2 or 5 times a power of ten, or to
    two digits, so that a legend can be read.
    Whole values give whole bounds, as ints.
    """
    ordered = sorted(float(value) for value in values)
    if all(value.is_integer() for value in ordered):
        ordered = [int(value) for value in ordered]
    different = sorted(set(ordered))
    if len(different) <= CLASSES:
        return different
    median = ordered[len(ordered) // 2]
    positive = [value for value in ordered if value > TINY]
    if positive and positive[-1] > SKEWED * max(median, positive[0]):
        step = (positive[-1] / positive[0]) ** (1 / CLASSES)
        bounds = [_round_number(positive[0] * step**n) for n in range(1, CLASSES)]
    else:
        bounds = [_two_digits(ordered[len(ordered) * n // CLASSES]) for n in range(1, CLASSES)]
    return [ordered[0], *sorted({bound for bound in bounds if ordered[0] < bound <= ordered[-1]})]


def class_of(value: float, bounds: list[float]) -> int:
    """The number of the class, from 0, that a value falls into."""
    return max(0, bisect_right(bounds, value) - 1)


def round_below(value: float) -> float:
    """The highest of 1, 2 or 5 times a power of ten that is not above the value (more than 0)."""
    power = 10.0 ** floor(log10(value))
    return _whole(next(step * power for step in (5, 2, 1) if step * power <= value))


def _round_number(value: float) -> float:
    power = 10.0 ** floor(log10(value))
    return next(_whole(step * power) for step in (1, 2, 5, 10) if step * power >= value * 0.75)


def _two_digits(value: float) -> float:
    if value <= 0:
        return value
    power = 10.0 ** max(floor(log10(value)) - 1, -6)
    return _whole(ceil(value / power - 1e-9) * power)


def _whole(value: float) -> float:
    """As an int where it is one: legends are written from it."""
    return int(value) if value == int(value) else round(value, 9)
