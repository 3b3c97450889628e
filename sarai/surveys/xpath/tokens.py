"""An expression cut into tokens.

XPath's one difficulty is that `*`, `and`, `or`, `div` and `mod` are names or operators by what stands before them
(XML Path Language 1.0, section 3.7).
"""

from __future__ import annotations

import re
from typing import NamedTuple

from django.utils.translation import gettext as _

from sarai.surveys.xpath.errors import LimitExceeded, XPathError

LONGEST = 50_000  # characters: the longest expression met in a published form has about 12,000

NAME = r"[^\W\d][\w.\-]*"
PATTERN = re.compile(
    rf"""(?P<space>[ \t\r\n]+)
    |(?P<number>\d+(?:\.\d*)?|\.\d+)
    |(?P<literal>"[^"]*"|'[^']*')
    |(?P<name>{NAME}:\*|{NAME}(?::(?!:){NAME})?)
    |(?P<symbol>::|//|\.\.|!=|<=|>=|[()\[\]@,./|+\-=<>*$])""",
    re.VERBOSE,
)
WORDS = frozenset({"and", "or", "div", "mod"})
SYMBOLS_BEFORE_OPERAND = frozenset(
    {"::", "//", "!=", "<=", ">=", "(", "[", "@", ",", "/", "|", "+", "-", "=", "<", ">"}
)


class Token(NamedTuple):
    """`kind` is "number", "literal", "name", "symbol", "operator" or "end"."""

    kind: str
    text: str
    position: int


def tokens(text: str) -> list[Token]:
    """Cut `text` into tokens, the last of which is "end".

    Raises `XPathError` at the first character that belongs to no token, and `LimitExceeded` if the text is too long.
    """
    if len(text) > LONGEST:
        raise LimitExceeded(_("The expression is too long: at most %(most)d characters.") % {"most": LONGEST})
    found: list[Token] = []
    place = 0
    while place < len(text):
        match = PATTERN.match(text, place)
        if match is None:
            raise XPathError(_not_understood(text, place), place)
        if match.lastgroup != "space":
            found.append(_token(match, found))
        place = match.end()
    found.append(Token("end", "", len(text)))
    return found


def _token(match: re.Match[str], before: list[Token]) -> Token:
    kind, text = str(match.lastgroup), match.group()
    if _operand_ended(before) and (text == "*" or (kind == "name" and text.lower() in WORDS)):
        return Token("operator", text.lower(), match.start())
    return Token(kind, text, match.start())


def _operand_ended(before: list[Token]) -> bool:
    """Whether the last token ends an operand, so that an operator must follow."""
    if not before:
        return False
    last = before[-1]
    return last.kind != "operator" and not (last.kind == "symbol" and last.text in SYMBOLS_BEFORE_OPERAND)


def _not_understood(text: str, place: int) -> str:
    character = text[place]
    if character in "\"'":
        return _("The quotation mark at character %(place)d is never closed.") % {"place": place + 1}
    if character in "‘’“”„«»":
        return _(
            "At character %(place)d stands %(character)s: use straight quotation marks (' or \") in expressions."
        ) % {
            "place": place + 1,
            "character": character,
        }
    return _("The character %(character)s at place %(place)d means nothing in an expression.") % {
        "character": character,
        "place": place + 1,
    }
