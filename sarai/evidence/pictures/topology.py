"""TopoJSON, read: borders are stored once as arcs, and rings are lists of arcs. Also their simplification, arc by arc.

Because neighbours share an arc, a border that is made simpler stays one border: no gaps open between countries.
The line simplification is that of D. Douglas and T. Peucker (1973), The Canadian Cartographer 10(2), 112-122.
"""

from collections.abc import Iterator, Mapping, Sequence
from math import cos, hypot, radians
from typing import Any

Position = tuple[float, float]
Ring = list[Position]
Polygon = list[Ring]


def arcs(topology: Mapping[str, Any], tolerance: float) -> list[Ring]:
    """Every arc of a quantised TopoJSON as (longitude, latitude), without the points within `tolerance` of the line.

    `tolerance` in degrees of latitude. An arc may leave the range of ±180° rather than jump across the map.
    """
    (scale_x, scale_y), (shift_x, shift_y) = topology["transform"]["scale"], topology["transform"]["translate"]
    found = []
    for arc in topology["arcs"]:
        x = y = 0
        line: Ring = []
        for dx, dy in arc:
            x, y = x + dx, y + dy
            line.append((_near(x * scale_x + shift_x, line[-1][0] if line else None), y * scale_y + shift_y))
        found.append(simplified(line, tolerance))
    return found


def polygons(geometry: Mapping[str, Any], lines: Sequence[Ring]) -> Iterator[Polygon]:
    """The polygons of a geometry, the outer ring first, put together from arcs; a negative index runs one backwards."""
    kinds = {"Polygon": lambda g: [g["arcs"]], "MultiPolygon": lambda g: g["arcs"]}
    for rings in kinds.get(geometry["type"], lambda g: [])(geometry):
        yield [_ring(indices, lines) for indices in rings]


def area(ring: Ring) -> float:
    """The area of a ring, whichever way it runs (the square of the unit of its points)."""
    return abs(sum(x0 * y1 - x1 * y0 for (x0, y0), (x1, y1) in zip(ring, ring[1:] + ring[:1], strict=True))) / 2


def middle(ring: Ring) -> Position:
    """The middle of the box around a ring."""
    xs, ys = zip(*ring, strict=True)
    return (min(xs) + max(xs)) / 2, (min(ys) + max(ys)) / 2


def cut(polygon: Polygon, edge: float) -> Iterator[Polygon]:
    """The polygon as the parts that lie between two meridians, `edge` and `edge` + 360°, each moved into that range."""
    low, high = min(x for x, _y in polygon[0]), max(x for x, _y in polygon[0])
    for turn in range(int((edge - high) // 360) - 1, int((edge - low) // 360) + 3):
        shift = turn * 360
        if high + shift <= edge or low + shift >= edge + 360:
            continue
        rings = [[(x + shift, y) for x, y in ring] for ring in polygon]
        if low + shift < edge or high + shift > edge + 360:
            rings = [_east_of(_west_of(ring, edge + 360), edge) for ring in rings]
        if rings[0]:
            yield [ring for ring in rings if ring]


def simplified(line: Ring, tolerance: float) -> Ring:
    """Douglas and Peucker: keep the ends, and in between only the points that stand out by more than `tolerance`.

    Distances are those of a plane whose longitudes shrink with the cosine of the latitude.
    """
    plane = [(x * cos(radians(y)), y) for x, y in line]
    keep = [False] * len(line)
    keep[0] = keep[-1] = True
    spans = [(0, len(line) - 1)]
    while spans:
        first, last = spans.pop()
        distance, farthest = max(
            ((_distance(plane[n], plane[first], plane[last]), n) for n in range(first + 1, last)), default=(0.0, first)
        )
        if distance > tolerance:
            keep[farthest] = True
            spans += [(first, farthest), (farthest, last)]
    return [point for point, kept in zip(line, keep, strict=True) if kept]


def _near(lon: float, previous: float | None) -> float:
    """The longitude, a whole turn further on where that is nearer to the previous one."""
    if previous is None:
        return lon
    return lon - 360 * round((lon - previous) / 360)


def _west_of(ring: Ring, edge: float) -> Ring:
    return [(-x, y) for x, y in _east_of([(-x, y) for x, y in ring], -edge)]


def _east_of(ring: Ring, edge: float) -> Ring:
    """The part of a ring east of a meridian, closed along it (I. Sutherland, G. Hodgman, 1974, CACM 17(1), 32-42)."""
    found: Ring = []
    for (x0, y0), (x1, y1) in zip(ring[-1:] + ring[:-1], ring, strict=True):
        if (x0 >= edge) != (x1 >= edge):
            found.append((edge, y0 + (y1 - y0) * (edge - x0) / (x1 - x0)))
        if x1 >= edge:
            found.append((x1, y1))
    return found


def _distance(point: Position, start: Position, end: Position) -> float:
    """From a point to a stretch of line; to its start where the stretch has no length (an island: one closed arc)."""
    dx, dy = end[0] - start[0], end[1] - start[1]
    length = hypot(dx, dy)
    if not length:
        return hypot(point[0] - start[0], point[1] - start[1])
    along = max(0.0, min(1.0, ((point[0] - start[0]) * dx + (point[1] - start[1]) * dy) / length**2))
    return hypot(point[0] - start[0] - along * dx, point[1] - start[1] - along * dy)


def _ring(indices: Sequence[int], lines: Sequence[Ring]) -> Ring:
    """The arcs one behind the other, each moved by whole turns to where the one before it ended."""
    found: Ring = []
    for index in indices:
        line = lines[index] if index >= 0 else lines[~index][::-1]
        shift = _near(line[0][0], found[-1][0]) - line[0][0] if found else 0.0
        found += [(x + shift, y) for x, y in (line[1:] if found else line)]
    return found[:-1]
