"""Microsoft Teams' lists of events: live events (joins and leaves in UTC) and the older meeting list of user actions.

Joins and leaves stand on lines of their own and are paired here, so memory grows with the number of people present at
one time, not with the file.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from sarai.evidence.formats import About, Context, Format, Problem, Where, declare
from sarai.evidence.reading import Book, Line, Sheet
from sarai.evidence.reading.dates import Sample
from sarai.evidence.reading.headers import Columns, is_blank
from sarai.exchanges.intake.names import without_notes
from sarai.exchanges.intake.records import Attendance
from sarai.exchanges.intake.teams import role_of
from sarai.exchanges.intake.times import StayReader
from sarai.network.mentions import Mention, email_key

_NAME = ("fullname", "full name")
_ACTION = ("action", "user action")
_TIME = ("utceventtimestamp", "timestamp")
_JOINED = re.compile(r"join|enter|started|entr[oó]u?|ingres|加入|присоедин", re.IGNORECASE)
_LEFT = re.compile(r"left|leave|exit|ended|sai|sal|离开|退出|поки|выш", re.IGNORECASE)


@dataclass(slots=True)
class _Open:
    """Somebody who has joined and not yet left."""

    where: Where
    mention: Mention
    joined_at: datetime | None
    role: str
    device: str
    answers: dict[str, str]


@declare
class TeamsEvents(Format):
    """Yields one `Attendance` for each join, paired with the next leave of the same session or person."""

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
        """Attendances in the order of the leaves; those never closed come last, without a leave."""
        for sheet in book.sheets():
            dates = context.dates()
            if question := dates.decide(_samples(sheet)):
                yield question
                return
            yield from _read(sheet, context, StayReader(dates, context.windows))


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


def _read(sheet: Sheet, context: Context, stays: StayReader) -> Iterator[Attendance | Problem]:
    present: dict[tuple[str, str], _Open] = {}
    for columns, line in _rows(sheet):
        where = Where(sheet.name, line.number)
        cells, problem = columns.fit(line, sheet.name, columns.find(*_TIME) or 0)
        if problem is not None:
            yield problem
        if cells is None:
            continue
        row = dict(zip(columns.keys, map(str.strip, cells), strict=True))
        name, action, text = (next(row[key] for key in keys if key in row) for keys in (_NAME, _ACTION, _TIME))
        met: list[Problem] = []
        at = stays.instant(where, cells, text, met)
        if at is not None and "utceventtimestamp" in columns:
            at = _as_utc(at, text, context.zone)
        yield from met
        who = (row.get("sessionid", ""), row.get("participantid", "") or name)
        if _JOINED.search(action):
            if who in present:
                yield _closed(present.pop(who), None)
            present[who] = _opened(where, row, name, at)
        elif _LEFT.search(action) and who in present:
            yield _closed(present.pop(who), at)
        else:
            yield _unpaired(where, cells)
    for somebody in present.values():
        yield _closed(somebody, None)


def _as_utc(at: datetime, text: str, zone: ZoneInfo) -> datetime:
    """An instant that the reader put into the file's zone, although its column says that it is UTC."""
    return at if re.search(r"(?:Z|[+-]\d\d:?\d\d)$", text) else at.astimezone(zone).replace(tzinfo=UTC)


def _opened(where: Where, row: dict[str, str], name: str, at: datetime | None) -> _Open:
    bare, _is_outside = without_notes(name)
    mention = Mention(bare, email_key(row.get("email", "")))
    answers = {key: row[key] for key in ("sessionid", "participantid") if row.get(key)}
    return _Open(where, mention, at, row.get("role", ""), row.get("useragent", ""), answers)


def _closed(somebody: _Open, left_at: datetime | None) -> Attendance:
    joined_at = somebody.joined_at
    if left_at is not None and joined_at is not None and left_at < joined_at:
        left_at = None
    seconds = int((left_at - joined_at).total_seconds()) if left_at and joined_at else None
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


def _unpaired(where: Where, cells: list[str]) -> Problem:
    sentence = _("Line %(line)d is neither a join nor the leave of somebody who had joined, so it was not taken.")
    return Problem(where, sentence % {"line": where.line}, tuple(cells))
