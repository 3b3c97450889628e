"""Tencent Meeting (VooV) attendance workbooks with Chinese headers.

A workbook tells the same attendance twice: one line a person in the overview sheet, one line a join in the detail
sheet. Only one of the two is read, the detail where it has rows.
"""

import re
from collections.abc import Iterator
from operator import itemgetter

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from sarai.evidence.formats import About, Context, Format, Problem, Where, declare
from sarai.evidence.reading import Book, Line, Sheet
from sarai.evidence.reading.dates import Sample
from sarai.evidence.reading.headers import Columns, fold, is_blank
from sarai.evidence.reading.shapes import printed
from sarai.exchanges.intake.names import split_name
from sarai.exchanges.intake.records import Attendance, Role
from sarai.exchanges.intake.times import StayReader
from sarai.network.mentions import MentionColumns

_NAME = re.compile(r"用户昵称|用户名|成员昵称|成员姓名|成员名称|参会成员|参会者|昵称|姓名|user name|nickname")
_JOIN = re.compile(r"入会时间|加入时间|进入时间|开始观看|进入直播")
_LEAVE = re.compile(r"退会时间|离会时间|离开时间|退出时间|结束观看|离开直播")
_LENGTH = re.compile(r"时长")
_ROLE = re.compile(r"身份|角色")
_ROLES: dict[str, Role] = {"主持人": "host", "联席主持人": "host", "创建者": "host", "嘉宾": "panelist"}
_TOPIC = ("会议主题", "会议名称", "主题")
_NUMBER = ("会议号", "会议id", "会议号码")
_START = ("会议开始时间", "开始时间", "预定开始时间", "实际开始时间")
_DETAIL = "明细"
_HEADER_WITHIN = 40


class _Table:
    """The columns of one sheet, found by the words in their headers."""

    def __init__(self, columns: Columns) -> None:
        self.columns = columns
        name = _find(columns, _NAME)
        found = [_find(columns, words) for words in (_JOIN, _LEAVE, _LENGTH, _ROLE)]
        self.is_known = name is not None and (found[0] is not None or found[2] is not None)
        self.name = name or 0
        self.dates = [place for place in found[:2] if place is not None]
        self.people = MentionColumns(columns, {self.name, *(place for place in found if place is not None)})
        blank = len(columns)
        self._own = itemgetter(self.name, *(blank if place is None else place for place in found))

    def own(self, cells: list[str]) -> tuple[str, ...]:
        """Name, join, leave, length and role, trimmed."""
        return tuple(map(str.strip, self._own([*cells, ""])))


def _find(columns: Columns, words: re.Pattern[str]) -> int | None:
    return next((place for place, key in enumerate(columns.keys) if words.search(key)), None)


@declare
class TencentMeeting(Format):
    """Yields one `Attendance` a line. There is no e-mail and no country in this file."""

    key = "tencent-meeting"
    label = gettext_lazy("Tencent Meeting or VooV: attendance")
    description = gettext_lazy(
        "In Tencent Meeting: History, choose the meeting, Member Details (成员明细), Export. Upload the workbook as "
        "it is."
    )
    default_zone = "Asia/Shanghai"

    def recognise(self, book: Book) -> About | None:
        """A sheet whose header names nicknames and times of joining in Chinese."""
        for head in book.head():
            if _header(head.lines):
                return _about(head.lines)
        return None

    def read(self, book: Book, context: Context) -> Iterator[Attendance | Problem]:
        """Attendances and problems of the one sheet that counts."""
        sheet = _sheet(book)
        if sheet is None:
            return
        dates = context.dates()
        if question := dates.decide(_samples(sheet)):
            yield question
            return
        starts_at = _about(sheet.head(_HEADER_WITHIN)).starts_at
        is_detail = _DETAIL in sheet.name
        yield from _read(sheet, StayReader(dates, context.windows, starts_at, whole=is_detail))


def _header(lines: tuple[Line, ...]) -> Line | None:
    return next((line for line in lines if len(line.cells) > 1 and _Table(Columns(line.cells)).is_known), None)


def _sheet(book: Book) -> Sheet | None:
    """The detail sheet if it has a row under its header, else the first sheet with a known header."""
    known = [head for head in book.head() if _header(head.lines)]
    for head in known:
        header = _header(head.lines)
        if _DETAIL in head.sheet.name and header and any(line.number > header.number for line in head.lines):
            return head.sheet
    overviews = [head.sheet for head in known if _DETAIL not in head.sheet.name]
    return next(iter(overviews or [head.sheet for head in known]), None)


def _about(lines: tuple[Line, ...]) -> About:
    """The labels and values above the header: side by side, or `label：value` in one cell."""
    values: dict[str, str] = {}
    for line in lines:
        if len(line.cells) > 1 and _Table(Columns(line.cells)).is_known:
            break
        cells = [cell.strip() for cell in line.cells if cell.strip()]
        for place, cell in enumerate(cells):
            label, colon, value = cell.replace("：", ":").partition(":")
            following = cells[place + 1] if place + 1 < len(cells) else ""
            values.setdefault(fold(label), value.strip() if colon and value.strip() else following)
    topic = next((values[name] for name in _TOPIC if values.get(name)), "")
    number = next((values[name] for name in _NUMBER if values.get(name)), "")
    start = next((values[name] for name in _START if values.get(name)), "")
    try:
        starts_at = printed(start, None).at
    except ValueError:
        starts_at = None
    return About(re.sub(r"[\s-]", "", number), topic, starts_at, {}, start)


def _rows(sheet: Sheet) -> Iterator[tuple[_Table, Line]]:
    table: _Table | None = None
    for line in sheet.lines():
        if table is None:
            candidate = _Table(Columns(line.cells)) if len(line.cells) > 1 else None
            table = candidate if candidate and candidate.is_known else None
        elif not is_blank(line.cells):
            yield table, line


def _samples(sheet: Sheet) -> Iterator[Sample]:
    for table, line in _rows(sheet):
        for place in table.dates:
            if place < len(line.cells):
                yield Sample(Where(sheet.name, line.number), line.cells[place].strip(), True)


def _read(sheet: Sheet, stays: StayReader) -> Iterator[Attendance | Problem]:
    for table, line in _rows(sheet):
        where = Where(sheet.name, line.number)
        cells, problem = table.columns.fit(line, sheet.name, table.name)
        if problem is not None:
            yield problem
        if cells is None:
            continue
        shown, joined, left, length, role = table.own(cells)
        met: list[Problem] = []
        stay = stays.read(where, cells, joined, left, length, met, unit="minutes")
        yield from met
        if stay is None:
            continue
        mention, answers = table.people.mention(cells), table.people.answers(cells)
        mention.name = split_name(shown)
        if mention.name != shown:
            answers[table.columns.names[table.name]] = shown
        if "&" in mention.name or "＆" in mention.name:
            yield _two_people(where, cells, shown)
        yield Attendance(where, mention, *stay, _ROLES.get(role, "attendee"), None, "", answers)


def _two_people(where: Where, cells: list[str], shown: str) -> Problem:
    sentence = _(
        "“%(name)s” on line %(line)d looks like two people on one line. It was taken as one person of that name; "
        "if they are two, enter the second by hand."
    )
    return Problem(where, sentence % {"name": shown[:80], "line": where.line}, tuple(cells), "warning")
