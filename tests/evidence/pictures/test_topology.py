"""TopoJSON read back, thinned and cut; the projection against its published numbers."""

from math import radians, sin

import pytest

from sarai.evidence.pictures.projection import equal_earth
from sarai.evidence.pictures.topology import arcs, area, cut, middle, polygons, simplified

# Two squares of 10° that share the border at 10° east: arc 0 runs down it, 1 and 2 go round either side.
TOPOLOGY = {
    "transform": {"scale": [0.1, 0.1], "translate": [0, 0]},
    "arcs": [
        [[100, 100], [0, -100]],
        [[100, 0], [-100, 0], [0, 100], [100, 0]],
        [[100, 0], [100, 0], [0, 100], [-100, 0]],
    ],
}


def test_neighbours_are_put_together_from_the_border_that_they_share():
    lines = arcs(TOPOLOGY, 0)
    (west,) = polygons({"type": "Polygon", "arcs": [[0, 1]]}, lines)
    (east,) = polygons({"type": "MultiPolygon", "arcs": [[[2, 0]]]}, lines)
    assert area(west[0]) == area(east[0]) == pytest.approx(100)
    assert middle(west[0]) == (5, 5) and middle(east[0]) == (15, 5)
    (backwards,) = polygons({"type": "Polygon", "arcs": [[~1, ~0]]}, lines)
    assert set(backwards[0]) == set(west[0])


def test_a_geometry_without_area_has_no_polygons():
    assert list(polygons({"type": "Point", "coordinates": [0, 0]}, [])) == []


def test_thinning_keeps_the_ends_and_what_stands_out():
    line = [(0.0, 0.0), (1.0, 0.01), (2.0, -0.01), (3.0, 2.0), (4.0, 0.0)]
    assert simplified(line, 0.1) == [(0.0, 0.0), (2.0, -0.01), (3.0, 2.0), (4.0, 0.0)]
    assert simplified(line, 0) == line
    assert simplified(line, 9) == [line[0], line[-1]]


def test_thinning_an_island_keeps_an_island():
    island = [(0.0, 0.0), (5.0, 0.0), (5.0, 5.0), (0.0, 5.0), (0.0, 0.0)]
    assert simplified(island, 0.1) == island


def test_an_arc_that_crosses_the_date_line_goes_on_instead_of_jumping_back():
    topology = {"transform": {"scale": [1, 1], "translate": [0, 0]}, "arcs": [[[179, 0], [-358, 0], [-1, 5]]]}
    assert arcs(topology, 0) == [[(179, 0), (181, 0), (180, 5)]]


def test_what_crosses_the_edge_is_cut_in_two_parts_of_the_same_area():
    square = [[(170.0, 0.0), (200.0, 0.0), (200.0, 10.0), (170.0, 10.0)]]
    parts = sorted(cut(square, -180), key=lambda polygon: middle(polygon[0]))
    assert [sorted({x for x, _y in part[0]}) for part in parts] == [[-180, -160], [170, 180]]
    assert sum(area(part[0]) for part in parts) == pytest.approx(300)


def test_what_does_not_cross_is_moved_as_a_whole():
    square = [[(-175.0, 0.0), (-171.0, 0.0), (-171.0, 4.0)]]
    assert list(cut(square, -169)) == [[[(185.0, 0.0), (189.0, 0.0), (189.0, 4.0)]]]
    assert list(cut(square, -180)) == [square]


def test_a_hole_is_cut_with_its_polygon():
    outer = [(170.0, 0.0), (200.0, 0.0), (200.0, 10.0), (170.0, 10.0)]
    hole = [(172.0, 2.0), (174.0, 2.0), (174.0, 4.0)]
    assert sorted(len(part) for part in cut([outer, hole], -180)) == [1, 2]


@pytest.mark.parametrize(
    ("lon", "lat", "x", "y"),
    # The paper: height to width 0.48675, and the poles 0.59247 as long as the equator.
    [(0, 0, 0, 0), (180, 0, 2.70663, 0), (0, 90, 0, 0.48675 * 2.70663), (180, 90, 0.59247 * 2.70663, 1.31745)],
)
def test_equal_earth(lon, lat, x, y):
    assert equal_earth(lon, lat) == (pytest.approx(x, abs=2e-4), pytest.approx(y, abs=2e-4))


def test_equal_earth_keeps_areas():
    def cell(lat):
        corners = [(0, lat), (0.1, lat), (0.1, lat + 0.1), (0, lat + 0.1)]
        return area([equal_earth(*corner) for corner in corners])

    for lat in (0, 30, 60, 80):
        on_the_globe = radians(0.1) * (sin(radians(lat + 0.1)) - sin(radians(lat)))
        assert cell(lat) == pytest.approx(on_the_globe, rel=1e-3)
