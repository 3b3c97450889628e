"""Location paths: from a node to nodes.

ODK departs from XPath in one thing. A path from the root that passes through a repeat stays in the instance of the
repeat that it is asked from: inside the second `person`, `/data/person/age` is the age of the second person (ODK XForms
Specification, Repeats). `_own_children` does that. A relative path is as in XPath: `../../person` is everyone.
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise

from django.utils.translation import gettext as _

from sarai.surveys.xpath.context import Context
from sarai.surveys.xpath.errors import XPathError
from sarai.surveys.xpath.nodes import Node, Nodeset
from sarai.surveys.xpath.references import calls
from sarai.surveys.xpath.syntax import Call, Expr, Filter, Literal, Negation, Number, Operation, Path, Step
from sarai.surveys.xpath.values import Value, to_boolean, to_string

Evaluate = Callable[[Context], Value]
Walk = Callable[[Context, list[Node]], list[Node]]

POSITIONAL = frozenset({"position", "last"})
CHANGING = frozenset({"once", "indexed-repeat", "uuid", "randomize", "property", "instance"})


def located(tree: Path | Filter, compiled: Callable[[Expr], Evaluate]) -> Evaluate:
    """A function that finds the nodes of a path, or of an expression with predicates."""
    if isinstance(tree, Filter):
        return _filtered(compiled(tree.primary), [compiled(each) for each in tree.predicates])
    walks = [_step(step, compiled, own=tree.start == "/") for step in tree.steps]
    if isinstance(tree.start, str):
        return _walked(_root if tree.start == "/" else _here, walks)
    start = compiled(tree.start)
    return _walked(lambda context: nodes_of(start(context)), walks)


def nodes_of(value: Value) -> list[Node]:
    """The nodes of a value; raises `XPathError` if it has none to have."""
    if not isinstance(value, Nodeset):
        raise XPathError(_("A path can only continue from a place in the form."))
    return list(value)


def in_order(nodes: list[Node], context: Context) -> Nodeset:
    """Each node once, in document order."""
    once = list({id(node): node for node in nodes}.values())
    if len(once) > 1:
        context.world.spend(len(once))
        once.sort(key=_address)
    return Nodeset(once)


def _address(node: Node) -> list[int]:
    line = node.ancestors()
    return [_rank(above, below) for above, below in pairwise(line)]


def _rank(parent: Node, child: Node) -> int:
    return next((place for place, sibling in enumerate(parent.children) if sibling is child), -1)


def _here(context: Context) -> list[Node]:
    return [context.node]


def _root(context: Context) -> list[Node]:
    return [context.world.document]


def _walked(start: Callable[[Context], list[Node]], walks: list[Walk]) -> Evaluate:
    def evaluate(context: Context) -> Nodeset:
        nodes = start(context)
        for walk in walks:
            context.world.spend(len(nodes))
            nodes = walk(context, nodes)
        return Nodeset([node for node in nodes if node.relevant])

    return evaluate


# Steps


def _step(step: Step, compiled: Callable[[Expr], Evaluate], *, own: bool) -> Walk:
    if step.axis == "child" and not step.predicates and step.test not in ("*", "node()", "text()"):
        children = _own_children if own else _children
        return lambda context, nodes: children(context, nodes, step.test)
    find = AXES[step.axis]
    predicates = [compiled(predicate) for predicate in step.predicates]
    reverse = step.axis in ("ancestor", "ancestor-or-self", "preceding-sibling")
    key = _key(step) if step.axis == "child" else None
    look_up = compiled(key[1]) if key else None

    def walk(context: Context, nodes: list[Node]) -> list[Node]:
        found: list[Node] = []
        for node in nodes:
            near = None
            if key and look_up:
                near = node.index is not None and _looked_up(node, step.test, key[0], look_up(context))
            if near is None or near is False:
                near = [each for each in find(node) if _passes(each, step.test)]
            context.world.spend(len(near))
            near = kept(context, near, predicates)
            found.extend(reversed(near) if reverse else near)
        if len(nodes) > 1 and step.axis not in ("child", "attribute", "self"):
            return list(in_order(found, context))
        return found

    return walk


def _children(context: Context, nodes: list[Node], name: str) -> list[Node]:
    """The children of one name."""
    context.world.spend(sum(len(node.children) for node in nodes) >> 3)
    return [child for node in nodes for child in node.children if child.name == name]


def _own_children(context: Context, nodes: list[Node], name: str) -> list[Node]:
    """The children of one name; where a repeat has several instances, the one that the context is in."""
    found = _children(context, nodes, name)
    if len(found) > 1 and len(nodes) == 1:
        own = _instance_of(context, nodes[0], name)
        return [own] if own else found
    return found


def _instance_of(context: Context, parent: Node, name: str) -> Node | None:
    """The child of `parent` that the context node, or else the current node, stands in."""
    for start in (context.node, context.current):
        node: Node | None = start
        while node is not None and node.parent is not parent:
            node = node.parent
        if node is not None:
            return node if node.name == name else None
    return None


def kept(context: Context, nodes: list[Node], predicates: list[Evaluate]) -> list[Node]:
    """The nodes that pass every predicate. A predicate that is a number is a position."""
    for predicate in predicates:
        size, passed = len(nodes), []
        for position, node in enumerate(nodes, start=1):
            value = predicate(Context(node, context.world, context.current, position, size))
            if value == position if isinstance(value, float) else to_boolean(value):
                passed.append(node)
        nodes = passed
    return nodes


def _filtered(primary: Evaluate, predicates: list[Evaluate]) -> Evaluate:
    def evaluate(context: Context) -> Nodeset:
        nodes = nodes_of(primary(context))
        context.world.spend(len(nodes))
        return Nodeset(kept(context, nodes, predicates))

    return evaluate


def _passes(node: Node, test: str) -> bool:
    if test == "node()":
        return True
    if test == "text()":
        return not node.children
    return node.name == test or (test == "*" and node.name != "")


def _attributes(node: Node) -> list[Node]:
    found = []
    for name, text in node.attributes.items():
        attribute = Node(name, text)
        attribute.parent = node
        found.append(attribute)
    return found


def _siblings(node: Node) -> tuple[list[Node], list[Node]]:
    """Those before, nearest first, and those after."""
    if node.parent is None:
        return [], []
    everyone = node.parent.children
    place = _rank(node.parent, node)
    return everyone[:place][::-1], everyone[place + 1 :]


AXES: dict[str, Callable[[Node], list[Node]]] = {
    "child": lambda node: node.children,
    "parent": lambda node: [node.parent] if node.parent else [],
    "self": lambda node: [node],
    "attribute": _attributes,
    "descendant": lambda node: list(node.descendants())[1:],
    "descendant-or-self": lambda node: list(node.descendants()),
    "ancestor": lambda node: node.ancestors()[-2::-1],
    "ancestor-or-self": lambda node: node.ancestors()[::-1],
    "following-sibling": lambda node: _siblings(node)[1],
    "preceding-sibling": lambda node: _siblings(node)[0],
}


# Lookups: `item[name = …]` in a list that never changes is answered from an index


def _key(step: Step) -> tuple[str, Expr] | None:
    """Column and value of the first equation in the first predicate whose value is the same for every node."""
    if not step.predicates or step.test in ("*", "node()", "text()") or speaks_of_position(step.predicates[0]):
        return None
    for equation in _conjuncts(step.predicates[0]):
        if isinstance(equation, Operation) and len(equation.rest) == 1 and equation.rest[0][0] == "=":
            sides = (equation.first, equation.rest[0][1])
            for column, value in (sides, sides[::-1]):
                name = _column(column)
                if name and independent(value):
                    return name, value
    return None


def _conjuncts(tree: Expr) -> list[Expr]:
    if isinstance(tree, Operation) and tree.rest[0][0] == "and":
        return [tree.first, *(operand for _name, operand in tree.rest)]
    return [tree]


def _column(tree: Expr) -> str:
    match tree:
        case Path("", (Step("child", test, ()),)) if test not in ("*", "node()", "text()"):
            return test
    return ""


def _looked_up(node: Node, test: str, column: str, value: Value) -> list[Node] | None:
    """The candidates by the index, if the value compares as text."""
    if isinstance(value, Nodeset) and len(value) > 1:
        return None
    text = to_string(value)
    compares_as_text = isinstance(value, str) or (isinstance(value, Nodeset) and value and value[0].kind == "string")
    return node.lookup(test, column, text) if compares_as_text or text == "" else None


def independent(tree: Expr) -> bool:
    """Whether the value is the same wherever in a predicate it is asked: it starts at the root or at `current()`."""
    match tree:
        case Number() | Literal():
            return True
        case Call(name, arguments):
            return bool(arguments) and name not in CHANGING and all(independent(each) for each in arguments)
        case Negation(operand):
            return independent(operand)
        case Operation(first, rest):
            return independent(first) and all(independent(each) for _name, each in rest)
        case Path(start, steps):
            rooted = start == "/" or (isinstance(start, Call) and start.name in ("current", "instance"))
            return rooted and all(not step.predicates for step in steps)
    return False


def speaks_of_position(tree: Expr) -> bool:
    """Whether `position()` or `last()` occurs anywhere in it, or it may be a number itself."""
    truth = isinstance(tree, Operation) and tree.rest[0][0] in ("=", "and", "or", "!=", "<", "<=", ">", ">=")
    return not truth or calls(tree, POSITIONAL)
