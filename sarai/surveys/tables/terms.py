"""Answers in people's own words, brought together where they share a telling word. Pure.

This is not meaning: "flood" and "inundation" stay apart. A word tells the more the fewer answers have it (K. Spärck
Jones, A statistical interpretation of term specificity, Journal of Documentation 28, 1972); a group is made of the word
that tells most of most answers, then of the next among those that are left. Scripts without blanks between words are
read two letters at a time.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from math import log

from sarai.network.mentions import folded_name

LEAST = 2  # answers in a group
MOST_GROUPS = 40
_WORD = re.compile(r"[^\W\d_]+")
# Han, kana and Hangul stand without blanks, or with blanks that tell little.
_DENSE = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]+")
_FEW_LETTERS = 3
# Words of the six UN languages that tell nothing by themselves, folded as answers are.
_IDLE = frozenset(
    re.findall(
        r"\S+",
        """
        the and for with that this are was were our from have has had not but all can will would should more they
        their there which what when who how into also been being its you your about than them these those such other
        some any very need needs because since
        que los las con por para una uno del como pero mas sus este esta estos estas muy tambien son fue hay ser nos
        sin sobre entre todo todos nuestra nuestro nuestros nuestras porque
        les des est une pas pour dans par sur avec qui sont nous vous aux ces mais plus tres aussi etre notre nos leur
        leurs cette car tout tous parce
        что как для это или при все она они мы вы наш наша наши нам нас его был была были быть есть нет так также
        только между потому
        على الى عن مع هذا هذه التي الذي كان نحن كل بعد قبل بين لان
        我们 他们 因为 所以 以及 可以 需要 这个 那个 没有 一个 什么
        """,
    )
)


@dataclass(frozen=True, slots=True)
class Group:
    """Answers that share a `term` (the commonest way in which it is written); `places` are theirs, in order. The
    group of those that share nothing has no term."""

    term: str
    places: tuple[int, ...]


def words(text: str) -> dict[str, str]:
    """The telling words of an answer, folded, each with how it was written first."""
    found: dict[str, str] = {}
    for match in _WORD.finditer(text):
        for written in _pieces(match[0]):
            folded = folded_name(written)
            dense = bool(_DENSE.match(written))
            if folded not in _IDLE and (dense or len(folded) >= _FEW_LETTERS):
                found.setdefault(folded, written)
    return found


def _pieces(word: str) -> list[str]:
    """A word itself; of a script without blanks, every two letters that follow each other."""
    found = []
    for piece in re.split(f"({_DENSE.pattern})", word):
        if _DENSE.fullmatch(piece):
            found += [piece[at : at + 2] for at in range(len(piece) - 1)] or [piece]
        elif piece:
            found.append(piece)
    return found


def groups(texts: Sequence[str]) -> list[Group]:
    """The texts in groups by a shared word, the largest first; those that share none come last, without a term."""
    told = [words(text) for text in texts]
    having: dict[str, set[int]] = {}
    for place, found in enumerate(told):
        for word in found:
            having.setdefault(word, set()).add(place)
    left = set(range(len(texts)))
    grouped: list[Group] = []
    while len(grouped) < MOST_GROUPS:
        best = max(having, key=lambda word: (_weight(having[word] & left, len(texts)), word), default=None)
        if best is None or len(having[best] & left) < LEAST:
            break
        mine = having.pop(best) & left
        left -= mine
        grouped.append(Group(_as_written(best, [told[place] for place in mine]), tuple(sorted(mine))))
    grouped.sort(key=lambda group: (-len(group.places), group.term))
    return [*grouped, *([Group("", tuple(sorted(left)))] if left else [])]


def _weight(mine: set[int], total: int) -> float:
    """How much a word tells of how many: of equals, and of words that nearly all have, the rarer one."""
    return len(mine) * log(1 + total / len(mine)) if len(mine) >= LEAST else 0


def _as_written(word: str, told: Sequence[dict[str, str]]) -> str:
    return Counter(each[word] for each in told).most_common(1)[0][0]
