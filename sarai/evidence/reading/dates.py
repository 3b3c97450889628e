"""Instants of a whole file: one order of day and month, one zone, result in UTC.

Whether the day or the month comes first is decided once per file, from all its dates: a number above 12 settles it;
otherwise the days of the session do; otherwise the person is asked. It is never guessed row by row.
"""

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta, tzinfo
from typing import NamedTuple, TypeVar
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from sarai.evidence.reading.problems import Ambiguous, Where
from sarai.evidence.reading.shapes import Order, clock, open_order, printed

Window = tuple[datetime, datetime]

Value = TypeVar("Value")

_REMEMBERED = 100_000
_DAY = timedelta(days=1)


class NotADate(ValueError):
    """`str()` says, for a person, why a text was not read as an instant."""


class Sample(NamedTuple):
    """A date of the file. `in_session`: it should fall within a session (a join, not a registration)."""

    where: Where
    text: str
    in_session: bool


class DateReader:
    """Reads the instants of one file.

    `zone` is that of its times without a zone; `windows` are the sessions in UTC; `order` is the person's answer, if
    asked before.
    """

    def __init__(self, zone: ZoneInfo, windows: Iterable[Window] = (), order: Order | None = None) -> None:
        self.zone, self.windows, self.order = zone, tuple(windows), order
        self._gap = 0
        self._days: dict[str, datetime] = {}
        self._utc_days: dict[str, datetime] = {}
        self._clocks: dict[str, timedelta] = {}
        self._twice: dict[str, tuple[datetime, datetime]] = {}

    def decide(self, samples: Iterable[Sample]) -> Ambiguous | None:
        """Settle the order from the dates of the file; the question for the person if they leave it open.

        Consumes `samples` only as far as needed: not beyond the first date, if its shape leaves nothing open.
        """
        if self.order is not None:
            return None
        evidence = Evidence()
        for sample in samples:
            if not sample.text or sample.text == "--":
                continue
            if evidence.is_settled_by(sample):
                break
        self.order = evidence.order(self._session_days())
        return None if self.order or not evidence.first else evidence.question()

    def utc(self, text: str, *, not_before: datetime | None = None) -> datetime:
        """The instant in UTC. Raises `NotADate`.

        A time that the clocks went through twice is taken inside a session if only one reading is, else as the first
        reading, unless that lies before `not_before` (a leave cannot precede its join). A time that the clocks
        skipped is refused: it shows that the zone is wrong.
        """
        # Midnight plus clock, both looked up, split where the last text was split: a file has few days and clocks.
        gap = self._gap
        midnight, passed = self._days.get(text[:gap]), self._clocks.get(text[gap + 1 :])
        if midnight is not None and passed is not None:
            return midnight + passed
        found = self._learn(text)
        if not_before is not None and found < not_before and text in self._twice:
            return self._twice[text][1]
        return found

    def twice(self, text: str) -> tuple[datetime, datetime] | None:
        """The two instants, in their order, that a text which was read may mean, because the clocks went through it
        twice; None for any other."""
        return self._twice.get(text)

    def printed(self, text: str) -> datetime:
        """The instant as printed, without a zone. Raises `NotADate`."""
        try:
            return printed(text, self.order).at
        except ValueError as error:
            raise NotADate(_("“%(text)s” is not a date that could be read.") % {"text": text[:60]}) from error

    def _learn(self, text: str) -> datetime:
        """Read an instant in full; remember its day and its clock unless one is needed to understand the other."""
        if text[10:11] == "T":
            return self._read(text)
        gap = self._gap = max(text.rfind(" ", 0, text.find(":")), 0)
        day, face = text[:gap], text[gap + 1 :]
        passed = clock(face) if day else None
        if passed is None:
            return self._read(text)
        days = self._utc_days if passed.is_zoned else self._days
        midnight = days.get(day) or self._midnight(day, UTC if passed.is_zoned else self.zone)
        if midnight is None:
            return self._read(text)
        _make_room(days)[day] = midnight
        if not passed.is_zoned:
            _make_room(self._clocks)[face] = passed.since_midnight
        return midnight + passed.since_midnight

    def _midnight(self, day: str, zone: tzinfo) -> datetime | None:
        """The start of a day of a zone in UTC, or None on a day on which the zone's distance from UTC changes."""
        try:
            start = printed(day.rstrip(", "), self.order).at.replace(tzinfo=zone)
            return start.astimezone(UTC) if start.utcoffset() == (start + _DAY).utcoffset() else None
        except (ValueError, OverflowError):
            return None

    def _read(self, text: str) -> datetime:
        try:
            at, zone = printed(text, self.order)
            return self._local(text, at) if zone is None else at.replace(tzinfo=zone).astimezone(UTC)
        except NotADate:
            raise
        except (ValueError, OverflowError) as error:
            raise NotADate(_("“%(text)s” is not a date that could be read.") % {"text": text[:60]}) from error

    def _local(self, text: str, at: datetime) -> datetime:
        first = at.replace(tzinfo=self.zone, fold=0).astimezone(UTC)
        second = at.replace(tzinfo=self.zone, fold=1).astimezone(UTC)
        if first == second:
            return first
        if first.astimezone(self.zone).replace(tzinfo=None) != at:
            sentence = _(
                "“%(text)s” never was in %(zone)s, where the clocks skipped that hour. Is the time zone right?"
            )
            raise NotADate(sentence % {"text": text[:60], "zone": self.zone.key})
        self._twice[text] = first, second
        return second if self._in_window(second) and not self._in_window(first) else first

    def _in_window(self, instant: datetime) -> bool:
        return any(start <= instant <= end for start, end in self.windows)

    def _session_days(self) -> set[date]:
        """The days of the sessions in the file's zone, with a day to either side for people who come early or late."""
        days: set[date] = set()
        for start, end in self.windows:
            day, last = start.astimezone(self.zone).date() - _DAY, end.astimezone(self.zone).date() + _DAY
            while day <= last and len(days) < 4000:
                days.add(day)
                day += _DAY
        return days


def _make_room(memory: dict[str, Value]) -> dict[str, Value]:
    if len(memory) >= _REMEMBERED:
        memory.clear()
    return memory


class Evidence:
    """What the dates of a file say about their order."""

    def __init__(self) -> None:
        self.first: Sample | None = None
        self._settled: Order | None = None
        self._in_session: set[tuple[int, int, int]] = set()

    def is_settled_by(self, sample: Sample) -> bool:
        """Take one date into account; True once no further date can change the answer."""
        numbers = open_order(sample.text)
        if numbers is None:
            return self.first is None
        one, two, _year = numbers
        if one == two:
            return False
        self.first = self.first or sample
        if one > 12 or two > 12:
            self._settled = Order.DAY_FIRST if one > 12 else Order.MONTH_FIRST
            return True
        if sample.in_session:
            self._in_session.add(numbers)
        return False

    def order(self, session_days: set[date]) -> Order | None:
        """The order, if the dates or the days of the sessions leave only one."""
        if self._settled:
            return self._settled
        day_first = any(date(year, two, one) in session_days for one, two, year in self._in_session)
        month_first = any(date(year, one, two) in session_days for one, two, year in self._in_session)
        if day_first == month_first:
            return None
        return Order.DAY_FIRST if day_first else Order.MONTH_FIRST

    def question(self) -> Ambiguous:
        """The question for the person. Only after `first` was met."""
        assert self.first is not None
        one, two, year = open_order(self.first.text) or (1, 1, 1)
        sentence = _(
            "The dates of this file, such as “%(text)s” on line %(line)d, can be read day first (%(day)s) or month "
            "first (%(month)s), and nothing in the file says which. Choose one, or enter the session's date first."
        )
        values = {"text": self.first.text.strip()[:60], "line": self.first.where.line}
        values |= {"day": f"{year:04d}-{two:02d}-{one:02d}", "month": f"{year:04d}-{one:02d}-{two:02d}"}
        return Ambiguous(self.first.where, sentence % values, (self.first.text,))
