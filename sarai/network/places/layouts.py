"""Taking a typed place apart: which words may be the city, and what the other words say about where it is."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from sarai.network.places.folding import Token, is_native, tokens, words_key
from sarai.network.places.store import Division, Hit, Store
from sarai.network.places.vocabulary import Vocabulary, Words

SEPARATORS = re.compile(r"[,;/|()\[\]{}<>:\n\t،、，；：／（）【】「」·•–—→«»“”\"*]+|\s-+\s|\s-+|-+\s|\.\s+-")
NOT_A_PLACE = re.compile(r"@|https?:|www\.|\+\d[\d\s-]{6,}", re.IGNORECASE)
LONGEST_TEXT = 200  # characters; a longer text is no place name
MOST_SEGMENTS = 6
POSTCODE = re.compile(r"\d{3,}")
LONGEST_COUNTRY = 7  # words

LATER_COST = 0.35  # a city that is not named first
COUNTRY_COST = 1.5  # a city that is called like a country
SPLIT_COST = 0.25  # a country or province told from the city by nothing but its name


@dataclass(frozen=True, slots=True)
class Place:
    """What a part of the text that is not the city says: a country, divisions of countries, or a larger city around it."""

    iso2: str | None = None
    divisions: tuple[Division, ...] = ()
    cities: tuple[Hit, ...] = ()

    @property
    def is_country(self) -> bool:
        """Whether it can only be a country."""
        return self.iso2 is not None and not self.divisions

    @property
    def is_known(self) -> bool:
        """Whether it is a country or a division."""
        return self.iso2 is not None or bool(self.divisions)


@dataclass(frozen=True, slots=True)
class Layout:
    """One way to take the text apart."""

    head: Words
    around: tuple[Place, ...]
    cost: float

    @property
    def countries(self) -> set[str]:
        """The countries that the other parts name for certain."""
        return {place.iso2 for place in self.around if place.is_country and place.iso2}


def segments(text: str) -> list[Words]:
    """The parts of `text` between commas, brackets, dashes and the like, without post codes."""
    parts = (tokens(part) for part in SEPARATORS.split(text))
    bare = (tuple(word for word in part if not POSTCODE.search(word.folded)) for part in parts)
    return [part for part in bare if part][:MOST_SEGMENTS]


def country_of(words: Words, store: Store) -> str | None:
    """The ISO code of the country that the words name: by name in any language, by one of our aliases, or by ISO code."""
    if not words:
        return None
    raw = "".join(word.raw for word in words)
    folded = words_key(words)
    named = store.country(folded) or store.country(folded.removeprefix("the"))
    if named:
        return named[0]
    return store.country_code(raw) if len(raw) in (2, 3) and raw.isupper() and raw.isascii() else None


def place_of(words: Words, store: Store, vocabulary: Vocabulary) -> Place:
    """What a part beside the city says."""
    divisions: tuple[Division, ...] = ()
    cities: tuple[Hit, ...] = ()
    for name, _ in vocabulary.readings(words):
        divisions = divisions or store.divisions(name)
        cities = cities or tuple(hit for hit in store.named(name) if hit.kind <= 2)
    return Place(_country_or_code(words, store, divisions), divisions, cities)


def _country_or_code(words: Words, store: Store, divisions: tuple[Division, ...]) -> str | None:
    return country_of(_without_links(words), store)


def _without_links(words: Words) -> Words:
    while len(words) > 1 and words[0].folded in {"in", "the", "of", "from", "en", "au", "aux"}:
        words = words[1:]
    return words


def layouts(parts: list[Words], store: Store, vocabulary: Vocabulary) -> Iterator[Layout]:
    """Every way worth trying, the plainest first."""
    for i, part in enumerate(parts):
        around = tuple(place_of(other, store, vocabulary) for j, other in enumerate(parts) if j != i)
        cost = (LATER_COST if i else 0.0) + (COUNTRY_COST if around and country_of(part, store) else 0.0)
        yield Layout(part, around, cost)
        for rest, peeled in peelings(part, store):
            yield Layout(rest, around + peeled, cost + SPLIT_COST)
    if len(parts) > 1:
        yield Layout(tuple(word for part in parts for word in part), (), 0.0)


def peelings(words: Words, store: Store) -> Iterator[tuple[Words, tuple[Place, ...]]]:
    """(rest, what was peeled): a country, or a country and a province, at either end of words without a comma."""
    if len(words) == 1:
        yield from _native_peelings(words[0], store)
    for rest, place in _peel_once(words, store):
        yield rest, (place,)
        for inner, more in _peel_once(rest, store):
            yield inner, (place, more)


def _peel_once(words: Words, store: Store) -> Iterator[tuple[Words, Place]]:
    for length in range(min(LONGEST_COUNTRY, len(words) - 1), 0, -1):
        for rest, name in ((words[:-length], words[-length:]), (words[length:], words[:length])):
            place = Place(country_of(_without_links(name), store), store.divisions(words_key(name)))
            if place.is_known and _worth_peeling(name):
                yield rest, place


def _worth_peeling(name: Words) -> bool:
    """One or two letters at an end of the words are a country or province only when typed in capitals."""
    return len(words_key(name)) > 2 or all(word.is_code for word in name)


def _native_peelings(word: Token, store: Store) -> Iterator[tuple[Words, tuple[Place, ...]]]:
    """The same inside a word of a script that writes no spaces (中国成都)."""
    folded = word.folded
    if not is_native(folded) or max(folded) < "\u0e00":
        return
    for cut in range(2, min(12, len(folded) - 1)):
        name, rest = folded[:cut], folded[cut:]
        found = store.country(name)
        place = Place(found[0] if found else None, store.divisions(name))
        if place.is_known:
            yield (Token(rest, rest),), (place,)
