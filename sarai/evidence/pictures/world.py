"""The world that maps are drawn from: a small file made once, at set-up, from Natural Earth's countries.

The npm package `world-atlas` carries Natural Earth (public domain) as TopoJSON. `build_world` projects it (Equal
Earth), thins its lines, rounds to whole units and writes one path per country. The result is a build product and is
never committed.
"""

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby, pairwise
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from sarai.evidence.pictures.projection import equal_earth
from sarai.evidence.pictures.topology import Polygon, Position, arcs, area, cut, middle, polygons

WIDTH = 2000  # units across; the map is usually shown at about half as many pixels
TOLERANCE = 0.12  # degrees: about half a pixel as shown
MERIDIAN = 11.0  # degrees east, in the middle: the edges then run through the Bering Strait and through no land
SPECK = 3.0  # square units: a polygon below this cannot be seen
VISIBLE = 25.0  # square units: a country whose largest polygon is below this gets a circle as well
SOUTH, NORTH = -57.0, 84.0  # degrees between which the map shows the world; Antarctica has no cities

# Natural Earth draws who holds the ground; these maps follow the United Nations' lists of countries and areas instead.
BY_NAME = {"Kosovo": "XK", "N. Cyprus": "CY", "Somaliland": "SO"}
# A part within a box (degrees west, south, east, north) that another code covers: ISO 3166 has it as an area of its
# own, or, for Crimea, General Assembly resolution 68/262.
PARTS = (
    ("RU", "UA", (32.4, 44.3, 36.7, 46.3)),
    ("FR", "GF", (-55.0, 2.0, -51.0, 6.0)),
    ("FR", "GP", (-62.0, 15.8, -61.0, 16.6)),
    ("FR", "MQ", (-61.3, 14.3, -60.7, 15.0)),
    ("FR", "RE", (55.0, -21.5, 56.0, -20.8)),
    ("FR", "YT", (44.9, -13.1, 45.4, -12.5)),
    ("NO", "SJ", (9.0, 74.0, 34.0, 81.0)),
    ("NO", "BV", (3.0, -55.0, 4.0, -54.0)),
)

_HALF = equal_earth(180, 0)[0]
_SCALE = WIDTH / (2 * _HALF)
_TOP = equal_earth(0, NORTH)[1]
HEIGHT = round((_TOP - equal_earth(0, SOUTH)[1]) * _SCALE)


class WorldNotBuilt(RuntimeError):
    """The map's file is not there yet."""


@dataclass(frozen=True, slots=True)
class Centre:
    """Where a country or area lies: ISO 3166-1 alpha-2 and numeric codes ("" for none), about its centre in degrees."""

    iso2: str
    numeric: str
    lat: float
    lon: float


@dataclass(frozen=True, slots=True)
class World:
    """What a map is drawn from, in map units.

    `paths`: SVG path data by ISO alpha-2 code, "" for land under no code; `centres`: where to draw a circle; `small`:
    the codes that are too small to be seen as a shape, or have none.
    """

    width: int
    height: int
    paths: Mapping[str, str]
    centres: Mapping[str, Position]
    small: frozenset[str]


def place(lon: float, lat: float) -> Position:
    """Degrees to map units: x from the left, y from the top; what lies beyond the frame is moved to its edge."""
    return _projected((lon - MERIDIAN + 180) % 360 - 180, max(SOUTH, min(NORTH, lat)))


def build_world(source: Path, target: Path, centres: Iterable[Centre]) -> None:
    """Read `source` (`countries-50m.json` of world-atlas 2) and write the map's file to `target`.

    `centres` names every country that may ever have a value. Deterministic: the same input writes the same bytes.
    """
    known = {centre.iso2: centre for centre in centres}
    by_numeric = {centre.numeric: centre.iso2 for centre in known.values() if centre.numeric}
    topology = json.loads(source.read_text(encoding="utf-8"))
    shapes: dict[str, list[Polygon]] = defaultdict(list)
    lines = arcs(topology, TOLERANCE)
    for geometry in topology["objects"]["countries"]["geometries"]:
        iso2 = _code(geometry, by_numeric)
        for polygon in polygons(geometry, lines):
            if middle(polygon[0])[1] > SOUTH:
                shapes[_part(iso2, polygon)] += _drawn(polygon)
    largest = {iso2: max(area(polygon[0]) for polygon in found) for iso2, found in shapes.items()}
    world = {
        "width": WIDTH,
        "height": HEIGHT,
        "paths": {iso2: path for iso2 in sorted(shapes) if (path := _path(shapes[iso2]))},
        "centres": {iso2: [round(unit) for unit in place(known[iso2].lon, known[iso2].lat)] for iso2 in sorted(known)},
        "small": sorted(iso2 for iso2 in known if largest.get(iso2, 0.0) < VISIBLE),
    }
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(json.dumps(world, separators=(",", ":"), sort_keys=True), encoding="utf-8")


def load_world(path: Path) -> World:
    """The file that build_world wrote, read once a process and again when the file has changed."""
    try:
        return _load(path, path.stat().st_mtime_ns)
    except FileNotFoundError:
        raise WorldNotBuilt(
            _("The world map has not been built yet: %(path)s is missing. Run the set-up again.") % {"path": path}
        ) from None


@lru_cache(maxsize=2)
def _load(path: Path, _changed: int) -> World:
    read = json.loads(path.read_text(encoding="utf-8"))
    centres = {iso2: (float(x), float(y)) for iso2, (x, y) in read["centres"].items()}
    return World(read["width"], read["height"], read["paths"], centres, frozenset(read["small"]))


def _projected(lon: float, lat: float) -> Position:
    """Map units of a place given by its degrees east of the middle meridian."""
    x, y = equal_earth(lon, lat)
    return (x + _HALF) * _SCALE, (_TOP - y) * _SCALE


def _drawn(polygon: Polygon) -> list[Polygon]:
    """A polygon in degrees as the one or more polygons that it is on the map."""
    return [[[_projected(x - MERIDIAN, y) for x, y in ring] for ring in part] for part in cut(polygon, MERIDIAN - 180)]


def _code(geometry: Mapping[str, Any], by_numeric: Mapping[str, str]) -> str:
    return by_numeric.get(geometry.get("id", ""), "") or BY_NAME.get(geometry["properties"]["name"], "")


def _part(iso2: str, polygon: Polygon) -> str:
    """The code of one polygon of a country, in degrees: the country's own, unless it lies in the box of a part."""
    x, y = middle(polygon[0])
    for whole, part, (west, south, east, north) in PARTS:
        if whole == iso2 and west <= x <= east and south <= y <= north:
            return part
    return iso2


def _path(found: Iterable[Polygon]) -> str:
    """SVG path data in whole units; a ring starts in absolute units and goes on in steps, which are short to write."""
    written = ""
    for polygon in found:
        for ring in polygon:
            points = [point for point, _run in groupby((round(x), round(y)) for x, y in ring)]
            if area(ring) < SPECK or len(points) < 3:
                continue
            steps = [(x1 - x0, y1 - y0) for (x0, y0), (x1, y1) in pairwise(points)]
            written += f"M{points[0][0]} {points[0][1]}l" + "".join(_step(*step) for step in steps).lstrip() + "z"
    return written


def _step(dx: int, dy: int) -> str:
    """One relative step; a minus sign separates as well as a space does."""
    return f"{'' if dx < 0 else ' '}{dx}{'' if dy < 0 else ' '}{dy}"
