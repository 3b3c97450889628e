"""Microsoft Teams' lists of events: live events (joins and leaves in UTC) and the older meeting list of user actions.

Joins and leaves stand on lines of their own and are paired here, so memory grows with the number of people present at
one time, not with the file.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from sarai.evidence.formats import About, Context, Format, Problem, Where, declare
from sarai.evidence.reading import Book, Line, Sheet
from sarai.evidence.reading.dates import DateReader, NotADate, Sample, Window
from sarai.evidence.reading.headers import Columns, aliases, fold, is_blank
from sarai.exchanges.intake import zoom
from sarai.exchanges.intake.names import without_notes
from sarai.exchanges.intake.records import Attendance
from sarai.exchanges.intake.teams import role_of
from sarai.exchanges.intake.times import StayReader
from sarai.network.mentions import Mention, email_key

_NAME = ("fullname", "full name")
_ACTION = ("action", "user action")
_UTC_TIME = "utceventtimestamp"
_TIME = (_UTC_TIME, "timestamp")
_END = aliases("""
    end time | meeting end time | hora de finalización | heure de fin | hora de término | 结束时间 | время окончания
""")
_JOINED = re.compile(r"join|enter|started|entr[oó]u?|ingres|加入|присоедин", re.IGNORECASE)
_LEFT = re.compile(r"left|leave|exit|ended|sai|sal|离开|退出|поки|выш", re.IGNORECASE)


@dataclass(slots=True)
class _Open:
    """Somebody who has joined and not yet left."""

    where: Where
    raw: tuple[str, ...]
    mention: Mention
    joined_at: datetime | None
    role: str
    device: str
    answers: dict[str, str]


@declare
class TeamsEvents(Format):
    """Yields one `Attendance` for each join, paired with the next leave of the same session or person.

    A join without a leave lasts until the next join, else until the meeting or the session ended, and is doubted.
    """

    key = "teams-events"
    label = gettext_lazy("Microsoft Teams: live event or list of joins and leaves")
    description = gettext_lazy(
        "In Teams: open the live event in the calendar, Attendee engagement report, Download. "
        "For an older meeting: the attendance list saved from the participants pane."
    )

    def recognise(self, book: Book) -> About | None:
        """A header with a full name, an action and a time stamp."""
        known = any(_columns(line) for head in book.head() for line in head.lines)
        return About() if known else None

    def read(self, book: Book, context: Context) -> Iterator[Attendance | Problem]:
        """Attendances in the order of the leaves; those never closed come last."""
        for sheet in book.sheets():
            dates = (replace(context, zone=zoom.UTC) if _is_utc(sheet) else context).dates()
            if question := dates.decide(_samples(sheet)):
                yield question
                return
            yield from _read(sheet, StayReader(dates, context.windows))


def _columns(line: Line) -> Columns | None:
    columns = Columns(line.cells) if 2 < len(line.cells) < 30 else None
    known = columns is not None and all(columns.find(*names) is not None for names in (_NAME, _ACTION, _TIME))
    return columns if known else None


def _rows(sheet: Sheet) -> Iterator[tuple[Columns, Line]]:
    columns: Columns | None = None
    for line in sheet.lines():
        if columns is None:
            columns = _columns(line)
        elif not is_blank(line.cells):
            yield columns, line


def _samples(sheet: Sheet) -> Iterator[Sample]:
    for columns, line in _rows(sheet):
        place = columns.find(*_TIME) or 0
        if place < len(line.cells):
            yield Sample(Where(sheet.name, line.number), line.cells[place].strip(), True)


def _is_utc(sheet: Sheet) -> bool:
    header = next((columns for line in sheet.lines() if (columns := _columns(line))), None)
    return header is not None and header.find(_UTC_TIME) is not None


def _ends_at(sheet: Sheet, dates: DateReader) -> datetime | None:
    """When the meeting ended, where the lines above the header say it."""
    for line in sheet.lines():
        if _columns(line):
            return None
        if len(line.cells) > 1 and fold(line.cells[0]) in _END:
            try:
                return dates.utc(line.cells[1].strip())
            except NotADate:
                return None
    return None


def _read(sheet: Sheet, stays: StayReader) -> Iterator[Attendance | Problem]:
    present: dict[tuple[str, str], _Open] = {}
    ends_at = _ends_at(sheet, stays.dates)
    for columns, line in _rows(sheet):
        where = Where(sheet.name, line.number)
        cells, problem = columns.fit(line, sheet.name, columns.find(*_TIME) or 0)
        if problem is not None:
            yield problem
        if cells is None:
            continue
        row = dict(zip(columns.keys, map(str.strip, cells), strict=True))
        name, action, text = (next(row[key] for key in keys if key in row) for keys in (_NAME, _ACTION, _TIME))
        who = (row.get("sessionid", ""), row.get("participantid", "") or name)
        met: list[Problem] = []
        at = stays.instant(where, cells, text, met, present[who].joined_at if who in present else None)
        yield from met
        if _JOINED.search(action):
            if who in present:
                yield from _never_closed(present.pop(who), at)
            present[who] = _opened(where, cells, row, name, at)
        elif _LEFT.search(action) and who in present:
            yield _closed(present.pop(who), at)
        else:
            yield _unpaired(where, cells)
    for somebody in present.values():
        yield from _never_closed(somebody, ends_at or _session_end(somebody, stays.dates.windows))


def _opened(where: Where, cells: list[str], row: dict[str, str], name: str, at: datetime | None) -> _Open:
    bare, _is_outside = without_notes(name)
    mention = Mention(bare, email_key(row.get("email", "")))
    answers = {key: row[key] for key in ("sessionid", "participantid") if row.get(key)}
    return _Open(where, tuple(cells), mention, at, row.get("role", ""), row.get("useragent", ""), answers)


def _closed(somebody: _Open, left_at: datetime | None, is_reported: bool = True) -> Attendance:
    joined_at = somebody.joined_at
    if left_at is not None and joined_at is not None and left_at < joined_at:
        left_at = None
    seconds = int((left_at - joined_at).total_seconds()) if left_at and joined_at and is_reported else None
    role, guest = role_of(somebody.role), None
    return Attendance(
        somebody.where,
        somebody.mention,
        joined_at,
        left_at,
        seconds,
        role,
        guest,
        "",
        somebody.answers,
        somebody.device,
    )


def _session_end(somebody: _Open, windows: Sequence[Window]) -> datetime | None:
    """When the session ended that somebody joined: the nearest of several."""
    joined = somebody.joined_at
    if joined is None:
        return None
    return min((closes for _opens, closes in windows), key=lambda closes: abs(closes - joined), default=None)


def _never_closed(somebody: _Open, until: datetime | None) -> Iterator[Attendance | Problem]:
    """Somebody of whom no leave is reported, as if they had stayed until then, which is doubted."""
    if until is not None and somebody.joined_at is not None:
        until = max(until, somebody.joined_at)
        sentence = _(
            "There is no leave for the join on line %(line)d. It was taken as lasting until %(until)s (UTC): the next "
            "join, or the end of the meeting or session. Check how long this person stayed."
        )
        values = {"line": somebody.where.line, "until": f"{until.astimezone(UTC):%Y-%m-%d %H:%M}"}
        yield Problem(somebody.where, sentence % values, somebody.raw, "warning")
    yield _closed(somebody, until, is_reported=False)


def _unpaired(where: Where, cells: list[str]) -> Problem:
    sentence = _("Line %(line)d is neither a join nor the leave of somebody who had joined, so it was not taken.")
    return Problem(where, sentence % {"line": where.line}, tuple(cells))
