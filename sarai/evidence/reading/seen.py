"""What of a text can be seen: letters that are not, and marks that pile up, are left out.

Unseen letters turn what stands around them, hide lines in letters, and make names that nobody sees. Marks (Unicode's
combining characters) are drawn above and beneath the letter before them, without end: a thousand cover a page.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable

JOINERS = "\u200c\u200d"  # unseen, and needed by some scripts
BLANKS = "\u115f\u1160\u2800\u3164\uffa0"  # letters, by Unicode, that nobody sees
BREAKS = ("Cc", "Zl", "Zp")
MOST_MARKS = 8  # of one letter: Hebrew with its cantillation has five, Burmese seven
MOST_ACCENTS = 4  # … of those that stand on letters of any script, and pile up highest: phonetics has four


def readable(text: str) -> str:
    """A text of several lines without what cannot be seen, and without piles of marks; "" where nothing is left to be
    seen. Line breaks and tabs stay."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    shown = ((one for one in line if one == "\t" or unicodedata.category(one) not in BREAKS) for line in lines)
    return _seen("\n".join(_without_piles(line) for line in shown).strip())


def on_one_line(text: str) -> str:
    """A text on one line, without what cannot be seen, and without piles of marks; "" where nothing is left to be seen.
    NUL stays, as that is no slip: it is for the caller to refuse."""
    shown = (" " if one != "\0" and unicodedata.category(one) in BREAKS else one for one in text)
    return _seen(" ".join(_without_piles(shown).split()))


def _without_piles(letters: Iterable[str]) -> str:
    kept, marks = [], 0
    for one in letters:
        kind = unicodedata.category(one)
        if kind == "Cs" or _is_none(one):
            continue
        if kind.startswith("M"):
            marks += MOST_MARKS // MOST_ACCENTS if unicodedata.name(one, "").startswith("COMBINING") else 1
        elif one not in JOINERS:
            if kind == "Cf":
                continue
            marks = 0
        if marks <= MOST_MARKS:
            kept.append(one)
    return "".join(kept)


def _is_none(letter: str) -> bool:
    """Whether it is one of Unicode's noncharacters, which no file of XML may have, nor a workbook."""
    number = ord(letter)
    return number & 0xFFFE == 0xFFFE or 0xFDD0 <= number <= 0xFDEF


def _seen(text: str) -> str:
    """The text, if there is anything to be seen in it."""
    return text if any(_stands_alone(one) for one in text) else ""


def _stands_alone(letter: str) -> bool:
    """Whether something is seen where there is nothing but this letter. NUL counts, so that it is refused."""
    return letter == "\0" or (unicodedata.category(letter)[0] not in "CMZ" and letter not in BLANKS)
