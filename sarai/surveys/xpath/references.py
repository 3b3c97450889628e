"""Which nodes an expression reads, as far as its text tells."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from sarai.surveys.xpath.syntax import Call, Expr, Filter, Negation, Operation, Path, Step

Names = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Reference:
    """A path in an expression.

    `instance` is "" for the form's own answers. `up` is how far the path climbs from its node before it descends, None
    if it starts at the root. `names` are the steps down: local names, "*" for any, "**" for any depth. A `chosen`
    reference has predicates, or stands in indexed-repeat(): it may speak of another instance of the same repeat.
    """

    names: Names
    up: int | None = None
    instance: str = ""
    chosen: bool = False

    def absolute(self, base: Names) -> Names:
        """The names from the root down, for an expression that stands at `base`."""
        if self.up is None:
            return self.names
        return base[: max(len(base) - self.up, 0)] + self.names


def references(tree: Expr) -> frozenset[Reference]:
    """All references of an expression, those in predicates too."""
    return frozenset(_references(tree, Reference((), 0)))


def _references(tree: Expr, base: Reference) -> Iterator[Reference]:
    match tree:
        case Negation(operand):
            yield from _references(operand, base)
        case Operation(first, rest):
            yield from _references(first, base)
            for _name, operand in rest:
                yield from _references(operand, base)
        case Call("indexed-repeat", (target, *others)):
            for reference in _references(target, base):
                yield replace(reference, chosen=True)
            for other in others:
                yield from _references(other, base)
        case Call(_name, arguments):
            if not arguments and tree.name in ("string-length", "normalize-space", "number", "string"):
                yield base
            for argument in arguments:
                yield from _references(argument, base)
        case Filter(primary, predicates):
            inner = _start(primary, base)
            yield from _references(primary, base)
            for predicate in predicates:
                yield from _references(predicate, inner)
        case Path(start, steps):
            yield from _path(start, steps, base)


def _path(start: str | Expr, steps: tuple[Step, ...], base: Reference) -> Iterator[Reference]:
    if not isinstance(start, str) and not _plain(start):
        yield from _references(start, base)
    here = _start(start, base)
    for step in steps:
        here = _stepped(here, step)
        for predicate in step.predicates:
            yield from _references(predicate, here)
            here = replace(here, chosen=True)
    yield here


def _plain(start: Expr) -> bool:
    return isinstance(start, Call) and start.name in ("current", "instance")


def _start(start: str | Expr, base: Reference) -> Reference:
    """The nodes that the first step of a path is taken from."""
    match start:
        case "/":
            return Reference(())
        case "":
            return base
        case Call("current"):
            return Reference((), 0)
        case Call("instance", (argument,)):
            return Reference((), None, getattr(argument, "value", "?"))
        case Path(inner, steps):
            here = _start(inner, base)
            for step in steps:
                here = _stepped(here, step)
            return here
        case Filter(primary):
            return _start(primary, base)
        case Call("randomize", (argument, *_rest)):
            return _start(argument, base)
    return Reference(("**",))


def _stepped(here: Reference, step: Step) -> Reference:
    match step.axis:
        case "self" | "attribute":
            return here
        case "child":
            name = step.test if step.test not in ("node()", "text()") else "*"
            return replace(here, names=(*here.names, name))
        case "parent":
            if here.names and here.names[-1] != "**":
                return replace(here, names=here.names[:-1])
            return replace(here, up=None if here.up is None or here.names else here.up + 1)
    return replace(here, names=(*here.names, "**"))


def calls(tree: Expr, names: frozenset[str]) -> bool:
    """Whether a function of one of these names is called anywhere in a tree."""
    return (isinstance(tree, Call) and tree.name in names) or any(calls(part, names) for part in _parts(tree))


def _parts(tree: Expr) -> Iterator[Expr]:
    match tree:
        case Negation(operand):
            yield operand
        case Operation(first, rest):
            yield first
            yield from (operand for _name, operand in rest)
        case Call(_name, arguments):
            yield from arguments
        case Filter(primary, predicates):
            yield primary
            yield from predicates
        case Path(start, steps):
            if not isinstance(start, str):
                yield start
            yield from (predicate for step in steps for predicate in step.predicates)
