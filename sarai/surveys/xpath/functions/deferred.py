"""Functions that evaluate only some of their arguments, or read how one is written."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from django.utils.translation import gettext as _

from sarai.surveys.xpath.context import Context
from sarai.surveys.xpath.errors import XPathError
from sarai.surveys.xpath.functions.texts import whole
from sarai.surveys.xpath.nodes import Node, Nodeset
from sarai.surveys.xpath.syntax import Call, Expr, Path
from sarai.surveys.xpath.values import Value, of_node, scalar, to_boolean

Evaluate = Callable[[Context], Value]
Names = tuple[str, ...]


def if_(_call: Call, arguments: Sequence[Evaluate], context: Context) -> Value:
    context.world.spend(1)
    return arguments[1 if to_boolean(arguments[0](context)) else 2](context)


def coalesce(_call: Call, arguments: Sequence[Evaluate], context: Context) -> Value:
    """The first argument, unless it is empty."""
    first = arguments[0](context)
    held = scalar(first)
    return arguments[1](context) if held == "" or held != held else first


def once(_call: Call, arguments: Sequence[Evaluate], context: Context) -> Value:
    """What the node holds already; only if that is nothing, the argument."""
    held = of_node(context.node)
    return arguments[0](context) if held == "" else held


def indexed_repeat(call: Call, arguments: Sequence[Evaluate], context: Context) -> Value:
    """The nodes at a path, in the instance of each repeat that is given by its number (from 1)."""
    target = names(call.arguments[0], context)
    wanted = {}
    for place in range(1, len(arguments), 2):
        repeat = names(call.arguments[place], context)
        if target[: len(repeat)] != repeat or len(target) == len(repeat):
            raise XPathError(_("indexed-repeat() needs a repeat that holds the question asked for."))
        wanted[repeat] = max(whole(arguments[place + 1](context)), 1)
    return _instances(target, wanted, context)


def _instances(target: Names, wanted: dict[Names, int], context: Context) -> Nodeset:
    own = {node.path: node.place for node in context.node.ancestors()}
    nodes = [context.world.document]
    for depth in range(1, len(target) + 1):
        context.world.spend(sum(len(node.children) for node in nodes))
        found: list[Node] = [child for node in nodes for child in node.children if child.name == target[depth - 1]]
        number = wanted.get(target[:depth], own.get(target[:depth]) if len(nodes) == 1 else None)
        nodes = found if number is None else found[number - 1 : number]
    return Nodeset([node for node in nodes if node.relevant])


def names(tree: Expr, context: Context) -> Names:
    """The names from the root down to which a plain path leads."""
    if not isinstance(tree, Path):
        raise XPathError(_("indexed-repeat() needs questions and repeats of the form, not values."))
    base = context.current.path if isinstance(tree.start, Call) else context.node.path
    line = [] if tree.start == "/" else list(base)
    for step in tree.steps:
        if step.axis == "parent" and line:
            line.pop()
        elif step.axis == "child" and not step.predicates:
            line.append(step.test)
        elif step.axis != "self":
            raise XPathError(_("indexed-repeat() needs questions and repeats of the form, not values."))
    return tuple(line)


DEFERRED: dict[str, Callable[[Call, Sequence[Evaluate], Context], Value]] = {
    "if": if_,
    "coalesce": coalesce,
    "once": once,
    "indexed-repeat": indexed_repeat,
}
