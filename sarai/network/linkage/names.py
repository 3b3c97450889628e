"""Names of any script and order, reduced to tokens that can be compared.

Nothing here decides which token is the family name: order differs between cultures and between forms, so a name is a
set of tokens. Titles and particles are dropped, well-known short forms and transliterations are drawn together.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

from anyascii import anyascii

from sarai.network.linkage.vocabulary import mapping_of, words_of

TITLES = words_of("titles")
DOUBTFUL_TITLES = words_of("doubtful_titles")
PARTICLES = words_of("particles")
DOUBLE_FAMILY_NAMES = words_of("double_family_names")
GENERATIONS = mapping_of("generations")


def _canonical() -> dict[str, str]:
    table: dict[str, str] = {}
    for canonical, variants in mapping_of("spellings").items():
        for variant in (canonical, *variants.split()):
            table.setdefault(variant, canonical)
    return table


CANONICAL = _canonical()
"""Short form or transliteration → the form that stands for all of them."""


@dataclass(frozen=True, slots=True)
class Name:
    """A name as tokens: as folded (`spelled`) and with spellings drawn together (`tokens`), both sorted."""

    spelled: tuple[str, ...]
    tokens: tuple[str, ...]

    @property
    def key(self) -> str:
        """Equal for the same name in another order or a well-known spelling; blank if there is no name."""
        return " ".join(self.tokens)

    @property
    def skeleton(self) -> str:
        """Equal for names that sound much alike: every token's consonants."""
        return " ".join(sorted(skeleton(token) for token in self.tokens))

    @property
    def letters(self) -> str:
        """All letters in order, so that "Xiao Ming Wang" equals "Wang Xiaoming"; blank for very short names."""
        joined = "".join(self.spelled)
        return "".join(sorted(joined)) if len(joined) >= 6 else ""

    @property
    def initials(self) -> tuple[str, ...]:
        """The first letters of the tokens."""
        return tuple(sorted({token[0] for token in self.tokens}))


@lru_cache(maxsize=200_000)
def parse_name(written: str) -> Name:
    """The tokens of a name as a person or a form wrote it, in any script."""
    text = _BRACKETED.sub(" ", written).strip() or written
    text = _DOTTED.sub(lambda found: found[0].replace(".", ""), _EXCELLENCY.sub("excellency ", text))
    words = _words(text)
    if not any(len(word) > 1 for word in words):
        words = _code(text)
    words = _without_titles(words)
    spelled = [GENERATIONS.get(word, word) for word in _without_particles(words)]
    return Name(tuple(sorted(spelled)), tuple(sorted({CANONICAL.get(word, word) for word in spelled})))


_BRACKETED = re.compile(r"[(\[（【].*?[)\]）】]")
_EXCELLENCY = re.compile(r"\bh\. ?e\b\.?", re.IGNORECASE)
_DOTTED = re.compile(r"\b(?:ph\.d|m\.sc|b\.sc|m\.d)\b", re.IGNORECASE)


def _words(text: str) -> list[str]:
    words: list[str] = []
    for chunk in re.split(r"[\s,;/_\-‐–—·・.]+", unicodedata.normalize("NFKC", text)):
        words.extend(_east_asian(chunk) if _is_east_asian(chunk) else [_fold(chunk)])
    return [word for word in words if word]


def _code(text: str) -> list[str]:
    """The words of what has no word of two letters (N323 L323), which its numbers tell from others of its kind."""
    words = re.findall(r"[a-z0-9]+", anyascii(text).lower())
    return [] if all(word.isdecimal() for word in words) else words


def _fold(chunk: str) -> str:
    return re.sub(r"[^a-z]", "", anyascii(chunk).lower())


def _is_east_asian(chunk: str) -> bool:
    return 2 <= len(chunk) <= 5 and all("\u3400" <= sign <= "\u9fff" or "\uac00" <= sign <= "\ud7a3" for sign in chunk)


def _east_asian(chunk: str) -> list[str]:
    """Family name first: one sign, or two where the first two are a known double family name."""
    cut = 2 if chunk[:2] in DOUBLE_FAMILY_NAMES and len(chunk) > 2 else 1
    return [_fold(chunk[:cut]), _fold(chunk[cut:])]


def _without_titles(words: list[str]) -> list[str]:
    start, end = 0, len(words)
    while end - start > 1 and (words[start] in TITLES or (words[start] in DOUBTFUL_TITLES and end - start > 2)):
        start += 1
    while end - start > 1 and (words[end - 1] in TITLES or (words[end - 1] in DOUBTFUL_TITLES and end - start > 2)):
        end -= 1
    return words[start:end]


def _without_particles(words: list[str]) -> list[str]:
    """Bin is a particle in Ali bin Omar and a name in Huang Bin: particles go only where two words stay."""
    kept = [word for word in words if word not in PARTICLES]
    return kept if len(kept) >= 2 else words


_SOUNDS = (
    ("ph", "f"),
    ("kh", "k"),
    ("gh", "g"),
    ("dh", "d"),
    ("th", "t"),
    ("sch", "s"),
    ("sh", "s"),
    ("ch", "s"),
    ("dj", "j"),
    ("ck", "k"),
    ("ts", "s"),
    ("ce", "s"),
    ("ci", "s"),
    ("c", "k"),
    ("q", "k"),
    ("x", "s"),
    ("z", "s"),
    ("w", "v"),
)


@lru_cache(maxsize=200_000)
def skeleton(token: str) -> str:
    """The consonants of a folded token by sound class; "a" stands for any vowel that comes first."""
    sound = token
    for written, heard in _SOUNDS:
        sound = sound.replace(written, heard)
    first = "a" if sound[:1] in tuple("aeiouy") else ""
    consonants = re.sub(r"[aeiouyh]", "", sound)
    return (first + re.sub(r"(.)\1+", r"\1", consonants)) or token
