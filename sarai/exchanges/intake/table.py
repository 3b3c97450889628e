"""Any other table with a header row: the person says, or the headers tell, what its columns mean."""

import hashlib
from collections import Counter
from collections.abc import Iterator, Mapping
from operator import itemgetter

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from sarai.evidence.formats import About, ColumnGuess, Context, Format, Problem, Where, declare
from sarai.evidence.reading import Book, Line, Sheet
from sarai.evidence.reading.dates import Sample
from sarai.evidence.reading.headers import Columns, aliases, fold, is_blank
from sarai.exchanges.intake import readings, words
from sarai.exchanges.intake.records import Attendance, Registration, Role, Submission, ViewReading
from sarai.exchanges.intake.teams import role_of
from sarai.exchanges.intake.times import StayReader
from sarai.network.mentions import FIELDS as PERSON_FIELDS
from sarai.network.mentions import MentionColumns, field_for

_OWN = {
    "joined_at": """
        join time | joined | joined at | first join | join | time joined | 加入时间 | 入会时间 | hora de entrada |
        heure d'arrivée
    """,
    "left_at": """
        leave time | left | left at | last leave | leave | time left | 离开时间 | 退会时间 | hora de salida |
        heure de départ
    """,
    "duration": """
        duration | duration (minutes) | minutes | time in session | time in session (minutes) |
        attendance duration | 时长 | 参会时长
    """,
    "registered_at": """
        registration time | registered | registered at | registration date | date of registration | timestamp |
        报名时间 | 注册时间
    """,
    "status": "status | approval status | registration status | 状态 | 审批状态",
    "submitted_at": """
        submitted | submitted at | submission time | submission date | date of submission | handed in | 提交时间
    """,
    "mark": "mark | grade | score | 成绩 | 分数 | calificación | оценка | الدرجة",
    "role": "role | rol | rôle | 角色 | 身份 | роль | الدور",
    "guest": "guest | is guest",
    "country_by_ip": "country/region name | country by ip | ip country",
    "device": "device | user agent",
}
_FIELDS = {alias: field for field, names in _OWN.items() for alias in aliases(names)}
FIELDS: tuple[str, ...] = (*PERSON_FIELDS, *_OWN, *readings.FIELDS)
"""What a column of a plain table can be mapped to."""
_ROLES: dict[str, Role] = {"host": "host", "panelist": "panelist", "speaker": "panelist", "attendee": "attendee"}
_DATES = ("joined_at", "left_at", "registered_at", "submitted_at")
_HEADER_WITHIN = 30
_SAMPLES = 3

Row = Registration | Attendance | Submission | ViewReading | Problem


def suggested(header: str) -> str:
    """The field of `FIELDS` that a header names, or "" if none."""
    return _FIELDS.get(fold(header)) or field_for(header) or ""


def describe(book: Book) -> list[ColumnGuess]:
    """The columns of the first sheet that has a header row, each with a suggestion and up to three values."""
    for head in book.head():
        if (found := _header(head.lines, None) or _likely_header(head.lines)) is None:
            continue
        columns = Columns(found.cells)
        rows = [line.cells for line in head.lines if line.number > found.number]
        return [
            ColumnGuess(name, suggested(columns.keys[place]), _samples_of(rows, place))
            for place, name in enumerate(columns.names)
        ]
    return []


def _samples_of(rows: list[list[str]], place: int) -> tuple[str, ...]:
    values = (row[place].strip() for row in rows if place < len(row))
    return tuple(dict.fromkeys(value for value in values if value))[:_SAMPLES]


class _Table:
    def __init__(self, columns: Columns, mapping: Mapping[str, str] | None) -> None:
        self.columns = columns
        fields = _fields(columns, mapping)
        at: dict[str, int] = {}
        for place, field in fields.items():
            at.setdefault(field, place)
        self.dates = [(at[field], field in ("joined_at", "left_at")) for field in _DATES if field in at]
        self.needed = max((place for place, _in_session in self.dates), default=0)
        self.people = MentionColumns(columns, {at[field] for field in _OWN if field in at}, fields)
        blank = len(columns)
        self._own = itemgetter(*(at.get(field, blank) for field in _OWN))
        self.kind: type[Registration | Attendance | Submission] = Registration
        if not at.keys().isdisjoint(("joined_at", "left_at", "duration")):
            self.kind = Attendance
        elif "submitted_at" in at:
            self.kind = Submission

    def own(self, cells: list[str]) -> dict[str, str]:
        """The cells that are not about the person, by field."""
        return dict(zip(_OWN, map(str.strip, self._own([*cells, ""])), strict=True))


def _fields(columns: Columns, mapping: Mapping[str, str] | None) -> dict[int, str]:
    if mapping is None:
        return {place: field for place, key in enumerate(columns.keys) if (field := suggested(key))}
    return {place: mapping[name] for place, name in enumerate(columns.names) if mapping.get(name) in FIELDS}


@declare
class PlainTable(Format):
    """Yields attendances if the table has joins, leaves or durations; submissions if it has times of handing in;
    readings of counters if a column is said to hold views; else registrations.

    Columns follow `Context.mapping` if given, else their headers; the rest are answers.
    """

    key = "table"
    label = gettext_lazy("Any other table")
    description = gettext_lazy(
        "Any CSV or XLSX file whose first row names its columns; you say what each column means."
    )
    is_fallback = True

    def recognise(self, book: Book) -> About | None:
        """Any sheet with a row that can be a header."""
        return About() if any(_likely_header(head.lines) for head in book.head()) else None

    def understands(self, book: Book) -> bool:
        """Whether some row names at least a person's name, e-mail, phone or token."""
        return any(_header(head.lines, None) for head in book.head())

    def describe(self, book: Book) -> list[ColumnGuess]:
        """The columns of the first sheet with a header row."""
        return describe(book)

    @property
    def fields(self) -> tuple[str, ...]:
        """What a column can be mapped to."""
        return FIELDS

    def fingerprint(self, book: Book) -> str:
        """A digest of the header row's names, in their order."""
        names = "\x1f".join(fold(guess.header) for guess in describe(book))
        return hashlib.sha256(names.encode()).hexdigest()

    def read(self, book: Book, context: Context) -> Iterator[Row]:
        """Records and problems of the first sheet that has a header row."""
        for head in book.head():
            if (header := _header(head.lines, context.mapping)) is None:
                continue
            fields = _fields(Columns(header.cells), context.mapping)
            if not readings.COUNTS.isdisjoint(fields.values()):
                yield from readings.read_table(head.sheet, header, fields, context)
                return
            table, dates = _Table(Columns(header.cells), context.mapping), context.dates()
            if question := dates.decide(_samples(head.sheet, header, table)):
                yield question
            else:
                yield from _read(head.sheet, header, table, StayReader(dates, context.windows, whole=False))
            return
        sentence = _("No row of this file names columns that say who the people are. Map its columns by hand.")
        yield Problem(Where(book.name, 1), sentence)


def _header(lines: tuple[Line, ...], mapping: Mapping[str, str] | None) -> Line | None:
    """The row that names most columns known here; with a mapping, most columns of the mapping."""
    best, most = None, 0
    for line in lines[:_HEADER_WITHIN]:
        if mapping is not None:
            known = sum(name in mapping for name in Columns(line.cells).names)
        else:
            fields = {suggested(cell) for cell in line.cells if cell.strip() and len(cell) < 200}
            who = not fields.isdisjoint(("name", "first_name", "last_name", "email", "phone", "token"))
            known = len(fields - {""}) if who else 0
        if known > most:
            best, most = line, known
    return best


def _likely_header(lines: tuple[Line, ...]) -> Line | None:
    """The first row that is as wide as most rows, at least two columns, all named."""
    widths = Counter(len(Columns(line.cells)) for line in lines if not is_blank(line.cells))
    usual = max(widths, key=lambda width: (widths[width], width), default=0)
    for line in lines[:_HEADER_WITHIN]:
        columns = Columns(line.cells)
        if 2 <= usual <= len(columns) and all(columns.keys):
            return line
    return None


def _rows(sheet: Sheet, header: Line) -> Iterator[Line]:
    return (line for line in sheet.lines() if line.number > header.number and not is_blank(line.cells))


def _samples(sheet: Sheet, header: Line, table: _Table) -> Iterator[Sample]:
    for line in _rows(sheet, header):
        for place, in_session in table.dates:
            if place < len(line.cells):
                yield Sample(Where(sheet.name, line.number), line.cells[place].strip(), in_session)


def _read(sheet: Sheet, header: Line, table: _Table, stays: StayReader) -> Iterator[Row]:
    for line in _rows(sheet, header):
        cells, problem = table.columns.fit(line, sheet.name, table.needed)
        if problem is not None:
            yield problem
        if cells is not None:
            yield from _records(table, Where(sheet.name, line.number), cells, stays)


def _records(table: _Table, where: Where, cells: list[str], stays: StayReader) -> list[Row]:
    own, found = table.own(cells), list[Row]()
    mention, answers = table.people.mention(cells), table.people.answers(cells)
    if table.kind is Attendance:
        stay = stays.read(where, cells, own["joined_at"], own["left_at"], own["duration"], found)
        if stay is not None:
            role, guest = _ROLES.get(own["role"].lower()) or role_of(own["role"]), words.yes_no(own["guest"])
            country = own["country_by_ip"]
            found.append(Attendance(where, mention, *stay, role, guest, country, answers, own["device"]))
    elif table.kind is Submission:
        at = stays.instant(where, cells, own["submitted_at"], found)
        found.append(Submission(where, mention, at, own["mark"], answers))
    else:
        at = stays.instant(where, cells, own["registered_at"], found)
        found.append(Registration(where, mention, at, words.status(own["status"]), answers))
    return found
