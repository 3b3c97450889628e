"""The syntax of regular expressions, as Java writes them."""

from __future__ import annotations

import string
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum, auto

from django.utils.translation import gettext as _

from sarai.surveys.xpath.errors import LimitExceeded, XPathError

LONGEST = 2_000
DEEPEST = 40
MOST_TIMES = 1_000

Test = Callable[[str], bool]


@dataclass(frozen=True, slots=True)
class Characters:
    """One character that passes a test."""

    test: Test


@dataclass(frozen=True, slots=True)
class Sequence:
    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class Alternatives:
    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class Repetition:
    """A part so many times; without end if `most` is None."""

    part: Part
    fewest: int
    most: int | None


@dataclass(frozen=True, slots=True)
class Look:
    """What must (or, if not `wanted`, must not) follow here, without being taken."""

    part: Part
    wanted: bool


class Assertion(Enum):
    """What may hold between two characters."""

    START = auto()
    END = auto()
    BOUNDARY = auto()
    INSIDE = auto()


Part = Characters | Sequence | Alternatives | Repetition | Look | Assertion

CONTROLS = {"t": "\t", "n": "\n", "r": "\r", "f": "\f", "a": "\a", "e": "\x1b"}
WORD = frozenset(string.ascii_letters + string.digits + "_")
SPACE = frozenset(" \t\n\x0b\f\r")
HORIZONTAL = frozenset(" \t\xa0\u1680\u180e\u202f\u205f\u3000" + "".join(chr(code) for code in range(0x2000, 0x200B)))
CLASSES: dict[str, Test] = {
    "d": frozenset(string.digits).__contains__,
    "w": WORD.__contains__,
    "s": SPACE.__contains__,
    "h": HORIZONTAL.__contains__,
}
NAMED: dict[str, Test] = {
    "Lower": frozenset(string.ascii_lowercase).__contains__,
    "Upper": frozenset(string.ascii_uppercase).__contains__,
    "Alpha": frozenset(string.ascii_letters).__contains__,
    "Digit": frozenset(string.digits).__contains__,
    "Alnum": frozenset(string.ascii_letters + string.digits).__contains__,
    "Punct": frozenset(string.punctuation).__contains__,
    "Space": SPACE.__contains__,
    "XDigit": frozenset(string.hexdigits).__contains__,
    "ASCII": str.isascii,
    "IsAlphabetic": str.isalpha,
    "IsDigit": str.isdecimal,
    "IsLetter": str.isalpha,
}
CATEGORIES = frozenset(
    {
        kind + part
        for kind, parts in {
            "L": "ultmo",
            "M": "nce",
            "N": "dlo",
            "P": "cdseifo",
            "S": "mcko",
            "Z": "slp",
            "C": "cfson",
        }.items()
        for part in ("", *parts)
    }
)
LINE_ENDS = frozenset("\n\r\u0085\u2028\u2029")


def read(pattern: str) -> Part:
    """The parts of a pattern. Raises `XPathError` with a sentence."""
    if len(pattern) > LONGEST:
        raise LimitExceeded(_("The pattern of regex() is too long."))
    return Reader(pattern).whole()


class Reader:
    """A place in a pattern."""

    def __init__(self, pattern: str) -> None:
        self.pattern = pattern
        self.at = 0
        self.depth = 0
        self.folded = False

    def whole(self) -> Part:
        if self.accept("(?i)"):
            self.folded = True
        part = self.alternatives()
        if self.at < len(self.pattern):
            raise self.wrong()
        return part

    def wrong(self) -> XPathError:
        return XPathError(
            _("The pattern “%(pattern)s” of regex() is wrong, or asks for too much, at its character %(place)d.")
            % {"pattern": self.pattern[:80], "place": self.at + 1}
        )

    def peek(self) -> str:
        return self.pattern[self.at : self.at + 1]

    def take(self) -> str:
        character = self.peek()
        if not character:
            raise self.wrong()
        self.at += 1
        return character

    def accept(self, text: str) -> bool:
        if self.pattern.startswith(text, self.at):
            self.at += len(text)
            return True
        return False

    def alternatives(self) -> Part:
        self.depth += 1
        if self.depth > DEEPEST:
            raise self.wrong()
        parts = [self.sequence()]
        while self.accept("|"):
            parts.append(self.sequence())
        self.depth -= 1
        return parts[0] if len(parts) == 1 else Alternatives(tuple(parts))

    def sequence(self) -> Part:
        parts = []
        while self.peek() not in ("", "|", ")"):
            parts.append(self.repeated(self.atom()))
        return Sequence(tuple(parts))

    def repeated(self, part: Part) -> Part:
        """The part, as often as the signs after it say. Which match is tried first does not matter here."""
        while True:
            bounds = self.bounds()
            if bounds is None:
                return part
            self.accept("?")
            if self.peek() == "+":
                raise self.wrong()
            part = Repetition(part, *bounds)

    def bounds(self) -> tuple[int, int | None] | None:
        for sign, bounds in (("*", (0, None)), ("+", (1, None)), ("?", (0, 1))):
            if self.accept(sign):
                return bounds
        if not self.accept("{"):
            return None
        fewest = self.count()
        most: int | None = fewest
        if self.accept(","):
            most = None if self.peek() == "}" else self.count()
        if not self.accept("}") or (most is not None and most < fewest):
            raise self.wrong()
        return fewest, most

    def count(self) -> int:
        start = self.at
        while self.peek().isdecimal() and self.peek().isascii():
            self.at += 1
        digits = self.pattern[start : self.at]
        if not digits or len(digits) > 4 or int(digits) > MOST_TIMES:
            raise self.wrong()
        return int(digits)

    def atom(self) -> Part:
        character = self.take()
        match character:
            case "(":
                return self.group()
            case "[":
                return self.characters(self.set())
            case ".":
                return Characters(_not(LINE_ENDS.__contains__))
            case "^":
                return Assertion.START
            case "$":
                return Assertion.END
            case "\\":
                return self.escaped()
            case "*" | "+" | "?" | "{":
                self.at -= 1
                raise self.wrong()
        return self.characters(_is(character))

    def characters(self, test: Test) -> Characters:
        if not self.folded:
            return Characters(test)
        return Characters(
            lambda character: any(test(each) for each in (character, character.lower(), character.upper()))
        )

    def group(self) -> Part:
        look = None
        if self.accept("?="):
            look = True
        elif self.accept("?!"):
            look = False
        elif self.pattern.startswith("?<", self.at) and self.pattern[self.at + 2 : self.at + 3].isalpha():
            while self.take() != ">":
                pass
        elif not self.accept("?:") and self.peek() == "?":
            raise self.wrong()
        part = self.alternatives()
        if not self.accept(")"):
            raise self.wrong()
        return part if look is None else Look(part, look)

    def escaped(self) -> Part:
        for sign, assertion in (
            ("b", Assertion.BOUNDARY),
            ("B", Assertion.INSIDE),
            ("A", Assertion.START),
            ("Z", Assertion.END),
            ("z", Assertion.END),
        ):
            if self.accept(sign):
                return assertion
        test = self.escape()
        return self.characters(_is(test) if isinstance(test, str) else test)

    def escape(self) -> Test | str:
        """What stands after a backslash: a class of characters, or one character."""
        sign = self.take()
        if sign.lower() in CLASSES:
            test = CLASSES[sign.lower()]
            return test if sign.islower() else _not(test)
        if sign in "pP":
            test = self.property()
            return test if sign == "p" else _not(test)
        if sign in CONTROLS:
            return CONTROLS[sign]
        if sign in "xu":
            return self.code(2 if sign == "x" else 4)
        if sign.isalnum():
            self.at -= 1
            raise self.wrong()
        return sign

    def code(self, length: int) -> str:
        digits = self.pattern[self.at : self.at + length]
        if len(digits) != length or not all(digit in string.hexdigits for digit in digits):
            raise self.wrong()
        self.at += length
        return chr(int(digits, 16))

    def property(self) -> Test:
        name = self.take()
        if name == "{":
            end = self.pattern.find("}", self.at)
            name, self.at = self.pattern[self.at : end], max(end + 1, self.at)
        if name in NAMED:
            return NAMED[name]
        category = name.removeprefix("Is")
        if category in CATEGORIES:
            return lambda character: unicodedata.category(character).startswith(category)
        script = name.removeprefix("Is").removeprefix("In").upper()
        if not script.isalpha():
            raise self.wrong()
        return lambda character: unicodedata.name(character, "").startswith(script + " ")

    def set(self) -> Test:
        """What stands between square brackets."""
        self.depth += 1
        if self.depth > DEEPEST:
            raise self.wrong()
        negated = self.accept("^")
        tests: list[Test] = []
        first = True
        while first or self.peek() != "]":
            first = False
            if self.pattern.startswith("&&", self.at):
                raise self.wrong()
            tests.append(self.member())
        self.at += 1
        self.depth -= 1
        test = _any(tests)
        return _not(test) if negated else test

    def member(self) -> Test:
        if self.accept("["):
            return self.set()
        low = self.single()
        if not isinstance(low, str):
            return low
        if self.peek() != "-" or self.pattern[self.at + 1 : self.at + 2] in ("]", ""):
            return _is(low)
        self.at += 1
        high = self.single()
        if not isinstance(high, str) or high < low:
            raise self.wrong()
        return _between(low, high)

    def single(self) -> Test | str:
        character = self.take()
        return self.escape() if character == "\\" else character


def _is(wanted: str) -> Test:
    return lambda character: character == wanted


def _between(low: str, high: str) -> Test:
    return lambda character: low <= character <= high


def _not(test: Test) -> Test:
    return lambda character: not test(character)


def _any(tests: list[Test]) -> Test:
    return lambda character: any(test(character) for test in tests)
