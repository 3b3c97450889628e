"""What people type, as the form stores it."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sarai.surveys.pages import typed


@pytest.mark.parametrize(
    ("text", "stored"),
    [
        ("12", "12"),
        (" 1 234 ", "1234"),
        ("1\u202f234,5", "1234.5"),
        ("3,5", "3.5"),
        ("-3,25", "-3.25"),
        ("1,000", "1,000"),
        ("1,234,567", "1234567"),
        ("1,234.5", "1234.5"),
        ("1'234", "1234"),
        ("١٢٫٥", "12.5"),
        ("१२", "12"),
        ("−4", "-4"),
        ("1e3", "1e3"),
        ("a dozen", "a dozen"),
        ("1,2,3", "1,2,3"),
        ("", ""),
    ],
)
def test_a_number(text, stored):
    assert typed.number(text) == stored


@settings(derandomize=True)
@given(st.text())
def test_a_number_is_one_or_stays_what_was_typed(text):
    found = typed.number(text)
    assert found == typed.clean(text) or float(found) is not None


@settings(derandomize=True)
@given(st.text())
def test_what_is_cleaned_goes_through_xml_unchanged(text):
    from xml.etree import ElementTree
    from xml.sax.saxutils import escape

    clean = typed.clean(text)
    assert (ElementTree.fromstring(f"<a>{escape(clean)}</a>".encode()).text or "") == clean


def test_a_date_a_month_and_a_year():
    assert typed.day("2020-06-01", "date") == "2020-06-01"
    assert typed.day("٢٠٢٠-٠٦", "month") == "2020-06-01"
    assert typed.day("2020", "year") == "2020-01-01"
    assert typed.day("20", "year") == "20"


def test_a_time_has_seconds():
    assert typed.clock("14:30") == "14:30:00"
    assert typed.clock("2020-06-01T14:30") == "2020-06-01T14:30:00"
    assert typed.clock("noon") == "noon"


def test_a_place_of_two_numbers():
    assert typed.point("-1,2864", "36.8172") == "-1.2864 36.8172 0 0"
    assert typed.point("", "36.8") == " 36.8"
    assert typed.point("1.5", " ") == "1.5 "
    assert typed.point(" ", "") == ""


def test_a_line_of_places_and_a_shape_that_ends_where_it_begins():
    assert typed.places("1 2\n3, 4\n", closed=False) == "1 2 0 0; 3 4 0 0"
    assert typed.places("1,2;3,4;5,6", closed=True) == "1 2 0 0; 3 4 0 0; 5 6 0 0; 1 2 0 0"
    assert typed.places("", closed=True) == ""
