"""Functions of numbers. Where mathematics has no answer the answer is NaN, never an error."""

from __future__ import annotations

import math
from collections.abc import Callable
from datetime import datetime
from decimal import ROUND_HALF_DOWN, ROUND_HALF_UP, Decimal

from sarai.surveys.xpath import dates
from sarai.surveys.xpath.context import Context
from sarai.surveys.xpath.functions.texts import whole
from sarai.surveys.xpath.values import Value, of_node, scalar, to_number

MOST_PLACES = 30  # JavaRosa's bound on what may be rounded to


def number(context: Context, value: Value | None = None) -> float:
    return to_number(of_node(context.node) if value is None else value)


def real(context: Context, value: Value) -> float:
    """As number, but a moment keeps its part of the day."""
    value = scalar(value)
    if isinstance(value, datetime):
        return dates.exact_days(value, context.world.now.tzinfo or dates.UTC)
    return to_number(value)


def int_(_context: Context, value: Value) -> float:
    return _kept(math.trunc, to_number(value))


def floor(_context: Context, value: Value) -> float:
    return _kept(math.floor, to_number(value))


def ceiling(_context: Context, value: Value) -> float:
    return _kept(math.ceil, to_number(value))


def _kept(apply: Callable[[float], float], value: float) -> float:
    return float(apply(value)) if math.isfinite(value) else value


def round_(_context: Context, value: Value, decimals: Value = 0.0) -> float:
    """To the nearest; halves go up, towards positive infinity (XPath 1.0, 4.4). Counted in decimal, not in binary."""
    exact, places = to_number(value), whole(decimals)
    if not math.isfinite(exact):
        return exact
    if abs(places) > MOST_PLACES:
        return math.nan
    halves = ROUND_HALF_DOWN if exact < 0 else ROUND_HALF_UP
    scaled = Decimal(repr(exact)).scaleb(places)
    if scaled.adjusted() > 25:
        return exact
    return float(scaled.quantize(Decimal(1), halves).scaleb(-places))


def random(context: Context) -> float:
    return context.world.randomness.random()


def _of_one(apply: Callable[[float], float]) -> Callable[[Context, Value], float]:
    def function(context: Context, value: Value) -> float:
        return _answered(apply, real(context, value))

    return function


def _of_two(apply: Callable[[float, float], float]) -> Callable[[Context, Value, Value], float]:
    def function(context: Context, one: Value, other: Value) -> float:
        return _answered(apply, real(context, one), real(context, other))

    return function


def _answered(apply: Callable[..., float], *values: float) -> float:
    try:
        return float(apply(*values))
    except ValueError:
        return math.nan
    except OverflowError:
        return math.inf


def _power(base: float, exponent: float) -> float:
    """As Java has it: 1 to an infinite power is no number, and 0 to a negative one is infinite."""
    if base == 0 and exponent < 0:
        return math.inf
    if abs(base) == 1 and math.isinf(exponent):
        return math.nan
    try:
        return math.pow(base, exponent)
    except OverflowError:
        return -math.inf if base < 0 and exponent % 2 == 1 else math.inf


def _logarithm(apply: Callable[[float], float]) -> Callable[[float], float]:
    return lambda value: -math.inf if value == 0 else apply(value)


def pi(_context: Context) -> float:
    return math.pi


FUNCTIONS: dict[str, Callable[..., Value]] = {
    "number": number,
    "int": int_,
    "floor": floor,
    "ceiling": ceiling,
    "round": round_,
    "random": random,
    "pow": _of_two(_power),
    "abs": _of_one(abs),
    "sqrt": _of_one(math.sqrt),
    "exp": _of_one(math.exp),
    "exp10": _of_one(lambda value: _power(10.0, value)),
    "log": _of_one(_logarithm(math.log)),
    "log10": _of_one(_logarithm(math.log10)),
    "sin": _of_one(math.sin),
    "cos": _of_one(math.cos),
    "tan": _of_one(math.tan),
    "asin": _of_one(math.asin),
    "acos": _of_one(math.acos),
    "atan": _of_one(math.atan),
    "atan2": _of_two(math.atan2),
    "pi": pi,
}
