"""A time zone as a calendar is told of it: a VTIMEZONE with rules that repeat every year.

Outlook reads neither a bare IANA name nor lists of single dates, and wants each rule to begin in 1970. So the two
changes of a year are looked up around the year of the event, and written as “the second Sunday of March”. Where a zone
follows no such rule (Morocco changes with Ramadan), the changes around the event are listed one by one.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from icalendar import Timezone, TimezoneDaylight, TimezoneStandard, vRecur

BEGINNING = 1970
DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
LAST = -1
WEEK = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Change:
    """That clocks are put from one offset to another. `at` is the wall time that they show just before."""

    at: datetime
    before: timedelta
    after: timedelta
    name: str
    summer: bool

    @property
    def month_day(self) -> tuple[int, int]:
        """Which of its weekday it is in its month: (1 to 4 or 5, weekday)."""
        return (self.at.day - 1) // 7 + 1, self.at.weekday()

    @property
    def is_last(self) -> bool:
        """Whether it is the last of its weekday in its month."""
        return (self.at + WEEK).month != self.at.month


@lru_cache(maxsize=256)
def timezone_of(zone: str, since: int, until: int) -> Timezone:
    """The VTIMEZONE of an IANA zone for events from a year to a year."""
    found = Timezone()
    found.add("tzid", zone)
    years = [list(_changes(ZoneInfo(zone), each)) for each in range(since - 1, until + 3)]
    if not any(years):
        found.add_component(_constant(ZoneInfo(zone), since))
        return found
    rules = _yearly(years)
    listed: Sequence[tuple[Change, vRecur | None]] = [(change, None) for each in years for change in each]
    for change, rule in rules or listed:
        found.add_component(_observance(change, rule))
    return found


def _changes(zone: ZoneInfo, year: int) -> Iterator[Change]:
    """The changes of a zone's clock in a year, to the minute."""
    moment, end = datetime(year, 1, 1, tzinfo=UTC), datetime(year + 1, 1, 1, tzinfo=UTC)
    day = timedelta(days=1)
    while moment < end:
        if _offset(zone, moment) != _offset(zone, moment + day):
            yield _change(zone, moment, moment + day)
        moment += day


def _change(zone: ZoneInfo, early: datetime, late: datetime) -> Change:
    """The change between two instants, by halving the time between them."""
    while late - early > timedelta(minutes=1):
        middle = early + (late - early) / 2
        early, late = (middle, late) if _offset(zone, middle) == _offset(zone, early) else (early, middle)
    at = late.replace(second=0, microsecond=0)
    before, after = _offset(zone, at - timedelta(minutes=1)), _offset(zone, at)
    there = at.astimezone(zone)
    return Change((at + before).replace(tzinfo=None), before, after, there.tzname() or "", after > before)


def _offset(zone: ZoneInfo, moment: datetime) -> timedelta:
    return moment.astimezone(zone).utcoffset() or timedelta()


def _yearly(years: Sequence[Sequence[Change]]) -> list[tuple[Change, vRecur]] | None:
    """The changes of a year as rules that hold in all of these years; None where they do not."""
    if len({len(each) for each in years}) != 1:
        return None
    found = []
    for alike in zip(*years, strict=True):
        place = _place_in_month(alike)
        if place is None or len({(one.at.month, one.at.time(), one.before, one.after) for one in alike}) != 1:
            return None
        rule = vRecur(
            {"FREQ": "YEARLY", "BYMONTH": alike[0].at.month, "BYDAY": f"{place}{DAYS[alike[0].at.weekday()]}"}
        )
        first = _first(alike[0].at.month, place, alike[0].at.weekday())
        at = datetime.combine(first, alike[0].at.time())
        found.append((Change(at, alike[0].before, alike[0].after, alike[0].name, alike[0].summer), rule))
    return found


def _place_in_month(alike: Sequence[Change]) -> int | None:
    """Which of its weekday all of these are in their month: 1 to 4, or -1 for the last; None if they differ."""
    if len({one.at.weekday() for one in alike}) != 1:
        return None
    if all(one.is_last for one in alike):
        return LAST
    places = {one.month_day[0] for one in alike}
    return places.pop() if len(places) == 1 else None


def _first(month: int, place: int, weekday: int) -> date:
    """The day in 1970 on which a rule falls."""
    if place == LAST:
        day = date(BEGINNING + month // 12, month % 12 + 1, 1) - timedelta(days=1)
        return day - timedelta(days=(day.weekday() - weekday) % 7)
    day = date(BEGINNING, month, 1)
    return day + timedelta(days=(weekday - day.weekday()) % 7 + 7 * (place - 1))


def _observance(change: Change, rule: vRecur | None) -> TimezoneDaylight | TimezoneStandard:
    part: TimezoneDaylight | TimezoneStandard = TimezoneDaylight() if change.summer else TimezoneStandard()
    part.add("dtstart", change.at)
    part.add("tzoffsetfrom", change.before)
    part.add("tzoffsetto", change.after)
    part.add("tzname", change.name)
    if rule is not None:
        part.add("rrule", rule)
    return part


def _constant(zone: ZoneInfo, year: int) -> TimezoneStandard:
    there = datetime(year, 1, 1, tzinfo=zone)
    offset = there.utcoffset() or timedelta()
    part = TimezoneStandard()
    part.add("dtstart", datetime(BEGINNING, 1, 1))
    part.add("tzoffsetfrom", offset)
    part.add("tzoffsetto", offset)
    part.add("tzname", there.tzname() or zone)
    return part
