"""A world map of what joins places: an arc for each pair; one SVG document, to be served as an image."""

from __future__ import annotations

import base64
import hashlib
from collections import Counter
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
DOT = 9  # units, the radius of a place with one arc
LABELS, LETTERS = 30, 24  # places whose names are written, if there is room, and how much of one
WIDTHS = (3, 5, 7, 9, 11)  # units, of the arcs of each weight
TITLE, TEXT, NAME, SMALL = 48, 38, 36, 32  # units, sizes of letters: to be read on a telephone too
LINE = 0.52  # of a font's size: about how wide a letter of a sentence is
ROOM, LEAST = 90, 560  # units of the whole map: around what is shown of it, and across at least
FLAT, STEEP = 0.42, 0.6  # how high what is shown is, in its width: at least, and at most

STYLE = (
    MAP_STYLE
    + f"text{{font-size:{TEXT}px}}.t{{font-size:{TITLE}px}}.s{{font-size:{SMALL}px}}.l{{font-size:{NAME}px}}"
    + ".n{vector-effect:non-scaling-stroke;stroke-width:.75}"
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
    ends = {key: place(places[key].lon, places[key].lat) for arc in arcs for key in (arc.start, arc.end)}
    frame = framed([*ends.values(), *(_top(ends[arc.start], ends[arc.end], world) for arc in arcs)], world)
    legend = Legend(y=HEAD + frame.height + 70, width=world.width, rtl=rtl, size=TEXT)
    for weight, label in enumerate(weights):
        legend.line(f"w{weight}", label)
    side = f' x="{world.width if rtl else 0}"'
    # The heaviest last, so that none is hidden under a lighter one.
    drawn = "".join(_drawn(arc, ends, frame, world) for arc in sorted(arcs, key=lambda arc: arc.weight))
    land = "".join(world.paths.values())
    foot = wrapped(disclaimer(), int(world.width / (SMALL * LINE)), 3)
    shift = f"scale({frame.scale:.4g})translate({-frame.left:.0f} {-frame.top:.0f})"
    spots = {key: frame.at(end) for key, end in ends.items()}
    body = (
        f'<text class="t"{side} y="56">{escape(wrapped(title, int(world.width / (TITLE * LINE)), 1)[0])}</text>'
        # A picture in the picture: what lies beyond its edges is not drawn.
        f'<svg y="{HEAD}" width="{world.width}" height="{frame.height:.0f}">'
        f'<g transform="{shift}"><path class="n" d="{land}"/></g>'
        f'<g class="a">{drawn}</g>{_places(places, arcs, spots, frame)}</svg><g class="k">{legend.marks}</g>'
    )
    for number, line in enumerate(foot):
        body += f'<text class="s"{side} y="{legend.y + FOOT + number * SMALL * 1.3:.0f}">{escape(line)}</text>'
    language = f' xml:lang="{escape(get_language() or "")}"' if get_language() else ""
    box = f"{-SIDE} 0 {world.width + 2 * SIDE} {legend.y + FOOT + (len(foot) - 1) * SMALL * 1.3 + 34:.0f}"
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="{box}" role="img"'
        f' direction="{"rtl" if rtl else "ltr"}"{language}><title>{escape(title)}</title>'
        f"<desc>{escape(_described(arcs))}</desc><style>{STYLE}</style>{body}</svg>"
    )


@dataclass(frozen=True, slots=True)
class Frame:
    """The part of the world that is shown: its corner in map units, by what these are multiplied, and how wide and
    high it is then."""

    left: float
    top: float
    scale: float
    width: float
    height: float

    def at(self, position: Position) -> Position:
        """Where on the picture a place of the map is."""
        return (position[0] - self.left) * self.scale, (position[1] - self.top) * self.scale


def framed(positions: Sequence[Position], world: World) -> Frame:
    """The part of the world that shows all of these places of the map, with room for their names; the whole world
    where there are none."""
    if not positions:
        return Frame(0, 0, 1, world.width, world.height)
    xs, ys = zip(*positions, strict=True)
    width = max(LEAST, max(xs) - min(xs) + 2 * ROOM, (max(ys) - min(ys) + 2 * ROOM) / STEEP)
    width = min(width, world.width)
    height = min(max(max(ys) - min(ys) + 2 * ROOM, FLAT * width), world.height)
    left = _within((min(xs) + max(xs) - width) / 2, world.width - width)
    top = _within((min(ys) + max(ys) - height) / 2, world.height - height)
    scale = world.width / width
    return Frame(left, top, scale, world.width, height * scale)


def _within(start: float, most: float) -> float:
    return max(0.0, min(most, start))


def _top(start: Position, end: Position, world: World) -> Position:
    """The place half way along an arc."""
    (ax, ay), (bx, by), (cx, cy) = start, end, bow(start, end, world.height)
    return (ax + bx + 2 * cx) / 4, (ay + by + 2 * cy) / 4


def bow(start: Position, end: Position, height: float) -> Position:
    """The middle point that bends a line (a quadratic Bézier curve) between two places of a map, in map units.

    It bends to the north, as the shortest ways of the northern half of the globe do, the more the longer it is, and
    stays on the map, which is `height` units high. It shows who is joined to whom; nobody travels along it.
    """
    (ax, ay), (bx, by) = sorted((start, end))
    x, y = (ax + bx) / 2 + BEND * (by - ay), (ay + by) / 2 - BEND * (bx - ax)
    return x, max(0.0, min(height, y))


def _drawn(arc: Arc, ends: Mapping[str, Position], frame: Frame, world: World) -> str:
    start, end = ends[arc.start], ends[arc.end]
    (ax, ay), (cx, cy), (bx, by) = (frame.at(each) for each in (start, bow(start, end, world.height), end))
    return (
        f'<path class="w{arc.weight}" d="M{ax:.0f} {ay:.0f}Q{cx:.0f} {cy:.0f} {bx:.0f} {by:.0f}">'
        f"<title>{escape(arc.label)}</title></path>"
    )


def _places(places: Mapping[str, Place], arcs: Iterable[Arc], spots: Mapping[str, Position], frame: Frame) -> str:
    """A dot for each place that an arc leads to, hollow where only its country is known; the names of the busiest."""
    met = Counter(key for arc in arcs for key in {arc.start, arc.end})
    order = sorted(met, key=lambda key: (-met[key], places[key].label))
    dots = {False: "", True: ""}
    names = Names(frame.width, frame.height, LABELS, NAME)
    radii = {key: DOT * sqrt(met[key]) for key in order}
    for key in order:
        (x, y), hint = spots[key], f"<title>{escape(places[key].label)}</title>"
        dots[places[key].rough] += f'<circle cx="{x:.0f}" cy="{y:.0f}" r="{radii[key]:.1f}">{hint}</circle>'
        names.keep_free(x, y, radii[key])
    for key in order:
        names.offer(*spots[key], radii[key], wrapped(places[key].label, LETTERS, 1)[0])
    return f'<g class="p">{dots[False]}</g><g class="i">{dots[True]}</g>{names.marks}'


def _described(arcs: Sequence[Arc]) -> str:
    """The map in words: how many arcs, and the first ten by name."""
    listed = "; ".join(sorted(arc.label for arc in arcs)[:10])
    return f"{_('%(count)s arcs') % {'count': len(arcs)}}. {listed}"
