"""Builds the gazetteer's index: one SQLite file, read-only at run time."""

import math
import os
import re
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing
from enum import IntEnum
from pathlib import Path
from typing import Any

from sarai.network.places import fuzzy, sources
from sarai.network.places.folding import is_native, key
from sarai.network.places.vocabulary import Vocabulary

FORMAT = "2"

SCHEMA = """
CREATE TABLE meta (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE city (
    id INTEGER PRIMARY KEY, name TEXT NOT NULL, iso2 TEXT NOT NULL, admin1 TEXT NOT NULL, admin2 INTEGER,
    lat REAL NOT NULL, lon REAL NOT NULL, population INTEGER NOT NULL, timezone TEXT NOT NULL,
    weight REAL NOT NULL, capital INTEGER NOT NULL);
CREATE TABLE name (
    key TEXT NOT NULL, city INTEGER NOT NULL, kind INTEGER NOT NULL, PRIMARY KEY (key, city)) WITHOUT ROWID;
CREATE TABLE famous (key TEXT NOT NULL, city INTEGER NOT NULL, PRIMARY KEY (key, city)) WITHOUT ROWID;
CREATE TABLE initials (key TEXT NOT NULL, city INTEGER NOT NULL, PRIMARY KEY (key, city)) WITHOUT ROWID;
CREATE TABLE country (key TEXT PRIMARY KEY, iso2 TEXT NOT NULL, trust INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE country_code (code TEXT PRIMARY KEY, iso2 TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE division (
    key TEXT NOT NULL, iso2 TEXT NOT NULL, admin1 TEXT NOT NULL, admin2 INTEGER NOT NULL,
    PRIMARY KEY (key, iso2, admin1, admin2)) WITHOUT ROWID;
CREATE TABLE division_name (
    iso2 TEXT NOT NULL, admin1 TEXT NOT NULL, name TEXT NOT NULL, weight REAL NOT NULL,
    PRIMARY KEY (iso2, admin1)) WITHOUT ROWID;
CREATE TABLE word (role TEXT NOT NULL, phrase TEXT NOT NULL, PRIMARY KEY (role, phrase)) WITHOUT ROWID;
CREATE TABLE spelling (id INTEGER PRIMARY KEY, key TEXT NOT NULL);
CREATE TABLE deletion (
    signature INTEGER NOT NULL, spelling INTEGER NOT NULL, PRIMARY KEY (signature, spelling)) WITHOUT ROWID;
"""

LARGEST = "SELECT iso2, admin1, max(weight) FROM city GROUP BY iso2, admin1"


class Kind(IntEnum):
    """How a key belongs to a city; the smallest wins where several do."""

    PRIMARY = 0
    ALTERNATE = 1
    OWN = 2
    NICKNAME = 3
    CODE = 4
    ROMANISED = 5


class Trust(IntEnum):
    """How far a word may be taken for a country's name."""

    BESIDE = 0  # only beside another name: alone it is a city's
    FOREIGN = 1  # a name in another language than English
    SURE = 2  # an English or official name, or an alias of ours


SPELT_FROM = 15_000  # inhabitants from which a city's names are filed for spelling correction
FAMOUS_FROM = 100_000  # … and from which they answer the first letters of a search
EXEMPLAR_FROM = 5_000  # inhabitants of a city after which CLDR calls a time zone
LONGEST_INITIALS = 4
INITIALS_FROM = 6.0  # prominence from which a city is known by its initials (BA, KL, HCMC)


def build_index(path: Path) -> bool:
    """Write the index to `path` and return True; instantly done, and False, when it is there and up to date.

    The new file replaces the old one in one step, so readers never see half of it.
    """
    fingerprint = f"{FORMAT} {sources.fingerprint()}"
    if is_current(path, fingerprint):
        return False
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, draft = tempfile.mkstemp(prefix=path.name, dir=path.parent)
    os.close(handle)
    try:
        with closing(sqlite3.connect(draft)) as db:
            _fill(db)
            db.execute("INSERT INTO meta VALUES ('fingerprint', ?)", (fingerprint,))
            db.commit()
            db.execute("PRAGMA optimize")
        Path(draft).chmod(0o644)
        Path(draft).replace(path)
        return True
    finally:
        Path(draft).unlink(missing_ok=True)


def is_current(path: Path, fingerprint: str) -> bool:
    """Whether `path` holds an index with this fingerprint."""
    if not path.exists():
        return False
    try:
        with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as db:
            row = db.execute("SELECT value FROM meta WHERE name = 'fingerprint'").fetchone()
    except sqlite3.DatabaseError:
        return False
    return row == (fingerprint,)


def _fill(db: sqlite3.Connection) -> None:
    db.executescript("PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF; PRAGMA cache_size=-200000;" + SCHEMA)
    names = _fill_cities(db)
    _fill_names(db, names)
    _fill_initials(db)
    _fill_countries(db)
    _fill_spellings(db)
    _fill_divisions(db)
    db.executemany("INSERT OR IGNORE INTO word VALUES (?, ?)", sources.words())
    db.commit()


def _fill_cities(db: sqlite3.Connection) -> dict[tuple[str, int], int]:
    """Store the cities; return (key, city) → kind of all their names."""
    names: dict[tuple[str, int], int] = {}
    capitals = sources.capitals()
    vocabulary = Vocabulary(sources.words())
    rows = []
    for city in (*sources.geonames_cities(), *sources.supplement()):
        for folded, kind in _city_names(city, vocabulary):
            pair = (folded, city["geonameid"])
            names[pair] = min(kind, names.get(pair, kind))
        rows.append(_city_row(city, capitals))
    for folded, geonameid in _exemplar_names(names, rows):
        names.setdefault((folded, geonameid), Kind.ALTERNATE)
    for written, geonameid, table in sources.own_names():
        pair = (key(written), geonameid)
        known, kind = names.get(pair, Kind.ROMANISED), _own_kind(written, table)
        names[pair] = kind if kind == Kind.OWN and known == Kind.ALTERNATE else min(kind, known)
    db.executemany("INSERT INTO city VALUES (?, ?, ?, ?, NULL, ?, ?, ?, ?, ?, ?)", rows)
    return names


def _exemplar_names(names: dict[tuple[str, int], int], rows: list[tuple[Any, ...]]) -> Iterator[tuple[str, int]]:
    """(key, city) for the names that CLDR has for the cities of time zones, in other scripts than Latin.

    In Latin letters GeoNames has them all, and CLDR a few under the wrong city.
    """
    largest: dict[tuple[str, str], tuple[int, int]] = {}
    zone_of = {row[0]: (row[7], row[6]) for row in rows}
    for (folded, geonameid), kind in names.items():
        zone, population = zone_of[geonameid]
        if kind <= Kind.ALTERNATE and population >= EXEMPLAR_FROM:
            found = largest.get((zone, folded), (0, 0))
            largest[zone, folded] = max(found, (population, geonameid))
    for zone, english, name in sources.exemplar_cities():
        _, geonameid = largest.get((zone, key(english)), (0, 0))
        if geonameid and is_native(folded := key(name)):
            yield folded, geonameid


def _city_row(city: dict[str, Any], capitals: dict[str, str]) -> tuple[Any, ...]:
    folded = key(city["name"])
    capital = bool(folded) and folded == capitals.get(city["countrycode"]) and city["population"] >= 0
    weight = prominence(city["population"], len(city["alternatenames"]), capital)
    place = (city["countrycode"], city["admin1code"], city["latitude"], city["longitude"])
    return (city["geonameid"], city["name"], *place, city["population"], city["timezone"], weight, capital)


def prominence(population: int, alternates: int, capital: bool) -> float:
    """How much a bare name means this place, in powers of ten.

    The people who live there, times a power (0.7) of the number of names that the world has for it, since a place
    written about in many languages is meant more often than an equally large one that is not.
    Where GeoNames gives no population, the number of names stands in for it.
    """
    people = population or min(50_000, 500 + 25 * alternates**2)
    return round(math.log10(max(people, 500)) + 0.7 * math.log10(1 + alternates) + 0.5 * capital, 3)


def _city_names(city: dict[str, Any], vocabulary: Vocabulary) -> Iterator[tuple[str, Kind]]:
    if folded := key(city["name"]):
        yield folded, Kind.PRIMARY
    for name in city["alternatenames"]:
        folded = key(name)
        kind = _alternate_kind(name)
        if len(folded) > (2 if kind == Kind.ALTERNATE and folded.isascii() else 1):
            yield folded, kind
        if is_native(folded):
            for bare, _ in vocabulary.without_affixes(folded):
                yield bare, Kind.ALTERNATE


def _alternate_kind(name: str) -> Kind:
    """GeoNames mixes names, airport codes (capitals) and romanisations (small letters) in one list."""
    if name.isascii() and name.isupper() and len(name) <= 4:
        return Kind.CODE
    return Kind.ROMANISED if name == name.lower() and name.isascii() else Kind.ALTERNATE


def _own_kind(written: str, table: str) -> Kind:
    if table != "abbreviations":
        return Kind.OWN
    return Kind.CODE if written.isupper() and len(key(written)) <= 4 else Kind.NICKNAME


def _fill_names(db: sqlite3.Connection, names: dict[tuple[str, int], int]) -> None:
    db.executemany("INSERT INTO name VALUES (?, ?, ?)", sorted((*pair, kind) for pair, kind in names.items()))
    famous = "SELECT key, city FROM name JOIN city ON city.id = city WHERE population >= ? AND kind <= ?"
    db.execute(f"INSERT INTO famous {famous}", (FAMOUS_FROM, Kind.OWN))


def _fill_initials(db: sqlite3.Connection) -> None:
    """File the best known cities of several words under their initials, with and without the small words."""
    rows = set()
    for city, name in db.execute("SELECT id, name FROM city WHERE weight >= ?", (INITIALS_FROM,)):
        words = re.split(r"[\s-]+", name)
        for kept in (words, [word for word in words if word[:1].isupper()]):
            if 1 < len(kept) <= LONGEST_INITIALS:
                rows.add((key("".join(word[:1] for word in kept)), city))
    db.executemany("INSERT INTO initials VALUES (?, ?)", sorted(rows))


def _fill_spellings(db: sqlite3.Connection) -> None:
    """File the names of the larger cities, in any script but those without letters, under their deletions."""
    rows = db.execute(
        "SELECT key, max(kind = ? AND (population >= ? OR capital)) FROM name JOIN city ON city.id = city "
        "WHERE kind <= ? AND (population >= ? OR capital) AND length(key) BETWEEN ? AND ? GROUP BY key",
        (Kind.PRIMARY, FAMOUS_FROM, Kind.OWN, SPELT_FROM, fuzzy.SHORTEST - 1, fuzzy.LONGEST),
    )
    spellings = {folded: bool(known) for folded, known in rows if _has_letters(folded)}
    # Countries too, so that a slip in one's name is not taken for a slip in a city's.
    for (folded,) in db.execute("SELECT key FROM country WHERE trust = ?", (Trust.SURE,)):
        if fuzzy.SHORTEST - 1 <= len(folded) <= fuzzy.LONGEST:
            spellings.setdefault(folded, False)
    db.executemany("INSERT INTO spelling VALUES (?, ?)", enumerate(spellings))
    # Packed into one integer each, since two million of those sort faster than pairs, and written in order.
    numbered = enumerate(spellings.items())
    packed = [sign << 32 | i for i, spelling in numbered for sign in fuzzy.stored_signatures(*spelling)]
    packed.sort()
    db.executemany("INSERT INTO deletion VALUES (?, ?)", ((pair >> 32, pair & 0xFFFFFFFF) for pair in packed))


def _has_letters(folded: str) -> bool:
    """Whether a slip of the pen is a matter of letters; in Chinese characters and the like it is not."""
    return not is_native(folded) or max(folded) < "\u2e80"


def _fill_countries(db: sqlite3.Connection) -> None:
    names = sources.country_names()
    db.executemany("INSERT INTO country VALUES (?, ?, ?)", _trusted(names))
    # A language's word for a country that is a sizeable city's own name is read as the city (Palu, Brasília).
    # Beside another name it still speaks for the country (Castries, Santa Lucía).
    db.execute(
        f"UPDATE country SET trust = {Trust.BESIDE} WHERE trust = {Trust.FOREIGN} AND key IN "
        "(SELECT key FROM name JOIN city ON id = city WHERE kind = ? AND population >= 50000)",
        (Kind.PRIMARY,),
    )
    db.executemany("INSERT INTO country_code VALUES (?, ?)", sources.country_codes().items())


def _trusted(names: dict[str, tuple[str, bool]]) -> Iterator[tuple[str, str, int]]:
    return ((name, iso2, Trust.SURE if sure else Trust.FOREIGN) for name, (iso2, sure) in names.items())


def _fill_divisions(db: sqlite3.Connection) -> None:
    rows = {(folded, iso2, code, 0) for folded, iso2, code in sources.divisions() if folded}
    for number, (iso2, name, geonameids) in enumerate(sources.minor_divisions(), start=1):
        rows.update((folded, iso2, "", number) for folded in sources.division_keys(name))
        db.executemany("UPDATE city SET admin2 = ? WHERE id = ?", ((number, geonameid) for geonameid in geonameids))
    db.executemany("INSERT INTO division VALUES (?, ?, ?, ?)", sorted(rows))
    largest = {(iso2, admin1): weight for iso2, admin1, weight in db.execute(LARGEST)}
    pairs = ((row["iso2"], row["code"], row["name"]) for row in sources.table("admin1"))
    shown = ((iso2, code, name, largest.get((iso2, code), 0.0)) for iso2, code, name in pairs)
    db.executemany("INSERT INTO division_name VALUES (?, ?, ?, ?)", shown)
