"""Bars and columns: every row drawn, in proportion, in order, linked, mirrored, harmless and small."""

from decimal import Decimal

import pytest
from django.utils import translation
from django.utils.html import escape

from sarai.evidence.pictures import Bar, bars, columns
from tests.evidence.pictures.reading import assert_no_active_content, read, share, texts

ROWS = [
    Bar("Philippines", 400, "/evidence/ph/"),
    Bar("Unknown", 100, "/evidence/unknown/", unknown=True),
    Bar("Nigeria", 200, "/evidence/ng/", note="Abuja alone has 120"),
]
HOSTILE = "</text><script>alert('x')</script>\"&\x00\x1b"


def test_bars_keep_their_order_with_unknown_last():
    assert texts(read(bars(ROWS, unit="people", title="By country"))) == [
        *("Philippines", "400"),
        *("Nigeria", "200"),
        *("Unknown", "100"),
    ]


def test_bars_are_as_long_as_their_values():
    root = read(bars(ROWS, unit="people", title="By country"))
    assert [share(bar, "width") for bar in root.iter("rect")] == [1.0, 0.5]
    hatched = root.find("g[@class='chart-unknown']//line")
    assert share(hatched, "x2") - share(hatched, "x1") == pytest.approx(0.25)


def test_every_bar_links_to_its_evidence():
    root = read(bars(ROWS, unit="people", title="By country"))
    assert [link.get("href") for link in root.iter("a")] == ["/evidence/ph/", "/evidence/ng/", "/evidence/unknown/"]
    assert root.find("g/a[@href='/evidence/ng/']/title").text == "Abuja alone has 120"


def test_a_chart_is_named_and_told_in_words():
    root = read(bars(ROWS, unit="people", title="By country"))
    assert root.find("title").text == "By country"
    assert root.find("desc").text == "Philippines: 400; Nigeria: 200; Unknown: 100 (people)"


def test_a_chart_with_links_is_a_figure_and_one_without_is_an_image():
    # The parts of an image are hidden from a screen reader; links must not be.
    assert read(bars(ROWS, unit="", title="x")).get("role") == "figure"
    assert read(bars([Bar("a", 1)], unit="", title="x")).get("role") == "img"


@pytest.mark.parametrize("draw", [bars, columns])
def test_right_to_left_is_the_mirror_image(draw):
    plain, mirrored = (read(draw(ROWS, unit="", title="x", rtl=rtl)) for rtl in (False, True))
    assert (plain.get("direction"), mirrored.get("direction")) == ("ltr", "rtl")
    for one, other in zip(plain.iter("rect"), mirrored.iter("rect"), strict=True):
        assert share(other, "x") == pytest.approx(1 - share(one, "x") - share(one, "width"), abs=0.0015)
    for one, other in zip(plain.iter("text"), mirrored.iter("text"), strict=True):
        assert share(other, "x") == pytest.approx(1 - share(one, "x"), abs=0.0015)
        assert one.get("text-anchor") == other.get("text-anchor")  # start and end follow the direction
    for one, other in zip(plain.iter("line"), mirrored.iter("line"), strict=True):
        if one.get("class") != "chart-axis":
            assert share(other, "x1") == pytest.approx(1 - share(one, "x1"), abs=0.0015)


@pytest.mark.parametrize("draw", [bars, columns])
def test_hostile_labels_stay_text(draw):
    picture = draw([Bar(HOSTILE, 1, "/x?a=1&b=2", note=HOSTILE)], unit=HOSTILE, title=HOSTILE)
    assert "<script" not in picture
    root = read(picture)
    assert_no_active_content(root)
    assert root.find("title").text == "</text><script>alert('x')</script>\"&"
    assert next(root.iter("a")).get("href") == "/x?a=1&b=2"


@pytest.mark.parametrize(
    "href", ["javascript:alert(1)", " JavaScript:alert(1)", "data:text/html,x", "//elsewhere.org/"]
)
def test_a_link_that_could_run_something_is_refused(href):
    with pytest.raises(ValueError, match="link must be a path"):
        bars([Bar("a", 1, href)], unit="", title="x")


@pytest.mark.parametrize("value", [-1, float("nan"), float("inf")])
def test_a_value_that_no_bar_can_show_is_refused(value):
    with pytest.raises(ValueError, match="'a' has"):
        bars([Bar("a", value)], unit="", title="x")


def test_a_value_that_is_not_known_is_a_dash_and_no_bar():
    root = read(bars([Bar("a", None), Bar("b", 0), Bar("c", 4)], unit="", title="x"))
    assert texts(root) == ["a", "–", "b", "0", "c", "4"]
    assert len(list(root.iter("rect"))) == 1


def test_the_smallest_value_is_still_seen():
    lengths = [
        share(bar, "width") for bar in read(bars([Bar("a", 10**6), Bar("b", 1)], unit="", title="x")).iter("rect")
    ]
    assert lengths == [1.0, 0.004]


@pytest.mark.parametrize("rows", [[], [Bar("a", 0)]])
@pytest.mark.parametrize("draw", [bars, columns])
def test_nothing_to_draw_is_drawn_as_nothing(draw, rows):
    assert all(
        share(bar, "width") == 0 or bar.get("height") == "0"
        for bar in read(draw(rows, unit="", title="x")).iter("rect")
    )


@pytest.mark.parametrize(
    ("language", "value", "expected"),
    [
        ("en", 1234567, "1,234,567"),
        ("en", Decimal("1234.5"), "1,234.5"),
        ("de", 1234.56, "1.234,6"),
        ("fr", 1234567, "1\u202f234\u202f567"),
        ("es", Decimal("1000.0"), "1\u202f000"),
    ],
)
def test_values_are_written_in_the_readers_language(language, value, expected):
    with translation.override(language):
        written = texts(read(bars([Bar("a", value)], unit="", title="x")))[1]
    assert written.replace("\xa0", "\u202f") == expected


def test_a_long_label_is_wrapped_and_its_bar_moves_down():
    label = "Democratic Republic of the Congo, Kinshasa and beyond"
    root = read(bars([Bar(label, 2), Bar("b", 1)], unit="", title="x"))
    assert texts(root)[:3] == ["Democratic Republic of the Congo,", "Kinshasa and beyond", "2"]
    assert [float(bar.get("y")) for bar in root.iter("rect")] == [37, 73]
    assert float(root.get("height")) == 36 + 17 + 36


@pytest.mark.parametrize(
    ("label", "lines"),
    [
        ("x" * 80, ["x" * 36, "x" * 35 + "…"]),
        ("联合国" * 10, ["联合国" * 6, "联合国" * 4]),
        ("", [""]),
    ],
)
def test_labels_without_spaces_are_cut(label, lines):
    assert texts(read(bars([Bar(label, 1)], unit="", title="x")))[:-1] == lines


def test_a_label_that_was_cut_is_whole_in_its_note():
    root = read(bars([Bar("x" * 80, 1)], unit="", title="x"))
    assert root.find("g/g/title").text == "x" * 80


@pytest.mark.parametrize("rtl", [False, True])
def test_a_bar_costs_at_most_150_bytes_beside_its_label_and_link(rtl):
    rows = [Bar(f"City {n}", 1000 + 37 * n, f"/evidence/figure/{n}/") for n in range(100)]
    picture = bars(rows, unit="people", title="By city", rtl=rtl)
    frame = bars([], unit="people", title="By city", rtl=rtl)
    words = sum(2 * len(row.label) + len(escape(row.href)) for row in rows) + 9 * len(rows)  # the label is in desc, too
    assert (len(picture.encode()) - len(frame.encode()) - words) / len(rows) <= 150


def test_columns_stand_side_by_side_in_reading_direction():
    sessions = [Bar(f"Session {n}", 1200 - 100 * n, f"/s/{n}/") for n in range(1, 6)]
    root = read(columns(sessions, unit="people", title="Sessions"))
    drawn = list(root.iter("rect"))
    assert [share(column, "x") for column in drawn] == pytest.approx([0.04, 0.24, 0.44, 0.64, 0.84])
    assert [float(column.get("height")) for column in drawn] == pytest.approx([150, 136.4, 122.7, 109.1, 95.5])
    assert {float(column.get("y")) + float(column.get("height")) for column in drawn} == {170.0}


def test_a_column_says_its_value_and_its_label():
    root = read(columns([Bar("Session 1", 1204, "/s/1/"), Bar("Unknown", 9, unknown=True)], unit="", title="x"))
    assert texts(root) == ["1,204", "Session 1", "9", "Unknown"]
    assert list(root.find("g[@class='chart-unknown']").iter("line"))
