"""CSV as a stream of numbered rows."""

import pytest

from sarai.evidence.reading import Limits, Unreadable
from tests.evidence.reading.files import opened, rows_of


@pytest.mark.parametrize(
    ("text", "delimiter"),
    [
        ("a,b,c\n1,2,3\n", ","),
        ("a;b;c\n1;2,5;3\n2;3,5;4\n", ";"),
        ("Why, oh why, do you ask?;Where?\nfun;here, there\nno;x\n", ";"),
        ("Name\tFirst Join\nAna\t7/22/26, 7:02 PM\nBen\t7/22/26, 7:03 PM\n", "\t"),
        (
            "1. Summary\nTitle\tT, and more\n\n2. Participants\nName\tFirst Join\tLast\nA\t1, 2\t3, 4\nB\t1, 2\t3, 4\n",
            "\t",
        ),
        ("only\none\ncolumn\n", ","),
        ("a;b;c", ";"),
        ("sep=;\na,a;b\n1,1;2\n", ";"),
        ('"a";"b"\n"1;x";"2"\n', ";"),
    ],
)
def test_the_delimiter_is_found(tmp_path, text, delimiter):
    assert next(opened(tmp_path, text).sheets()).delimiter == delimiter


def test_lines_are_numbered_as_a_person_counts_them(tmp_path):
    text = 'a,b\n"two\nlines",1\n\n"x",2\r\ny,3'
    assert rows_of(opened(tmp_path, text)) == [
        (1, ["a", "b"]),
        (2, ["two\nlines", "1"]),
        (4, []),
        (5, ["x", "2"]),
        (6, ["y", "3"]),
    ]


def test_the_declaration_of_a_separator_is_a_line_but_no_row(tmp_path):
    assert rows_of(opened(tmp_path, "sep=;\r\na;b\r\n")) == [(2, ["a", "b"])]


def test_a_sheet_can_be_read_again(tmp_path):
    sheet = next(opened(tmp_path, "a,b\n1,2\n").sheets())
    assert list(sheet.lines()) == list(sheet.lines())
    assert len(sheet.head(1)) == 1


@pytest.mark.parametrize("text", ['a,b\n1,"2\n3,4\n5,6\n', 'a,b\n1,"2\n' + "3,4\n" * 50_000, 'a,b\n1,"2'])
def test_an_open_quotation_mark_is_refused_where_it_opens(tmp_path, text):
    with pytest.raises(Unreadable, match="opened on line 2 is never closed"):
        rows_of(opened(tmp_path, text))


def test_a_closed_quotation_at_the_very_end_is_fine(tmp_path):
    assert rows_of(opened(tmp_path, 'a,b\n1,"2\n3"'))[-1] == (2, ["1", "2\n3"])


def test_too_many_columns_are_refused(tmp_path):
    with pytest.raises(Unreadable, match="Line 2 has 2001 columns; the limit is 2000"):
        rows_of(opened(tmp_path, "a,b\n" + "," * 2000 + "\n"))


def test_a_line_of_absurd_length_is_refused_before_it_is_read_whole(tmp_path):
    with pytest.raises(Unreadable, match="Line 1 is longer than 1000 characters"):
        opened(tmp_path, "x" * 5000, limits=Limits(max_line_chars=1000))


def test_formulas_in_text_are_text(tmp_path):
    assert rows_of(opened(tmp_path, "Name\n=cmd|' /C calc'!A0\n"))[1] == (2, ["=cmd|' /C calc'!A0"])
