"""The pictures of a report: charts for the screen, and a map that a typesetter can draw."""

from __future__ import annotations

import re
from html import unescape

from django.utils.safestring import SafeString
from django.utils.translation import get_language_bidi

from sarai.evidence.engine import Question, breakdown
from sarai.evidence.pictures import Bar, Point, WorldNotBuilt, bars, choropleth, columns, share
from sarai.network.models import City, Country

from .declare import Picture
from .document import Table, WorldMap

CITIES = 40
DRAW = {Picture.BARS: bars, Picture.COLUMNS: columns, Picture.SHARE: share}


def chart(table: Table) -> SafeString:
    """A breakdown's rows as a chart for a page, every bar a link to its evidence."""
    rows = [Bar(row.label, row.number, row.url, unknown=not row.known) for row in table.rows]
    return DRAW[Picture(table.picture)](rows, unit=table.unit, title=table.title, rtl=get_language_bidi())


def world_map(question: Question) -> WorldMap | None:
    """Where the counted came from, by country, with circles for cities; None where the map has not been set up."""
    by_country = {cell.value: cell.number for cell in breakdown(question, "country") if cell.known}
    title = str(question.indicator.label)
    names = dict(Country.objects.filter(pk__in=by_country).values_list("pk", "name"))
    try:
        svg = choropleth(
            by_country,
            title=title,
            unit=str(question.indicator.unit.label),
            points=_points(question),
            names=names,
            rtl=get_language_bidi(),
        )
    except WorldNotBuilt:
        return None
    described = re.search(r"<desc>(.*?)</desc>", svg, re.DOTALL)
    return WorldMap(svg, title, unescape(described[1]) if described else title) if by_country else None


def _points(question: Question) -> list[Point]:
    cells = [cell for cell in breakdown(question, "city") if cell.known][:CITIES]
    cities = City.objects.in_bulk([int(cell.value) for cell in cells])
    return [
        Point(cities[int(cell.value)].latitude, cities[int(cell.value)].longitude, cell.number, cell.label)
        for cell in cells
    ]


def printable(svg: str, font: str) -> str:
    """The map for paper: its light colours written out, set in the report's font, and from right to left without the
    attribute that says so.

    On screen the map takes its colours from variables that follow the reader's dark mode, and a browser knows
    `direction`; a typesetter knows neither.
    """
    colours = dict(re.findall(r"--([\w-]+):(#\w+)", svg.partition("@media")[0]))
    svg = re.sub(r"@media\([^)]*\)\{:root\{[^}]*\}\}", "", svg)
    svg = re.sub(r":root\{[^}]*\}", "", svg)
    svg = re.sub(r"svg\{background:[^;]*;", "svg{", svg)
    svg = re.sub(r"var\(--([\w-]+)\)", lambda found: colours[found[1]], svg).replace("system-ui", f"'{font}'")
    if 'direction="rtl"' in svg:
        svg = re.sub(r"<text(?![^>]*text-anchor)", '<text text-anchor="end"', svg.replace(' direction="rtl"', ""))
    return svg
