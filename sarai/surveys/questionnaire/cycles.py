"""Calculations that wait for one another, found before anybody is asked.

A node waits for what its calculation and its relevance read, and for the groups that it stands in. Rows of a repeat
are not told apart: a node that reads the row before its own waits for itself, as it does in JavaRosa, the engine of
ODK Collect, which opens no form with such a ring. JavaRosa counts `required` and `readonly` too; answers do not
depend on those, so here a ring through them is only worth a warning.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from django.utils.translation import gettext as _

from sarai.surveys.questionnaire.faults import Fault
from sarai.surveys.questionnaire.form import Form, Path
from sarai.surveys.questionnaire.reading import spelled
from sarai.surveys.xpath import syntax

VALUES = ("calculate", "relevant")
EVERYTHING = (*VALUES, "required", "readonly")


def cycle(form: Form, parts: tuple[str, ...] = VALUES) -> tuple[Path, ...]:
    """Nodes that wait for one another in a ring, the first of the form first; empty if there is no ring.

    `parts` are the parts of a node's logic that wait.
    """
    graph = {path: tuple(_awaited(form, path, parts)) for path in form.binds}
    done: set[Path] = set()
    for start in graph:
        if start not in done and (ring := _ring(start, graph, done)):
            first = min(range(len(ring)), key=lambda place: list(graph).index(ring[place]))
            return (*ring[first:], *ring[:first])
    return ()


def fault(form: Form, ring: tuple[Path, ...]) -> Fault:
    """What is wrong with a ring, its nodes named, at the row of the first of them."""
    row = form.rows.get(ring[0], 0)
    column = "calculation" if form.binds[ring[0]].calculate is not None else "relevant"
    if len(ring) == 1:
        said = _("“%(name)s” is calculated from itself, or is shown only if it has an answer itself.")
    else:
        said = _("These wait for one another in a circle, so none can be calculated: %(names)s.")
    values = {"name": spelled(ring[0]), "names": _chain(ring)}
    return Fault("survey" if row else "", row, column if row else "", said % values)


def warning(form: Form) -> Fault | None:
    """What is to be said about a ring that a page can serve and ODK Collect does not open."""
    ring = cycle(form, EVERYTHING)
    if not ring:
        return None
    row = form.rows.get(ring[0], 0)
    said = _("ODK Collect does not open this form, as these conditions go round in a circle: %s.") % _chain(ring)
    return Fault("survey" if row else "", row, "required" if row else "", said)


def _chain(ring: tuple[Path, ...]) -> str:
    return " → ".join(spelled(path) for path in (*ring, ring[0]))


def _ring(start: Path, graph: Mapping[Path, tuple[Path, ...]], done: set[Path]) -> tuple[Path, ...]:
    """A depth-first search from `start` with its own stack: a form may be long."""
    trail: dict[Path, Iterator[Path]] = {start: iter(graph[start])}
    while trail:
        node = next(reversed(trail))
        following = next((path for path in trail[node] if path in graph and path not in done), None)
        if following is None:
            trail.popitem()
            done.add(node)
        elif following in trail:
            names = list(trail)
            return tuple(names[names.index(following) :])
        else:
            trail[following] = iter(graph[following])
    return ()


def _awaited(form: Form, path: Path, parts: tuple[str, ...]) -> Iterator[Path]:
    bind = form.binds[path]
    for part in parts:
        expression = getattr(bind, part)
        if expression is not None:
            yield from _read(expression.tree, path, path)
    for length in range(2, len(path)):
        if (above := form.binds.get(path[:length])) is not None and above.relevant is not None:
            yield path[:length]


def _read(tree: syntax.Expr, node: Path, context: Path | None) -> Iterator[Path]:
    """The nodes that an expression on `node` reads; `context` is None where names mean something else (a list)."""
    match tree:
        case syntax.Negation(operand):
            yield from _read(operand, node, context)
        case syntax.Operation(first, rest):
            yield from _read(first, node, context)
            for _operator, operand in rest:
                yield from _read(operand, node, context)
        case syntax.Call(_, arguments):
            for argument in arguments:
                yield from _read(argument, node, context)
        case syntax.Filter(primary, predicates):
            yield from _read(primary, node, context)
            for predicate in predicates:
                yield from _read(predicate, node, None)
        case syntax.Path(start, steps):
            yield from _path(start, steps, node, context)


def _path(start: str | syntax.Expr, steps: tuple[syntax.Step, ...], node: Path, context: Path | None) -> Iterator[Path]:
    path = () if start == "/" else context
    if isinstance(start, syntax.Call) and start.name == "current" and not start.arguments:
        path = node
    elif not isinstance(start, str):
        yield from _read(start, node, context)
        path = None
    for step in steps:
        path = _stepped(path, step)
        for predicate in step.predicates:
            yield from _read(predicate, node, path)
    if path:
        yield path


def _stepped(path: Path | None, step: syntax.Step) -> Path | None:
    if path is None or step.axis not in ("child", "parent", "self"):
        return None
    if step.axis == "parent":
        return path[:-1]
    if step.axis == "self":
        return path
    return (*path, step.test) if step.test[-1] not in "*)" else None
