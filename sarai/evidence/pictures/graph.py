"""Who works with whom, as a circle of names with a chord for each pair; one SVG document, to be served as an image.

Names stand in a circle, those of one group side by side, so that each can be read and found again however many there
are, and the same partnerships always give the same picture. (Where forces place the points, names lie on each other
from about fifty on, and one pair more moves all of them.)
"""

from __future__ import annotations

import base64
import hashlib
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from math import cos, hypot, pi, sin, sqrt

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from sarai.evidence.pictures.svg import escape, wrapped

PITCH = 26  # units of the circle that a name takes
GAP = 2  # places left free between two groups
SMALLEST = 300  # units, the radius of a circle of few names
LETTERS, LETTER = 24, 9.5  # of a name (a longer one is cut, and whole in its note), and units that a letter takes
GROUP_LETTERS, GROUP_ROOM = 14, 170  # of a line of a group's name, and units around all for them
BEND = 0.25  # how far from the middle of the circle a chord's bow stays: 0 is through the middle, 1 is straight
HEAD, ROW = 70, 34  # units, of the title and of a line of the legend
WIDTHS = (1.5, 2.5, 4, 5.5, 7)  # units, of the chords of each weight

STYLE = (
    ":root{--ink:#1c2b36;--ink-soft:#56636d;--paper:#fbfaf6;--accent:#0b6a60}"
    "@media(prefers-color-scheme:dark){:root{--ink:#e9e6df;--ink-soft:#a7b0b5;--paper:#13191d;--accent:#62c5b2}}"
    "svg{background:var(--paper);font-family:system-ui,sans-serif}text{fill:var(--ink);font-size:18px}"
    ".t{font-size:28px;font-weight:600}.s,.g text{fill:var(--ink-soft);font-size:20px}.g path{stroke:var(--ink-soft);"
    "stroke-opacity:.5;stroke-width:3}path{fill:none;stroke:var(--accent);stroke-opacity:.7;stroke-linecap:round}"
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
    angles, spans = _angles(order, nodes)
    radius = max(SMALLEST, PITCH * (len(nodes) + GAP * len(spans)) / (2 * pi))
    reach = {name: _longest(nodes[key].label for key in order if nodes[key].group == name) for name, _a, _b in spans}
    half = radius + max(reach.values(), default=0) + GROUP_ROOM
    middle = f'<g transform="translate({half:.0f} {half + HEAD:.0f})">'
    met = Counter(key for chord in chords for key in (chord.start, chord.end))
    drawn = "".join(_chord(chord, angles, radius) for chord in sorted(chords, key=lambda chord: chord.weight))
    names = "".join(_node(nodes[key], angles[key], radius, met[key]) for key in order)
    groups = "".join(_group(name, first, last, radius, reach[name]) for name, first, last in spans if name)
    foot = 2 * half + HEAD
    side = f' x="{2 * half - 20 if rtl else 20:.0f}"'
    body = f'<text class="t"{side} y="44">{escape(title)}</text>{middle}{drawn}<g class="g">{groups}</g>{names}</g>'
    language = f' xml:lang="{escape(get_language() or "")}"' if get_language() else ""
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {2 * half:.0f} {foot + ROW * len(weights):.0f}"'
        f' role="img" direction="{"rtl" if rtl else "ltr"}"{language}><title>{escape(title)}</title>'
        f"<desc>{escape(_described(nodes, chords))}</desc><style>{STYLE}</style>{body}"
        f"{_legend(weights, foot, 2 * half, rtl)}</svg>"
    )


def _angles(order: Sequence[str], nodes: Mapping[str, Node]) -> tuple[dict[str, float], list[tuple[str, float, float]]]:
    """Where each stands, clockwise from the top in radians; and of each group its name, first and last angle."""
    runs = [(group, list(keys)) for group, keys in groupby(order, key=lambda key: nodes[key].group)]
    turn = 2 * pi / max(len(order) + GAP * len(runs), 1)
    angles: dict[str, float] = {}
    spans, at = [], GAP / 2
    for group, keys in runs:
        first = at
        for key in keys:
            angles[key], at = (at + 0.5) * turn, at + 1
        spans.append((group, first * turn, at * turn))
        at += GAP
    return angles, spans


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
    left = angle > pi
    turned = angle * 180 / pi - 90 + (180 if left else 0)
    out = radius + 14 if not left else -radius - 14
    [shown] = wrapped(node.label, LETTERS, 1)
    note = f"<title>{escape(node.label)}</title>" if shown != node.label else ""
    dot = f'<circle cx="{x:.0f}" cy="{y:.0f}" r="{3 + 2 * sqrt(met):.1f}"/>'
    # The anchor is said for letters from left to right; a name in another script is turned by its own direction.
    text = (
        f'<text direction="ltr" x="{out:.0f}" y="6" transform="rotate({turned:.1f})"'
        f' text-anchor="{"end" if left else "start"}">{note}{escape(shown)}</text>'
    )
    return f'<g class="i">{dot}</g>{text}' if node.hollow else dot + text


def _longest(labels: Iterable[str]) -> float:
    """How far names of a group stand out of the circle."""
    return 28 + LETTER * min(max(map(len, labels), default=0), LETTERS)


def _group(name: str, first: float, last: float, radius: float, reach: float) -> str:
    """A line along the names of a group, and its own name beyond them."""
    rim = radius - 12
    (ax, ay), (bx, by) = _point(first, rim), _point(last, rim)
    x, y = _point((first + last) / 2, radius + reach)
    anchor = "middle" if abs(x) < radius * 0.3 else "start" if x > 0 else "end"
    lines = wrapped(name, GROUP_LETTERS, 3)
    top = y - 22 * len(lines) + 22 if y < 0 else y + 14
    written = "".join(
        f'<text direction="ltr" x="{x:.0f}" y="{top + 22 * n:.0f}" text-anchor="{anchor}">{escape(line)}</text>'
        for n, line in enumerate(lines)
    )
    large = 1 if last - first > pi else 0
    return f'<path d="M{ax:.0f} {ay:.0f}A{rim:.0f} {rim:.0f} 0 {large} 1 {bx:.0f} {by:.0f}"/>{written}'


def _legend(weights: Sequence[str], top: float, width: float, rtl: bool) -> str:
    marks = ""
    for weight, label in enumerate(weights):
        y = top + ROW * weight
        start, end, words = (width - 20, width - 84, width - 96) if rtl else (20, 84, 96)
        marks += f'<path class="w{weight}" d="M{start:.0f} {y - 6:.0f}H{end:.0f}"/>'
        marks += f'<text class="s" x="{words:.0f}" y="{y:.0f}">{escape(label)}</text>'
    return marks


def _described(nodes: Mapping[str, Node], chords: Sequence[Chord]) -> str:
    """The picture in words: how many there are, and the first ten pairs."""
    counted = _("%(nodes)s names, %(chords)s lines between them") % {"nodes": len(nodes), "chords": len(chords)}
    listed = "; ".join(sorted(chord.label for chord in chords)[:10])
    return f"{counted}. {listed}"
