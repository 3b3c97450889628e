"""One bar cut into parts, with a legend: for proportions of a whole, such as the genders of the people who came."""

from collections.abc import Iterable

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from sarai.evidence.pictures.svg import Bar, Canvas, across, checked, frame, linked, percent, text, written

BAR = 24  # pixels, the bar's height
ROW = 26  # pixels, a line of the legend
SWATCH = 0.05  # of the chart, across
# What tells the parts apart beside their colour: the dashes of a thick line. The first part is solid, the rest go
# round.
KINDS = 6


def share(rows: Iterable[Bar], *, unit: str, title: str, rtl: bool = False) -> SafeString:
    """One bar whose parts are the rows' shares of their sum, unknown rows last, and a legend with number and
    percentage.

    Colour is not the only carrier: every part has its own hatching. A row whose value is None is listed only.
    """
    found, canvas = checked(rows), Canvas(rtl)
    total = float(sum(row.value or 0 for row in found))
    start, parts, legend, words = 0.0, "", "", []
    for number, row in enumerate(found):
        width = float(row.value or 0) / total if total else 0.0
        kind = "chart-unknown" if row.unknown else f"chart-part-{number % KINDS}"
        said = _("%(value)s (%(percent)s)") % {"value": written(row.value), "percent": percent(width)}
        said = said if row.value is not None and total else written(row.value)
        if width:
            parts += linked(_part(kind, start, width, canvas), row.href, f"{row.label}: {said}")
        legend += linked(_legend(kind, row.label, said, number, canvas), row.href, row.note)
        words.append(f"{row.label}: {said}")
        start += width
    return frame(
        "chart-share",
        parts + legend,
        height=BAR + 10 + ROW * len(found),
        title=title,
        desc="; ".join(words) + (f" ({unit})" if unit else ""),
        canvas=canvas,
        interactive=any(row.href for row in found),
    )


def _part(kind: str, start: float, width: float, canvas: Canvas) -> str:
    """A stretch of the bar: a pale ground, and the hatching over it as one thick line."""
    ground = f'<rect{canvas.x(start, width)} width="{round(width * 100, 1):g}%" height="{BAR}"/>'
    return (
        f'<g class="{kind}">{ground}<line{canvas.points(start, start + width)} y1="{BAR / 2:g}" y2="{BAR / 2:g}"/></g>'
    )


def _legend(kind: str, label: str, said: str, number: int, canvas: Canvas) -> str:
    y = BAR + 10 + ROW * number
    ground = f'<rect{canvas.x(0, SWATCH)} y="{y + 4}" width="{across(SWATCH)}" height="14"/>'
    swatch = f'<g class="{kind} chart-swatch">{ground}<line{canvas.points(0, SWATCH)} y1="{y + 11}" y2="{y + 11}"/></g>'
    return swatch + text(label, y + 16, canvas.x(SWATCH + 0.02)) + text(said, y + 16, canvas.x(1), "end")
