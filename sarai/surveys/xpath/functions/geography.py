"""Functions of places on Earth, which is a sphere here, as in the ODK XForms Specification."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator
from itertools import pairwise

from sarai.surveys.xpath.context import Context
from sarai.surveys.xpath.functions.texts import every
from sarai.surveys.xpath.values import Value, to_string

RADIUS = 6_378_100.0  # metres, at the equator
DEGREE = 2 * math.pi * RADIUS / 360  # metres along the equator

Point = tuple[float, float]  # latitude, longitude, in degrees


def points(values: Iterable[Value]) -> list[Point]:
    """The points of texts "latitude longitude altitude accuracy", several of them with semicolons between."""
    return list(_points(values))


def _points(values: Iterable[Value]) -> Iterator[Point]:
    for text in every(values):
        for part in text.split(";"):
            numbers = part.split()
            try:
                yield float(numbers[0]), float(numbers[1])
            except (IndexError, ValueError):
                if part.strip():
                    yield math.nan, math.nan


def area(_context: Context, *values: Value) -> float:
    """Square metres inside a line of points: a fan of triangles from the first, each flattened there."""
    corners = points(values)
    if len(corners) < 3:
        return 0.0
    latitude, longitude = corners[0]
    flat = [((y - latitude) * DEGREE, (x - longitude) * DEGREE * math.cos(math.radians(y))) for y, x in corners[1:]]
    doubled = (y1 * x2 - x1 * y2 for (y1, x1), (y2, x2) in pairwise(flat))
    return abs(math.fsum(doubled)) / 2


def distance(_context: Context, *values: Value) -> float:
    """Metres along a line of points, by the spherical law of cosines."""
    line = points(values)
    return math.fsum(_between(one, other) for one, other in pairwise(line))


def _between(one: Point, other: Point) -> float:
    (y1, x1), (y2, x2) = ((math.radians(y), math.radians(x)) for y, x in (one, other))
    cosine = math.sin(y1) * math.sin(y2) + math.cos(y1) * math.cos(y2) * math.cos(x1 - x2)
    return math.acos(min(1.0, max(-1.0, cosine))) * RADIUS if cosine == cosine else math.nan


def geofence(_context: Context, point: Value, shape: Value) -> bool:
    """Whether a point lies inside a shape, by counting the edges east of it (M. Shimrat, CACM 5, 1962)."""
    here, corners = points([to_string(point)]), points([to_string(shape)])
    if not here:
        return False
    latitude, longitude = here[0]
    inside = False
    for (y1, x1), (y2, x2) in pairwise(corners):
        if (y1 > latitude) != (y2 > latitude) and longitude < (x1 - x2) * (latitude - y2) / (y1 - y2) + x2:
            inside = not inside
    return inside


FUNCTIONS: dict[str, Callable[..., Value]] = {
    "area": area,
    "enclosed-area": area,
    "distance": distance,
    "geofence": geofence,
}
