"""YouTube Studio's table of videos: “Table data.csv”, alone or in the ZIP file that Studio offers."""

import re
from collections.abc import Iterator, Mapping

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from sarai.evidence.formats import About, Context, Format, Problem, Where, declare
from sarai.evidence.reading import Book, Line, Sheet, durations
from sarai.evidence.reading.dates import Sample
from sarai.evidence.reading.headers import Columns, aliases, is_blank
from sarai.exchanges.intake import words
from sarai.exchanges.intake.records import ViewReading
from sarai.exchanges.intake.times import StayReader

_CONTENT = aliases("""
    content | contenido | contenu | conteúdo | контент | 内容 | المحتوى | konten | video | vídeo | vidéo
""")
_TITLE = aliases("""
    video title | título del vídeo | título del video | titre de la vidéo | título do vídeo | название видео |
    视频标题 | عنوان الفيديو | judul video
""")
_PUBLISHED = aliases("""
    video publish time | hora de publicación del vídeo | hora de publicación del video |
    heure de publication de la vidéo | horário de publicação do vídeo | время публикации видео | 视频发布时间 |
    وقت نشر الفيديو | waktu publikasi video
""")
_MODE = aliases("live/on demand | live/on-demand | live or on demand | en directo/bajo demanda | 直播/点播")
_DATE = aliases("date | fecha | data | дата | 日期 | التاريخ | tanggal")
METRICS: Mapping[str, tuple[str, ...]] = {
    "views": (
        "views",
        "visualizaciones",
        "vistas",
        "vues",
        "visualizações",
        "просмотры",
        "观看次数",
        "المشاهدات",
        "penayangan",
    ),
    "engaged_views": ("engaged views",),
    "watch_seconds": ("watch time (hours)", "tiempo de visualización (horas)", "durée de visionnage (heures)"),
    "average_view_seconds": ("average view duration", "duración media de las visualizaciones"),
    "unique_viewers": ("unique viewers", "espectadores únicos", "spectateurs uniques", "唯一身份观看者"),
    "impressions": ("impressions", "impresiones", "impressões", "показы", "展示次数"),
    "subscribers": ("subscribers", "suscriptores", "abonnés", "inscritos", "подписчики", "订阅人数"),
    "subscribers_gained": ("subscribers gained",),
    "subscribers_lost": ("subscribers lost",),
    "likes": ("likes",),
    "dislikes": ("dislikes",),
    "shares": ("shares", "veces compartido", "partages", "分享次数"),
    "comments": ("comments added", "comments"),
}
"""Metric → headers. Shares of something (percentages) are not read: they cannot be added up."""
TOTALS = frozenset(("total", "totales", "итого", "总计", "合计", "الإجمالي", "المجموع"))
_VIDEO_ID = re.compile(r"[A-Za-z0-9_-]{11}")


@declare
class YouTube(Format):
    """Yields one `ViewReading` for each video and metric. The row `Total` is passed over; blanks stay unknown."""

    key = "youtube-studio"
    label = gettext_lazy("YouTube Studio: table of videos")
    description = gettext_lazy(
        "In YouTube Studio: Analytics, Advanced mode, Content, choose the period, Export current view, "
        "Comma-separated values. Upload the ZIP file, or the “Table data.csv” in it."
    )

    def recognise(self, book: Book) -> About | None:
        """A header with a video and its title, and no column of dates (which would be the chart's data)."""
        return About() if any(_columns(line) for head in book.head() for line in head.lines) else None

    def read(self, book: Book, context: Context) -> Iterator[ViewReading | Problem]:
        """Readings and problems in the order of the file."""
        for sheet in book.sheets():
            if not any(_columns(line) for line in sheet.head(60)):
                continue
            dates = context.dates()
            if question := dates.decide(_samples(sheet)):
                yield question
                return
            yield from _read(sheet, StayReader(dates, ()))


def _columns(line: Line) -> Columns | None:
    columns = Columns(line.cells) if 2 < len(line.cells) < 200 else None
    if columns is None or columns.find(*_DATE) is not None:
        return None
    needed = (_CONTENT, _TITLE, METRICS["views"])
    return columns if all(columns.find(*names) is not None for names in needed) else None


def _rows(sheet: Sheet) -> Iterator[tuple[Columns, Line]]:
    columns: Columns | None = None
    for line in sheet.lines():
        if columns is None:
            columns = _columns(line)
        elif not is_blank(line.cells):
            yield columns, line


def _samples(sheet: Sheet) -> Iterator[Sample]:
    for columns, line in _rows(sheet):
        place = columns.find(*_PUBLISHED)
        if place is not None and place < len(line.cells):
            yield Sample(Where(sheet.name, line.number), line.cells[place].strip(), False)


def _read(sheet: Sheet, stays: StayReader) -> Iterator[ViewReading | Problem]:
    for columns, line in _rows(sheet):
        where = Where(sheet.name, line.number)
        content, title = columns.find(*_CONTENT) or 0, columns.find(*_TITLE) or 0
        cells, problem = columns.fit(line, sheet.name, max(content, title))
        if problem is not None:
            yield problem
        if cells is None:
            continue
        video, name = cells[content].strip(), cells[title].strip()
        if video.casefold() in TOTALS or (not name and not _VIDEO_ID.fullmatch(video)):
            continue
        met: list[Problem] = []
        place = columns.find(*_PUBLISHED)
        published = stays.instant(where, cells, cells[place].strip(), met) if place is not None else None
        said = columns.find(*_MODE)
        mode, recorded = words.viewed(cells[said]) if said is not None else ("", False)
        for metric, headers in METRICS.items():
            if (at := columns.find(*headers)) is not None and cells[at].strip():
                try:
                    value = _value(metric, cells[at].strip())
                    yield ViewReading(where, "youtube", video, name, metric, value, published, mode, recorded)
                except ValueError:
                    met.append(not_a_number(where, cells, columns.names[at], cells[at]))
        yield from met


def _value(metric: str, text: str) -> int:
    if metric == "watch_seconds":
        return durations.seconds(text, "hours")
    if metric == "average_view_seconds":
        return durations.seconds(text, "seconds")
    return words.counted(text)


def not_a_number(where: Where, cells: list[str], column: str, text: str) -> Problem:
    """The problem of a cell that should be a number and is none."""
    sentence = _("“%(text)s” in the column “%(column)s” on line %(line)d is not a number; it was left as unknown.")
    values = {"text": text[:60], "column": column, "line": where.line}
    return Problem(where, sentence % values, tuple(cells), "warning")
