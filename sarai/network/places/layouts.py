"""Taking a typed place apart: which words may be the city, and what the other words say about where it is."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from sarai.network.places.folding import Token, is_native, tokens, words_key
from sarai.network.places.index import Kind, Trust
from sarai.network.places.store import Division, Hit, Store
from sarai.network.places.vocabulary import Vocabulary, Words

SEPARATORS = re.compile(r"[,;/|()\[\]{}<>:\n\t،、，；：／（）【】「」·•–—→«»“”\"*]+|\s-+\s|\s-+|-+\s|\.\s+-")
NOT_A_PLACE = re.compile(r"@|https?:|www\.|\+\d[\d\s-]{6,}", re.IGNORECASE)
LONGEST_TEXT = 200  # characters; a longer text is no place name
MOST_SEGMENTS = 6
# What follows the name of a country in "China's cities", in Chinese: no city is named.
CITIES_OF_IT = re.compile(r"(?<=\w)的(?:任何|所有|其他|其它|各个?|一些)?城市(?!\w)")
POSTCODE = re.compile(r"\d{3,}")
LONGEST_COUNTRY = 7  # words

LATER_COST = 0.35  # a city that is not named first
COUNTRY_COST = 1.5  # a city that is called like a country
SPLIT_COST = 0.25  # a country or province told from the city by nothing but its name
DIVISION_COST = 1.5  # a city that is called a county or the like, after another part
CUT_COST = 0.5  # what follows the word for "city" in a script without spaces

# Scripts in which a space stands between the parts of an address, not within a name: Chinese, Japanese, Korean.
_SPACED_PARTS = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7a3]+")
_HAN_CITY = "市"
_HAN_CONJUNCTIONS = re.compile("[和及与跟]")


# Places with a country code of their own that people also write under the state which claims or administers them.
TERRITORIES = {
    "CN": frozenset({"HK", "MO", "TW"}),
    "US": frozenset({"PR", "GU", "VI", "AS", "MP"}),
    "FR": frozenset({"RE", "GP", "MQ", "GF", "YT", "NC", "PF", "PM", "WF", "BL", "MF"}),
    "GB": frozenset({"BM", "KY", "VG", "AI", "FK", "GI", "MS", "SH", "TC", "IM", "JE", "GG"}),
    "NL": frozenset({"AW", "CW", "SX", "BQ"}),
    "DK": frozenset({"GL", "FO"}),
    "RS": frozenset({"XK"}),
    "MA": frozenset({"EH"}),
}


def belongs(iso2: str, state: str | None) -> bool:
    """Whether people write the country `iso2` as `state`: it is that country, or one of its territories."""
    return iso2 == state or (state is not None and iso2 in TERRITORIES.get(state, frozenset()))


@dataclass(frozen=True, slots=True)
class Place:
    """What a part of the text that is not the city says: a country, divisions, or a larger city around it."""

    iso2: str | None = None
    divisions: tuple[Division, ...] = ()
    cities: tuple[Hit, ...] = ()
    doubtful: bool = False  # whether the word for the country is more often a city's name
    is_code: bool = False  # whether it is two or three capitals

    @property
    def is_country(self) -> bool:
        """Whether it can only be a country: not a division of another (Georgia, the state)."""
        elsewhere = any(division.iso2 != self.iso2 for division in self.divisions)
        return self.iso2 is not None and not self.doubtful and not elsewhere

    @property
    def likely_country(self) -> str | None:
        """The country, if it is one by name, and no state of the one country whose states people write as often."""
        is_state = any(division.iso2 == "US" for division in self.divisions)
        return None if self.doubtful or self.is_code or is_state else self.iso2

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
    is_country: bool = False  # whether the head is also a country's name
    lands: frozenset[str] = frozenset()  # the countries whose municipal words stand about the head
    divisions: tuple[Division, ...] = ()  # those that are called like the head

    @property
    def countries(self) -> set[str]:
        """The countries that the other parts name for certain; the territory where its state is named too."""
        named = {place.iso2 for place in self.around if place.is_country and place.iso2}
        return named - {state for state in named if named & TERRITORIES.get(state, frozenset())}

    def admits(self, iso2: str, hint: str | None) -> bool:
        """Whether a city of this country fits the countries named in the text and beside it."""
        named = self.countries | {hint} if hint else self.countries
        return all(belongs(iso2, state) for state in named)

    def is_only_in(self, iso2: str, hint: str | None) -> bool:
        """Whether nothing that is known stands beside the head, but for this country."""
        known = (place for place in self.around if place.is_known or place.cities)
        return self.admits(iso2, hint) and all(belongs(iso2, place.iso2) for place in known)

    @property
    def unknown_parts(self) -> int:
        """How many parts beside the head are neither a country nor a division nor a city."""
        return sum(not place.is_known and not place.cities for place in self.around)


def segments(text: str) -> list[Words]:
    """The parts of `text` between commas, brackets, dashes and the like, without post codes."""
    parts = (tokens(part) for part in SEPARATORS.split(text))
    bare = (tuple(word for word in part if not POSTCODE.search(word.folded)) for part in parts)
    return [piece for part in bare for piece in _spaced(part)][:MOST_SEGMENTS]


def _spaced(part: Words) -> Iterator[Words]:
    """The part, or its words one by one in scripts that write no spaces within names."""
    if part and all(_SPACED_PARTS.fullmatch(word.folded) for word in part):
        yield from ((word,) for word in part)
    elif part:
        yield part


def conjoined(part: Words, vocabulary: Vocabulary) -> Iterator[tuple[Words, Words]]:
    """The two sides of each "and" in a part (Delhi and Mumbai; 北京和上海)."""
    for i in range(1, len(part) - 1):
        if vocabulary.joins(part[i]):
            yield part[:i], part[i + 1 :]
    if len(part) == 1:
        for found in _HAN_CONJUNCTIONS.finditer(part[0].folded):
            sides = part[0].folded[: found.start()], part[0].folded[found.end() :]
            if all(sides):
                yield (Token(sides[0], sides[0]),), (Token(sides[1], sides[1]),)


def joined(parts: list[Words], text: str, store: Store) -> list[Words]:
    """The parts, those that only together name a country made one (Congo (Kinshasa); Korea, Republic of).

    A text that is nothing but such parts stays apart when the last is a city by itself (Congo, Kinshasa).
    """
    parts = [piece for i in range(len(parts)) for piece in _overhanging(parts, i, store)]
    for length in range(len(parts), 1, -1):
        for i in range(len(parts) - length + 1):
            run = tuple(word for part in parts[i : i + length] for word in part)
            if not store.country(words_key(run)) or (length == len(parts) and _is_list(text, parts[-1], store)):
                continue
            return [*parts[:i], run, *parts[i + length :]]
    return parts


def _overhanging(parts: list[Words], i: int, store: Store) -> list[Words]:
    """Part `i`, cut where a country's name begins in it and ends with the next part (Goma Congo - Kinshasa)."""
    if i + 1 < len(parts):
        for cut in range(1, len(parts[i])):
            if store.country(words_key(parts[i][cut:] + parts[i + 1])) and not store.country(words_key(parts[i])):
                return [parts[i][:cut], parts[i][cut:]]
    return [parts[i]]


def _is_list(text: str, last: Words, store: Store) -> bool:
    plain_list = bool(re.search(r"[,:;/|]", text))
    return plain_list and any(hit.kind <= Kind.ALTERNATE for hit in store.named(words_key(last)))


def country_of(words: Words, store: Store, least: Trust = Trust.FOREIGN) -> str | None:
    """The ISO code of the country that the words name: by a name in any language, an alias of ours, or ISO code."""
    if not words:
        return None
    raw = "".join(word.raw for word in words)
    folded = words_key(words)
    named = store.country(folded) or store.country(folded.removeprefix("the"))
    if named and named[1] >= least:
        return named[0]
    return store.country_code(raw) if len(raw) in (2, 3) and raw.isupper() and raw.isascii() else None


def place_of(words: Words, store: Store, vocabulary: Vocabulary) -> Place:
    """What a part beside the city says."""
    divisions: tuple[Division, ...] = ()
    cities: tuple[Hit, ...] = ()
    for name, _ in vocabulary.readings(words):
        divisions = divisions or store.divisions(name)
        cities = cities or tuple(hit for hit in store.named(name) if hit.kind <= 2)
    bare = _without_links(words)
    iso2 = country_of(bare, store)
    is_code = store.country(words_key(bare)) is None
    return Place(iso2 or country_of(bare, store, Trust.BESIDE), divisions, cities, iso2 is None, is_code)


def _without_links(words: Words) -> Words:
    while len(words) > 1 and words[0].folded in {"in", "the", "of", "from", "en", "au", "aux"}:
        words = words[1:]
    return words


def layouts(parts: list[Words], store: Store, vocabulary: Vocabulary) -> Iterator[Layout]:
    """Every way worth trying, the plainest first."""
    places = [place_of(part, store, vocabulary) for part in parts] if len(parts) > 1 else [Place()]
    for i, part in enumerate(parts):
        around = (*places[:i], *places[i + 1 :])
        is_country = bool(around) and country_of(part, store) is not None
        if is_country and not all(place.is_known for place in around):
            continue  # then the unknown part is the city, or meant to be one
        cost = (LATER_COST if i else 0.0) + (COUNTRY_COST if is_country else 0.0)
        if i and vocabulary.names_division(part):
            cost += DIVISION_COST
        lands = vocabulary.lands(part)
        yield Layout(part, around, cost, is_country, lands, places[i].divisions)
        for rest, peeled in peelings(part, store):
            divisions = store.divisions(words_key(rest)) if around else ()
            yield Layout(rest, around + peeled, cost + SPLIT_COST, False, lands, divisions)
            for city in _han_city(rest):
                yield Layout(city, around + peeled, cost + SPLIT_COST + CUT_COST)
        for city in _han_city(part):
            yield Layout(city, around, cost + CUT_COST)
    if len(parts) > 1:
        yield Layout(tuple(word for part in parts for word in part), (), 0.0)


def peelings(words: Words, store: Store) -> Iterator[tuple[Words, tuple[Place, ...]]]:
    """(rest, what was peeled): a country, or a country and a province, at either end of words without a comma."""
    if len(words) == 1:
        yield from native_peelings(words[0], store)
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
    folded = words_key(name)
    return len(folded) > 2 or is_native(folded) or all(word.is_code for word in name)


def _han_city(part: Words) -> Iterator[Words]:
    """What stands before and with the word for "city" when a district, office or street follows (深圳市南山区)."""
    if len(part) == 1 and 1 < (end := part[0].folded.find(_HAN_CITY) + 1) < len(part[0].folded):
        yield (Token(part[0].folded[:end], part[0].folded[:end]),)


def native_peelings(word: Token, store: Store) -> Iterator[tuple[Words, tuple[Place, ...]]]:
    """The same inside a word of a script that writes no spaces (中国成都, 中国广东省深圳市)."""
    for rest, place in _native_peel_once(word, store):
        yield (rest,), (place,)
        for inner, more in _native_peel_once(rest, store):
            yield (inner,), (place, more)


def _native_peel_once(word: Token, store: Store) -> Iterator[tuple[Token, Place]]:
    folded = word.folded
    if not is_native(folded) or max(folded) < "\u0e00":
        return
    for cut in range(2, min(12, len(folded) - 1)):
        name, rest = folded[:cut], folded[cut:]
        found = store.country(name)
        place = Place(found[0] if found else None, store.divisions(name))
        if place.is_known:
            yield Token(rest, rest), place
