"""What a typed place says, however it is written: the key under which somebody's decision about it holds.

"Morelia, Mexico", "Morelia (México)" and "MORELIA  MX" say the same. "San José" and "San José, Costa Rica" do not: a
decision never reaches a text that names another country, or none, or more words.
"""

from typing import NamedTuple

from sarai.network.places.folding import tokens, words_key
from sarai.network.places.layouts import SEPARATORS, country_of, joined, native_peelings, peelings, place_of
from sarai.network.places.store import Store
from sarai.network.places.vocabulary import Vocabulary, Words


class Sense(NamedTuple):
    """The folded words without the country, and the country (ISO code), None where none is named."""

    words: str
    iso2: str | None


def sense(text: str, beside: str, hint: str | None, store: Store, vocabulary: Vocabulary) -> Sense:
    """The sense of `text` with the words `beside` it in the column for the country; `hint` is the country they name."""
    parts = joined([part for part in map(tokens, SEPARATORS.split(text)) if part], text, store)
    kept, named = _without_country(parts, store, vocabulary)
    if hint and named and hint != named:
        kept, named = parts, None
    words = "".join(words_key(part) for part in kept)
    unknown = words_key(tokens(beside)) if not hint else ""
    return Sense(f"{words}/{unknown}" if unknown else words, hint or named)


def _without_country(parts: list[Words], store: Store, vocabulary: Vocabulary) -> tuple[list[Words], str | None]:
    """The parts without the one country that they name; all of them when there is nothing else, or no one country."""
    countries = [_only_country(part, store, vocabulary) for part in parts]
    kept = [part for part, iso2 in zip(parts, countries, strict=True) if iso2 is None]
    named = {iso2 for iso2 in countries if iso2}
    if len(named) == 1 and kept:
        return kept, named.pop()
    if not named and parts:
        for rest, iso2 in _peeled(parts[-1], store, vocabulary):
            return [*parts[:-1], rest], iso2
    return parts, None


def _only_country(part: Words, store: Store, vocabulary: Vocabulary) -> str | None:
    """The country that a part names, unless it may be a province of another (Georgia)."""
    if country_of(part, store) is None:
        return None
    place = place_of(part, store, vocabulary)
    return place.iso2 if place.is_country else None


def _peeled(part: Words, store: Store, vocabulary: Vocabulary) -> list[tuple[Words, str]]:
    """What stands beside a country in words without a comma, once for each way to see it so."""
    if country_of(part, store):
        return []
    ways = native_peelings(part[0], store) if len(part) == 1 else peelings(part, store)
    found = ((rest, places[0].iso2) for rest, places in ways if len(places) == 1 and places[0].is_country)
    return [(rest, iso2) for rest, iso2 in found if iso2 and _may_be_there(rest, iso2, part, store, vocabulary)]


def _may_be_there(rest: Words, iso2: str, part: Words, store: Store, vocabulary: Vocabulary) -> bool:
    """Whether what is left is a name.

    Only that of a city there, when the country is but a code (Recife PE), or the words together name a city too (Mexico
    City, Santa Cruz Bolivia).
    """
    beside = part[len(rest) :] if part[: len(rest)] == rest else part[: len(part) - len(rest)]
    if store.country(words_key(beside)) and not store.named(words_key(part)):
        return not vocabulary.names_no_place(rest)
    return any(hit.iso2 == iso2 for hit in store.named(words_key(rest)))
