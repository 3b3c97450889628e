"""A figure over its as-of dates."""

from datetime import date

import pytest

from sarai.evidence.pictures import timeline
from tests.evidence.pictures.reading import assert_no_active_content, read, share, texts

READINGS = [
    (date(2020, 12, 31), 1621, "/r/3/"),
    (date(2020, 1, 1), 0, "/r/1/"),
    (date(2020, 7, 1), 1650, "/r/2/"),
    (date(2021, 1, 1), 1621, "/r/4/"),
]


def test_a_dot_for_every_change_and_none_where_nothing_changed():
    root = read(timeline(READINGS, unit="people", title="Attendees"))
    assert [link.get("href") for link in root.iter("a")] == ["/r/1/", "/r/2/", "/r/3/"]
    assert len(list(root.iter("circle"))) == 3


def test_days_stand_in_proportion_across():
    places = [share(dot, "cx") for dot in read(timeline(READINGS, unit="", title="x")).iter("circle")]
    assert places == pytest.approx([0.02, 0.02 + 0.96 * 182 / 366, 0.02 + 0.96 * 365 / 366], abs=0.001)


def test_values_stand_in_proportion_from_zero():
    heights = [float(dot.get("cy")) for dot in read(timeline(READINGS, unit="", title="x")).iter("circle")]
    assert heights == pytest.approx([144, 24, 24 + 120 * (1 - 1621 / 1650)], abs=0.06)


def test_the_line_is_made_of_steps():
    lines = list(read(timeline(READINGS, unit="", title="x")).find("g[@class='chart-line']"))
    assert all(line.get("x1") == line.get("x2") or line.get("y1") == line.get("y2") for line in lines)
    # Flat until July, up, flat until December, down, flat until January.
    assert len(lines) == 5


def test_it_is_told_in_words():
    assert read(timeline(READINGS[1:3], unit="people", title="x")).find("desc").text == (
        "Jan. 1, 2020: 0; July 1, 2020: 1,650 (people)"
    )


def test_the_first_the_highest_and_the_last_have_numbers():
    readings = [(date(2020, month, 1), value, "") for month, value in [(1, 10), (3, 20), (5, 90), (7, 30), (12, 40)]]
    assert texts(read(timeline(readings, unit="", title="x"))) == ["Jan. 1, 2020", "Dec. 1, 2020", "10", "90", "40"]


def test_numbers_do_not_stand_on_each_other():
    readings = [(date(2020, 1, 1), 10, ""), (date(2020, 1, 2), 90, ""), (date(2020, 12, 1), 40, "")]
    assert "90" not in texts(read(timeline(readings, unit="", title="x")))


def test_right_to_left_is_the_mirror_image():
    plain, mirrored = (read(timeline(READINGS, unit="", title="x", rtl=rtl)) for rtl in (False, True))
    for one, other in zip(plain.iter("circle"), mirrored.iter("circle"), strict=True):
        assert share(other, "cx") == pytest.approx(1 - share(one, "cx"), abs=0.0015)


@pytest.mark.parametrize("readings", [[], READINGS[:1]])
def test_few_readings_are_drawn_too(readings):
    root = read(timeline(readings, unit="", title="x"))
    assert len(list(root.iter("circle"))) == len(readings)
    assert root.find("desc").text


def test_two_values_as_of_one_day_are_refused():
    with pytest.raises(ValueError, match="one value as of a day"):
        timeline([(date(2020, 1, 1), 1, ""), (date(2020, 1, 1), 2, "")], unit="", title="x")


@pytest.mark.parametrize("reading", [(date(2020, 1, 1), -1, ""), (date(2020, 1, 1), 1, "javascript:x")])
def test_what_cannot_be_shown_is_refused(reading):
    with pytest.raises(ValueError):
        timeline([reading], unit="", title="x")


def test_hostile_titles_stay_text():
    root = read(timeline(READINGS, unit="<i>", title="</title><script>"))
    assert_no_active_content(root)
    assert root.find("title").text == "</title><script>"
