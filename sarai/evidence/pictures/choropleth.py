"""A world map of a figure by country, with circles for cities: one SVG document, to be served as an image."""

import base64
import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import isfinite, sqrt

from django.conf import settings
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from sarai.evidence.pictures.breaks import class_breaks, class_of, round_below
from sarai.evidence.pictures.legend import FOOT, HEAD, SIDE, Legend, Names, disclaimer
from sarai.evidence.pictures.svg import escape, written
from sarai.evidence.pictures.world import World, load_world, place

CIRCLE = 9  # units, the radius for a country too small to be seen
LARGEST = 42  # units, the radius of the largest city
LABELS = 6  # cities whose names are written, if there is room

STYLE = (
    ":root{--ink:#1c2b36;--ink-soft:#56636d;--paper:#fbfaf6;--line:#d8d4c9;--none:#e9e6dd;"
    "--c0:#cfe4de;--c1:#9acabf;--c2:#5ba697;--c3:#237c6f;--c4:#064a43}"
    "@media(prefers-color-scheme:dark){:root{--ink:#e9e6df;--ink-soft:#a7b0b5;--paper:#13191d;--line:#13191d;--none:#2b343a;"
    "--c0:#1f4a43;--c1:#2d6a60;--c2:#44917f;--c3:#6cbfab;--c4:#b5ecdd}}"
    "svg{background:var(--paper);font-family:system-ui,sans-serif}"
    "text{fill:var(--ink);font-size:30px}.t{font-size:40px;font-weight:600}.s{fill:var(--ink-soft);font-size:24px}"
    ".l{font-size:26px;stroke:var(--paper);stroke-width:6px;stroke-linejoin:round;paint-order:stroke}"
    "path{stroke:var(--line);stroke-width:1.5}.n{fill:var(--none)}.c0{fill:var(--c0)}.c1{fill:var(--c1)}.c2{fill:var(--c2)}"
    ".c3{fill:var(--c3)}.c4{fill:var(--c4)}circle{stroke:var(--ink-soft);stroke-width:2}rect{stroke:var(--line)}"
    ".p circle{fill:var(--ink);fill-opacity:.3;stroke:var(--ink)}"
)
# For the Content-Security-Policy of the map's own response, which may then forbid every other style and all scripts.
MAP_STYLE_CSP = f"'sha256-{base64.b64encode(hashlib.sha256(STYLE.encode()).digest()).decode()}'"


@dataclass(frozen=True, slots=True)
class Point:
    """A circle on the map: degrees, a value that its area stands for (more than 0), and what it is called."""

    lat: float
    lon: float
    value: float
    label: str


def choropleth(
    values: Mapping[str, float],
    *,
    title: str,
    unit: str = "",
    points: Sequence[Point] = (),
    names: Mapping[str, str] | None = None,
    rtl: bool = False,
    world: World | None = None,
) -> str:
    """The map as a complete SVG document.

    `values`: a number that is not negative by ISO 3166-1 alpha-2 code; a country that is not in it is "no data",
    which is not 0. `names`: what to call a country, by code, in the reader's language (else its code). `world`: else
    settings.WORLD_MAP is read.

    Every value is drawn: a country too small to be seen gets a circle in its shade, and values under a code that the
    map does not know ("", a code withdrawn) are named with their sum in a line under the map. Raises WorldNotBuilt
    before the set-up has run, ValueError for a value that cannot be shown.
    """
    world = world or load_world(settings.WORLD_MAP)
    for key, value in [*values.items(), *((point.label, point.value) for point in points)]:
        if not isfinite(value) or value < 0:
            raise ValueError(f"A map needs finite values that are not negative; {key!r} has {value!r}.")
    bounds = class_breaks([value for iso2, value in values.items() if iso2 in world.centres])
    side = f' x="{world.width if rtl else 0}"'
    legend = _legend(bounds, values, points, unit, rtl, world)
    foot = _foot(values, world)
    lines = "".join(
        f'<text class="s"{side} y="{legend.y + FOOT + 34 * n}">{escape(line)}</text>' for n, line in enumerate(foot)
    )
    body = "".join(
        (
            f'<text class="t"{side} y="54">{escape(title)}</text>',
            f'<g transform="translate(0 {HEAD})">',
            _land(values, bounds, names or {}, world),
            _cities(points, world),
            "</g>",
            legend.marks,
            lines,
        )
    )
    language = f' xml:lang="{escape(get_language())}"' if get_language() else ""
    box = f"{-SIDE} 0 {world.width + 2 * SIDE} {legend.y + FOOT + 34 * len(foot):g}"
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="{box}" role="img"'
        f' direction="{"rtl" if rtl else "ltr"}"{language}><title>{escape(title)}</title>'
        f"<desc>{escape(_described(values, unit, names or {}))}</desc><style>{STYLE}</style>{body}</svg>"
    )


def _land(values: Mapping[str, float], bounds: list[float], names: Mapping[str, str], world: World) -> str:
    """Land without data as one shape; then the countries class by class; the small ones last, on top of all."""
    blank = "".join(path for iso2, path in world.paths.items() if iso2 not in values or not iso2)
    shapes: dict[int, str] = dict.fromkeys(range(len(bounds)), "")
    dots = ""
    for iso2, value in values.items():
        if iso2 not in world.centres:
            continue
        kind = class_of(value, bounds)
        hint = f"<title>{escape(names.get(iso2, iso2))}: {escape(written(value))}</title>"
        if iso2 in world.paths:
            shapes[kind] += f'<path d="{world.paths[iso2]}">{hint}</path>'
        if iso2 in world.small:
            x, y = world.centres[iso2]
            dots += f'<circle class="c{kind}" cx="{x:g}" cy="{y:g}" r="{CIRCLE}">{hint}</circle>'
    return (
        f'<path class="n" d="{blank}"/>' + "".join(f'<g class="c{n}">{drawn}</g>' for n, drawn in shapes.items()) + dots
    )


def _cities(points: Sequence[Point], world: World) -> str:
    """Circles whose area stands for the value, the largest first so that small ones stay on top; a few names."""
    ordered = sorted((point for point in points if point.value > 0), key=lambda point: -point.value)
    if not ordered:
        return ""
    circles, names = "", Names(world.width, world.height, LABELS)
    for point in ordered:
        x, y = place(point.lon, point.lat)
        radius = _radius(point.value, ordered[0].value)
        hint = f"<title>{escape(point.label)}: {escape(written(point.value))}</title>"
        circles += f'<circle cx="{x:.0f}" cy="{y:.0f}" r="{radius:.1f}">{hint}</circle>'
        names.offer(x, y, radius, point.label)
    return f'<g class="p">{circles}</g>{names.marks}'


def _legend(
    bounds: list[float], values: Mapping[str, float], points: Sequence[Point], unit: str, rtl: bool, world: World
) -> Legend:
    """The unit, a swatch and a span for every class, "no data", and two circles for cities, in reading direction."""
    row = Legend(y=HEAD + world.height + 50, width=world.width, rtl=rtl)
    highest = max((value for iso2, value in values.items() if iso2 in world.centres), default=0)
    if unit:
        row.words(unit)
    for n, low in enumerate(bounds):
        row.swatch(f"c{n}", _span(low, bounds[n + 1] if n + 1 < len(bounds) else None, highest))
    row.swatch("n", _("no data"))
    if largest := max((point.value for point in points), default=0):
        row.words(_("cities:"))
        least = 1 if all(float(point.value).is_integer() for point in points) else 0  # no part of a person
        for value in sorted({max(round_below(largest / 4), least), round_below(largest)}):
            row.circle(_radius(value, largest), written(value))
    return row


def _span(low: float, following: float | None, highest: float) -> str:
    """What a class holds, in words: "10–49" for whole numbers, "from 10" where they are not."""
    if following is None:
        return written(low) if highest == low else f"{written(low)}–{written(highest)}"
    if isinstance(low, int) and isinstance(following, int):
        return written(low) if following - low == 1 else f"{written(low)}–{written(following - 1)}"
    return _("from %(value)s") % {"value": written(low)}


def _foot(values: Mapping[str, float], world: World) -> list[str]:
    """The values that have no place, if any, and that a border on this map is nobody's opinion."""
    lines = []
    lost = {iso2: value for iso2, value in values.items() if iso2 not in world.centres}
    if lost:
        keys = ", ".join(sorted(iso2 or _("country not known") for iso2 in lost))
        lines.append(_("Not on the map: %(total)s (%(keys)s)") % {"total": written(sum(lost.values())), "keys": keys})
    return [*lines, disclaimer()]


def _described(values: Mapping[str, float], unit: str, names: Mapping[str, str]) -> str:
    """The map in words: how many countries, and the ten highest."""
    highest = sorted(values.items(), key=lambda item: (-item[1], item[0]))[:10]
    listed = "; ".join(
        f"{names.get(iso2, iso2) or _('country not known')}: {written(value)}" for iso2, value in highest
    )
    counted = _("%(count)s countries and areas with data") % {"count": written(len(values))}
    return f"{counted}{f' ({unit})' if unit else ''}. {listed}"


def _radius(value: float, largest: float) -> float:
    return max(4.0, LARGEST * sqrt(value / largest))
