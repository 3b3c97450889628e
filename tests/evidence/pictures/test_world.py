"""The file that maps are drawn from, built from a small TopoJSON and from the real one."""

import gzip
import json
import re

import pytest

from sarai.evidence.pictures import Centre, World, WorldNotBuilt, build_world, load_world
from sarai.evidence.pictures.world import HEIGHT, WIDTH, place


def _square(west: int, south: int, side: int) -> list[list[int]]:
    return [[west, south], [side, 0], [0, side], [-side, 0], [0, -side]]


@pytest.fixture
def built(tmp_path):
    """A world of a few shapes: by number, by name, under no code, a part under another code, and Antarctica."""
    shapes = [
        ({"id": "404", "properties": {"name": "Kenya"}}, _square(36, -2, 5)),
        ({"id": "702", "properties": {"name": "Singapore"}}, _square(104, 1, 1)),
        ({"properties": {"name": "Kosovo"}}, _square(20, 42, 6)),
        ({"properties": {"name": "Nowhere"}}, _square(70, 20, 6)),
        ({"id": "643", "properties": {"name": "Russia"}}, _square(33, 44, 2)),
        ({"id": "010", "properties": {"name": "Antarctica"}}, _square(0, -80, 9)),
    ]
    topology = {
        "transform": {"scale": [1, 1], "translate": [0, 0]},
        "arcs": [arc for _head, arc in shapes],
        "objects": {
            "countries": {
                "geometries": [
                    head | {"type": "Polygon", "arcs": [[number]]} for number, (head, _arc) in enumerate(shapes)
                ]
            }
        },
    }
    (tmp_path / "source.json").write_text(json.dumps(topology))
    centres = [
        Centre("KE", "404", 0.5, 38.5),
        Centre("SG", "702", 1.3, 103.8),
        Centre("XK", "", 42.6, 20.9),
        Centre("RU", "643", 62, 96),
        Centre("UA", "804", 49, 31),
        Centre("TV", "798", -8.5, 179.2),
        Centre("AQ", "010", -80, 20),
    ]
    build_world(tmp_path / "source.json", tmp_path / "var" / "world.json", centres)
    return load_world(tmp_path / "var" / "world.json")


def test_countries_are_joined_by_number_and_by_name(built):
    assert set(built.paths) == {"", "KE", "SG", "XK", "UA"}


def test_a_part_is_drawn_under_the_code_that_covers_it(built):
    assert "RU" not in built.paths and built.paths["UA"]


def test_what_is_too_small_or_has_no_shape_will_be_a_circle(built):
    assert built.small == {"AQ", "RU", "TV"}


def test_every_centre_is_inside_the_frame(built):
    assert set(built.centres) == {"KE", "SG", "XK", "RU", "UA", "TV", "AQ"}
    assert all(0 <= x <= WIDTH and 0 <= y <= HEIGHT for x, y in built.centres.values())


def test_paths_are_whole_units(built):
    for path in built.paths.values():
        assert re.fullmatch(r"(M-?\d+ -?\d+l(-?\d+[ -]\d+ ?)+z)+", path), path


def test_a_shape_lies_around_its_centre(built):
    xs, ys = _outline(built.paths["KE"])
    x, y = built.centres["KE"]
    assert min(xs) < x < max(xs) and min(ys) < y < max(ys)


def test_east_of_the_bering_strait_is_on_the_right_edge():
    assert place(-170, 65)[0] > 1500 > 500 > place(-168, 65)[0]
    assert place(11, 0) == (pytest.approx(WIDTH / 2), pytest.approx(place(100, 0)[1]))


def test_without_the_file_it_says_what_to_do(tmp_path):
    with pytest.raises(WorldNotBuilt, match=r"world\.json is missing. Run the set-up again"):
        load_world(tmp_path / "world.json")


def test_the_file_is_read_once_until_it_changes(tmp_path):
    path = tmp_path / "world.json"
    path.write_text(json.dumps({"width": 1, "height": 1, "paths": {}, "centres": {}, "small": []}))
    assert load_world(path) is load_world(path)


def test_the_real_world_draws_every_country(real_world, tmp_path):
    assert len(real_world.centres) == 250
    assert real_world.small | set(real_world.paths) >= set(real_world.centres)
    assert {"TV", "NR", "MV", "SG", "TK", "AQ"} <= real_world.small
    assert {"KE", "CN", "XK", "SO", "UA", "GF", "EH", "PS", "FJ", "SJ"} <= set(real_world.paths)
    assert not {"KE", "CN", "FJ", "RW", "JM"} & real_world.small


def test_the_real_world_is_small_enough_for_a_slow_phone(real_world):
    assert 40_000 < sum(map(len, real_world.paths.values())) < 80_000
    assert len(gzip.compress("".join(real_world.paths.values()).encode())) < 30_000


def test_no_shape_of_the_real_world_runs_across_the_map(real_world):
    for iso2, path in real_world.paths.items():
        for ring in re.findall(r"M[^M]+", path):
            xs, _ys = _outline(ring)
            assert max(xs) - min(xs) < 0.4 * WIDTH, iso2


def test_crimea_is_drawn_with_ukraine(real_world):
    x, y = place(34.2, 45.2)
    boxes = [_outline(ring) for ring in re.findall(r"M[^M]+", real_world.paths["UA"])]
    assert any(min(xs) < x < max(xs) and min(ys) < y < max(ys) and max(xs) - min(xs) < 30 for xs, ys in boxes)


def _outline(path: str) -> tuple[list[int], list[int]]:
    """The x and y of a ring's points, from its relative steps."""
    x, y, *steps = (int(number) for number in re.findall(r"-?\d+", path))
    xs, ys = [x], [y]
    for dx, dy in zip(steps[::2], steps[1::2], strict=True):
        xs.append(xs[-1] + dx)
        ys.append(ys[-1] + dy)
    return xs, ys


def test_a_world_is_what_a_map_needs(built):
    assert isinstance(built, World) and (built.width, built.height) == (WIDTH, HEIGHT)
