"""An expression, as the rest of Sarai holds it."""

from __future__ import annotations

from functools import lru_cache

from django.utils.translation import gettext as _

from sarai.surveys.xpath.compiler import Evaluate, compiled
from sarai.surveys.xpath.context import Context
from sarai.surveys.xpath.errors import LimitExceeded
from sarai.surveys.xpath.parser import read
from sarai.surveys.xpath.references import Reference, calls, references
from sarai.surveys.xpath.syntax import Expr
from sarai.surveys.xpath.values import Value, to_boolean, to_number, to_string


class Expression:
    """An expression that has been read. Equal texts are equal expressions."""

    __slots__ = ("_evaluate", "text", "tree")

    text: str
    tree: Expr

    def __init__(self, text: str, tree: Expr) -> None:
        self.text = text
        self.tree = tree
        self._evaluate: Evaluate = compiled(tree)

    def evaluate(self, context: Context) -> Value:
        """The value at a node. Raises `XPathError`; `LimitExceeded` when the world's budget of steps is spent."""
        try:
            return self._evaluate(context)
        except RecursionError as error:  # only where the caller stands deep in the stack already
            raise LimitExceeded(_("The expression is nested too deeply to be evaluated here.")) from error

    def string(self, context: Context) -> str:
        """The value as text."""
        return to_string(self.evaluate(context))

    def number(self, context: Context) -> float:
        """The value as number; NaN if it is none."""
        return to_number(self.evaluate(context))

    def boolean(self, context: Context) -> bool:
        """The value as truth."""
        return to_boolean(self.evaluate(context))

    def references(self) -> frozenset[Reference]:
        """The paths that the value is read from, for ordering by dependence; see `references.Reference`."""
        return references(self.tree)

    def calls(self, names: frozenset[str]) -> bool:
        """Whether a function of one of these names is called anywhere in it."""
        return calls(self.tree, names)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Expression) and self.text == other.text

    def __hash__(self) -> int:
        return hash(self.text)

    def __repr__(self) -> str:
        return f"Expression({self.text!r})"


@lru_cache(maxsize=4096)
def parse(text: str) -> Expression:
    """Read `text`. Raises `XPathError` with a sentence and, where the text is at fault, the place."""
    try:
        return Expression(text, read(text))
    except RecursionError as error:
        raise LimitExceeded(_("The expression is nested too deeply to be evaluated here.")) from error
