"""The tree that an expression is read into. Every part is frozen; a chain of equal operators is one flat part."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Number:
    """A number as it was written."""

    value: float


@dataclass(frozen=True, slots=True)
class Literal:
    """A text in quotes."""

    value: str


@dataclass(frozen=True, slots=True)
class Negation:
    """`-a`."""

    operand: Expr


@dataclass(frozen=True, slots=True)
class Operation:
    """`a + b - c`: operators of one precedence, from left to right.

    Flat, so that a sum of a thousand terms is no deeper than a sum of two.
    """

    first: Expr
    rest: tuple[tuple[str, Expr], ...]


@dataclass(frozen=True, slots=True)
class Call:
    """`name(a, b)`."""

    name: str
    arguments: tuple[Expr, ...]
    position: int


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a path. `test` is a local name, `*`, `node()` or `text()`; `axis` is one of `AXES`."""

    axis: str
    test: str
    predicates: tuple[Expr, ...] = ()


@dataclass(frozen=True, slots=True)
class Path:
    """Steps from the root (`start` is "/"), from the context node ("") or from the nodes of an expression."""

    start: str | Expr
    steps: tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class Filter:
    """`(a)[b]`: an expression whose nodes must pass predicates."""

    primary: Expr
    predicates: tuple[Expr, ...]


Expr = Number | Literal | Negation | Operation | Call | Path | Filter

AXES = frozenset(
    {
        "child",
        "parent",
        "self",
        "attribute",
        "descendant",
        "descendant-or-self",
        "ancestor",
        "ancestor-or-self",
        "following-sibling",
        "preceding-sibling",
    }
)
