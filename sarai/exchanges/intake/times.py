"""Joins and leaves of a row: reading them, and saying where they cannot be true."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import product
from typing import Any, NamedTuple

from django.utils.translation import gettext_lazy

from sarai.evidence.formats import Problem, Where
from sarai.evidence.reading import durations
from sarai.evidence.reading.dates import DateReader, NotADate, Window
from sarai.exchanges.intake.words import NOTHING

_Reading = tuple[datetime, datetime | None]

_SLACK = 300
_EDGE = timedelta(days=2)


_LEAVE_FIRST = gettext_lazy(
    "The leave time %(left)s is before the join time %(joined)s, so this stay was not taken. "
    "Is the file's time zone right?"
)
_OTHER_YEAR = gettext_lazy(
    "The join time %(joined)s is in another year than the session. Check that this file belongs to this session."
)
_NO_DURATION = gettext_lazy("“%(text)s” is not a duration that could be read; it was left as unknown.")
_DISAGREE = gettext_lazy(
    "The platform reports %(minutes)d minutes, but there are %(interval)d minutes between join and leave. "
    "The interval was kept; check this row."
)
_TWICE = gettext_lazy(
    "The clocks went through %(text)s twice that night, and neither the duration nor the session tells which time was "
    "meant; the first was taken. Check this row."
)


class Stay(NamedTuple):
    """One join and leave in UTC and the seconds that the platform reports."""

    joined_at: datetime | None
    left_at: datetime | None
    seconds: int | None


class StayReader:
    """Reads the stays of one file. Cells come trimmed.

    `whole` is False where one line sums up several joins, so that its duration may be less than its interval.
    """

    def __init__(
        self, dates: DateReader, windows: Sequence[Window], starts_at: datetime | None = None, whole: bool = True
    ) -> None:
        self.dates, self._whole = dates, whole
        spans = list(windows) or ([(starts_at, starts_at)] if starts_at is not None else [])
        self._years = {moment.year for start, end in spans for moment in (start - _EDGE, end + _EDGE)}

    def read(
        self,
        where: Where,
        raw: Sequence[str],
        joined: str,
        left: str,
        length: str,
        met: list[Any],
        unit: durations.Unit = "minutes",
    ) -> Stay | None:
        """The stay of a row, or None if it cannot be true. Problems are added to `met`."""
        joined_at: datetime | None
        left_at: datetime | None
        try:
            joined_at = self.dates.utc(joined)
            left_at = self.dates.utc(left, not_before=joined_at)
        except NotADate:  # one of the two says nothing or is wrong: find out which
            joined_at = self._instant(where, raw, joined, met)
            left_at = self._instant(where, raw, left, met, joined_at)
        seconds = self.seconds(where, raw, length, met, unit)
        if joined_at is not None and (self.dates.twice(joined) or self.dates.twice(left)):
            joined_at, left_at, is_told = self._told_apart((joined, joined_at), (left, left_at), seconds)
            if not is_told:
                met.append(_problem(where, raw, _TWICE, text=joined if self.dates.twice(joined) else left))
        if joined_at is not None:
            if self._years and joined_at.year not in self._years:
                met.append(_problem(where, raw, _OTHER_YEAR, joined=joined))
            if left_at is not None:
                interval = (left_at - joined_at).total_seconds()
                if interval < 0:
                    met.append(_problem(where, raw, _LEAVE_FIRST, "error", joined=joined, left=left))
                    return None
                if seconds is not None and abs(interval - seconds) > _SLACK:
                    self._compare(where, raw, interval, seconds, met)
        return Stay(joined_at, left_at, seconds)

    def instant(
        self, where: Where, raw: Sequence[str], text: str, met: list[Any], not_before: datetime | None = None
    ) -> datetime | None:
        """A date of the row in UTC; None, with a warning unless the cell says nothing, where it cannot be read.

        A time that may have been twice is doubted, unless it lies in a session only once.
        """
        at = self._instant(where, raw, text, met, not_before)
        if (
            at is not None
            and (two := self.dates.twice(text))
            and len(self._in_session([(one, one) for one in two])) != 1
        ):
            met.append(_problem(where, raw, _TWICE, text=text))
        return at

    def _instant(
        self, where: Where, raw: Sequence[str], text: str, met: list[Any], not_before: datetime | None = None
    ) -> datetime | None:
        if text in NOTHING:
            return None
        try:
            return self.dates.utc(text, not_before=not_before)
        except NotADate as error:
            met.append(Problem(where, str(error), tuple(raw), "warning"))
            return None

    def seconds(
        self, where: Where, raw: Sequence[str], text: str, met: list[Any], unit: durations.Unit = "minutes"
    ) -> int | None:
        """A duration of the row in seconds; None, with a warning unless the cell says nothing."""
        if text in NOTHING:
            return None
        try:
            return durations.seconds(text, unit)
        except ValueError:
            met.append(_problem(where, raw, _NO_DURATION, text=text[:60]))
            return None

    def _told_apart(
        self, joined: tuple[str, datetime], left: tuple[str, datetime | None], seconds: int | None
    ) -> tuple[datetime, datetime | None, bool]:
        """Which join and leave are meant where one or both may have been twice, each given as its text and a reading,
        and whether anything tells: the duration, else the session. Where nothing does, the first."""
        joins: tuple[datetime, ...] = self.dates.twice(joined[0]) or (joined[1],)
        leaves: tuple[datetime | None, ...] = self.dates.twice(left[0]) or (left[1],)
        stays = [(join, leave) for join, leave in product(joins, leaves) if leave is None or join <= leave]
        if not stays:
            return joined[1], left[1], True  # the leave is before the join however they are read
        if seconds is not None and left[1] is not None:
            stays = self._as_long_as(seconds, stays) or stays
        if len(stays) > 1:
            stays = self._in_session(stays) or stays
        return *stays[0], len(stays) == 1

    def _as_long_as(self, seconds: int, stays: list[_Reading]) -> list[_Reading]:
        """The stays that a duration fits: those it is nearest to; where it sums up several joins, no shorter one."""
        lacking = [((left or joined) - joined).total_seconds() - seconds for joined, left in stays]
        if not self._whole:
            return [stay for stay, less in zip(stays, lacking, strict=True) if less >= -_SLACK]
        nearest = min(map(abs, lacking))
        return [stay for stay, less in zip(stays, lacking, strict=True) if abs(less) == nearest]

    def _in_session(self, stays: list[_Reading]) -> list[_Reading]:
        """The stays of which some part lies in a session."""
        return [
            (joined, left)
            for joined, left in stays
            if any(joined <= closes and (left or joined) >= opens for opens, closes in self.dates.windows)
        ]

    def _compare(self, where: Where, raw: Sequence[str], interval: float, seconds: int, met: list[Any]) -> None:
        slack = max(_SLACK, interval / 10)  # platforms round each join up to a minute
        if seconds > interval + slack or (self._whole and seconds < interval - slack):
            met.append(_problem(where, raw, _DISAGREE, minutes=seconds // 60, interval=int(interval) // 60))


def _problem(
    where: Where, raw: Sequence[str], sentence: object, severity: str = "warning", **values: object
) -> Problem:
    return Problem(where, str(sentence) % values, tuple(raw), "error" if severity == "error" else "warning")
