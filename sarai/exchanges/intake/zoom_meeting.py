"""Zoom's meeting participants report, with and without times, with the meeting before it or on every row."""

from collections.abc import Iterator
from operator import itemgetter

from django.utils.translation import gettext_lazy as _

from sarai.evidence.formats import About, Context, Format, Problem, Where, declare
from sarai.evidence.reading import Book, Line, Sheet
from sarai.evidence.reading.dates import Sample
from sarai.evidence.reading.headers import Columns, aliases, is_blank
from sarai.exchanges.intake import words, zoom
from sarai.exchanges.intake.names import split_name
from sarai.exchanges.intake.records import Attendance, Role
from sarai.exchanges.intake.times import StayReader
from sarai.network.mentions import MentionColumns, email_key

_NAME = aliases("name (original name) | name | 姓名(原名) | 名称(原始名称) | nombre (nombre original)")
_EMAIL = aliases("user email | 用户电子邮件 | 用户邮箱 | correo electrónico del usuario")
_JOIN = aliases("join time | 加入时间 | hora para unirse | hora de ingreso")
_LEAVE = aliases("leave time | 离开时间 | hora para salir | hora de salida")
_LENGTH = aliases("""
    duration (minutes) | total duration (minutes) | total duration | 持续时间(分钟) | duración (minutos)
""")
_GUEST = aliases("guest | 访客 | invitado")
_WAITING = aliases("in waiting room | 在等候室中 | en la sala de espera")
_WAITED = _("This row tells how long somebody sat in the waiting room, which is not attendance, so it was left out.")


class _Participants:
    """The columns of one participants table. In the flat shape the meeting's own columns stand before the name."""

    def __init__(self, columns: Columns) -> None:
        self.columns = columns
        name = next(columns.keys.index(alias) for alias in _NAME if alias in columns.keys)
        found = [columns.last(*names) for names in (_EMAIL, _JOIN, _LEAVE, _LENGTH, _GUEST, _WAITING)]
        own = {place for place in found[1:] if place is not None} | set(range(name))
        self.people = MentionColumns(columns, own, find=_field)
        self.name, self.header = name, columns.names[name]
        self.dates = [place for place in found[1:3] if place is not None]
        self.needed = max([name, *self.dates])
        blank = len(columns)
        self._own = itemgetter(*(blank if place is None else place for place in found[1:]))

    def own(self, cells: list[str]) -> tuple[str, ...]:
        """Join, leave, length, guest and waiting room, trimmed."""
        return tuple(map(str.strip, self._own([*cells, ""])))


def _field(header: str) -> str | None:
    if header in _NAME:
        return "name"
    return "email" if header in _EMAIL else zoom.field(header)


@declare
class ZoomMeeting(Format):
    """Yields one `Attendance` a row: each join, or each person where Zoom was asked for unique users.

    Rows that tell how long somebody sat in the waiting room are not attendance: each is left out with a word.
    """

    key = "zoom-meeting"
    label = _("Zoom meeting: participants")
    description = _(
        "In the Zoom web portal: Analytics & Reports, Usage Reports, Usage, click the number of participants of the "
        "meeting, tick “Export with meeting data”, leave “Show unique users” unticked, Export."
    )

    def recognise(self, book: Book) -> About | None:
        """A header with the participant's name, e-mail and duration."""
        for head in book.head():
            if any(True for _row in _rows(iter(head.lines), headers=True)):
                return zoom.about(zoom.block(head.lines), _samples(head.sheet.name, iter(head.lines)))
        return None

    def read(self, book: Book, context: Context) -> Iterator[Attendance | Problem]:
        """Attendances and problems in the order of the file."""
        for sheet in book.sheets():
            dates = context.dates()
            if question := dates.decide(_samples(sheet.name, sheet.lines())):
                yield question
                return
            values = zoom.block(sheet.head(40))
            starts_at = zoom.about(values, _samples(sheet.name, sheet.lines())).starts_at
            host = email_key(values.get("user email", ""))
            yield from _read(sheet, StayReader(dates, context.windows, starts_at), host)


def _is_header(columns: Columns) -> bool:
    has_length = columns.find(*_LENGTH) is not None
    return columns.find(*_NAME) is not None and columns.find(*_EMAIL) is not None and has_length


def _rows(lines: Iterator[Line], headers: bool = False) -> Iterator[tuple[_Participants, Line]]:
    table: _Participants | None = None
    for line in lines:
        if table is not None:
            if not is_blank(line.cells):
                yield table, line
        elif len(line.cells) > 2 and _is_header(columns := Columns(line.cells)):
            table = _Participants(columns)
            if headers:
                yield table, line


def _samples(sheet: str, lines: Iterator[Line]) -> Iterator[Sample]:
    for table, line in _rows(lines):
        for place in table.dates:
            if place < len(line.cells):
                yield Sample(Where(sheet, line.number), line.cells[place].strip(), True)


def _read(sheet: Sheet, stays: StayReader, host: str) -> Iterator[Attendance | Problem]:
    for table, line in _rows(sheet.lines()):
        where = Where(sheet.name, line.number)
        cells, problem = table.columns.fit(line, sheet.name, table.needed)
        if problem is not None:
            yield problem
        if cells is None:
            continue
        joined, left, length, guest, waiting = table.own(cells)
        if words.yes_no(waiting):
            yield Problem(where, str(_WAITED), tuple(cells), "skipped")
            continue
        met: list[Problem] = []
        stay = stays.read(where, cells, joined, left, length, met)
        yield from met
        if stay is not None:
            mention, answers = table.people.mention(cells), table.people.answers(cells)
            if (short := split_name(mention.name)) != mention.name:
                mention.name, answers[table.header] = short, mention.name
            role: Role = "host" if host and mention.email == host else "attendee"
            yield Attendance(where, mention, *stay, role, words.yes_no(guest), "", answers)
