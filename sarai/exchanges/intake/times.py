"""Joins and leaves of a row: reading them, and saying where they cannot be true."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from django.utils.translation import gettext_lazy

from sarai.evidence.formats import Problem, Where
from sarai.evidence.reading import durations
from sarai.evidence.reading.dates import DateReader, NotADate, Window
from sarai.exchanges.intake.words import NOTHING

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
            joined_at = self.instant(where, raw, joined, met)
            left_at = self.instant(where, raw, left, met, joined_at)
        seconds = self.seconds(where, raw, length, met, unit)
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
        """A date of the row in UTC; None, with a warning unless the cell says nothing, where it cannot be read."""
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

    def _compare(self, where: Where, raw: Sequence[str], interval: float, seconds: int, met: list[Any]) -> None:
        slack = max(_SLACK, interval / 10)  # platforms round each join up to a minute
        if seconds > interval + slack or (self._whole and seconds < interval - slack):
            met.append(_problem(where, raw, _DISAGREE, minutes=seconds // 60, interval=int(interval) // 60))


def _problem(
    where: Where, raw: Sequence[str], sentence: object, severity: str = "warning", **values: object
) -> Problem:
    return Problem(where, str(sentence) % values, tuple(raw), "error" if severity == "error" else "warning")
