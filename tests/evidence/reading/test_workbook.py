"""XLSX as a stream of numbered rows of text."""

from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sarai.evidence.reading import Limits, Unreadable
from sarai.evidence.reading.numbers import display, shown
from sarai.evidence.reading.strings import SharedStrings
from tests.evidence.reading.files import bare_workbook, opened, rows_of, workbook


def rows_from(folder, *rows):
    return rows_of(opened(folder, workbook({"S": rows})))


def test_cells_are_text_as_displayed(tmp_path):
    row = ["José 王", 7, 2.5, 0.1 + 0.2, True, False, datetime(2020, 3, 28, 8, 7), date(2020, 3, 4), time(3, 4, 5)]
    expected = ["José 王", "7", "2.5", "0.3", "TRUE", "FALSE", "2020-03-28 08:07:00", "2020-03-04", "3:04:05"]
    assert rows_from(tmp_path, row) == [(1, expected)]


def test_elapsed_times_may_exceed_a_day(tmp_path):
    assert rows_from(tmp_path, [timedelta(hours=30, minutes=1)]) == [(1, ["30:01:00"])]


def test_gaps_are_kept_and_rows_keep_their_numbers(tmp_path):
    assert rows_from(tmp_path, ["a", None, "c"], [], [None, "e"]) == [(1, ["a", "", "c"]), (3, ["", "e"])]


def test_a_formula_without_a_result_is_its_own_text_and_never_evaluated(tmp_path):
    assert rows_from(tmp_path, ["=cmd|' /C calc'!A0"]) == [(1, ["=cmd|' /C calc'!A0"])]


def test_a_formula_with_a_result_shows_the_result(tmp_path):
    cells = (
        '<x:row r="4"><x:c r="B4" t="str"><x:f>A1</x:f><x:v>Suva</x:v></x:c><x:c t="e"><x:v>#N/A</x:v></x:c></x:row>'
    )
    assert rows_of(opened(tmp_path, bare_workbook(cells))) == [(4, ["", "Suva", "#N/A"])]


def test_rich_text_is_read_without_its_phonetics(tmp_path):
    cells = '<x:row><x:c t="inlineStr"><x:is><x:r><x:t>Su</x:t></x:r><x:r><x:t>va_x000D_</x:t></x:r></x:is></x:c>'
    cells += '<x:c t="inlineStr"><x:is><x:t>A</x:t><x:rPh><x:t>B</x:t></x:rPh></x:is></x:c>'
    cells += '<x:c t="s"><x:v>0</x:v></x:c></x:row>'
    strings = ["<x:r><x:t>東</x:t></x:r><x:r><x:t>京</x:t></x:r><x:rPh><x:t>トウキョウ</x:t></x:rPh>"]
    assert rows_of(opened(tmp_path, bare_workbook(cells, strings))) == [(1, ["Suva\r", "A", "東京"])]


def test_styles_of_other_programs_are_understood(tmp_path):
    styles = '<x:numFmts><x:numFmt numFmtId="170" formatCode="dd/mm/yyyy hh:mm"/></x:numFmts>'
    styles += '<x:cellStyleXfs><x:xf numFmtId="170"/></x:cellStyleXfs>'
    styles += '<x:cellXfs><x:xf numFmtId="0"/><x:xf numFmtId="170"/></x:cellXfs>'
    cells = '<x:row><x:c><x:v>43918.25</x:v></x:c><x:c s="1"><x:v>43918.25</x:v></x:c></x:row>'
    assert rows_of(opened(tmp_path, bare_workbook(cells, (), styles))) == [(1, ["43918.25", "2020-03-28 06:00:00"])]


def test_too_many_columns_and_too_long_cells_are_refused_with_their_place(tmp_path):
    with pytest.raises(Unreadable, match="Row 1 of the sheet “S” has more than 5 columns"):
        rows_of(opened(tmp_path, workbook({"S": [list("abcdef")]}), limits=Limits(max_columns=5)))
    with pytest.raises(Unreadable, match="more than 100 characters"):
        rows_of(opened(tmp_path, workbook({"S": [["x" * 200]]}), limits=Limits(max_cell_chars=100)))


def test_references_to_what_is_not_there_are_blank(tmp_path):
    cells = '<x:row><x:c t="s"><x:v>9</x:v></x:c><x:c s="77"><x:v>1.0</x:v></x:c><x:c t="s"><x:v>?</x:v></x:c>'
    cells += '<x:c t="s"><x:v>0</x:v></x:c></x:row>'
    assert rows_of(opened(tmp_path, bare_workbook(cells, ["<x:t>a</x:t>"]))) == [(1, ["", "1", "", "a"])]


def test_shared_strings_beyond_the_budget_come_from_disk(tmp_path):
    words = [f"wörd {number}" for number in range(5000)]
    path = tmp_path / "file.xlsx"
    path.write_bytes(bare_workbook("", [f"<x:t>{word}</x:t>" for word in words]))
    with SharedStrings(path, "xl/sharedStrings.xml", Limits(), in_memory=1000) as strings:
        assert strings[0] == words[0]
        first = len(strings)
        assert [strings[place] for place in range(4999, -1, -7)] == words[4999::-7]
        assert strings[5000] == ""
    assert first < 5000  # only as much was parsed as was asked for


@pytest.mark.parametrize(
    ("identifier", "code", "how"),
    [
        (0, "", "number"),
        (14, "", "date"),
        (22, "", "datetime"),
        (46, "", "elapsed"),
        (164, 'yyyy"年"m"月"d"日"', "date"),
        (164, "[$-409]d/m/yy h:mm AM/PM;@", "datetime"),
        (164, "[h]:mm:ss", "elapsed"),
        (164, "mmm", "date"),
        (164, "mm:ss.0", "time"),
        (164, '#,##0.00 "days"', "number"),
        (164, "General", "number"),
        (164, "0.00E+00", "number"),
    ],
)
def test_number_formats(identifier, code, how):
    assert display(identifier, code) == how


def test_both_epochs():
    assert shown("43918.338194444", "datetime") == "2020-03-28 08:07:00"
    assert shown("42456.338194444", "datetime", from_1904=True) == "2020-03-28 08:07:00"
    assert shown("99999999999", "date") == "99999999999"


@given(st.datetimes(datetime(1901, 1, 1), datetime(2200, 1, 1)).map(lambda at: at.replace(microsecond=0)))
def test_every_instant_survives_being_a_number(at):
    serial = (at - datetime(1899, 12, 30)) / timedelta(days=1)
    assert shown(repr(serial), "datetime") == f"{at:%Y-%m-%d %H:%M:%S}"
