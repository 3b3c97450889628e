"""Who works with whom, as a circle of names with a chord for each pair; one SVG document, to be served as an image.

Names stand in a circle, those of one group side by side, so that each can be read and found again however many there
are, and the same partnerships always give the same picture. (Where forces place the points, names lie on each other
from about fifty on, and one pair more moves all of them.)
"""

from __future__ import annotations

import base64
import hashlib
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from math import cos, hypot, pi, sin, sqrt

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from sarai.evidence.pictures.svg import escape, width_of, wrapped

PITCH = 26  # units of the circle that a name takes
HEADED, GAP = 2, 1  # places of a circle that the name of a group takes, and that are left free after a group
SMALLEST = 220  # units, the radius of a circle of few names
LETTERS, LETTER = 24, 10  # of a name (a longer one is cut, and whole in its note), and units that a letter takes
GROUP_LETTERS, GROUP_LINE = 18, 22  # of a line of a group's name (of which there are two at most), and its height
OUT, EDGE = 14, 24  # units from the circle to where names begin, and from what stands outmost to the picture's edge
LINE = 0.56  # of a font's size: about how wide a letter is
BEND = 0.25  # how far from the middle of the circle a chord's bow stays: 0 is through the middle, 1 is straight
HEAD, FOOT, ROW = 76, 40, 34  # units, of the title, over the legend, and of a line of it
TITLE = 28  # units, the size of its letters
WIDTHS = (1.5, 2.5, 4, 5.5, 7)  # units, of the chords of each weight

STYLE = (
    ":root{--ink:#1c2b36;--ink-soft:#56636d;--paper:#fbfaf6;--accent:#0b6a60}"
    "@media(prefers-color-scheme:dark){:root{--ink:#e9e6df;--ink-soft:#a7b0b5;--paper:#13191d;--accent:#62c5b2}}"
    "svg{background:var(--paper);font-family:system-ui,sans-serif}text{fill:var(--ink);font-size:18px}"
    ".t{font-size:28px;font-weight:600}.s{fill:var(--ink-soft);font-size:20px}.g text{font-weight:600}"
    ".g path{stroke:var(--ink-soft);stroke-opacity:.5;stroke-width:3}"
    "path{fill:none;stroke:var(--accent);stroke-opacity:.7;stroke-linecap:round}"
    "path:hover{stroke:var(--ink);stroke-opacity:1}circle{fill:var(--ink)}"
    ".i circle{fill:var(--paper);stroke:var(--ink);stroke-width:2}"
    + "".join(f".w{weight}{{stroke-width:{width}}}" for weight, width in enumerate(WIDTHS))
)
# For the Content-Security-Policy of the picture's own response.
GRAPH_STYLE_CSP = f"'sha256-{base64.b64encode(hashlib.sha256(STYLE.encode()).digest()).decode()}'"


@dataclass(frozen=True, slots=True)
class Node:
    """Somebody in the circle: the group that they stand in ("" for none), and whether their dot is hollow."""

    label: str
    group: str = ""
    hollow: bool = False


@dataclass(frozen=True, slots=True)
class Chord:
    """What joins two, named by their keys: `weight` from 0 (thin) to 4, and what to call it."""

    start: str
    end: str
    weight: int
    label: str


def graph(
    nodes: Mapping[str, Node], chords: Sequence[Chord], *, title: str, weights: Sequence[str], rtl: bool = False
) -> str:
    """The picture as a complete SVG document.

    Groups stand by their names, and in each the nodes by theirs; `weights` says what each weight means, the thinnest
    first (at most five). Raises KeyError for a chord to a node that is not given.
    """
    order = sorted(nodes, key=lambda key: (nodes[key].group == "", nodes[key].group, nodes[key].label, key))
    ring = _ring(order, nodes)
    angles, radius = ring.angles, ring.radius
    met = Counter(key for chord in chords for key in (chord.start, chord.end))
    drawn = "".join(_chord(chord, angles, radius) for chord in sorted(chords, key=lambda chord: chord.weight))
    names = "".join(_node(nodes[key], angles[key], radius, met[key]) for key in order)
    groups = "".join(_heading(each, radius) for each in ring.headings)
    box = _box(ring, nodes, max([_across(title, TITLE), *(_across(label, 20) + 76 for label in weights)]))
    side = f' x="{box.width - EDGE if rtl else EDGE:.0f}"'
    shown = wrapped(title, int((box.width - 2 * EDGE) / (TITLE * LINE)), 1)[0]
    body = (
        f'<text class="t"{side} y="44">{escape(shown)}</text><g transform="translate({box.x:.0f} {box.y:.0f})">'
        f'{drawn}<g class="g">{groups}</g>{names}</g>{_legend(weights, box.foot, box.width, rtl)}'
    )
    language = f' xml:lang="{escape(get_language() or "")}"' if get_language() else ""
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {box.width:.0f} {box.foot + ROW * len(weights):.0f}"'
        f' role="img" direction="{"rtl" if rtl else "ltr"}"{language}><title>{escape(title)}</title>'
        f"<desc>{escape(_described(nodes, chords))}</desc><style>{STYLE}</style>{body}</svg>"
    )


@dataclass(frozen=True, slots=True)
class Heading:
    """The name of a group as it stands in the circle, with the others: where, and from where to where its members do
    (angles, clockwise from the top in radians)."""

    lines: Sequence[str]
    angle: float
    first: float
    last: float


@dataclass(frozen=True, slots=True)
class Ring:
    """Where each stands (angles as above), the headings of the groups, and the radius of the circle in units."""

    angles: Mapping[str, float]
    headings: Sequence[Heading]
    radius: float


def _ring(order: Sequence[str], nodes: Mapping[str, Node]) -> Ring:
    """Everybody in this order, each group after its heading; on the left, where names are read upwards, before it."""
    runs = [(group, list(keys)) for group, keys in groupby(order, key=lambda key: nodes[key].group)]
    slots = sum(len(keys) + (HEADED if group else 0) + GAP for group, keys in runs)
    turn = 2 * pi / max(slots, 1)
    angles: dict[str, float] = {}
    headings, at = [], GAP / 2
    for group, keys in runs:
        room = HEADED if group else 0
        left = at + (len(keys) + room) / 2 > slots / 2
        start = at if left else at + room
        angles |= {key: (start + number + 0.5) * turn for number, key in enumerate(keys)}
        first, last = start * turn, (start + len(keys)) * turn
        if group:
            angle = last + room * turn / 2 if left else first - room * turn / 2
            headings.append(Heading(wrapped(group, GROUP_LETTERS, 2), angle, first, last))
        at += len(keys) + room + GAP
    return Ring(angles, headings, max(SMALLEST, PITCH * slots / (2 * pi)))


@dataclass(frozen=True, slots=True)
class Box:
    """How large the picture is in units: its width, where the middle of the circle is, and where the legend begins."""

    width: float
    x: float
    y: float
    foot: float


def _box(ring: Ring, nodes: Mapping[str, Node], least: float) -> Box:
    """The picture as large as what stands in it, and so wide that what stands over and under it has room."""
    reach = [(ring.angles[key], _across(_short(node), LETTER / LINE)) for key, node in nodes.items()]
    reach += [(each.angle, max(_across(line, LETTER / LINE) for line in each.lines)) for each in ring.headings]
    ends = [_point(angle, ring.radius + OUT + long + GROUP_LINE) for angle, long in reach]
    left, right = min([-ring.radius, *(x for x, _y in ends)]), max([ring.radius, *(x for x, _y in ends)])
    top, bottom = min([-ring.radius, *(y for _x, y in ends)]), max([ring.radius, *(y for _x, y in ends)])
    width = max(right - left, least) + 2 * EDGE
    return Box(width, width / 2 - (left + right) / 2, HEAD - top, HEAD + bottom - top + FOOT)


def _across(label: str, size: float) -> float:
    """How many units a label of this size takes, about."""
    return width_of(label) * size * LINE


def _short(node: Node) -> str:
    return wrapped(node.label, LETTERS, 1)[0]


def _point(angle: float, radius: float) -> tuple[float, float]:
    return radius * sin(angle), -radius * cos(angle)


def _chord(chord: Chord, angles: Mapping[str, float], radius: float) -> str:
    (ax, ay), (bx, by) = (_point(angles[key], radius) for key in (chord.start, chord.end))
    # Neighbours are joined by a flat bow near the rim, opposites through the middle.
    near = 1 - hypot(ax - bx, ay - by) / (2 * radius)
    bend = BEND + (1 - BEND) * near * near
    cx, cy = bend * (ax + bx) / 2, bend * (ay + by) / 2
    return (
        f'<path class="w{chord.weight}" d="M{ax:.0f} {ay:.0f}Q{cx:.0f} {cy:.0f} {bx:.0f} {by:.0f}">'
        f"<title>{escape(chord.label)}</title></path>"
    )


def _node(node: Node, angle: float, radius: float, met: int) -> str:
    """A dot whose area grows with how many it is joined to, and its name outward of it, turned to be read."""
    x, y = _point(angle, radius)
    shown = _short(node)
    note = f"<title>{escape(node.label)}</title>" if shown != node.label else ""
    dot = f'<circle cx="{x:.0f}" cy="{y:.0f}" r="{3 + 2 * sqrt(met):.1f}"/>'
    text = _outward(note + escape(shown), angle, radius)
    return f'<g class="i">{dot}</g>{text}' if node.hollow else dot + text


def _outward(words: str, angle: float, radius: float, down: float = 0) -> str:
    """Words from the circle outward, turned to be read; `down` units beneath where they would stand."""
    left = angle > pi
    turned = angle * 180 / pi - 90 + (180 if left else 0)
    out = -radius - OUT if left else radius + OUT
    # The anchor is said for letters from left to right; a name in another script is turned by its own direction.
    return (
        f'<text direction="ltr" x="{out:.0f}" y="{6 + down:.0f}" transform="rotate({turned:.1f})"'
        f' text-anchor="{"end" if left else "start"}">{words}</text>'
    )


def _heading(group: Heading, radius: float) -> str:
    """A line along the names of a group, and its own name at their head."""
    rim = radius - 12
    (ax, ay), (bx, by) = _point(group.first, rim), _point(group.last, rim)
    large = 1 if group.last - group.first > pi else 0
    top = -GROUP_LINE * (len(group.lines) - 1) / 2
    written = "".join(
        _outward(escape(line), group.angle, radius, top + GROUP_LINE * number)
        for number, line in enumerate(group.lines)
    )
    return f'<path d="M{ax:.0f} {ay:.0f}A{rim:.0f} {rim:.0f} 0 {large} 1 {bx:.0f} {by:.0f}"/>{written}'


def _legend(weights: Sequence[str], top: float, width: float, rtl: bool) -> str:
    marks = ""
    for weight, label in enumerate(weights):
        y = top + ROW * weight
        start, end, words = (width - at if rtl else at for at in (EDGE, EDGE + 64, EDGE + 76))
        marks += f'<path class="w{weight}" d="M{start:.0f} {y - 6:.0f}H{end:.0f}"/>'
        marks += f'<text class="s" x="{words:.0f}" y="{y:.0f}">{escape(label)}</text>'
    return marks


def _described(nodes: Mapping[str, Node], chords: Sequence[Chord]) -> str:
    """The picture in words: how many there are, and the first ten pairs."""
    counted = _("%(nodes)s names, %(chords)s lines between them") % {"nodes": len(nodes), "chords": len(chords)}
    listed = "; ".join(sorted(chord.label for chord in chords)[:10])
    return f"{counted}. {listed}"
