"""Functions about what is true."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from sarai.surveys.xpath.context import Context
from sarai.surveys.xpath.functions.texts import whole
from sarai.surveys.xpath.nodes import Nodeset
from sarai.surveys.xpath.values import Scalar, Value, of_node, scalar, to_boolean, to_number, to_string


def members(values: Iterable[Value]) -> list[Scalar]:
    """All values: each one, or each node's."""
    found: list[Scalar] = []
    for value in values:
        found.extend([of_node(node) for node in value] if isinstance(value, Nodeset) else [scalar(value)])
    return found


def true(_context: Context) -> bool:
    return True


def false(_context: Context) -> bool:
    return False


def boolean(_context: Context, value: Value) -> bool:
    return to_boolean(value)


def boolean_from_string(_context: Context, value: Value) -> bool:
    return to_string(value).lower() == "true" or to_string(value) == "1"


def not_(_context: Context, value: Value) -> bool:
    return not to_boolean(value)


def checklist(_context: Context, fewest: Value, most: Value, *factors: Value) -> bool:
    """Whether so many of the factors are true; -1 is no bound."""
    count = sum(to_boolean(factor) for factor in members(factors))
    low, high = whole(fewest), whole(most)
    return (low < 0 or count >= low) and (high < 0 or count <= high)


def weighted_checklist(_context: Context, least: Value, most: Value, *pairs: Value) -> bool:
    """Whether the weights of the true factors add up to something between the bounds."""
    factors, weights = members(pairs[::2]), members(pairs[1::2])
    total = sum(to_number(weight) for factor, weight in zip(factors, weights, strict=False) if to_boolean(factor))
    return to_number(least) <= total <= to_number(most)


def depend(_context: Context, value: Value, *_others: Value) -> Value:
    """The first argument; the others are named so that a change of theirs counts as a change of it."""
    return value


FUNCTIONS: dict[str, Callable[..., Value]] = {
    "true": true,
    "false": false,
    "boolean": boolean,
    "boolean-from-string": boolean_from_string,
    "not": not_,
    "checklist": checklist,
    "weighted-checklist": weighted_checklist,
    "depend": depend,
}
