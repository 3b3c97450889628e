"""Arcs between places: each from place to place, on the map, readable without seeing it."""

import base64
import hashlib
import re

import pytest

from sarai.evidence.pictures import ARCS_STYLE_CSP, Arc, Place, arc_map
from sarai.evidence.pictures.arcs import bow, framed
from sarai.evidence.pictures.world import place
from tests.evidence.pictures.reading import assert_no_active_content, name_boxes, overlapping, read, texts

HOSTILE = "</style><script>alert('x')</script>\"&\x0b"
XIAMEN, SANTIAGO, KENYA = Place(24.5, 118.1, "Xiamen"), Place(-33.5, -70.7, "Santiago"), Place(0.5, 37.9, "UNO", True)
PLACES = {"x": XIAMEN, "s": SANTIAGO, "k": KENYA}
WEIGHTS = ["declared", "confirmed", "document"]


def drawn(*arcs, **fields):
    return read(arc_map(PLACES, [Arc(*arc) for arc in arcs], **{"title": "Partnerships", "weights": WEIGHTS} | fields))


def curves(root):
    """Every arc: its class, what it is called, and the numbers of its path."""
    found = root.find(".//g[@class='a']").iter("path")
    return [(p.get("class"), p.find("title").text, [int(n) for n in re.findall(r"-?\d+", p.get("d"))]) for p in found]


def test_an_arc_leads_from_place_to_place(small_world):
    [(kind, label, numbers)] = curves(drawn(("x", "s", 1, "Xiamen – Santiago"), world=small_world))
    assert (kind, label) == ("w1", "Xiamen – Santiago")
    ends = [place(118.1, 24.5), place(-70.7, -33.5)]
    (ax, ay), (bx, by) = ends
    middle = bow(*ends, small_world.height)
    top = (ax + bx + 2 * middle[0]) / 4, (ay + by + 2 * middle[1]) / 4
    assert numbers[:2] == [round(unit) for unit in framed([*ends, top], small_world).at(ends[0])]
    assert numbers[4:] == [round(unit) for unit in framed([*ends, top], small_world).at(ends[1])]


@pytest.mark.parametrize("positions", [
    [(1500.0, 300.0)], [(1500.0, 300.0), (1510.0, 320.0)], [(1.0, 1.0), (1999.0, 2.0)], [(1990.0, 869.0)], [(700.0, 5.0), (720.0, 860.0)],
])  # fmt: skip
def test_what_is_shown_is_near_and_whole(positions, small_world):
    frame = framed(positions, small_world)
    assert frame.scale >= 1 and frame.width == small_world.width
    assert 0.4 * frame.width < frame.height < 0.61 * frame.width
    assert all(0 <= x <= frame.width and 0 <= y <= frame.height for x, y in map(frame.at, positions))
    assert -0.001 < frame.left <= small_world.width - frame.width / frame.scale + 0.001
    assert -0.001 < frame.top <= small_world.height - frame.height / frame.scale + 0.001


def test_a_part_of_the_world_is_drawn_larger_than_the_whole(small_world):
    near = {"a": Place(41.3, 69.2, "Tashkent"), "b": Place(39.6, 67.0, "Samarkand")}
    root = read(arc_map(near, [Arc("a", "b", 0, "a")], title="x", weights=WEIGHTS, world=small_world))
    [(_kind, _label, numbers)] = curves(root)
    apart = [abs(one - other) for one, other in zip(place(69.2, 41.3), place(67.0, 39.6), strict=True)]
    assert abs(numbers[0] - numbers[4]) > 3 * apart[0]
    assert float(root.find("svg").get("height")) < small_world.height * 1.1
    assert framed([], small_world).scale == 1


def test_names_lie_on_no_other_name_and_no_place_and_none_is_cut(small_world):
    cities = {
        "m": Place(19.4, -99.1, "Mexico City"),
        "p": Place(19.0, -98.2, "Puebla"),
        "q": Place(20.6, -100.4, "Querétaro"),
    }
    cities |= {
        "l": Place(34.7, 112.5, "Luoyang"),
        "w": Place(30.6, 114.3, "Wuhan"),
        "e": Place(35.7, 139.7, "Edogawa, Tokyo"),
    }
    arcs = [Arc(one, "l", 1, "a") for one in cities if one != "l"]
    root = read(arc_map(cities, arcs, title="x", weights=WEIGHTS, world=small_world))
    boxes = name_boxes(root, 36)
    assert {"Luoyang", "Edogawa, Tokyo", "Mexico City"} <= set(boxes)
    assert overlapping(boxes) == []
    inner = root.find("svg")
    assert min(min(box) for box in boxes.values()) >= 0
    assert max(box[2] for box in boxes.values()) <= float(inner.get("width"))
    assert max(box[3] for box in boxes.values()) <= float(inner.get("height"))
    for circle in inner.iter("circle"):
        x, y = float(circle.get("cx")), float(circle.get("cy"))
        assert not [name for name, box in boxes.items() if box[0] < x < box[2] and box[1] < y < box[3]]


def test_an_arc_bends_to_the_north_whichever_way_it_is_written():
    one, other = (100.0, 400.0), (900.0, 420.0)
    assert bow(one, other, 900) == bow(other, one, 900)
    assert bow(one, other, 900)[1] < 400
    assert bow((0.0, 10.0), (2000.0, 10.0), 900)[1] == 0  # and stays on the map


def test_the_heaviest_is_drawn_last(small_world):
    found = curves(drawn(("x", "s", 2, "b"), ("x", "k", 0, "a"), world=small_world))
    assert [kind for kind, _label, _numbers in found] == ["w0", "w2"]


def test_a_place_known_by_its_country_alone_is_hollow(small_world):
    root = drawn(("x", "k", 0, "a"), world=small_world)
    assert [c.find("title").text for c in root.find(".//g[@class='i']").iter("circle")] == ["UNO"]
    assert [c.find("title").text for c in root.find(".//g[@class='p']").iter("circle")] == ["Xiamen"]


def test_places_without_an_arc_are_left_out(small_world):
    assert "Santiago" not in texts(drawn(("x", "k", 0, "a"), world=small_world))


def test_it_says_what_lines_mean_what_is_shown_and_whose_borders_these_are(small_world):
    root = drawn(("x", "s", 0, "Xiamen – Santiago: declared"), world=small_world)
    assert root.get("role") == "img"
    assert root.find("desc").text == "1 arcs. Xiamen – Santiago: declared"
    assert {*WEIGHTS, "Partnerships", "Xiamen", "Santiago"} < set(texts(root))
    foot = " ".join(text.text for text in root.iter("text") if text.get("class") == "s")
    assert "none of them is endorsed or accepted by the United Nations" in foot


def test_a_long_name_is_cut_and_whole_in_its_note(small_world):
    long = "National Association of World Heritage Cities"
    places = {"x": XIAMEN, "n": Place(19.4, -99.1, long)}
    root = read(arc_map(places, [Arc("x", "n", 0, "a")], title="x", weights=WEIGHTS, world=small_world))
    assert "National Association of…" in texts(root)
    assert long in [circle.find("title").text for circle in root.iter("circle")]


def test_all_land_is_there(small_world):
    land = drawn(world=small_world).find(".//path[@class='n']").get("d")
    assert all(path in land for path in small_world.paths.values())


def test_it_is_mirrored_in_its_words_alone(small_world):
    left, right = (drawn(("x", "s", 0, "a"), world=small_world, rtl=rtl) for rtl in (False, True))
    assert curves(left) == curves(right)
    assert (left.get("direction"), right.get("direction")) == ("ltr", "rtl")
    assert right.find("text").get("x") == "2000"


def test_a_place_that_is_not_given_is_an_error(small_world):
    with pytest.raises(KeyError):
        drawn(("x", "nowhere", 0, "a"), world=small_world)


def test_nothing_in_it_is_active(small_world):
    picture = arc_map(
        {"x": Place(0, 0, HOSTILE), "s": SANTIAGO}, [Arc("x", "s", 0, HOSTILE)],
        title=HOSTILE, weights=[HOSTILE], world=small_world,
    )  # fmt: skip
    assert_no_active_content(read(picture))
    style = re.search(r"<style>(.*?)</style>", picture)[1]
    assert f"'sha256-{base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()}'" == ARCS_STYLE_CSP


def test_three_hundred_arcs_are_light(real_world):
    places = {str(n): Place(-50 + n % 120, -170 + n * 1.1, f"City {n}") for n in range(300)}
    arcs = [Arc(str(n), str((n * 7 + 3) % 300), n % 5, f"City {n} – City {n * 7}: confirmed") for n in range(300)]
    assert len(arc_map(places, arcs, title="x", weights=WEIGHTS, world=real_world).encode()) < 110_000
