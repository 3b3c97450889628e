"""One bar of a whole: parts that add up, and that can be told apart without colour."""

from itertools import pairwise

import pytest

from sarai.evidence.pictures import Bar, share
from tests.evidence.pictures.reading import assert_no_active_content, read, texts
from tests.evidence.pictures.reading import share as part

ROWS = [
    Bar("Unknown", 16, "/u/", unknown=True),
    Bar("Women", 762, "/w/"),
    Bar("Men", 843, "/m/"),
]


def _parts(root):
    return [rect for rect in root.iter("rect") if rect.get("height") == "24"]


def test_parts_fill_the_bar_from_end_to_end():
    parts = _parts(read(share(ROWS, unit="people", title="Gender")))
    edges = [(part(p, "x"), part(p, "x") + part(p, "width")) for p in parts]
    assert edges[0][0] == 0 and edges[-1][1] == pytest.approx(1, abs=0.002)
    for (_start, end), (following, _end) in pairwise(edges):
        assert end == pytest.approx(following, abs=0.002)
    assert part(parts[0], "width") == pytest.approx(762 / 1621, abs=0.001)


def test_the_legend_gives_number_and_share_with_unknown_last():
    assert texts(read(share(ROWS, unit="people", title="Gender"))) == [
        *("Women", "762 (47%)"),
        *("Men", "843 (52%)"),
        *("Unknown", "16 (1%)"),
    ]


def test_parts_differ_in_more_than_colour():
    root = read(share([Bar(str(n), 10) for n in range(6)] + [Bar("?", 1, unknown=True)], unit="", title="x"))
    kinds = [
        group.get("class") for group in root.iter("g") if "chart-swatch" not in (group.get("class") or "chart-swatch")
    ]
    assert kinds == [*(f"chart-part-{n}" for n in range(6)), "chart-unknown"]


def test_a_part_and_its_swatch_look_alike():
    root = read(share(ROWS, unit="", title="x"))
    drawn = [group.get("class") for group in root.iter("g") if group.get("class")]
    assert [kind.removesuffix(" chart-swatch") for kind in drawn if kind.endswith("swatch")] == [
        kind for kind in drawn if not kind.endswith("swatch")
    ]


def test_a_share_that_is_not_zero_never_reads_as_zero():
    assert "1 (under 1%)" in texts(read(share([Bar("a", 999), Bar("b", 1)], unit="", title="x")))


def test_a_part_that_is_not_known_has_no_share():
    assert texts(read(share([Bar("a", 4), Bar("b", None)], unit="", title="x"))) == ["a", "4 (100%)", "b", "–"]


def test_nobody_at_all_has_no_shares():
    root = read(share([Bar("a", 0)], unit="", title="x"))
    assert texts(root) == ["a", "0"] and not _parts(root)


def test_right_to_left_is_the_mirror_image():
    plain, mirrored = (_parts(read(share(ROWS, unit="", title="x", rtl=rtl))) for rtl in (False, True))
    for one, other in zip(plain, mirrored, strict=True):
        assert part(other, "x") == pytest.approx(1 - part(one, "x") - part(one, "width"), abs=0.0015)


def test_hostile_labels_stay_text():
    root = read(share([Bar("<b onclick=x>", 1, "/x", note='">')], unit="<", title="<script>"))
    assert_no_active_content(root)
    assert texts(root)[0] == "<b onclick=x>"
