"""Whether a text is a value of an XForms data type (ODK XForms Specification, Data Types)."""

from __future__ import annotations

import re
from collections.abc import Callable

from django.utils.translation import gettext as _

from sarai.surveys.xpath import dates

LONGEST = 100_000  # characters of a text that somebody can have written
WHOLE = re.compile(r"[+-]?\d{1,18}", re.ASCII)
DECIMAL = re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d{1,3})?", re.ASCII)
DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
CLOCK = re.compile(r"\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d(?::?\d\d)?)?", re.ASCII)


def fault_of(kind: str, text: str) -> str:
    """A sentence about why `text` is no value of the data type, or an empty one if it is."""
    known = KINDS.get(kind)
    if known is None or known[0](text):
        return ""
    return known[1]()


def _is_date(text: str) -> bool:
    return bool(DAY.fullmatch(text)) and dates.read_date(text) is not None


def _is_time(text: str) -> bool:
    return bool(CLOCK.fullmatch(text)) and dates.read_time(text) is not None


def _is_moment(text: str) -> bool:
    day, separator, clock = text.partition("T")
    return _is_date(day) and (not separator or _is_time(clock))


def _is_point(text: str) -> bool:
    numbers = text.split()
    if not 2 <= len(numbers) <= 4 or not all(DECIMAL.fullmatch(number) for number in numbers):
        return False
    return abs(float(numbers[0])) <= 90 and abs(float(numbers[1])) <= 180


def _points(text: str) -> list[str]:
    return [part.strip() for part in text.split(";") if part.strip()]


def _is_trace(text: str) -> bool:
    points = _points(text)
    return len(points) >= 2 and all(_is_point(point) for point in points)


def _is_shape(text: str) -> bool:
    points = _points(text)
    return len(points) >= 4 and all(_is_point(point) for point in points) and points[0].split() == points[-1].split()


def _is_file(text: str) -> bool:
    return "/" not in text and "\\" not in text and text not in (".", "..") and len(text) <= 255


def _too_long() -> str:
    return _("This is longer than %(most)d characters. Make it shorter.") % {"most": LONGEST}


KINDS: dict[str, tuple[Callable[[str], bool], Callable[[], str]]] = {
    "string": (lambda text: len(text) <= LONGEST, _too_long),
    "int": (lambda text: bool(WHOLE.fullmatch(text)), lambda: _("This must be a whole number.")),
    "decimal": (lambda text: bool(DECIMAL.fullmatch(text)), lambda: _("This must be a number.")),
    "boolean": (lambda text: text in ("true", "false", "1", "0"), lambda: _("This must be yes or no.")),
    "date": (_is_moment, lambda: _("This must be a date, as in 2025-01-31.")),
    "time": (_is_time, lambda: _("This must be a time of day, as in 14:30.")),
    "dateTime": (_is_moment, lambda: _("This must be a date and a time, as in 2025-01-31T14:30:00.")),
    "geopoint": (_is_point, lambda: _("This must be a place: latitude and longitude in degrees.")),
    "geotrace": (_is_trace, lambda: _("This must be a line of at least two places.")),
    "geoshape": (_is_shape, lambda: _("This must be a shape of at least three places that ends where it begins.")),
    "binary": (_is_file, lambda: _("This must be the name of a file, without folders.")),
}
