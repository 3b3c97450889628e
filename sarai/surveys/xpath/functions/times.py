"""Functions of dates and times. Empty in, empty out."""

from __future__ import annotations

import math
from collections.abc import Callable
from datetime import date, datetime, tzinfo

from django.utils.translation import gettext as _

from sarai.surveys.xpath import dates
from sarai.surveys.xpath.context import Context
from sarai.surveys.xpath.errors import XPathError
from sarai.surveys.xpath.values import Scalar, Value, scalar, to_string


def today(context: Context) -> date:
    return context.world.now.date()


def now(context: Context) -> datetime:
    return context.world.now


def read(context: Context, value: Value) -> date | datetime | None:
    """The date or moment of a value: a text, or days since 1 January 1970; None if empty. Raises `XPathError`."""
    held = scalar(value)
    if isinstance(held, date):
        return held
    if held == "" or held != held:
        return None
    found = dates.from_days(held, _zone(context)) if isinstance(held, float) else _of_text(held)
    if found is None:
        raise XPathError(_("“%(value)s” is not a date.") % {"value": to_string(held)})
    return found


def _of_text(held: Scalar) -> date | datetime | None:
    return dates.read_date(held) if isinstance(held, str) else None


def _zone(context: Context) -> tzinfo:
    return context.world.now.tzinfo or dates.UTC


def date_(context: Context, value: Value) -> Value:
    """The date of a text or of a count of whole days."""
    held = scalar(value)
    if isinstance(held, float) and math.isfinite(held):
        days = dates.from_days(float(math.trunc(held)), dates.UTC)
        if days is None:
            raise XPathError(_("“%(value)s” is not a date.") % {"value": to_string(held)})
        return days.date()
    found = read(context, held)
    if found is None:
        return ""
    return found.date() if isinstance(found, datetime) else found


def date_time(context: Context, value: Value) -> Value:
    found = read(context, value)
    return "" if found is None else dates.moment(found, _zone(context))


def decimal_date_time(context: Context, value: Value) -> Value:
    """Days and parts of a day since 1 January 1970, 00:00 UTC."""
    held = scalar(value)
    if isinstance(held, float):
        return held
    found = read(context, held)
    return "" if found is None else dates.exact_days(found, _zone(context))


def decimal_time(context: Context, value: Value) -> Value:
    """The part of the day that has passed, by the clock of the place."""
    held = scalar(value)
    if isinstance(held, float):
        return held - math.floor(held) if math.isfinite(held) else held
    clock = dates.read_time(held) if isinstance(held, str) else None
    if clock is None:
        found = read(context, held)
        if found is None:
            return ""
        clock = dates.moment(found, _zone(context)).time()
    return dates.day_fraction(clock)


def format_date(context: Context, value: Value, pattern: Value) -> str:
    found = read(context, value)
    return "" if found is None else dates.formatted(found, to_string(pattern))


FUNCTIONS: dict[str, Callable[..., Value]] = {
    "today": today,
    "now": now,
    "date": date_,
    "date-time": date_time,
    "decimal-date-time": decimal_date_time,
    "decimal-time": decimal_time,
    "format-date": format_date,
    "format-date-time": format_date,
}
