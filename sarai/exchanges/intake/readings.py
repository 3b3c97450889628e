"""Tables of readings: what counters of platforms showed, a row a counter, as a team keeps them or as Chinese live
platforms export them."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple

from django.utils.translation import gettext_lazy

from sarai.evidence.formats import About, Context, Format, Problem, Where, declare
from sarai.evidence.reading import Book, Line, Sheet
from sarai.evidence.reading.dates import Sample
from sarai.evidence.reading.headers import Columns, aliases, fold, is_blank
from sarai.exchanges.intake import words
from sarai.exchanges.intake.records import Mode, ViewReading
from sarai.exchanges.intake.times import StayReader
from sarai.exchanges.intake.youtube import TOTALS, not_a_number
from sarai.network.mentions import field_for

_OWN = {
    "views": """
        views | number of views | view count | times viewed | 观看次数 | 观看人次 | 累计观看人次 | 累计观看次数 |
        播放量 | 播放次数 | visualizaciones | vistas | vues | visualizações | просмотры | المشاهدات | penayangan
    """,
    "live_views": """
        live views | views live | views of the live stream | 直播观看人次 | 直播观看次数 | 直播观看量 | 直播播放量 |
        vistas en vivo | vues en direct | visualizações ao vivo | просмотры трансляции | مشاهدات البث المباشر
    """,
    "playback_views": """
        playback views | replay views | recording views | views of the recording | 回放观看人次 | 回放观看次数 |
        回放观看量 | 回放播放量 | 回看次数 | 点播次数 | vistas de la grabación | vues de l'enregistrement |
        visualizações da gravação | просмотры записи | مشاهدات التسجيل
    """,
    "recorded_views": """
        recorded broadcast views | premiere views | 录播观看人次 | 录播观看次数 | 首播观看人次 | 首播观看次数
    """,
    "viewers": "unique viewers | viewers | 观看人数 | 累计观看人数 | espectadores únicos | spectateurs uniques",
    "peak_viewers": "peak viewers | max concurrent viewers | 最高同时在线人数 | 最高在线人数 | 峰值在线人数",
    "platform": "platform | 平台 | 直播平台 | 播放平台 | plataforma | plateforme | платформа | المنصة",
    "content_id": """
        content | content id | video id | live id | stream id | 直播id | 直播间id | 直播间号 | 视频id | 活动id
    """,
    "title": "title | video title | stream title | 标题 | 直播标题 | 直播名称 | 视频标题 | título | titre | название",
    "event": "event | webinar | 活动 | 活动名称 | evento | événement | мероприятие | الفعالية",
    "mode": "live or playback | live/on demand | live/playback | mode | 类型 | 观看类型 | 观看方式 | modo",
    "read_at": """
        read at | read on | as of | 统计时间 | 统计截止时间 | 数据截止时间 | 截止时间 | 导出时间 | leído el | relevé le
    """,
}
FIELDS: tuple[str, ...] = tuple(_OWN)
"""What a column of a table of readings can be, beside `city` and `country`."""
_FIELDS = {alias: field for field, names in _OWN.items() for alias in aliases(names)}


class _Counter(NamedTuple):
    """What a column of numbers counts: the metric, and what the header says of live and playback."""

    metric: str
    mode: Mode | str = ""
    recorded: bool = False


_COUNTERS: Mapping[str, _Counter] = {
    "views": _Counter("views"),
    "live_views": _Counter("views", "live"),
    "playback_views": _Counter("views", "playback"),
    "recorded_views": _Counter("views", "live", True),
    "viewers": _Counter("unique_viewers"),
    "peak_viewers": _Counter("peak_viewers", "live"),
}
COUNTS = frozenset(_COUNTERS)
"""The fields that hold a number: a table with one of them is a table of readings."""
# A table with one of these beside a number of views is no table of people, nor YouTube's own.
_TELLING = frozenset(("platform", "mode", "read_at", "live_views", "playback_views", "recorded_views"))
_TEXTS = ("platform", "content_id", "title", "event", "mode", "read_at", "city", "country")
_HEADER_WITHIN = 30


def field_of(header: str) -> str:
    """The field that a header names, or "" if none."""
    known = _FIELDS.get(fold(header)) or field_for(header) or ""
    return known if known in (*FIELDS, "city", "country") else ""


@declare
class Readings(Format):
    """Yields a `ViewReading` for each number of views or viewers in each row. Rows of totals are passed over, blanks
    stay unknown. What stands above the header, label and value, holds for every row that does not say otherwise."""

    key = "view-readings"
    label = gettext_lazy("Readings of view counters")
    description = gettext_lazy(
        "A table with a row for each stream or recording: the platform, how often it was viewed live and how often "
        "afterwards, and when that was read. The statistics that Chinese live platforms export (直播观看人次, "
        "回放观看人次) are such tables."
    )

    def recognise(self, book: Book) -> About | None:
        """A header with a number of views, and with the platform, the kind of viewing or the time of reading."""
        return About() if any(_header(head.lines) for head in book.head()) else None

    def read(self, book: Book, context: Context) -> Iterator[ViewReading | Problem]:
        """Readings and problems in the order of the file."""
        for sheet in book.sheets():
            if header := _header(sheet.head(_HEADER_WITHIN)):
                columns = Columns(header.cells)
                fields = {place: field for place, key in enumerate(columns.keys) if (field := field_of(key))}
                yield from read_table(sheet, header, fields, context)


def _header(lines: tuple[Line, ...]) -> Line | None:
    for line in lines[:_HEADER_WITHIN]:
        fields = {field_of(cell) for cell in line.cells if cell.strip() and len(cell) < 200}
        if fields & COUNTS and fields & _TELLING and len(fields - {""}) > 1:
            return line
    return None


def read_table(
    sheet: Sheet, header: Line, fields: Mapping[int, str], context: Context
) -> Iterator[ViewReading | Problem]:
    """The readings of a sheet whose columns, by place, mean `fields`."""
    at: dict[str, int] = {}
    for place, field in fields.items():
        at.setdefault(field, place)
    table = _Table(Columns(header.cells), at, _above(sheet, header))
    dates = context.dates()
    if question := dates.decide(table.samples(sheet, header)):
        yield question
        return
    stays = StayReader(dates, ())
    for line in _rows(sheet, header):
        yield from table.read(line, sheet.name, stays)


def _rows(sheet: Sheet, header: Line) -> Iterator[Line]:
    return (line for line in sheet.lines() if line.number > header.number and not is_blank(line.cells))


def _above(sheet: Sheet, header: Line) -> dict[str, str]:
    """What the lines above the header say for the whole table: label and value, side by side."""
    said: dict[str, str] = {}
    for line in sheet.head(_HEADER_WITHIN):
        cells = [cell.strip() for cell in line.cells if cell.strip()]
        if line.number < header.number and len(cells) == 2 and (field := field_of(cells[0])) in _TEXTS:
            said[field] = cells[1]
    return said


class _Table:
    """The columns of one table of readings: which is what, and what holds for all rows."""

    def __init__(self, columns: Columns, at: Mapping[str, int], said: Mapping[str, str]) -> None:
        self._columns, self._at, self._said = columns, at, said
        self._counters = [(at[field], _COUNTERS[field]) for field in _COUNTERS if field in at]
        if "live_views" in at and "viewers" in at:  # the people of the stream beside whose views they stand
            self._counters.append((at["viewers"], _Counter("unique_viewers", "live")))
            self._counters.remove((at["viewers"], _COUNTERS["viewers"]))
        self._needed = max((place for place, _counter in self._counters), default=0)

    def samples(self, sheet: Sheet, header: Line) -> Iterator[Sample]:
        """The times of reading, by which the order of day and month is found out."""
        if "read_at" in self._at:
            for line in _rows(sheet, header):
                if self._at["read_at"] < len(line.cells):
                    yield Sample(Where(sheet.name, line.number), line.cells[self._at["read_at"]].strip(), False)
        elif said := self._said.get("read_at"):
            yield Sample(Where(sheet.name, header.number), said, False)

    def read(self, line: Line, sheet: str, stays: StayReader) -> Iterator[ViewReading | Problem]:
        """The readings of a row, one for each of its numbers."""
        cells, problem = self._columns.fit(line, sheet, self._needed)
        if problem is not None:
            yield problem
        if cells is None:
            return
        where, met = Where(sheet, line.number), list[Problem]()
        text = {name: self._text(name, cells) for name in _TEXTS}
        if TOTALS & {text[name].casefold() for name in ("platform", "content_id", "title", "city", "country")}:
            return
        read_at = stays.instant(where, cells, text["read_at"], met)
        yield from met
        mode, recorded = words.viewed(text["mode"])
        row = ViewReading(
            where=where,
            platform=text["platform"].casefold()[:40],
            content_id=text["content_id"],
            title=text["title"],
            metric="",
            value=0,
            mode=mode,
            recorded=recorded,
            city=text["city"],
            country=text["country"],
            read_at=read_at,
            event=text["event"],
        )
        yield from self._counted(row, cells)

    def _text(self, name: str, cells: Sequence[str]) -> str:
        own = cells[self._at[name]].strip() if name in self._at else ""
        return own if own not in words.NOTHING else self._said.get(name, "")

    def _counted(self, row: ViewReading, cells: list[str]) -> Iterator[ViewReading | Problem]:
        for place, counter in self._counters:
            if cells[place].strip() in words.NOTHING:
                continue
            try:
                value = words.counted(cells[place])
            except ValueError:
                yield not_a_number(row.where, cells, self._columns.names[place], cells[place])
                continue
            said = {"mode": counter.mode, "recorded": counter.recorded} if counter.mode else {}
            yield replace(row, metric=counter.metric, value=value, **said)  # type: ignore[arg-type]
