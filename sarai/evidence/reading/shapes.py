"""The shapes in which platforms print an instant, and which of them leave the order of day and month open."""

import re
from datetime import UTC, datetime, timedelta, tzinfo
from enum import StrEnum
from typing import NamedTuple


class Order(StrEnum):
    """Whether `03/04/2026` is the third of April or the fourth of March."""

    DAY_FIRST = "day-first"
    MONTH_FIRST = "month-first"


class Printed(NamedTuple):
    """An instant. `zone` is None if `at` is in the zone of the file; else `at` is in `zone`, which the text gave."""

    at: datetime
    zone: tzinfo | None


class Clock(NamedTuple):
    """A time of day, less the distance from UTC if the text says it (`is_zoned`)."""

    since_midnight: timedelta
    is_zoned: bool


# \s covers the no-break and the narrow no-break space that Teams puts before PM
_HALF = r"[AaPp]\.?\s?[Mm]\.?|上午|下午"
_ZONE = r"Z|(?:UTC|GMT)?[+-]\d{1,2}(?::?\d{2})?|UTC|GMT"
_CLOCK = re.compile(rf"(?:({_HALF})\s?)?(\d{{1,2}}):(\d{{2}})(?::(\d{{2}})(?:[.,]\d+)?)?(?:\s?({_HALF}))?\s?({_ZONE})?")
_TIME = r"(?:,?(?:T|\s)\s*(?P<clock>\S.*))?"
_YEAR_FIRST = re.compile(r"(?P<y>\d{4})(?P<sep>[-/.])(?P<m>\d{1,2})(?P=sep)(?P<d>\d{1,2})" + _TIME)
_NUMERIC = re.compile(r"(?P<first>\d{1,2})(?P<sep>[-/.])(?P<second>\d{1,2})(?P=sep)(?P<y>\d{4}|\d{2})" + _TIME)
_MONTH_NAMED = re.compile(r"(?P<name>[A-Za-z]{3,9})\.?\s(?P<d>\d{1,2}),?\s(?P<y>\d{4})" + _TIME)
_DAY_NAMED = re.compile(r"(?P<d>\d{1,2})[\s-](?P<name>[A-Za-z]{3,9})\.?,?[\s-](?P<y>\d{4})" + _TIME)
_HAN = re.compile(r"(?P<y>\d{4})年(?P<m>\d{1,2})月(?P<d>\d{1,2})日" + _TIME)
_LEADING = re.compile(r"(\d{1,2})([-/])(\d{1,2})\2(\d{4}|\d{2})\b")

_HOURS = {
    "": {f"{hour:02d}": hour * 3600 for hour in range(24)},
    " AM": {f"{hour:02d}": hour % 12 * 3600 for hour in range(1, 13)},
    " PM": {f"{hour:02d}": (hour % 12 + 12) * 3600 for hour in range(1, 13)},
}
_MINUTES = {f":{minute:02d}": minute * 60 for minute in range(60)}
_SECONDS = {f":{second:02d}{half}": second for second in range(60) for half in _HOURS}
_MONTH_NAMES = (
    *("january", "february", "march", "april", "may", "june"),
    *("july", "august", "september", "october", "november", "december"),
)
_MONTHS = {name[:length]: place for place, name in enumerate(_MONTH_NAMES, 1) for length in (3, 4, len(name))}


def open_order(text: str) -> tuple[int, int, int] | None:
    """First number, second number and year of a date whose order of day and month its shape leaves open, or None.

    Dates with dots (`28.03.2020`) put the day first in every locale that writes them.
    """
    match = _LEADING.match(text.strip())
    return (int(match[1]), int(match[3]), _year(match[4])) if match and _year(match[4]) else None


def printed(text: str, order: Order | None) -> Printed:
    """Read an instant in any known shape. ValueError if the shape is unknown, its order is open, or no such day exists.

    A date alone is its midnight; fractions of a second are dropped.
    """
    text = text.strip()
    if text[4:5] == "-" and (found := _iso(text)):
        return found
    if match := _YEAR_FIRST.fullmatch(text) or _HAN.fullmatch(text):
        return _made(match, int(match["y"]), int(match["m"]), int(match["d"]))
    if match := _MONTH_NAMED.fullmatch(text) or _DAY_NAMED.fullmatch(text):
        return _made(match, int(match["y"]), _month(match["name"]), int(match["d"]))
    if match := _NUMERIC.fullmatch(text):
        return _made(match, _year(match["y"]), *_in_order(match, order))
    raise ValueError(text)


def clock(text: str) -> Clock | None:
    """A time of day as printed (`8:07`, `7:02:11 PM`, `下午7:02`, `8:31:10 PM GMT+2`), or None."""
    plain = _plain_clock(text)
    if plain is not None:
        return Clock(plain, False)
    match = _CLOCK.fullmatch(text)
    if match is None:
        return None
    before, hour, minute, second, after, zone = match.groups()
    whole = _hour(int(hour), before or after) * 3600 + int(minute) * 60 + int(second or 0)
    if whole >= 86_400 or int(minute) > 59 or int(second or 0) > 59:
        return None
    passed = timedelta(seconds=whole)
    return Clock(passed - _offset(zone), True) if zone else Clock(passed, False)


def _plain_clock(text: str) -> timedelta | None:
    """`19:28:32` and `07:28:32 PM`, which long files are full of, by looking up their parts; else None."""
    seconds = _SECONDS.get(text[5:])
    if seconds is None:
        return None
    hour, minute = _HOURS[text[8:]].get(text[:2]), _MINUTES.get(text[2:5])
    return timedelta(seconds=hour + minute + seconds) if hour is not None and minute is not None else None


def _iso(text: str) -> Printed | None:
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        return None
    return Printed(at.replace(tzinfo=None, microsecond=0), at.tzinfo)


def _in_order(match: re.Match[str], order: Order | None) -> tuple[int, int]:
    """Month and day of an all-numeric date."""
    first, second = int(match["first"]), int(match["second"])
    if match["sep"] == ".":
        order = Order.DAY_FIRST
    if order is None and first != second:
        raise ValueError(match.string)
    return (second, first) if order is Order.DAY_FIRST else (first, second)


def _year(text: str) -> int:
    return int(text) if len(text) == 4 else 2000 + int(text)


def _month(name: str) -> int:
    try:
        return _MONTHS[name.lower()]
    except KeyError as error:
        raise ValueError(name) from error


def _made(match: re.Match[str], year: int, month: int, day: int) -> Printed:
    midnight, face = datetime(year, month, day), match["clock"]
    if face is None:
        return Printed(midnight, None)
    passed = clock(face)
    if passed is None:
        raise ValueError(match.string)
    # a zoned clock already has its distance taken off, so the sum is UTC
    return Printed(midnight + passed.since_midnight, UTC if passed.is_zoned else None)


def _hour(hour: int, half: str | None) -> int:
    if not half or hour > 12:
        return hour
    return hour % 12 + (12 if half[0] in "Pp下" else 0)


def _offset(text: str) -> timedelta:
    """How far a zone such as `Z`, `+02:00`, `+0530` or `GMT+2` is from UTC."""
    bare = text.removeprefix("UTC").removeprefix("GMT").removeprefix("Z")
    if not bare:
        return timedelta(0)
    sign, digits = bare[0], bare[1:].replace(":", "")
    hours, minutes = (digits[:-2], digits[-2:]) if len(digits) > 2 else (digits, "0")
    distance = timedelta(hours=int(hours), minutes=int(minutes))
    return -distance if sign == "-" else distance
