"""YouTube Studio's tables of countries and of cities: “Table data.csv” of its tabs Geography and Cities."""

from collections.abc import Iterator

from django.utils.translation import gettext_lazy

from sarai.evidence.formats import About, Context, Format, Problem, Where, declare
from sarai.evidence.reading import Book, Line, Sheet
from sarai.evidence.reading.headers import Columns, aliases, is_blank
from sarai.exchanges.intake import words
from sarai.exchanges.intake.records import ViewReading
from sarai.exchanges.intake.youtube import METRICS, TOTALS, not_a_number
from sarai.network.reference import countries

_COUNTRY = aliases("""
    geography | país o región | país/región | zone géographique | geografia | территория | 地理位置 | 国家/地区 |
    الموقع الجغرافي | geografi
""")
_CITY = aliases("city name | nombre de la ciudad | nom de la ville | nome da cidade | 城市名称 | اسم المدينة")
_CITY_ID = aliases("cities | ciudades | villes | cidades | города | 城市 | المدن | kota")
_OTHER = frozenset(aliases("other | unknown | otros | autres | outros | другие | 其他 | أخرى"))


@declare
class YouTubeGeography(Format):
    """Yields one `ViewReading` of views for each country or city. The row `Total` is passed over, and so is what
    YouTube cannot place; the table does not name the video, so the counter is that of all that the event has there."""

    key = "youtube-geography"
    label = gettext_lazy("YouTube Studio: table of countries or cities")
    description = gettext_lazy(
        "In YouTube Studio: Analytics of the video or of a group of videos, Advanced mode, Geography (or Cities), "
        "period Lifetime, Export current view, Comma-separated values. Upload the ZIP file, or the “Table data.csv” "
        "in it."
    )

    def recognise(self, book: Book) -> About | None:
        """A header with countries or cities and views, and no column of videos."""
        return About() if any(_columns(line) for head in book.head() for line in head.lines) else None

    def read(self, book: Book, context: Context) -> Iterator[ViewReading | Problem]:
        """Readings and problems in the order of the file."""
        for sheet in book.sheets():
            if any(_columns(line) for line in sheet.head(60)):
                yield from _read(sheet)


def _columns(line: Line) -> Columns | None:
    """A header: places first, then views and nothing that is not YouTube's."""
    if not 2 <= len(line.cells) < 60:
        return None
    columns = Columns(line.cells)
    if columns.keys[:1] == () or columns.keys[0] not in (*_COUNTRY, *_CITY_ID, *_CITY):
        return None
    return columns if columns.find(*METRICS["views"]) is not None else None


def _read(sheet: Sheet) -> Iterator[ViewReading | Problem]:
    columns: Columns | None = None
    for line in sheet.lines():
        if columns is None:
            columns = _columns(line)
        elif not is_blank(line.cells):
            yield from _row(columns, line, sheet.name)


def _row(columns: Columns, line: Line, sheet: str) -> Iterator[ViewReading | Problem]:
    views = columns.find(*METRICS["views"]) or 0
    cells, problem = columns.fit(line, sheet, views)
    if problem is not None:
        yield problem
    if cells is None or not cells[views].strip():
        return
    country, city = _cell(columns, cells, _COUNTRY), _cell(columns, cells, _CITY) or _cell(columns, cells, _CITY_ID)
    named = {country.casefold(), city.casefold()} - {""}
    if not named or named & (TOTALS | _OTHER):
        return
    where = Where(sheet, line.number)
    known = countries().get(country.upper())
    try:
        value = words.counted(cells[views])
    except ValueError:
        yield not_a_number(where, cells, columns.names[views], cells[views])
        return
    called = known.name_en if known else country
    yield ViewReading(where, "youtube", "", "", "views", value, city=city, country=called)


def _cell(columns: Columns, cells: list[str], names: tuple[str, ...]) -> str:
    place = columns.find(*names)
    return cells[place].strip() if place is not None else ""
