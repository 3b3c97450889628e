"""Functions of nodes: how many, which, and what they come to."""

from __future__ import annotations

import hashlib
import math
from collections.abc import Callable, Iterable, Sequence
from typing import TypeVar

from django.utils.translation import gettext as _

from sarai.surveys.xpath.context import Context
from sarai.surveys.xpath.errors import XPathError
from sarai.surveys.xpath.functions.truth import members
from sarai.surveys.xpath.nodes import Node, Nodeset
from sarai.surveys.xpath.values import Value, of_node, to_number, to_string

MODULUS = 2**31 - 1
Item = TypeVar("Item")


def places(name: str, value: Value) -> Nodeset:
    """The nodes of an argument that must be a place in the form."""
    if not isinstance(value, Nodeset):
        raise XPathError(_("%(name)s() needs a question or group of the form, not a value.") % {"name": name})
    return value


def numbers(values: Iterable[Value]) -> list[float]:
    """The numbers among the values; unanswered questions are left out."""
    found = (to_number(value) for value in members(values))
    return [number for number in found if number == number]


def sum_(_context: Context, value: Value) -> float:
    return math.fsum(numbers([places("sum", value)])) if value else 0.0


def max_(_context: Context, *values: Value) -> float:
    return max(numbers(values), default=math.nan)


def min_(_context: Context, *values: Value) -> float:
    return min(numbers(values), default=math.nan)


def count(_context: Context, value: Value) -> float:
    return float(len(places("count", value)))


def count_non_empty(_context: Context, value: Value) -> float:
    return float(sum(bool(node.children or node.text) for node in places("count-non-empty", value)))


def position(context: Context, value: Value | None = None) -> float:
    """The place in a predicate; outside of one, of the node (or the given one) among those of its name."""
    if value is None and context.position:
        return float(context.position)
    nodes = (context.node,) if value is None else places("position", value)
    if not nodes:
        return 0.0
    context.world.spend(len(nodes[0].parent.children) if nodes[0].parent else 1)
    return float(nodes[0].place)


def last(context: Context) -> float:
    return float(context.size)


def name(context: Context, value: Value | None = None) -> str:
    nodes = (context.node,) if value is None else places("name", value)
    return nodes[0].name if nodes else ""


def instance(context: Context, value: Value) -> Nodeset:
    """The document of a secondary instance."""
    wanted = to_string(value)
    found = context.world.instances.get(wanted)
    if found is None:
        raise XPathError(_("There is no list or file called “%(name)s” in this form.") % {"name": wanted})
    return Nodeset([found])


def current(context: Context) -> Nodeset:
    return Nodeset([context.current])


def pulldata(context: Context, instance_: Value, column: Value, key: Value, sought: Value) -> str:
    """The cell of `column` in the first row whose `key` is what is sought; empty if there is none."""
    (file,) = instance(context, instance_)
    root = file.children[0] if file.children else file
    rows = root.lookup("item", to_string(key), to_string(sought))
    if rows is None:
        context.world.spend(len(root.children))
        rows = [row for row in root.named("item") if _cell(row, to_string(key)) == to_string(sought)]
    return _cell(rows[0], to_string(column)) if rows else ""


def _cell(row: Node, column: str) -> str:
    cells = row.named(column)
    return to_string(of_node(cells[0])) if cells else ""


def randomize(context: Context, value: Value, seed: Value | None = None) -> Nodeset:
    """In an order of chance; with a seed, in the order that every ODK client gives for it."""
    nodes = list(places("randomize", value))
    if seed is None:
        context.world.randomness.shuffle(nodes)
        return Nodeset(nodes)
    return Nodeset(shuffled(nodes, seed_number(seed)))


def seed_number(seed: Value) -> float:
    """A seed as number: what is no number is hashed, so that a name or a UUID can be a seed too."""
    number = to_number(seed)
    if number == number:
        return float(math.trunc(max(min(number, 2**63), -(2**63))))
    text = to_string(seed)
    return float(int.from_bytes(hashlib.sha256(text.encode()).digest()[:8], "big", signed=True)) if text else 0.0


def shuffled(items: Sequence[Item], seed: float) -> list[Item]:
    """The items by the inside-out shuffle of R. Fisher and F. Yates, drawn from the generator of S. Park and K. Miller.

    The ODK XForms Specification asks for both, so that a seed gives one order everywhere (16807 modulo 2³¹−1; CACM 31,
    1988).
    """
    state = math.fmod(seed, MODULUS)
    if state <= 0:
        state += MODULUS - 1
    mixed: list[Item] = []
    for place, item in enumerate(items):
        state = math.fmod(state * 16807, MODULUS)
        other = int((state - 1) / (MODULUS - 1) * (place + 1))
        mixed.append(item)
        mixed[place], mixed[other] = mixed[other], item
    return mixed


FUNCTIONS: dict[str, Callable[..., Value]] = {
    "sum": sum_,
    "max": max_,
    "min": min_,
    "count": count,
    "count-non-empty": count_non_empty,
    "position": position,
    "last": last,
    "name": name,
    "local-name": name,
    "instance": instance,
    "current": current,
    "pulldata": pulldata,
    "randomize": randomize,
}
