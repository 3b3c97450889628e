"""The map: every value drawn, whatever its size; nothing hidden; nothing active; readable from right to left."""

import base64
import hashlib
import re
from decimal import Decimal

import pytest

from sarai.evidence.pictures import MAP_STYLE_CSP, Point, choropleth
from sarai.network.reference import countries
from tests.evidence.pictures.reading import assert_no_active_content, name_boxes, overlapping, read, texts

HOSTILE = "</style><script>alert('x')</script>\"&\x0b"


def _said(root):
    """The notes of everything drawn: country or city, and value."""
    return {title.text for element in root.iter() for title in element.findall("title")}


def test_a_country_too_small_to_be_seen_and_one_without_a_shape_are_circles(small_world):
    root = read(choropleth({"KE": 5, "SG": 2, "TV": 1}, title="Attendees", world=small_world))
    assert {"KE: 5", "SG: 2", "TV: 1"} <= _said(root)
    circles = [(c.get("cx"), c.get("cy"), c.get("class")) for c in root.iter("circle")]
    assert circles == [("1600", "500", "c1"), ("1950", "600", "c0")]


def test_every_country_with_a_value_is_drawn_on_the_real_map(real_world):
    values = {iso2: number + 1 for number, iso2 in enumerate(countries())}
    root = read(choropleth(values, title="All", world=real_world))
    assert {f"{iso2}: {value}" for iso2, value in values.items()} <= _said(root)
    drawn = [title.text for tag in ("path", "circle") for shape in root.iter(tag) for title in shape.findall("title")]
    assert "TV: " + str(values["TV"]) in drawn


def test_a_value_under_a_code_that_the_map_does_not_know_is_told_below(small_world):
    root = read(choropleth({"KE": 5, "AN": 2, "": 40}, title="x", world=small_world))
    assert "Not on the map: 42 (AN, country not known)" in texts(root)
    assert "Not on the map" not in " ".join(texts(read(choropleth({"KE": 5}, title="x", world=small_world))))


def test_land_without_data_is_not_land_with_zero(small_world):
    root = read(choropleth({"KE": 0}, title="x", world=small_world))
    assert root.find(".//g[@class='c0']/path/title").text == "KE: 0"
    blank = root.find(".//path[@class='n']").get("d")
    assert small_world.paths["SG"] in blank and small_world.paths[""] in blank
    assert small_world.paths["KE"] not in blank
    assert "no data" in texts(root)


def test_the_legend_says_what_every_shade_holds(real_world):
    values = dict(zip(countries(), range(1, 101), strict=False))
    words = texts(read(choropleth(values, title="x", unit="people", world=real_world)))
    assert words[1:] == [
        *("people", "1–20", "21–40", "41–60", "61–80", "81–100", "no data"),
        "Borders, names and designations on this map are for orientation only; "
        "none of them is endorsed or accepted by the United Nations.",
    ]


def test_values_that_are_not_whole_have_open_spans(small_world):
    words = texts(read(choropleth({"KE": 1.5, "SG": Decimal("2.5"), "TV": 9}, title="x", world=small_world)))
    assert words[1:4] == ["from 1.5", "from 2.5", "9"]


def test_names_are_the_readers(small_world):
    root = read(choropleth({"KE": 1200}, title="x", names={"KE": "كينيا"}, world=small_world))
    assert "كينيا: 1,200" in _said(root)


def test_the_map_is_named_and_told_in_words(small_world):
    root = read(choropleth({"KE": 5, "TV": 7}, title="By country", unit="people", world=small_world))
    assert root.get("role") == "img"
    assert root.find("title").text == "By country"
    assert root.find("desc").text == "2 countries and areas with data (people). TV: 7; KE: 5"


def test_cities_are_circles_whose_area_stands_for_the_value(small_world):
    points = [Point(14.6, 121.0, 50, "Quezon City"), Point(-18.1, 178.4, 200, "Suva"), Point(0, 0, 0, "Nobody")]
    root = read(choropleth({}, title="x", points=points, world=small_world))
    cities = root.find("g/g[@class='p']")
    radii = [float(circle.get("r")) for circle in cities]
    assert radii == [42.0, 21.0]  # a quarter of the value, half the radius; the largest lies at the bottom
    assert [circle.find("title").text for circle in cities] == ["Suva: 200", "Quezon City: 50"]
    assert {"Suva", "Quezon City", "cities:"} <= set(texts(root))


def test_a_legend_of_whole_numbers_knows_no_parts(small_world):
    root = read(choropleth({}, title="x", points=[Point(14.6, 121.0, 1, "Quezon City")], world=small_world))
    after = texts(root)[texts(root).index("cities:") + 1 :]
    assert after[0] == "1"
    assert not any("." in text and text[0] == "0" for text in after)


def test_names_of_cities_do_not_cover_each_other(small_world):
    points = [Point(14.6, 121.0 + number / 100, 50 - number, f"City {number}") for number in range(6)]
    root = read(choropleth({}, title="x", points=points, world=small_world))
    boxes = name_boxes(root, 26)
    assert len(boxes) > 1
    assert overlapping(boxes) == []


def test_right_to_left_mirrors_the_words_and_not_the_world(small_world):
    plain, mirrored = (
        read(choropleth({"KE": 1, "SG": 2}, title="x", rtl=rtl, world=small_world)) for rtl in (False, True)
    )
    assert mirrored.get("direction") == "rtl"
    assert [path.get("d") for path in plain.iter("path")] == [path.get("d") for path in mirrored.iter("path")]
    for tag, width in (("text", 0), ("rect", 44)):
        for one, other in zip(plain.iter(tag), mirrored.iter(tag), strict=True):
            assert float(other.get("x")) == pytest.approx(2000 - float(one.get("x")) - width)


def test_a_long_legend_goes_on_in_the_next_line(small_world):
    values = {"KE": 10**12, "SG": 3 * 10**12, "TV": 2 * 10**12}
    short, long = (read(choropleth(v, title="x", unit="y" * 60, world=small_world)) for v in ({"KE": 1}, values))
    rows = {swatch.get("y") for swatch in long.iter("rect")}
    assert len(rows) == 2
    assert float(long.get("viewBox").split()[3]) == float(short.get("viewBox").split()[3]) + 60


def test_hostile_words_stay_text(small_world):
    picture = choropleth(
        {"KE": 1, HOSTILE: 2},
        title=HOSTILE,
        unit=HOSTILE,
        points=[Point(0, 0, 1, HOSTILE)],
        names={"KE": HOSTILE},
        world=small_world,
    )
    assert "<script" not in picture
    root = read(picture)
    assert_no_active_content(root)
    assert root.find("title").text == HOSTILE.removesuffix("\x0b")


@pytest.mark.parametrize("value", [-1, float("nan"), float("inf")])
def test_a_value_that_no_shade_can_show_is_refused(small_world, value):
    with pytest.raises(ValueError, match="'KE' has"):
        choropleth({"KE": value}, title="x", world=small_world)


def test_nothing_at_all_is_a_map_too(small_world):
    root = read(choropleth({}, title="x", world=small_world))
    assert root.find("desc").text == "0 countries and areas with data. "


def test_the_policy_admits_exactly_the_maps_own_style(small_world):
    style = read(choropleth({}, title="x", world=small_world)).find("style").text
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    assert f"'sha256-{digest}'" == MAP_STYLE_CSP
    assert "prefers-color-scheme:dark" in style
    assert not re.search(r"url\(|@import|https?:", style)
