"""How many there were at equal steps of time: an area that rises and falls."""

from collections.abc import Sequence

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from sarai.evidence.pictures.svg import Canvas, across, frame, text, written

HEIGHT = 120  # pixels from the highest value to the axis
TOP = 24  # above it, for its number
STEPS = 120  # at most so many are drawn; of more, those next to one another are drawn as the highest of them
TOLD = 8  # values that the description tells


def curve(values: Sequence[int], labels: Sequence[str], *, unit: str, title: str, rtl: bool = False) -> SafeString:
    """An area through `values`, of which `labels` say when each was ("12 minutes").

    The axis of values starts at 0. A number stands at the highest value, and the first and the last label at the axis.
    Raises ValueError where there are not as many labels as values.
    """
    if len(values) != len(labels):
        raise ValueError("A curve needs a label for each of its values.")
    canvas, drawn = Canvas(rtl), _drawn(values)
    top = max(values, default=0) or 1
    marks = "".join(_step(value / top, n, len(drawn), canvas) for n, value in enumerate(drawn))
    floor = TOP + HEIGHT
    axis = f'<line class="chart-axis" x2="100%" y1="{floor}" y2="{floor}"/>'
    if values:
        axis += text(labels[0], floor + 22, canvas.x(0)) + text(labels[-1], floor + 22, canvas.x(1), "end")
    return frame(
        "chart-curve",
        f'<g class="chart-bar">{marks}{_highest(values, canvas)}</g><g class="chart-label">{axis}</g>',
        height=floor + 34,
        title=title,
        desc=_described(values, labels, unit),
        canvas=canvas,
        interactive=False,
    )


def _drawn(values: Sequence[int]) -> list[int]:
    size = -(-len(values) // STEPS) or 1
    return [max(values[start : start + size]) for start in range(0, len(values), size)]


def _step(share: float, number: int, count: int, canvas: Canvas) -> str:
    height = round(share * HEIGHT, 1)
    # A tenth wider than its step, so that no gap shows where browsers round.
    width = 1.1 / count
    start = min(number / count, 1 - width)
    return f'<rect{canvas.x(start, width)} y="{TOP + HEIGHT - height:g}" width="{across(width)}" height="{height:g}"/>'


def _highest(values: Sequence[int], canvas: Canvas) -> str:
    if not any(values):
        return ""
    place = values.index(max(values)) / len(values)
    anchor = "middle" if 0.08 < place < 0.92 else ("" if place < 0.5 else "end")
    return text(written(max(values)), TOP - 10, canvas.x(place), anchor)


def _described(values: Sequence[int], labels: Sequence[str], unit: str) -> str:
    """The curve in words: its values at a few steps."""
    if not values:
        return _("No readings yet.")
    size = max(1, len(values) // TOLD)
    told = "; ".join(f"{label}: {written(value)}" for label, value in list(zip(labels, values, strict=True))[::size])
    return f"{told} ({unit})"
