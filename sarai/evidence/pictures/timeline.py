"""A figure over its as-of dates: a line of steps, because a figure holds until the day it changes."""

from collections.abc import Sequence
from datetime import date

from django.utils.formats import date_format
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from sarai.evidence.pictures.svg import Canvas, Number, checked_href, frame, linked, text, written

HEIGHT = 120  # pixels from the highest value to the axis
TOP = 24  # above it, for a number
MARGIN = 0.02  # on either side, so that the dots of the first and last day are whole
CLEAR = 0.2  # of the width, between two numbers

TimelinePoint = tuple[date, Number, str]


def timeline(points: Sequence[TimelinePoint], *, unit: str, title: str, rtl: bool = False) -> SafeString:
    """A step line through (as-of date, value, link), with a dot that links to the evidence wherever the value changed.

    Points may come in any order; the axis of values starts at 0. Numbers stand at the first, the last and the highest
    dot. Two points on one day are a ValueError: a figure has one value as of a day.
    """
    found, canvas = sorted(points, key=lambda point: point[0]), Canvas(rtl)
    if len({day for day, _value, _href in found}) < len(found):
        raise ValueError("A figure has one value as of a day; the timeline was given two.")
    places = [_place(day, found) for day, _value, _href in found]
    top = max((float(value) for _day, value, _href in found), default=0.0) or 1.0
    heights = [TOP + HEIGHT * (1 - float(value) / top) for _day, value, _href in found]
    for _day, value, href in found:
        if value < 0:
            raise ValueError(f"A timeline starts at 0 and cannot show {value!r}.")
        if href:
            checked_href(href)
    return frame(
        "chart-timeline",
        _axis(found, canvas) + _line(places, heights, canvas) + _dots(found, places, heights, canvas),
        height=TOP + HEIGHT + 34,
        title=title,
        desc=_described(found, unit),
        canvas=canvas,
        interactive=any(href for _day, _value, href in found),
    )


def _place(day: date, found: Sequence[TimelinePoint]) -> float:
    first, last = found[0][0], found[-1][0]
    return MARGIN + (1 - 2 * MARGIN) * ((day - first).days / (last - first).days) if last > first else 0.5


def _line(places: Sequence[float], heights: Sequence[float], canvas: Canvas) -> str:
    """Flat until the next day, then straight up or down: the value between two readings is the earlier one."""
    marks = ""
    for n in range(1, len(places)):
        marks += f'<line{canvas.points(places[n - 1], places[n])} y1="{heights[n - 1]:.1f}" y2="{heights[n - 1]:.1f}"/>'
        if heights[n] != heights[n - 1]:
            marks += f'<line{canvas.points(places[n], places[n])} y1="{heights[n - 1]:.1f}" y2="{heights[n]:.1f}"/>'
    return f'<g class="chart-line">{marks}</g>'


def _dots(found: Sequence[TimelinePoint], places: Sequence[float], heights: Sequence[float], canvas: Canvas) -> str:
    changes = [n for n, (_day, value, _href) in enumerate(found) if n == 0 or value != found[n - 1][1]]
    numbered = _numbered(changes, found, places)
    marks = ""
    for n in changes:
        day, value, href = found[n]
        dot = f'<circle{canvas.centre(places[n])} cy="{heights[n]:.1f}" r="4.5"/>'
        if n in numbered:
            dot += text(written(value), heights[n] - 10, canvas.x(places[n]), _anchor(places[n]))
        marks += linked(dot, href, f"{date_format(day)}: {written(value)}")
    return f'<g class="chart-dot">{marks}</g>'


def _numbered(changes: Sequence[int], found: Sequence[TimelinePoint], places: Sequence[float]) -> set[int]:
    """The dots with a number: the last and the first, and the highest where it stands clear of both."""
    if not changes:
        return set()
    kept = {changes[-1]}
    for n in (changes[0], max(changes, key=lambda n: found[n][1])):
        if all(abs(places[n] - places[other]) > CLEAR for other in kept):
            kept.add(n)
    return kept


def _axis(found: Sequence[TimelinePoint], canvas: Canvas) -> str:
    floor = TOP + HEIGHT
    marks = f'<line class="chart-axis" x2="100%" y1="{floor}" y2="{floor}"/>'
    if found:
        alone = len(found) == 1
        marks += text(date_format(found[0][0]), floor + 22, canvas.x(0.5 if alone else 0), "middle" if alone else "")
    if len(found) > 1:
        marks += text(date_format(found[-1][0]), floor + 22, canvas.x(1), "end")
    return f'<g class="chart-label">{marks}</g>'


def _anchor(place: float) -> str:
    return "middle" if 0.08 < place < 0.92 else ("" if place < 0.5 else "end")


def _described(found: Sequence[TimelinePoint], unit: str) -> str:
    said = "; ".join(f"{date_format(day)}: {written(value)}" for day, value, _href in found)
    return said + (f" ({unit})" if unit else "") if found else _("No readings yet.")
