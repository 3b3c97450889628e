"""Google Forms responses."""

from datetime import UTC, datetime

import pytest

from sarai.evidence.formats import recognise
from tests.evidence.reading.files import container, context, opened, read, workbook

KEY = "google-forms"
HEADER = '"Timestamp","Email Address","What is your gender?","Topics, if any","Which city would you partner with?"\n'
ROW = '"2020/10/06 8:31:10 PM GMT+2","Ana@Example.org","Female","Water;Roads, bridges","Xiamen"\n'


def test_a_row_is_a_response(tmp_path):
    book = opened(tmp_path, HEADER + ROW)
    assert [found.key for found, _about in recognise(book)] == [KEY]
    (one,), problems = read(book, KEY)
    assert problems == []
    assert one.submitted_at == datetime(2020, 10, 6, 18, 31, 10, tzinfo=UTC)
    assert (one.mention.email, one.mention.gender) == ("ana@example.org", "Female")
    assert one.answers == {"Topics, if any": "Water;Roads, bridges", "Which city would you partner with?": "Xiamen"}
    assert one.mention.city == ""


def test_the_linked_sheet_and_the_zip_file(tmp_path):
    sheet = [["Timestamp", "Email address", "Score"], [datetime(2020, 10, 6, 20, 31, 10), "a@example.org", "7 / 10"]]
    (one,), _problems = read(opened(tmp_path, workbook({"Form Responses 1": sheet})), KEY, context("Asia/Tokyo"))
    assert one.submitted_at == datetime(2020, 10, 6, 11, 31, 10, tzinfo=UTC)
    assert one.answers == {"Score": "7 / 10"}
    (one,), _problems = read(opened(tmp_path, container({"Form.csv": HEADER + ROW})), KEY)
    assert one.mention.email == "ana@example.org"


@pytest.mark.parametrize("header", ["Marca temporal", "Horodateur", "Отметка времени", "时间戳记", "طابع زمني"])
def test_rule_3_the_timestamp_of_other_languages(tmp_path, header):
    assert [found.key for found, _about in recognise(opened(tmp_path, f"{header},Q\n2020-10-06 20:31:10,A\n"))] == [KEY]


def test_rule_9_the_same_row_has_the_same_key_whatever_was_added_to_the_form(tmp_path):
    def keys(text):
        return [one.uuid for one in read(opened(tmp_path, text), KEY)[0]]

    before = keys(HEADER + ROW)
    assert keys(HEADER + ROW) == before
    assert keys(HEADER.replace("\n", ',"New"\n') + ROW.replace("\n", ',""\n')) == before
    assert keys(HEADER + ROW.replace("Xiamen", "Durban")) != before


def test_rule_8_ambiguous_dates_ask(tmp_path):
    records, (question,) = read(opened(tmp_path, "Timestamp,Q\n3/4/2020 20:31:10,A\n"), KEY)
    assert (records, question.where.line) == ([], 2)
