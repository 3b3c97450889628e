"""What clocks show: one moment in several time zones, each with its day where that is another."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from zoneinfo import ZoneInfo

from babel import Locale, UnknownLocaleError
from babel.dates import format_date, get_timezone_location
from django.utils.translation import get_language, to_locale

DAY = "full"  # “Tuesday, September 8, 2020” as each language writes it (CLDR)


@dataclass(frozen=True, slots=True)
class Reading:
    """What clocks of a zone show when something begins and ends. `day` is spelled out; `ends_day` only where it is
    another; `differs` says whether the day is not the host's."""

    zone: str
    place: str
    day: str
    starts: str
    ends: str
    ends_day: str = ""
    differs: bool = False


def readings(starts: datetime, ends: datetime, zone: str, others: Sequence[str] = ()) -> list[Reading]:
    """What clocks show at the host, and then in other zones, each zone once. In the active language."""
    locale = locale_of(get_language() or "en")
    host = starts.astimezone(ZoneInfo(zone)).date()
    found = []
    for one in dict.fromkeys((zone, *_known(others))):
        here, there = starts.astimezone(ZoneInfo(one)), ends.astimezone(ZoneInfo(one))
        ends_day = _day(there, locale) if there.date() != here.date() else ""
        found.append(
            Reading(
                one,
                place_of(one, locale),
                _day(here, locale),
                f"{here:%H:%M}",
                f"{there:%H:%M}",
                ends_day,
                here.date() != host,
            )
        )
    return found


def is_zone(name: str) -> bool:
    """Whether this is a time zone that we can tell the time of."""
    try:
        ZoneInfo(name)
    except (LookupError, ValueError, OSError):
        return False
    return "/" in name or name == "UTC"


def _known(zones: Iterable[str]) -> list[str]:
    return [zone for zone in zones if zone and is_zone(zone)]


def _day(moment: datetime, locale: Locale) -> str:
    return str(format_date(moment.date(), DAY, locale=locale))


@lru_cache
def locale_of(language: str) -> Locale:
    """The locale of a language of the site."""
    try:
        return Locale.parse(to_locale(language))
    except (UnknownLocaleError, ValueError):
        return Locale("en")


@lru_cache(maxsize=4000)
def place_of(zone: str, locale: Locale) -> str:
    """The city that a time zone is named after, in a language: “America/New_York” → “New York”."""
    # Where the zone has no translated city, Babel gives all after the continent: "Argentina/Buenos Aires".
    return str(get_timezone_location(zone, locale=locale, return_city=True)).rpartition("/")[2]
