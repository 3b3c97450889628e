"""Microsoft Teams' attendance report: numbered sections, tab-separated (or a workbook), in the user's language."""

import re
from collections.abc import Iterator
from operator import itemgetter

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from sarai.evidence.formats import About, Context, Format, Problem, Where, declare
from sarai.evidence.reading import Book, Line, Sheet, durations
from sarai.evidence.reading.dates import DateReader, NotADate, Sample
from sarai.evidence.reading.headers import Columns, aliases, fold, is_blank
from sarai.evidence.reading.shapes import open_order, printed
from sarai.exchanges.intake import words, zoom
from sarai.exchanges.intake.names import without_notes
from sarai.exchanges.intake.records import Attendance, Role
from sarai.exchanges.intake.times import StayReader
from sarai.network.mentions import MentionColumns

_SECTION = re.compile(r"([1-9])\.\s*\S.*")
_PARTICIPANTS = "2"
_NAME = aliases("""
    name | full name | nombre | nombre completo | nom | nom complet | nome | имя | полное имя | 姓名 | 名称 |
    全名 | الاسم | imię i nazwisko | nama
""")
_JOIN = aliases("""
    first join | join time | primera incorporación | primera unión | première participation | premier accès |
    primeiro ingresso | primeira entrada | erster beitritt | pierwsze dołączenie | первое присоединение |
    первое подключение | 首次加入 | 首次加入时间 | أول انضمام | gabung pertama | pertama bergabung
""")
_LEAVE = aliases("""
    last leave | leave time | última salida | dernier départ | dernière sortie | última saída |
    letztes verlassen | ostatnie opuszczenie | последний выход | 上次离开 | 最后离开 | 最后离开时间 | آخر مغادرة |
    terakhir keluar
""")
_LENGTH = aliases("""
    in-meeting duration | duration | duración en la reunión | durée de la réunion | durée en réunion |
    duração da reunião | duração na reunião | besprechungsdauer | dauer | czas trwania spotkania |
    длительность участия | продолжительность собрания | 会议持续时间 | 参会时长 | مدة الاجتماع | durasi rapat
""")
_ROLE = aliases("role | rol | rôle | função | rolle | rola | роль | 角色 | الدور | peran")
_UPN = aliases("participant id (upn) | participant id | upn")
_HOST = re.compile(r"organi[sz]|organisat|организатор|组织者|منظم|penyelenggara", re.IGNORECASE)
_PANELIST = re.compile(r"present|präsent|prezent|выступа|докладчик|演示者|مقدم|penyaji|moderad", re.IGNORECASE)
_TOPIC = aliases("""
    meeting title | título de la reunión | titre de la réunion | título da reunião | 会议标题 |
    название собрания
""")
_START = aliases("""
    start time | meeting start time | hora de inicio | heure de début | hora de início | 开始时间 | время начала
""")
_COUNT = aliases("attended participants | total number of participants | participantes asistentes | 已参加的参与者")


class _Participants:
    """The columns of section 2, by name; by what their cells hold, where the export's language is not known."""

    def __init__(self, columns: Columns, guessed: dict[str, int] | None = None) -> None:
        self.columns, self.is_guessed = columns, guessed is not None
        names = {"name": _NAME, "join": _JOIN, "leave": _LEAVE, "length": _LENGTH, "role": _ROLE, "upn": _UPN}
        at = guessed or {key: place for key, aliases in names.items() if (place := columns.find(*aliases)) is not None}
        self.at = at
        self.needed = max((at[key] for key in ("name", "join", "leave") if key in at), default=0)
        taken = {at[key] for key in ("join", "leave", "length", "role", "upn") if key in at}
        fields = {at["name"]: "name"} | ({at["email"]: "email"} if "email" in at else {})
        self.people = MentionColumns(columns, taken, find=self._field(columns, fields))
        blank = len(columns)
        self._own = itemgetter(*(at.get(key, blank) for key in ("join", "leave", "length", "role", "upn")))

    @staticmethod
    def _field(columns: Columns, fields: dict[int, str]):  # type: ignore[no-untyped-def]
        by_key = {columns.keys[place]: field for place, field in fields.items()}
        return lambda header: by_key.get(fold(header)) or (None if fold(header) in _NAME else zoom.field(header))

    def own(self, cells: list[str]) -> tuple[str, ...]:
        """Join, leave, length, role and UPN, trimmed."""
        return tuple(map(str.strip, self._own([*cells, ""])))


def _by_name(columns: Columns) -> _Participants | None:
    known = columns.find(*_NAME) is not None and columns.find(*_JOIN) is not None
    return _Participants(columns) if known and columns.find(*_LEAVE) is not None else None


def _by_content(columns: Columns, line: Line) -> _Participants | None:
    """Section 2 in a language not known here, where a name, two instants and a duration stand side by side."""
    cells = [cell.strip() for cell in line.cells]
    if len(columns) < 4 or len(cells) < 4 or not (_is_instant(cells[1]) and _is_instant(cells[2])):
        return None
    try:
        durations.seconds(cells[3])
    except ValueError:
        return None
    guessed = {"name": 0, "join": 1, "leave": 2, "length": 3}
    if len(columns) > 4:
        guessed["email"] = 4
    if len(columns) > 5:
        guessed["upn"] = 5
    if len(columns) > 6:
        guessed["role"] = 6
    return _Participants(columns, guessed)


def _is_instant(text: str) -> bool:
    if open_order(text):
        return ":" in text
    try:
        return bool(printed(text, None)) and ":" in text
    except ValueError:
        return False


@declare
class TeamsAttendance(Format):
    """Yields one `Attendance` a person from section 2. Section 3 tells the same joins again and is not counted."""

    key = "teams-attendance"
    label = gettext_lazy("Microsoft Teams: attendance report")
    description = gettext_lazy(
        "In Teams: Calendar, open the meeting, Attendance tab, Download (or Export to CSV). Upload the file as it is."
    )

    def recognise(self, book: Book) -> About | None:
        """A numbered section of participants, or a header with first join and last leave."""
        for head in book.head():
            if any(True for _row in _rows(iter(head.lines))) or _has_header(head.lines):
                return _about(head.lines, list(_samples(head.sheet.name, iter(head.lines))))
        return None

    def read(self, book: Book, context: Context) -> Iterator[Attendance | Problem]:
        """Attendances and problems in the order of the file."""
        for sheet in book.sheets():
            dates = context.dates()
            if question := dates.decide(_samples(sheet.name, sheet.lines())):
                yield question
                return
            head = sheet.head(40)
            starts_at = _about(head, list(_samples(sheet.name, iter(head)))).starts_at
            yield from _read(sheet, StayReader(dates, context.windows, starts_at, whole=False))


def _has_header(lines: tuple[Line, ...]) -> bool:
    return any(_by_name(Columns(line.cells)) for line in lines if len(line.cells) > 3)


def _rows(lines: Iterator[Line]) -> Iterator[tuple[_Participants, Line]]:
    """The rows of section 2; in a report without numbered sections, the rows under the header."""
    section, unknown, table = "", None, None
    for line in lines:
        if is_blank(line.cells):
            continue
        if (match := _SECTION.fullmatch(line.cells[0].strip())) and is_blank(line.cells[1:]):
            section, table, unknown = match[1], None, None
        elif section not in ("", _PARTICIPANTS):
            continue
        elif table is not None:
            yield table, line
        elif unknown is not None:
            if table := _by_content(unknown, line):
                yield table, line
        elif len(line.cells) > 3:
            columns = Columns(line.cells)
            table = _by_name(columns)
            unknown = columns if table is None and section == _PARTICIPANTS else None


def _samples(sheet: str, lines: Iterator[Line]) -> Iterator[Sample]:
    for table, line in _rows(lines):
        for key in ("join", "leave"):
            if table.at[key] < len(line.cells):
                yield Sample(Where(sheet, line.number), line.cells[table.at[key]].strip(), True)


def _about(lines: tuple[Line, ...], samples: list[Sample]) -> About:
    """The label and value pairs of section 1."""
    values: dict[str, str] = {}
    for line in lines:
        if len(line.cells) > 1 and line.cells[1].strip() and is_blank(line.cells[2:]):
            values.setdefault(fold(line.cells[0]), line.cells[1].strip())

    def first(names: tuple[str, ...]) -> str:
        return next((values[name] for name in names if name in values), "")

    dates = DateReader(zoom.UTC)
    dates.decide(samples)
    try:
        starts_at = dates.printed(first(_START))
    except NotADate:
        starts_at = None
    return About("", first(_TOPIC), starts_at, {"participants": words.whole(first(_COUNT))}, first(_START))


def _read(sheet: Sheet, stays: StayReader) -> Iterator[Attendance | Problem]:
    was_said = False
    for table, line in _rows(sheet.lines()):
        where = Where(sheet.name, line.number)
        if table.is_guessed and not was_said:
            was_said = True
            yield _guessed(where, table)
        cells, problem = table.columns.fit(line, sheet.name, table.needed)
        if problem is not None:
            yield problem
        if cells is None:
            continue
        joined, left, length, role, upn = table.own(cells)
        met: list[Problem] = []
        stay = stays.read(where, cells, joined, left, length, met)
        yield from met
        if stay is not None:
            mention = table.people.mention(cells)
            mention.name, is_outside = without_notes(mention.name)
            if not mention.email and "@" in upn:
                mention.email = upn.lower()
            answers = table.people.answers(cells)
            yield Attendance(where, mention, *stay, role_of(role), is_outside or None, "", answers)


def role_of(text: str) -> Role:
    """Organizer → host, presenter → panelist, anything else → attendee."""
    if _HOST.search(text):
        return "host"
    return "panelist" if _PANELIST.search(text) else "attendee"


def _guessed(where: Where, table: _Participants) -> Problem:
    sentence = _(
        "The column names of this report are in a language not known here (%(names)s). They were taken as name, first "
        "join, last leave, duration, e-mail, ID and role, in this order; check the first people of the list."
    )
    return Problem(where, sentence % {"names": ", ".join(table.columns.names[:7])}, table.columns.names, "warning")
