"""Reading the index. Every question is one indexed SQL statement; answers are cached."""

import sqlite3
import threading
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from django.utils.translation import gettext as _

from sarai.evidence.reading import Unreadable
from sarai.network.places import fuzzy
from sarai.network.places.folding import tokens, words_key
from sarai.network.places.index import SPELT_FROM, Kind, Trust
from sarai.network.places.records import City

_CITY = "id, name, iso2, admin1, lat, lon, population, timezone"
CACHED = 20_000


class NoIndex(Unreadable):
    """The index is missing or broken. `str()` says so to whoever wanted a place read, `why` to the log."""

    def __init__(self, path: Path, why: object) -> None:
        super().__init__(
            _(
                "This site is not set up, or not whole: its index of places is missing or cannot be read. Nothing was "
                "changed. Whoever keeps the site mends it with “sarai setup”."
            )
        )
        self.why = f"{path}: {why}"


class Hit(NamedTuple):
    """A city that has the key asked for."""

    kind: int
    id: int
    name: str
    iso2: str
    admin1: str
    lat: float
    lon: float
    population: int
    timezone: str
    admin2: int | None
    weight: float

    @property
    def city(self) -> City:
        """The city without what only ranking needs."""
        return City(*self[1:9])


class Division(NamedTuple):
    """A first-order (`admin1`) or second-order (`admin2`, a number of the index) division of a country."""

    iso2: str
    admin1: str
    admin2: int


def _first_words(name: str) -> set[str]:
    """The keys of the first word of a name, of its first two, and so on."""
    words = tokens(name)
    return {words_key(words[:i]) for i in range(1, len(words))}


class Store:
    """The index, opened read-only; one connection per thread."""

    def __init__(self, path: Path) -> None:
        """Raises NoIndex when `path` is not there."""
        if not path.is_file():
            raise NoIndex(path, "there is no such file")
        self._path = path
        self._uri = f"{path.resolve().as_uri()}?mode=ro&immutable=1"
        self._local = threading.local()
        self._lock = threading.Lock()
        self._opened: list[sqlite3.Connection] = []
        self.named = lru_cache(CACHED)(self._named)
        self.country = lru_cache(CACHED)(self._country)
        self.divisions = lru_cache(CACHED)(self._divisions)

    def close(self) -> None:
        """Close every thread's connection."""
        with self._lock:
            for db in self._opened:
                db.close()
            self._opened.clear()
        self._local = threading.local()

    def _all(self, sql: str, values: tuple[object, ...] = ()) -> list[tuple]:
        try:
            return self._connection().execute(sql, values).fetchall()
        except sqlite3.DatabaseError as error:
            self.close()  # what set-up builds anew is opened anew
            raise NoIndex(self._path, error) from error

    def _connection(self) -> sqlite3.Connection:
        if not hasattr(self._local, "db"):
            self._local.db = sqlite3.connect(self._uri, uri=True, check_same_thread=False)
            with self._lock:
                self._opened.append(self._local.db)
        db: sqlite3.Connection = self._local.db
        return db

    def _named(self, folded: str) -> tuple[Hit, ...]:
        """Every city with this key."""
        sql = f"SELECT kind, {_CITY}, admin2, weight FROM name JOIN city ON id = city WHERE key = ?"
        return tuple(Hit(*row) for row in self._all(sql, (folded,)))

    def _country(self, folded: str) -> tuple[str, Trust] | None:
        """(ISO code, how far to trust it) of a country's folded name."""
        rows = self._all("SELECT iso2, trust FROM country WHERE key = ?", (folded,))
        return (rows[0][0], Trust(rows[0][1])) if rows else None

    def country_code(self, code: str) -> str | None:
        """ISO code of two letters for one of two or three, in capitals."""
        if len(code) == 3:
            rows = self._all("SELECT iso2 FROM country_code WHERE code = ?", (code,))
        else:
            rows = self._all("SELECT iso2 FROM country_code WHERE iso2 = ?", (code,))
        return rows[0][0] if rows else None

    def _divisions(self, folded: str) -> tuple[Division, ...]:
        """The divisions, of any country, that are called so."""
        rows = self._all("SELECT iso2, admin1, admin2 FROM division WHERE key = ?", (folded,))
        return tuple(Division(*row) for row in rows)

    def division_name(self, iso2: str, admin1: str) -> str:
        """GeoNames' name of a first-order division, empty when it has none."""
        rows = self._all("SELECT name FROM division_name WHERE iso2 = ? AND admin1 = ?", (iso2, admin1))
        return rows[0][0] if rows else ""

    def division_weight(self, division: Division) -> float:
        """The prominence of the most prominent city in a first-order division; 0 when there is none."""
        sql = "SELECT weight FROM division_name WHERE iso2 = ? AND admin1 = ?"
        rows = self._all(sql, (division.iso2, division.admin1))
        return rows[0][0] if rows else 0.0

    def initialled(self, folded: str) -> tuple[Hit, ...]:
        """The well known cities that have these initials."""
        sql = f"SELECT {Kind.CODE}, {_CITY}, admin2, weight FROM initials JOIN city ON id = city WHERE key = ?"
        return tuple(Hit(*row) for row in self._all(sql, (folded,)))

    def main_city(self, iso2: str) -> City | None:
        """The most prominent city of a country."""
        rows = self._all(f"SELECT {_CITY} FROM city WHERE iso2 = ? ORDER BY weight DESC LIMIT 1", (iso2,))
        return City(*rows[0]) if rows else None

    def beginning(self, folded: str, iso2: str) -> tuple[Hit, ...]:
        """The large cities of a country of a name of which this key is the first half or more, or the first words."""
        sql = (
            f"SELECT min(length(key)), {Kind.ALTERNATE}, {_CITY}, admin2, weight FROM famous JOIN city ON id = city "
            "WHERE key > ? AND key < ? AND iso2 = ? GROUP BY id"
        )
        found = ((row[0], Hit(*row[1:])) for row in self._all(sql, (folded, folded + "\U0010ffff", iso2)))
        return tuple(hit for length, hit in found if length <= 2 * len(folded) or folded in _first_words(hit.name))

    def spelt_like(self, folded: str) -> list[tuple[str, int]]:
        """(key, edits) of the names of larger cities that this key may be a slip of."""
        if not fuzzy.allowed(folded) or len(folded) > fuzzy.LONGEST:
            return []
        signatures = ",".join(map(str, fuzzy.typed_signatures(folded)))
        sql = f"SELECT DISTINCT key FROM deletion JOIN spelling ON id = spelling WHERE signature IN ({signatures})"
        return list(fuzzy.slips(folded, (row[0] for row in self._all(sql))))

    def spelt_hits(self, folded: str) -> tuple[Hit, ...]:
        """The larger cities with this key."""
        return tuple(hit for hit in self.named(folded) if hit.population >= SPELT_FROM or hit.weight > 5)

    def city(self, geonameid: int) -> City | None:
        """The city with this id."""
        rows = self._all(f"SELECT {_CITY} FROM city WHERE id = ?", (geonameid,))
        return City(*rows[0]) if rows else None

    def completions(self, folded: str, limit: int, iso2: str | None) -> list[City]:
        """Cities with a name that begins with this key, the most prominent first; large ones before any other."""
        found = self._complete("famous", folded, limit, iso2)
        if len(found) < limit and (len(folded) > 2 or not folded.isascii()):
            found += [city for city in self._complete("name", folded, limit, iso2) if city not in found]
        return found[:limit]

    def _complete(self, table: str, folded: str, limit: int, iso2: str | None) -> list[City]:
        sql = (
            f"SELECT DISTINCT {_CITY} FROM {table} JOIN city ON id = city WHERE key >= ? AND key < ? "
            "AND (? IS NULL OR iso2 = ?) ORDER BY weight DESC LIMIT ?"
        )
        return [City(*row) for row in self._all(sql, (folded, folded + "\U0010ffff", iso2, iso2, limit))]

    def phrases(self) -> list[tuple[str, str]]:
        """(role, phrase) of all the words that are no names."""
        return self._all("SELECT role, phrase FROM word")
