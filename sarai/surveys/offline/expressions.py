"""Expressions written anew for openrosa-xpath-evaluator, which runs in the browser.

That evaluator reads a text letter by letter, each time, and leaves paths to the browser's own XPath 1.0. So every
operation gets its brackets, relative paths begin with "./" (a bare `order` is read as `or` and `der`), and what means
more in a form than in XPath becomes a call of a function of ours (`surveys/scripts/xpath/functions.js`):

- a path from the root, which stays in its instance of a repeat: `at("/data/person/age")`;
- `and`, `or` and a minus sign: `all(…)`, `any(…)`, `neg(…)`;
- a predicate that is not a comparison: `holds(…)`;
- the paths in `indexed-repeat()`, which are names, not values.
"""

from __future__ import annotations

from decimal import Decimal

from django.utils.translation import gettext as _

from sarai.surveys.questionnaire.form import Path as Names
from sarai.surveys.xpath import Expression
from sarai.surveys.xpath.syntax import Call, Expr, Filter, Literal, Negation, Number, Operation, Path, Step

MISSING = frozenset({"digest", "extract-signed"})  # functions that the browser's evaluator cannot do at once
OF_NODE = frozenset({"string", "number", "string-length", "normalize-space", "name", "local-name"})
LOGIC = {"and": "all", "or": "any"}
TRUE_OR_FALSE = frozenset({"=", "!=", "<", "<=", ">", ">=", "and", "or"})
SAYS_TRUTH = frozenset({"true", "false", "not", "boolean", "selected", "contains", "starts-with", "ends-with", "regex"})


class Beyond(ValueError):
    """What a browser cannot evaluate. The message is a sentence."""


def rewritten(expression: Expression, base: Names) -> str:
    """The expression of the node at `base`, as the browser reads it. Raises `Beyond`."""
    return _Writer(base).write(expression.tree)


class _Writer:
    """Writes one expression. `inside` is how many predicates stand around the part that is written."""

    def __init__(self, base: Names) -> None:
        self.base = base
        self.inside = 0

    def write(self, tree: Expr) -> str:
        """A part of the expression, in brackets where it needs them."""
        match tree:
            case Number(value):
                return format(Decimal(repr(value)), "f").removesuffix(".0")
            case Literal(value):
                return _quoted(value)
            case Negation(operand):
                return f"neg({self.write(operand)})"
            case Operation(first, rest):
                return self._operation(first, rest)
            case Call():
                return self._call(tree)
            case Filter(primary, predicates):
                return f"({self.write(primary)}){self._predicates(predicates)}"
            case Path(start, steps):
                return self._path(start, steps)
        raise AssertionError(tree)

    def _operation(self, first: Expr, rest: tuple[tuple[str, Expr], ...]) -> str:
        operator = rest[0][0]
        if operator in LOGIC:
            parts = ", ".join(self.write(each) for each in (first, *(operand for _name, operand in rest)))
            return f"{LOGIC[operator]}({parts})"
        written = self.write(first)
        for name, operand in rest:
            written = f"({written} {name} {self.write(operand)})"
        return written

    # Functions

    def _call(self, call: Call) -> str:
        if call.name in MISSING:
            raise Beyond(_("The function %(name)s() is not there without a network.") % {"name": call.name})
        if call.name == "indexed-repeat":
            return self._indexed_repeat(call.arguments)
        if not call.arguments and (call.name in OF_NODE or (call.name == "position" and not self.inside)):
            return f"{call.name}(.)"
        return f"{call.name}({', '.join(self.write(argument) for argument in call.arguments)})"

    def _indexed_repeat(self, arguments: tuple[Expr, ...]) -> str:
        target, *others = arguments
        written = [self._named(target)]
        for place, argument in enumerate(others):
            written.append(self.write(argument) if place % 2 else self._named(argument))
        return f"indexed-repeat({', '.join(written)})"

    def _named(self, tree: Expr) -> str:
        """A path to a question or repeat as the text of its names."""
        if not isinstance(tree, Path) or (self.inside and tree.start != "/"):
            raise Beyond(_("indexed-repeat() needs questions and repeats of the form, not values."))
        line = [] if tree.start == "/" else list(self.base)
        for step in tree.steps:
            if step.axis == "parent" and line:
                line.pop()
            elif step.axis == "child" and not step.predicates:
                line.append(step.test)
            elif step.axis != "self":
                raise Beyond(_("indexed-repeat() needs questions and repeats of the form, not values."))
        return _quoted("/" + "/".join(line))

    # Paths

    def _path(self, start: str | Expr, steps: tuple[Step, ...]) -> str:
        if start == "/":
            return self._from_root(steps)
        if start == "":
            return self._from_here(steps)
        assert not isinstance(start, str)
        begun = self.write(start) if isinstance(start, Call) else f"({self.write(start)})"
        return begun + self._steps(steps)

    def _from_root(self, steps: tuple[Step, ...]) -> str:
        plain = 0
        while plain < len(steps) and _is_plain(steps[plain]):
            plain += 1
        names = "".join(f"/{step.test}" for step in steps[:plain])
        return f"at({_quoted(names)}){self._steps(steps[plain:])}"

    def _from_here(self, steps: tuple[Step, ...]) -> str:
        first = self._step(steps[0])
        if first in (".", ".."):
            rest = steps[1:]
            return first + self._predicates(steps[0].predicates) + self._steps(rest)
        return "." + self._steps(steps)

    def _steps(self, steps: tuple[Step, ...]) -> str:
        written = []
        skipped = False
        for step in steps:
            if step.axis == "descendant-or-self" and step.test == "node()" and not step.predicates:
                written.append("/")
                skipped = True
                continue
            written.append(f"/{self._step(step)}{self._predicates(step.predicates)}")
            skipped = False
        return "".join(written) + ("/." if skipped else "")

    def _step(self, step: Step) -> str:
        if step.test == "text()":
            raise Beyond(_("text() is not there without a network."))
        if step.test == "node()" and step.axis in ("self", "parent"):
            return "." if step.axis == "self" else ".."
        test = "*" if step.test == "node()" else step.test
        prefix = {"child": "", "attribute": "@"}.get(step.axis, f"{step.axis}::")
        return f"{prefix}{test}"

    def _predicates(self, predicates: tuple[Expr, ...]) -> str:
        self.inside += 1
        written = "".join(f"[{self._predicate(each)}]" for each in predicates)
        self.inside -= 1
        return written

    def _predicate(self, tree: Expr) -> str:
        written = self.write(tree)
        says = isinstance(tree, Operation) and tree.rest[0][0] in TRUE_OR_FALSE
        return written if says or (isinstance(tree, Call) and tree.name in SAYS_TRUTH) else f"holds({written})"


def _is_plain(step: Step) -> bool:
    return step.axis == "child" and not step.predicates and step.test not in ("*", "node()", "text()")


def _quoted(text: str) -> str:
    """A literal. One with both kinds of quotes is put together, as XPath 1.0 has no escapes."""
    if '"' not in text:
        return f'"{text}"'
    if "'" not in text:
        return f"'{text}'"
    mark = ", '\"', "
    return "concat(" + mark.join(f'"{part}"' for part in text.split('"')) + ")"
