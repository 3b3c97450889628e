"""A world map of what joins places: an arc for each pair; one SVG document, to be served as an image."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import sqrt

from django.conf import settings
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from sarai.evidence.pictures.choropleth import STYLE as MAP_STYLE
from sarai.evidence.pictures.legend import FOOT, HEAD, SIDE, Legend, Names, disclaimer
from sarai.evidence.pictures.svg import escape, wrapped
from sarai.evidence.pictures.topology import Position
from sarai.evidence.pictures.world import World, load_world, place

BEND = 0.22  # how far an arc bends, as a share of its length
DOT = 7  # units, the radius of a place with one arc
LABELS, LETTERS = 12, 24  # places whose names are written, if there is room, and how much of one
WIDTHS = (2.5, 4, 6, 8, 10)  # units, of the arcs of each weight

STYLE = (
    MAP_STYLE
    + ".a path,.k path{fill:none;stroke:var(--c3);stroke-linecap:round;stroke-opacity:.6}"
    + "".join(f"path.w{weight}{{stroke-width:{width}}}" for weight, width in enumerate(WIDTHS))
    + ".a path:hover{stroke:var(--ink);stroke-opacity:1}.i circle{fill:var(--paper);stroke:var(--ink);stroke-width:3}"
)
# For the Content-Security-Policy of the map's own response.
ARCS_STYLE_CSP = f"'sha256-{base64.b64encode(hashlib.sha256(STYLE.encode()).digest()).decode()}'"


@dataclass(frozen=True, slots=True)
class Place:
    """Something that arcs lead to: degrees, what it is called, and whether it is known only by its country."""

    lat: float
    lon: float
    label: str
    rough: bool = False


@dataclass(frozen=True, slots=True)
class Arc:
    """What joins two places, named by their keys: `weight` from 0 (thin) to 4, and what to call it."""

    start: str
    end: str
    weight: int
    label: str


def arc_map(
    places: Mapping[str, Place],
    arcs: Sequence[Arc],
    *,
    title: str,
    weights: Sequence[str],
    rtl: bool = False,
    world: World | None = None,
) -> str:
    """The map as a complete SVG document.

    `weights` says what each weight means, the thinnest first (at most five). `world`: else settings.WORLD_MAP is read.
    Raises WorldNotBuilt before the set-up has run, KeyError for an arc to a place that is not given.
    """
    world = world or load_world(settings.WORLD_MAP)
    legend = Legend(y=HEAD + world.height + 50, width=world.width, rtl=rtl)
    for weight, label in enumerate(weights):
        legend.line(f"w{weight}", label)
    side = f' x="{world.width if rtl else 0}"'
    # The heaviest last, so that none is hidden under a lighter one.
    drawn = "".join(_drawn(arc, places, world) for arc in sorted(arcs, key=lambda arc: arc.weight))
    land = "".join(path for path in world.paths.values())
    body = (
        f'<text class="t"{side} y="54">{escape(title)}</text><g transform="translate(0 {HEAD})">'
        f'<path class="n" d="{land}"/><g class="a">{drawn}</g>{_places(places, arcs, world)}</g>'
        f'<g class="k">{legend.marks}</g><text class="s"{side} y="{legend.y + FOOT}">{escape(disclaimer())}</text>'
    )
    language = f' xml:lang="{escape(get_language() or "")}"' if get_language() else ""
    box = f"{-SIDE} 0 {world.width + 2 * SIDE} {legend.y + FOOT + 34:g}"
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="{box}" role="img"'
        f' direction="{"rtl" if rtl else "ltr"}"{language}><title>{escape(title)}</title>'
        f"<desc>{escape(_described(arcs))}</desc><style>{STYLE}</style>{body}</svg>"
    )


def bow(start: Position, end: Position, height: float) -> Position:
    """The middle point that bends a line (a quadratic Bézier curve) between two places of a map, in map units.

    It bends to the north, as the shortest ways of the northern half of the globe do, the more the longer it is, and
    stays on the map, which is `height` units high. It shows who is joined to whom; nobody travels along it.
    """
    (ax, ay), (bx, by) = sorted((start, end))
    x, y = (ax + bx) / 2 + BEND * (by - ay), (ay + by) / 2 - BEND * (bx - ax)
    return x, max(0.0, min(height, y))


def _drawn(arc: Arc, places: Mapping[str, Place], world: World) -> str:
    (ax, ay), (bx, by) = ends = [place(places[key].lon, places[key].lat) for key in (arc.start, arc.end)]
    cx, cy = bow(ends[0], ends[1], world.height)
    return (
        f'<path class="w{arc.weight}" d="M{ax:.0f} {ay:.0f}Q{cx:.0f} {cy:.0f} {bx:.0f} {by:.0f}">'
        f"<title>{escape(arc.label)}</title></path>"
    )


def _places(places: Mapping[str, Place], arcs: Iterable[Arc], world: World) -> str:
    """A dot for each place that an arc leads to, hollow where only its country is known; the names of the busiest."""
    met: dict[str, int] = {}
    for arc in arcs:
        for key in {arc.start, arc.end}:
            met[key] = met.get(key, 0) + 1
    dots, names = {False: "", True: ""}, Names(world.width, LABELS)
    for key in sorted(met, key=lambda key: (-met[key], places[key].label)):
        found = places[key]
        x, y = place(found.lon, found.lat)
        radius = DOT * sqrt(met[key])
        hint = f"<title>{escape(found.label)}</title>"
        dots[found.rough] += f'<circle cx="{x:.0f}" cy="{y:.0f}" r="{radius:.1f}">{hint}</circle>'
        names.offer(x, y, radius, wrapped(found.label, LETTERS, 1)[0])
    return f'<g class="p">{dots[False]}</g><g class="i">{dots[True]}</g>{names.marks}'


def _described(arcs: Sequence[Arc]) -> str:
    """The map in words: how many arcs, and the first ten by name."""
    listed = "; ".join(sorted(arc.label for arc in arcs)[:10])
    return f"{_('%(count)s arcs') % {'count': len(arcs)}}. {listed}"
