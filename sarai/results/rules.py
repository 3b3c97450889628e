"""How a report words a number so that the words are true. No Django, no clock, no database.

A sentence asks for a manner; the rule then takes the exact value and chooses the word and the number said (X is the
number said, v the exact value):

    manner     looks for                               says        when              and that is true because
    EXACT      v itself                                v           v is whole        X = v
    ROUNDED    the nearest round number                v           v is round        X = v
                                                       over X      v > X             X < v, and v within 10 % of X
                                                       close to X  v < X             v < X, and v within 10 % of X
    ABOUT      the nearest round number                v           v is round        X = v
                                                       about X     else              v within 5 % of X
    FLOOR      the next round number beneath           at least X  v is round        X = v
                                                       over X      else              X < v, and v within 10 % of X

A round number is a multiple of the coarsest of 1, 5, 10, 50, 100, 500, … that lies within 2.5 % of v, which is well
within what the words allow: 1,621 is "over 1,600", 844 is "close to 850", 2,556 is "over 2,500", and 650 is 650.

A value that is not whole is a percentage, which is said in whole per cent: 47.2 is 47 (`is_true`: nobody reads more
than "nearest" into it). What would round to nothing or to everything is said as "under 1" and "over 99".
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from math import floor

NEAR = Fraction(1, 40)


class Manner(StrEnum):
    """How a sentence wants to speak of a number."""

    EXACT = "exact"
    ROUNDED = "rounded"
    ABOUT = "about"
    FLOOR = "floor"


class Word(StrEnum):
    """What stands before a number."""

    EXACTLY = "exactly"  # nothing is written
    OVER = "over"
    AT_LEAST = "at least"
    ABOUT = "about"
    CLOSE_TO = "close to"
    UNDER = "under"


@dataclass(frozen=True, slots=True)
class Wording:
    """A word and the whole number said after it."""

    word: Word
    number: int


def is_true(wording: Wording, value: Fraction) -> bool:
    """Whether the words hold of the exact value: what every choice of this module is tested against."""
    said = Fraction(wording.number)
    match wording.word:
        case Word.EXACTLY:
            return said == value or (not _whole(value) and abs(value - said) <= Fraction(1, 2))
        case Word.OVER:
            return said < value <= said * Fraction(11, 10)
        case Word.AT_LEAST:
            return said <= value <= said * Fraction(11, 10)
        case Word.CLOSE_TO:
            return said * Fraction(9, 10) <= value < said
        case Word.ABOUT:
            return abs(value - said) <= said * Fraction(1, 20)
        case Word.UNDER:
            return 0 < value < said


def worded(value: Fraction, manner: Manner) -> Wording:
    """The word and number for a count or a percentage. Raises ValueError beneath 0."""
    if value < 0:
        raise ValueError(f"{value} people, views or per cent cannot be; a report words what is 0 or more.")
    if manner is Manner.EXACT or value == 0:
        return _plain(value)
    said = _round_beneath(value) if manner is Manner.FLOOR else _round_near(value)
    if said is None:
        return _plain(value)
    if said == value:
        return Wording(Word.AT_LEAST if manner is Manner.FLOOR else Word.EXACTLY, said)
    if manner is Manner.ABOUT:
        return Wording(Word.ABOUT, said)
    return Wording(Word.OVER if said < value else Word.CLOSE_TO, said)


def _whole(value: Fraction) -> bool:
    return value == floor(value)


def _plain(value: Fraction) -> Wording:
    nearest = round(value)
    if _whole(value):
        return Wording(Word.EXACTLY, nearest)
    if nearest == 0:
        return Wording(Word.UNDER, 1)
    return Wording(Word.OVER, 99) if nearest == 100 else Wording(Word.EXACTLY, nearest)


def _steps(value: Fraction) -> Iterator[int]:
    """1, 5, 10, 50, … up to the value, the coarsest first."""
    power = 10 ** len(str(floor(value)))
    while power >= 1:
        yield from (step for step in (5 * power, power) if step <= value)
        power //= 10


def _round_near(value: Fraction) -> int | None:
    candidates = (step * floor(value / step + Fraction(1, 2)) for step in _steps(value))
    return next((said for said in candidates if abs(value - said) <= value * NEAR), None)


def _round_beneath(value: Fraction) -> int | None:
    candidates = (step * floor(value / step) for step in _steps(value))
    return next((said for said in candidates if value - said <= value * NEAR), None)
