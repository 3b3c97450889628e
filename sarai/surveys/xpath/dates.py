"""Dates and times as ODK writes, counts and formats them.

A day's number is the count of days since 1 January 1970. A moment keeps the offset that it was written with.
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo

DATE = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")
TIME = re.compile(r"(\d{1,2}):(\d{1,2})(?::(\d{1,2})(?:\.(\d{1,9}))?)?(Z|[+-]\d{1,2}(?::?\d{2})?)?")
EPOCH = date(1970, 1, 1)
FIRST_MOMENT = datetime(1970, 1, 1, tzinfo=UTC)
DAY = timedelta(days=1)

MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


def read_date(text: str) -> date | datetime | None:
    """The date ("2020-01-31") or the moment ("2020-01-31T10:20:30.400+02:00") that a text is, or None."""
    day, separator, clock = text.strip().partition("T")
    found = DATE.fullmatch(day)
    if found is None:
        return None
    try:
        whole = date(*(int(part) for part in found.groups()))
        if not separator:
            return whole
        moment = read_time(clock)
        return None if moment is None else datetime.combine(whole, moment)
    except ValueError:
        return None


def read_time(text: str) -> time | None:
    """The time of day ("10:20", "10:20:30.400+02:00") that a text is, or None."""
    found = TIME.fullmatch(text.strip())
    if found is None:
        return None
    hour, minute, second, fraction, offset = found.groups()
    microsecond = int((fraction or "0")[:6].ljust(6, "0"))
    try:
        return time(int(hour), int(minute), int(second or 0), microsecond, _zone(offset))
    except ValueError:
        return None


def _zone(offset: str | None) -> tzinfo | None:
    if offset is None:
        return None
    if offset == "Z":
        return UTC
    digits = offset[1:].replace(":", "")
    hours, minutes = int(digits[:2]), int(digits[2:] or 0)
    span = timedelta(hours=hours, minutes=minutes)
    return timezone(span if offset[0] == "+" else -span)


def write(value: date | datetime) -> str:
    """ISO 8601 as ODK writes it: "2020-01-31", or "2020-01-31T10:20:30.400+02:00"."""
    return value.isoformat(timespec="milliseconds") if isinstance(value, datetime) else value.isoformat()


def day_number(value: date | datetime) -> int:
    """Whole days since 1 January 1970, by the calendar of the place where the moment was written down."""
    return value.toordinal() - EPOCH.toordinal()


def exact_days(value: date | datetime, zone: tzinfo) -> float:
    """Days and parts of a day since 1 January 1970, 00:00 UTC. What has no offset is read in `zone`."""
    return (moment(value, zone) - FIRST_MOMENT) / DAY


def moment(value: date | datetime, zone: tzinfo) -> datetime:
    """The moment; a date is its first moment, in `zone`."""
    whole = value if isinstance(value, datetime) else datetime.combine(value, time())
    return whole if whole.tzinfo else whole.replace(tzinfo=zone)


def from_days(days: float, zone: tzinfo) -> datetime | None:
    """The moment so many days after 1 January 1970, 00:00 UTC, told in `zone`; None if no calendar reaches there."""
    try:
        return (FIRST_MOMENT + timedelta(milliseconds=int(days * 86_400_000))).astimezone(zone)
    except (OverflowError, ValueError):
        return None


def day_fraction(value: time) -> float:
    """The part of the day that has passed: 0.5 at noon."""
    return (value.hour * 3600 + value.minute * 60 + value.second + value.microsecond / 1e6) / 86400


def formatted(value: date | datetime, pattern: str) -> str:
    """`value` in the pattern of `format-date` (ODK XForms Specification). An unknown letter stands for itself."""
    moment = value if isinstance(value, datetime) else datetime.combine(value, time())
    parts = {
        "Y": f"{moment.year:04d}",
        "y": f"{moment.year % 100:02d}",
        "m": f"{moment.month:02d}",
        "n": f"{moment.month}",
        "b": MONTHS[moment.month - 1],
        "d": f"{moment.day:02d}",
        "e": f"{moment.day}",
        "a": WEEKDAYS[moment.weekday()],
        "H": f"{moment.hour:02d}",
        "h": f"{moment.hour}",
        "M": f"{moment.minute:02d}",
        "S": f"{moment.second:02d}",
        "3": f"{moment.microsecond // 1000:03d}",
        "W": f"{moment.isocalendar().week}",
        "%": "%",
    }
    return re.sub(r"%(.)", lambda found: parts.get(found[1], found[1]), pattern)
