"""Durations, headers, and text that is safe to export."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sarai.evidence.reading import Line, durations
from sarai.evidence.reading.headers import Columns, fold, suffixed
from sarai.evidence.reading.safe import defuse


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("0:30:00", 1800),
        ("100:00:01", 360_001),
        ("1h 27m 51s", 5271),
        ("51s", 51),
        ("1 godz. 5 min 3 sek.", 3903),
        ("2小时5分钟", 7500),
        ("1 heure et 5 minutes", 3900),
        ("1 ч 5 мин", 3900),
        ("ساعة", None),
        ("1 ساعة 5 دقائق", 3900),
        ("90", 5400),
        ("1,5", 90),
        ("0", 0),
        ("3:21", None),
        ("-5", None),
        ("soon", None),
        ("5 apples", None),
        ("", None),
        ("1h 5", None),
    ],
)
def test_durations(text, seconds):
    if seconds is None:
        with pytest.raises(ValueError):
            durations.seconds(text)
    else:
        assert durations.seconds(text) == seconds


def test_a_bare_number_is_in_the_unit_of_its_column():
    assert (durations.seconds("2.5", "hours"), durations.seconds("7", "seconds")) == (9000, 7)


@given(st.integers(0, 10**6))
def test_every_length_is_read_back(length):
    hours, minutes, rest = length // 3600, length // 60 % 60, length % 60
    assert durations.seconds(f"{hours % 10000}:{minutes:02d}:{rest:02d}") == length % 36_000_000
    assert durations.seconds(f"{hours}h {minutes}m {rest}s") == length


def test_rule_4_duplicate_header_names_are_suffixed():
    names = ["User Email", "Topic", "User Email", "", "User Email", "User Email (2)"]
    assert suffixed(names) == [
        "User Email",
        "Topic",
        "User Email (2)",
        "Column 4",
        "User Email (3)",
        "User Email (2) (2)",
    ]


@given(st.lists(st.sampled_from(["a", "a (2)", "a (3)", "", "Column 2", "b"]), max_size=12))
def test_suffixed_names_are_unique(names):
    assert len(set(suffixed(names))) == len(names)


def test_headers_compare_however_they_are_typed():
    assert fold("\ufeff  User  Name （Original Name）: ") == "user name (original name)"


@pytest.mark.parametrize(
    ("cells", "taken", "severity"),
    [
        (["1", "2", "3"], ["1", "2", "3"], None),
        (["1", "2", "3", "", " "], ["1", "2", "3"], None),
        (["1", "2"], ["1", "2", ""], "warning"),
        (["1"], None, "error"),
        (["1", "2", "3", "4"], None, "error"),
    ],
)
def test_rows_shorter_or_longer_than_the_header_name_their_line(cells, taken, severity):
    found, problem = Columns(["a", "b", "c", "", ""]).fit(Line(7, cells), "sheet", needed=1)
    assert found == taken
    assert (problem and problem.severity) == severity
    if problem:
        assert "Line 7" in problem.message
        assert problem.where == ("sheet", 7)
        assert problem.raw == tuple(cells)


@pytest.mark.parametrize(
    ("value", "safe"),
    [
        ("=cmd|' /C calc'!A0", "'=cmd|' /C calc'!A0"),
        ("+55 11 999", "'+55 11 999"),
        ("-2+3", "'-2+3"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("|cmd", "'|cmd"),
        ("\tx", "'\tx"),
        ("\rx", "'\rx"),
        ("＝1+1", "'＝1+1"),
        ("-5", "-5"),
        ("+3.2e-4", "+3.2e-4"),
        ("Ana", "Ana"),
        ("", ""),
        (-5, -5),
        (None, None),
    ],
)
def test_rule_12_exports_are_safe_from_formulas(value, safe):
    assert defuse(value) == safe
