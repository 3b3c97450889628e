"""Breakdowns: bars that lie (many rows, long labels) and columns that stand (a few, in order)."""

from collections.abc import Iterable, Sequence
from itertools import accumulate

from django.utils.safestring import SafeString

from sarai.evidence.pictures.svg import Bar, Canvas, across, checked, described, frame, linked, text, wrapped, written

__all__ = ["Bar", "bars", "columns"]

ROW = 36  # pixels: a line of text, and the bar under it
LINE = 17  # for every further line of text
BAR = 8
BAR_LETTERS = 36  # of a label on one line, on a narrow phone, beside the value
SLIVER = 0.004  # of the width: the shortest bar, so that 1 of 4,000 still shows
COLUMNS = 150  # pixels from the top of the highest column to the axis
TOP = 20  # above it, for its value
COLUMN_LETTERS = 44  # of all columns' labels together, on a narrow phone


def bars(rows: Iterable[Bar], *, unit: str, title: str, rtl: bool = False) -> SafeString:
    """A bar for every row, in the order given, unknown rows last; every bar links to its evidence.

    The label stands above its bar, so it may be long. `unit` is what is counted ("people"), for the description.
    """
    found, canvas = checked(rows), Canvas(rtl)
    labels = [wrapped(row.label, BAR_LETTERS) for row in found]
    tops = list(accumulate((ROW + LINE * (len(lines) - 1) for lines in labels), initial=0))
    drawn = zip(found, labels, _shares(found), tops, strict=False)  # the last of tops is the height of them all
    marks = [_bar(row, lines, share, top, canvas) for row, lines, share, top in drawn]
    return frame(
        "chart-bars",
        _parts(found, marks),
        height=tops[-1],
        title=title,
        desc=described(found, unit),
        canvas=canvas,
        interactive=any(row.href for row in found),
    )


def columns(rows: Iterable[Bar], *, unit: str, title: str, rtl: bool = False) -> SafeString:
    """A column for every row side by side in reading direction: for a handful in order, such as sessions."""
    found, canvas = checked(rows), Canvas(rtl)
    marks = [
        _column(row, share, n, len(found), canvas)
        for n, (row, share) in enumerate(zip(found, _shares(found), strict=True))
    ]
    axis = f'<line class="chart-axis" x2="100%" y1="{TOP + COLUMNS}" y2="{TOP + COLUMNS}"/>'
    return frame(
        "chart-columns",
        _parts(found, marks) + axis,
        height=TOP + COLUMNS + 40,
        title=title,
        desc=described(found, unit),
        canvas=canvas,
        interactive=any(row.href for row in found),
    )


def _shares(rows: Sequence[Bar]) -> list[float]:
    """Every value as a part of the largest."""
    top = max((float(row.value or 0) for row in rows), default=0.0) or 1.0
    return [max(float(row.value) / top, SLIVER) if row.value else 0.0 for row in rows]


def _parts(rows: Sequence[Bar], marks: Sequence[str]) -> str:
    """Known rows in one group and unknown ones in another: the class is written once, not once a row."""
    known = "".join(mark for row, mark in zip(rows, marks, strict=True) if not row.unknown)
    unknown = "".join(mark for row, mark in zip(rows, marks, strict=True) if row.unknown)
    return f'<g class="chart-bar">{known}</g>' + (f'<g class="chart-unknown">{unknown}</g>' if unknown else "")


def _bar(row: Bar, lines: Sequence[str], share: float, y: float, canvas: Canvas) -> str:
    label = "".join(text(line, y + 14 + LINE * n, canvas.x(0)) for n, line in enumerate(lines))
    value = text(written(row.value), y + 14, canvas.x(1), "end")
    mark = _lying(row, share, y + 20 + LINE * (len(lines) - 1), canvas)
    return linked(label + value + mark, row.href, row.note or _whole(row.label, lines))


def _lying(row: Bar, share: float, y: float, canvas: Canvas) -> str:
    """The bar itself; for unknown rows a thick dashed line, which is a hatching that needs no pattern and no id."""
    if not share:
        return ""
    if row.unknown:
        return f'<line{canvas.points(0, share)} y1="{y + BAR / 2:g}" y2="{y + BAR / 2:g}"/>'
    return f'<rect{canvas.x(0, share)} y="{y:g}" width="{across(share)}" height="{BAR}"/>'


def _column(row: Bar, share: float, number: int, count: int, canvas: Canvas) -> str:
    start, middle, width = (number + 0.2) / count, (number + 0.5) / count, 0.6 / count
    floor, height = TOP + COLUMNS, round(share * COLUMNS, 1)
    if row.unknown:
        # Lines across: one dashed line as thick as the column would need its width in pixels.
        steps = range(floor, floor - int(height) - 1, -4) if share else ()
        mark = "".join(f'<line{canvas.points(start, start + width)} y1="{y}" y2="{y}"/>' for y in steps)
    else:
        mark = f'<rect{canvas.x(start, width)} y="{floor - height:g}" width="{across(width)}" height="{height:g}"/>'
    value = text(written(row.value), floor - height - 6, canvas.x(middle), "middle")
    lines = wrapped(row.label, max(4, COLUMN_LETTERS // count))
    label = "".join(text(line, floor + 18 + 15 * n, canvas.x(middle), "middle") for n, line in enumerate(lines))
    return linked(f'{value}{mark}<g class="chart-label">{label}</g>', row.href, row.note or _whole(row.label, lines))


def _whole(label: str, lines: Sequence[str]) -> str:
    """The whole label, for a note, where its lines do not say all of it."""
    return label if lines and lines[-1].endswith("…") else ""
