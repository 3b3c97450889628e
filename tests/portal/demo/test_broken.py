"""The faulty files have the fault that their README says."""

import csv
import zipfile

import pytest

from sarai.portal.demo.broken import write_broken


@pytest.fixture
def broken(tmp_path):
    write_broken(tmp_path)
    return tmp_path


def test_the_readme_names_every_file(broken):
    readme = (broken / "README.txt").read_text(encoding="utf-8")
    assert all(path.name in readme for path in broken.iterdir() if path.name != "README.txt")


def test_the_workbook_is_truncated(broken):
    content = (broken / "truncated.xlsx").read_bytes()
    assert content.startswith(b"PK")
    with pytest.raises(zipfile.BadZipFile):
        zipfile.ZipFile(broken / "truncated.xlsx")


def test_the_chinese_table_is_gb18030_and_nothing_else(broken):
    content = (broken / "gb18030.csv").read_bytes()
    assert "广州" in content.decode("gb18030")
    with pytest.raises(UnicodeDecodeError):
        content.decode("utf-8")


def test_every_date_of_the_ambiguous_file_could_be_read_both_ways(broken):
    days, months = set(), set()
    for row in rows(broken / "ambiguous-dates.csv"):
        first, second, _ = row[3].split(" ")[0].split("/")
        days.add(int(first))
        months.add(int(second))
    assert days and max(days | months) <= 12
    assert days != months


def test_one_row_leaves_before_it_joins(broken):
    times = [(row[3], row[4]) for row in rows(broken / "leave-before-join.csv")]
    assert [leave < join for join, leave in times] == [False, True]


def rows(path) -> list[list[str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return [row for row in csv.reader(file) if row[0] == "Yes"]
