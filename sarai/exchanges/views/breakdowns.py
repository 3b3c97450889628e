"""Breakdowns of an audience as tables with pictures, and as a map."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.http import HttpResponse
from django.utils.translation import get_language_bidi, gettext

from sarai.evidence.engine import Cell, Question, breakdown, dimension
from sarai.evidence.pictures import MAP_STYLE_CSP, Bar, Point, bars, choropleth, share
from sarai.network.models import City, Country

SHOWN = 12  # rows of a breakdown that stand open
LISTED = 200  # rows that are listed at all on a page; the figure's own page has more


def table_of(name: str, registrants: Question, attendees: Question) -> dict[str, object]:
    """One breakdown of registrants and attendees side by side, with a picture of the attendees.

    The unknown is a row of its own, there even when nobody is in it.
    """
    registered = {cell.value: cell for cell in breakdown(registrants, name)}
    attended = {cell.value: cell for cell in breakdown(attendees, name)}
    labels = {value: cell.label for value, cell in (registered | attended).items()}

    def cell(cells: Mapping[str, Cell], question: Question, value: str) -> Cell:
        """The cell of a value. Nobody is a number too, and opens."""
        label = labels.get(value, gettext("unknown"))
        return cells.get(value) or Cell(value, label, 0, question.narrowed(name, value))

    def pair(value: str) -> tuple[Cell, Cell]:
        return cell(registered, registrants, value), cell(attended, attendees, value)

    pairs = [pair(value) for value in labels.keys() - {""}]
    pairs.sort(key=lambda both: (-both[1].number, -both[0].number, both[0].value))
    head, rest, unknown = pairs[:SHOWN], pairs[SHOWN:], pair("")
    return {
        "dimension": dimension(name),
        "head": head,
        "rest": rest[:LISTED],
        "rest_count": len(rest),
        "more_url": registrants.url(by=name) if len(rest) > LISTED else "",
        "unknown": unknown,
        "registered_rest": sum(cell.number for cell, _attended in rest),
        "attended_rest": sum(cell.number for _registered, cell in rest),
        "registered_sum": sum(cell.number for cell in registered.values()),
        "attended_sum": sum(cell.number for cell in attended.values()),
        "picture": _picture(name, attendees, [cell for _registered, cell in (*head, unknown) if cell.number]),
    }


def _picture(name: str, question: Question, cells: Sequence[Cell]) -> str:
    bar = [Bar(label=cell.label, value=cell.number, href=cell.question.url(), unknown=not cell.known) for cell in cells]
    draw = share if name == "gender" else bars
    unit, title = str(question.indicator.unit.label), str(dimension(name).label)
    return draw(bar, unit=unit, title=title, rtl=get_language_bidi())


def map_of(question: Question) -> HttpResponse:
    """Where those who are counted came from, as a picture of its own."""
    by_country = {cell.value: cell.number for cell in breakdown(question, "country") if cell.known}
    cells = [cell for cell in breakdown(question, "city") if cell.known][:40]
    cities = City.objects.in_bulk([int(cell.value) for cell in cells])
    points = [Point(cities[int(c.value)].latitude, cities[int(c.value)].longitude, c.number, c.label) for c in cells]
    names = dict(Country.objects.values_list("pk", "name"))
    svg = choropleth(
        by_country,
        title=str(question.indicator.label),
        unit=str(question.indicator.unit.label),
        points=points,
        names=names,
        rtl=get_language_bidi(),
    )
    response = HttpResponse(svg, content_type="image/svg+xml")
    response["Content-Security-Policy"] = f"default-src 'none'; style-src {MAP_STYLE_CSP}"
    response["Cache-Control"] = "max-age=300"
    return response
