"""Tokens read into a tree, by precedence climbing (V. Pratt, Top down operator precedence, 1973)."""

from __future__ import annotations

from django.utils.translation import gettext as _

from sarai.surveys.xpath.errors import LimitExceeded, XPathError
from sarai.surveys.xpath.signatures import check_call
from sarai.surveys.xpath.syntax import AXES, Call, Expr, Filter, Literal, Negation, Number, Operation, Path, Step
from sarai.surveys.xpath.tokens import Token, tokens

DEEPEST = 120  # operands within operands: each costs up to five frames of Python's stack, here and when evaluated

PRECEDENCE = {
    "or": 1,
    "and": 2,
    "=": 3,
    "!=": 3,
    "<": 4,
    "<=": 4,
    ">": 4,
    ">=": 4,
    "+": 5,
    "-": 5,
    "*": 6,
    "div": 6,
    "mod": 6,
    "|": 8,
}
UNARY = 7
NODE_TYPES = frozenset({"node", "text"})
ABBREVIATED = {".": Step("self", "node()"), "..": Step("parent", "node()")}
ANYWHERE = Step("descendant-or-self", "node()")


def read(text: str) -> Expr:
    """The tree of an expression. Raises `XPathError` with a sentence and the place of the fault."""
    parser = Parser(tokens(text))
    tree = parser.expression(0)
    parser.expect("end", "")
    return tree


class Parser:
    """A place in a list of tokens."""

    def __init__(self, found: list[Token]) -> None:
        self.found = found
        self.at = 0
        self.depth = 0

    @property
    def token(self) -> Token:
        return self.found[self.at]

    def take(self) -> Token:
        token = self.found[self.at]
        self.at += 1
        return token

    def accept(self, text: str) -> bool:
        """Step over a symbol if it stands here."""
        if self.token.kind == "symbol" and self.token.text == text:
            self.at += 1
            return True
        return False

    def expect(self, kind: str, text: str) -> None:
        if self.token.kind != kind or self.token.text != text:
            raise self.unexpected(text)
        self.at += 1

    def unexpected(self, wanted: str = "") -> XPathError:
        token = self.token
        if token.kind == "end":
            message = _("The expression ends too early.")
            if wanted:
                message = _("The expression ends where “%(wanted)s” should follow.") % {"wanted": wanted}
        else:
            message = _("“%(text)s” cannot stand at character %(place)d.") % {
                "text": token.text,
                "place": token.position + 1,
            }
        return XPathError(message, token.position)

    # Operators

    def expression(self, floor: int) -> Expr:
        """An expression of operators that bind more tightly than `floor`."""
        self.depth += 1
        if self.depth > DEEPEST:
            raise LimitExceeded(
                _("The expression is nested too deeply: at most %(most)d brackets within brackets.")
                % {"most": DEEPEST},
                self.token.position,
            )
        left = self.operand()
        while (power := self.power()) > floor:
            rest = []
            while self.power() == power:
                operator = self.take().text
                rest.append((operator, self.expression(power)))
            left = Operation(left, tuple(rest))
        self.depth -= 1
        return left

    def power(self) -> int:
        token = self.token
        return PRECEDENCE.get(token.text, 0) if token.kind in ("operator", "symbol") else 0

    def operand(self) -> Expr:
        """A value, a location path, or a value with a path after it; perhaps after minus signs."""
        minuses = 0
        while self.accept("-"):
            minuses += 1
        if minuses:
            operand = self.expression(UNARY)
            return Negation(operand if minuses % 2 else Negation(operand))
        if self.token.kind == "symbol" and self.token.text in ("/", "//"):
            return self.from_root()
        return self.from_primary() if self.starts_primary() else Path("", self.steps())

    # Paths

    def from_root(self) -> Expr:
        if self.accept("//"):
            return Path("/", (ANYWHERE, *self.steps()))
        self.take()
        return Path("/", self.steps() if self.starts_step() else ())

    def from_primary(self) -> Expr:
        called = self.token.kind == "name"
        primary = self.call() if called else self.primary()
        if self.token.text == "[":
            primary = Filter(primary, self.predicates())
        if self.accept("//"):
            return Path(primary, (ANYWHERE, *self.steps()))
        return Path(primary, self.steps()) if self.accept("/") else primary

    def starts_primary(self) -> bool:
        token, following = self.token, self.found[min(self.at + 1, len(self.found) - 1)]
        if token.kind in ("number", "literal"):
            return True
        if token.kind == "symbol":
            return token.text in ("(", "$")
        called = following.kind == "symbol" and following.text == "("
        return token.kind == "name" and called and token.text not in NODE_TYPES

    def starts_step(self) -> bool:
        token = self.token
        return token.kind == "name" or (token.kind == "symbol" and token.text in (".", "..", "@", "*"))

    def primary(self) -> Expr:
        """A number, a text, or an expression in brackets."""
        token = self.take()
        if token.kind == "number":
            return Number(float(token.text))
        if token.kind == "literal":
            return Literal(token.text[1:-1])
        if token.text == "$":
            raise XPathError(
                _("“$” at character %(place)d: expressions here have no variables.") % {"place": token.position + 1},
                token.position,
            )
        if token.text == "(":
            inner = self.expression(0)
            self.expect("symbol", ")")
            return inner
        raise self.unexpected()

    def call(self) -> Expr:
        """A function and its arguments; the function must exist and take so many."""
        name = self.take()
        self.expect("symbol", "(")
        given = []
        if not self.accept(")"):
            given.append(self.expression(0))
            while self.accept(","):
                given.append(self.expression(0))
            self.expect("symbol", ")")
        check_call(name.text, len(given), name.position)
        return Call(name.text, tuple(given), name.position)

    def predicates(self) -> tuple[Expr, ...]:
        found = []
        while self.accept("["):
            found.append(self.expression(0))
            self.expect("symbol", "]")
        return tuple(found)

    def steps(self) -> tuple[Step, ...]:
        found = [self.step()]
        while True:
            if self.accept("//"):
                found.append(ANYWHERE)
            elif not self.accept("/"):
                return tuple(found)
            found.append(self.step())

    def step(self) -> Step:
        if not self.starts_step():
            raise self.unexpected()
        token = self.take()
        if token.text in ABBREVIATED:
            short = ABBREVIATED[token.text]
            return Step(short.axis, short.test, self.predicates())
        axis = "child"
        if token.text == "@":
            axis, token = "attribute", self.name()
        elif self.accept("::"):
            axis, token = self.axis(token), self.name()
        test = self.test(token)
        return Step(axis, test, self.predicates())

    def name(self) -> Token:
        if self.token.kind != "name" and self.token.text != "*":
            raise self.unexpected()
        return self.take()

    def axis(self, token: Token) -> str:
        if token.text not in AXES:
            raise XPathError(_("The axis “%(name)s” is not supported.") % {"name": token.text}, token.position)
        return token.text

    def test(self, token: Token) -> str:
        if token.text in NODE_TYPES and self.accept("("):
            self.expect("symbol", ")")
            return f"{token.text}()"
        return token.text.rpartition(":")[2]
