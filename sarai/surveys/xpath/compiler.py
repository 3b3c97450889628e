"""The tree of an expression turned into functions of a context, once, so that evaluating walks no tree."""

from __future__ import annotations

import math
import operator
from collections.abc import Callable
from functools import partial

from django.utils.translation import gettext as _

from sarai.surveys.xpath import paths
from sarai.surveys.xpath.context import Context
from sarai.surveys.xpath.errors import XPathError
from sarai.surveys.xpath.functions import DEFERRED, FUNCTIONS
from sarai.surveys.xpath.nodes import Node, Nodeset
from sarai.surveys.xpath.syntax import Call, Expr, Filter, Literal, Negation, Number, Operation, Path
from sarai.surveys.xpath.values import Value, equal, ordered, to_boolean, to_number, unequal

Evaluate = Callable[[Context], Value]


def compiled(tree: Expr) -> Evaluate:
    """A function that evaluates `tree` in a context."""
    match tree:
        case Number(value) | Literal(value):
            return lambda context: value
        case Negation(operand):
            return partial(_negated, compiled(operand))
        case Operation(first, rest):
            return _operation(first, rest)
        case Call():
            return _call(tree)
        case Path() | Filter():
            return paths.located(tree, compiled)
    raise AssertionError(tree)


def _call(call: Call) -> Evaluate:
    arguments = [compiled(argument) for argument in call.arguments]
    deferred = DEFERRED.get(call.name)
    if deferred is not None:
        return partial(deferred, call, arguments)
    function = FUNCTIONS[call.name]

    def evaluate(context: Context) -> Value:
        values = [argument(context) for argument in arguments]
        context.world.spend(1 + sum(map(_weight, values)))
        return function(context, *values)

    return evaluate


def _weight(value: Value) -> int:
    """The steps that a function takes to go through a value: one for each node, and for each 128 letters of text."""
    if isinstance(value, str):
        return len(value) >> 7
    if isinstance(value, Nodeset):
        return sum(1 + (len(node.text) >> 7) for node in value)
    return 0


# Operators


def _negated(operand: Evaluate, context: Context) -> float:
    return -to_number(operand(context))


def _divide(left: float, right: float) -> float:
    """IEEE 754 division, where Python raises."""
    if right:
        return left / right
    if left != left or left == 0 or right != right:
        return math.nan
    return math.copysign(math.inf, left) * math.copysign(1.0, right)


def _remainder(left: float, right: float) -> float:
    """The remainder with the sign of the dividend (XPath 1.0, 3.5)."""
    if not right or math.isinf(left):
        return math.nan
    return math.fmod(left, right)


ARITHMETIC: dict[str, Callable[[float, float], float]] = {
    "+": operator.add,
    "-": operator.sub,
    "*": operator.mul,
    "div": _divide,
    "mod": _remainder,
}
COMPARISON: dict[str, Callable[[Value, Value], bool]] = {
    "=": equal,
    "!=": unequal,
    "<": partial(ordered, holds=operator.lt),
    "<=": partial(ordered, holds=operator.le),
    ">": partial(ordered, holds=operator.gt),
    ">=": partial(ordered, holds=operator.ge),
}


def _operation(first: Expr, rest: tuple[tuple[str, Expr], ...]) -> Evaluate:
    start = compiled(first)
    following = [(name, compiled(operand)) for name, operand in rest]
    kind = rest[0][0]
    if kind in ("and", "or"):
        return _logical([start, *(operand for _name, operand in following)], kind == "or")
    if kind == "|":
        return partial(_union, [start, *(operand for _name, operand in following)])
    if kind in COMPARISON:
        return _compared(start, [(COMPARISON[name], operand) for name, operand in following])
    return _calculated(start, [(ARITHMETIC[name], operand) for name, operand in following])


def _logical(operands: list[Evaluate], decisive: bool) -> Evaluate:
    """`and`, `or`: the first decisive operand ends it."""

    def evaluate(context: Context) -> Value:
        for operand in operands:
            if to_boolean(operand(context)) is decisive:
                return decisive
        return not decisive

    return evaluate


def _compared(start: Evaluate, following: list[tuple[Callable[[Value, Value], bool], Evaluate]]) -> Evaluate:
    def evaluate(context: Context) -> Value:
        left = start(context)
        for holds, operand in following:
            right = operand(context)
            if isinstance(left, Nodeset) or isinstance(right, Nodeset):
                context.world.spend(_size(left) * _size(right))
            left = holds(left, right)
        return left

    return evaluate


def _size(value: Value) -> int:
    return len(value) if isinstance(value, Nodeset) else 1


def _calculated(start: Evaluate, following: list[tuple[Callable[[float, float], float], Evaluate]]) -> Evaluate:
    def evaluate(context: Context) -> Value:
        left = to_number(start(context))
        for apply, operand in following:
            left = apply(left, to_number(operand(context)))
        return left

    return evaluate


def _union(operands: list[Evaluate], context: Context) -> Nodeset:
    """The nodes of all operands, each once, in document order."""
    found: list[Node] = []
    for operand in operands:
        value = operand(context)
        if not isinstance(value, Nodeset):
            raise XPathError(_("“|” joins places in the form, and one side of it is no place."))
        found.extend(value)
    return paths.in_order(found, context)
