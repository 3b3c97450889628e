"""Misspelt names: candidates through shared deletions (symmetric-delete spelling correction, W. Garbe, 2012).

Each stored key is filed under itself and under itself less one letter, those of the best known cities less two. A
typed key is looked up under itself less up to two letters. That finds every key at edit distance 1 and, among keys long
enough to be worth it, those of well known cities and most others at distance 2.
"""

import zlib
from collections.abc import Iterator

from rapidfuzz.distance import OSA

SHORTEST = 5  # letters; below that one slip makes another name
LONGEST = 24
_ALIKE = str.maketrans(
    {"y": "i", "j": "i", "e": "i", "o": "u", "w": "v", "b": "v", "z": "s", "q": "k", "c": "k", "h": ""}
)


def signature(variant: str) -> int:
    """A 32-bit hash; collisions only cost a comparison, since the distance is then measured."""
    return zlib.crc32(variant.encode())


def stored_signatures(folded: str, twice: bool) -> set[int]:
    """The signatures under which a name's key is filed; `twice`: also less two letters."""
    return {signature(variant) for variant in _variants(folded, twice and allowed(folded) > 1)}


def typed_signatures(folded: str) -> set[int]:
    """The signatures under which a typed key is looked up."""
    return {signature(variant) for variant in _variants(folded, allowed(folded) > 1)}


def _variants(folded: str, twice: bool) -> set[str]:
    once = _shortened(folded)
    return {folded} | once | ({shorter for variant in once for shorter in _shortened(variant)} if twice else set())


def _shortened(folded: str) -> set[str]:
    return {folded[:i] + folded[i + 1 :] for i in range(len(folded))}


def allowed(folded: str) -> int:
    """Most edits (insert, delete, replace, swap neighbours) believed to be a slip, by the key's length."""
    if len(folded) < SHORTEST:
        return 0
    return 1 if len(folded) < 7 else 2


def slips(folded: str, names: Iterator[str]) -> Iterator[tuple[str, int]]:
    """(name, edits) of those `names` that `folded` may be a slip of."""
    most = allowed(folded)
    for name in names:
        edits = OSA.distance(folded, name, score_cutoff=most)
        if 0 < edits <= most:
            yield name, edits


def consonants(folded: str) -> str:
    """The key's consonants, doubled ones once: vowels are what people get wrong first."""
    bare = "".join(letter for letter in sounds(folded) if letter not in "aiu")
    return "".join(letter for i, letter in enumerate(bare) if i == 0 or letter != bare[i - 1])


def sounds(folded: str) -> str:
    """A coarse sound of a key: what people confuse by ear in a foreign name counts as the same."""
    alike = folded.replace("ph", "f").translate(_ALIKE)
    return "".join(letter for i, letter in enumerate(alike) if i == 0 or letter != alike[i - 1])
