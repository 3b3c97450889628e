"""Countries, UN M49 regions, dated groups of countries, and dated definitions of "the South".

Reads the lists in `data/countries/` (their README explains the columns) and holds no list of its own. Pure: no
Django, no database, no clock; the day is always an argument.
"""

import csv
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache, lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import Literal, cast

FOLDER = Path(__file__).parent / "data" / "countries"

Precision = Literal["day", "year", "by"]


class BadReference(ValueError):
    """A row of a reference list cannot be used; the message names the file and the row."""


class UnknownDefinition(LookupError):
    """Nobody has written down a definition of the South under this key."""


class DefinitionNotInForce(LookupError):
    """The definition exists, but not for the day that was asked about."""


@dataclass(frozen=True, slots=True)
class Period:
    """First and last day; None where the start was not looked up, or where there is no end yet."""

    first: date | None
    last: date | None

    def __contains__(self, on: date) -> bool:
        return (self.first is None or self.first <= on) and (self.last is None or on <= self.last)

    def overlaps(self, other: "Period") -> bool:
        """Whether some day lies in both."""
        starts_too_late = self.first and other.last and self.first > other.last
        ends_too_early = self.last and other.first and self.last < other.first
        return not (starts_too_late or ends_too_early)

    def __str__(self) -> str:
        return f"{self.first or 'the beginning'} to {self.last or 'now'}"


@dataclass(frozen=True, slots=True)
class Country:
    """A country or area. `lat`, `lon` in degrees: about its centre, good enough for a world map."""

    iso2: str
    iso3: str
    numeric: str
    name_en: str
    region_m49: str
    subregion_m49: str
    intermediate_m49: str
    lat: float
    lon: float
    period: Period
    source: str
    note: str


@dataclass(frozen=True, slots=True)
class Region:
    """A region of UN M49; `parent_m49` is empty for the world."""

    m49: str
    name_en: str
    parent_m49: str
    source: str


@dataclass(frozen=True, slots=True)
class Membership:
    """One country's time in one group, with whose list says so."""

    group: str
    iso2: str
    period: Period
    from_precision: Precision
    source: str
    note: str


@dataclass(frozen=True, slots=True)
class South:
    """A definition of the South: group keys joined by + and -, for the days in `period`."""

    definition: str
    title_en: str
    rule: str
    period: Period
    source: str
    note: str


@cache
def countries() -> Mapping[str, Country]:
    """Every country or area by its ISO 3166-1 alpha-2 code, in alphabetical order of the code."""
    found = {
        row["iso2"]: Country(
            iso2=row["iso2"],
            iso3=row["iso3"],
            numeric=row["numeric"],
            name_en=row["name_en"],
            region_m49=row["region_m49"],
            subregion_m49=row["subregion_m49"],
            intermediate_m49=row["intermediate_m49"],
            lat=float(row["lat"]),
            lon=float(row["lon"]),
            period=_period("countries.csv", row),
            source=row["source"],
            note=row["note"],
        )
        for row in _rows("countries.csv")
    }
    return MappingProxyType(found)


@cache
def regions() -> Mapping[str, Region]:
    """Every region of UN M49 by its three-digit code."""
    return MappingProxyType({row["m49"]: Region(**row) for row in _rows("regions.csv")})


@cache
def memberships() -> tuple[Membership, ...]:
    """Every row of `groups.csv`, checked: known country, first day given, no two rows of one country in one group
    overlap.
    """
    found: list[Membership] = []
    periods: dict[tuple[str, str], list[Period]] = defaultdict(list)
    for row in _rows("groups.csv"):
        period = _period("groups.csv", row)
        key = row["group"], row["iso2"]
        if row["iso2"] not in countries():
            raise BadReference(f"groups.csv: {row['group']} names {row['iso2']!r}, which is not in countries.csv.")
        if period.first is None or row["from_precision"] not in ("day", "year", "by"):
            raise BadReference(f"groups.csv: {key} needs valid_from, and day, year or by as from_precision.")
        if any(period.overlaps(other) for other in periods[key]):
            raise BadReference(f"groups.csv: {key} has two rows for the same days.")
        periods[key].append(period)
        precision = cast(Precision, row["from_precision"])
        found.append(Membership(*key, period, precision, row["source"], row["note"]))
    return tuple(found)


@lru_cache(maxsize=256)
def groups(on: date) -> Mapping[str, frozenset[str]]:
    """The groups on a day: group key to ISO alpha-2 codes. A group that had no member on that day is there, and
    empty.
    """
    members: dict[str, set[str]] = {membership.group: set() for membership in memberships()}
    for membership in memberships():
        if on in membership.period:
            members[membership.group].add(membership.iso2)
    return MappingProxyType({group: frozenset(codes) for group, codes in members.items()})


@cache
def south_definitions() -> Mapping[str, South]:
    """Every definition of the South by its key."""
    return MappingProxyType({definition.definition: definition for definition in _south()})


@lru_cache(maxsize=256)
def south(definition: str, on: date) -> frozenset[str]:
    """The countries of the South on a day, by one definition, as ISO alpha-2 codes.

    Raises UnknownDefinition for a key that is not in `south.csv`, and DefinitionNotInForce for a day on which its
    publisher did not, or no longer does, make the distinction: silence must not look like a world without a South.
    """
    if (chosen := south_definitions().get(definition)) is None:
        known = ", ".join(sorted(south_definitions()))
        raise UnknownDefinition(f"There is no definition of the South called {definition!r}. Choose one of: {known}.")
    if on not in chosen.period:
        raise DefinitionNotInForce(
            f"The definition {definition!r} holds from {chosen.period}, not on {on}. "
            "Ask for a day within that time, or choose another definition."
        )
    members: set[str] = set()
    for sign, group in _terms(chosen.rule):
        members = members | groups(on)[group] if sign == "+" else members - groups(on)[group]
    return frozenset(members)


@cache
def south_memberships() -> tuple[Membership, ...]:
    """Since when and until when each country is of the South, by every definition, as a definition's rule makes it out
    of the groups: the same as `south` for each day, in periods."""
    return tuple(one for definition in south_definitions().values() for one in _periods_of(definition))


def _periods_of(definition: South) -> Iterator[Membership]:
    """A definition's memberships. They can only change on a day on which one of its groups' does."""
    groups_of_it = {group for _sign, group in _terms(definition.rule)}
    spans = [definition.period, *(each.period for each in memberships() if each.group in groups_of_it)]
    days = {day for span in spans for day in (span.first, span.last and span.last + timedelta(days=1)) if day}
    began: dict[str, date] = {}
    for day in sorted(days):
        held = south(definition.definition, day) if day in definition.period else frozenset()
        for iso2 in sorted(began.keys() - held):
            yield _member(definition, iso2, Period(began.pop(iso2), day - timedelta(days=1)))
        began |= dict.fromkeys(held - began.keys(), day)
    for iso2, day in sorted(began.items()):
        yield _member(definition, iso2, Period(day, None))


def _member(definition: South, iso2: str, period: Period) -> Membership:
    return Membership(definition.definition, iso2, period, "by", definition.source, definition.note)


def _south() -> Iterator[South]:
    known = {membership.group for membership in memberships()}
    for row in _rows("south.csv"):
        for sign, group in _terms(row["rule"]):
            if sign not in ("+", "-") or group not in known:
                raise BadReference(
                    f"south.csv: {row['definition']} has {sign} {group!r}, which is no group of groups.csv."
                )
        yield South(
            definition=row["definition"],
            title_en=row["title_en"],
            rule=row["rule"],
            period=_period("south.csv", row),
            source=row["source"],
            note=row["note"],
        )


def _terms(rule: str) -> list[tuple[str, str]]:
    """`"A + B - C"` as `[("+", "A"), ("+", "B"), ("-", "C")]`."""
    words = ["+", *rule.split()]
    if len(words) % 2:
        raise BadReference(f"south.csv: the rule {rule!r} must be group keys with + or - between them.")
    return list(zip(words[::2], words[1::2], strict=True))


def _period(file: str, row: Mapping[str, str]) -> Period:
    try:
        first, last = (date.fromisoformat(text) if text else None for text in (row["valid_from"], row["valid_to"]))
    except ValueError as error:
        raise BadReference(f"{file}: a date is not written as year-month-day in {dict(row)}.") from error
    if first and last and first > last:
        raise BadReference(f"{file}: valid_to lies before valid_from in {dict(row)}.")
    return Period(first, last)


def _rows(file: str) -> Iterator[dict[str, str]]:
    with (FOLDER / file).open(encoding="utf-8", newline="") as stream:
        for row in csv.DictReader(stream):
            if not row["source"]:
                raise BadReference(f"{file}: a row without a source: {row}.")
            yield row
