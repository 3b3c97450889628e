"""When somebody was somewhere, held against when it took place: each stay, what of it counts, whether it is enough."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from sarai.evidence.pictures.svg import Canvas, across, frame, text

Span = tuple[datetime, datetime]
Place = Callable[[datetime], float]
ROW, THICK = 16, 8  # pixels from one stay to the next, and of a bar
TOP = 26  # above the stays, for the times
MOST_ROWS = 12
BEYOND = timedelta(minutes=30)  # as much as is shown before and after


@dataclass(frozen=True, slots=True)
class Presence:
    """Stays in the order in which they began, the parts of them that count (none overlaps), and how long is enough."""

    window: Span
    stays: Sequence[Span]
    counted: Sequence[Span]
    needed: timedelta


def presence(found: Presence, *, begins: str, ends: str, title: str, desc: str, rtl: bool = False) -> SafeString:
    """A row for each stay, pale where it lies outside the window; under them what counts, united; and under that the
    same put together, with a mark at what is enough. `begins` and `ends` are the window's times as they are written."""
    canvas = Canvas(rtl)
    first, last = _shown(found)
    length = (last - first) / timedelta(seconds=1)

    def place(moment: datetime) -> float:
        return min(max((moment - first) / timedelta(seconds=1) / length, 0), 1)

    marks, y = _window(found.window, place, begins, ends, canvas), TOP
    for stay in found.stays[:MOST_ROWS]:
        marks += f'<g class="chart-outside">{_bar(stay, place, y, canvas)}</g>'
        inside = (max(stay[0], found.window[0]), min(stay[1], found.window[1]))
        marks += f'<g class="chart-stay">{_bar(inside, place, y, canvas)}</g>' if inside[0] < inside[1] else ""
        y += ROW
    more = len(found.stays) - MOST_ROWS
    if more > 0:
        rest = _("and %(number)d more") % {"number": more}
        marks += f'<g class="chart-label">{text(rest, y + THICK, canvas.x(0))}</g>'
        y += ROW
    marks += f'<g class="chart-bar">{"".join(_bar(part, place, y, canvas) for part in found.counted)}</g>'
    y += ROW + 4
    together = sum(((end - start) for start, end in found.counted), timedelta())
    marks += _together(found, together, place, y, canvas)
    return frame(
        "chart-presence", marks, height=y + THICK + 8, title=title, desc=desc, canvas=canvas, interactive=False
    )


def _shown(found: Presence) -> Span:
    """From when to when the picture goes: around the window, and as far as stays go beyond it."""
    start, end = found.window
    first = min([start, *(stay[0] for stay in found.stays)])
    last = max([end, *(stay[1] for stay in found.stays)])
    return max(first, start - BEYOND), min(last, end + BEYOND)


def _window(window: Span, place: Place, begins: str, ends: str, canvas: Canvas) -> str:
    """When it took place: two lines from top to bottom, with their times."""
    left, right = place(window[0]), place(window[1])
    lines = "".join(
        f'<line class="chart-axis"{canvas.points(there, there)} y1="{TOP - 6}" y2="100%"/>' for there in (left, right)
    )
    labels = text(begins, TOP - 12, canvas.x(left)) + text(ends, TOP - 12, canvas.x(right), "end")
    return f'{lines}<g class="chart-label">{labels}</g>'


def _bar(span: Span, place: Place, y: float, canvas: Canvas) -> str:
    start, end = place(span[0]), place(span[1])
    width = max(end - start, 0.002)
    return f'<rect{canvas.x(start, width)} y="{y:g}" width="{across(width)}" height="{THICK}"/>'


def _together(found: Presence, together: timedelta, place: Place, y: float, canvas: Canvas) -> str:
    """What counts, put together from the beginning of the window on, and where it would be enough."""
    start = found.window[0]
    enough = place(start + found.needed)
    bar = _bar((start, start + together), place, y, canvas) if together else ""
    tick = f'<line{canvas.points(enough, enough)} y1="{y - 4:g}" y2="{y + THICK + 4:g}"/>'
    return f'<g class="chart-together">{bar}</g><g class="chart-needed">{tick}</g>'
