"""A file written anew with rows blanked: every other row stands where it stood, and nothing of the blanked ones is left."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest
from openpyxl import Workbook

from sarai.evidence.reading import Limits, open_book
from sarai.evidence.reading.blanking import blank, concerned, write_blanked

LIMITS = Limits()


def rewritten(path: Path, rows: set[tuple[str, int]]) -> Path:
    """The copy, beside the file, under its name."""
    copy = path.with_name(f"copy of {path.name}")
    with copy.open("wb") as to:
        write_blanked(path, path.name, rows, to, LIMITS)
    return copy


def lines(path: Path, name: str) -> list[tuple[str, int, list[str]]]:
    return [(sheet.name, *line) for sheet in open_book(path, name).sheets() for line in sheet.lines() if line.cells]


def differing(path: Path, copy: Path) -> list[tuple[str, int]]:
    """Which rows are another in the copy; both have as many, under the same sheets and numbers."""
    before, after = lines(path, path.name), lines(copy, path.name)
    assert [row[:2] for row in before] == [row[:2] for row in after]
    return [old[:2] for old, new in zip(before, after, strict=True) if old != new]


@pytest.mark.parametrize(
    "cell",
    [
        "08:15",
        "1:02:03",
        "Sep 08, 2020 07:25:11 AM",
        "2020-09-08T07:25:11.000Z",
        "2020年9月8日 下午7:02",
        "9/8/20 7:20 p.m.",
        "85",
        "0",
    ],
)
def test_times_and_small_numbers_stay(cell):
    assert blank([cell]) == [cell]


@pytest.mark.parametrize(
    "cell",
    [
        "Ana",
        "1984-05-04",
        "4 May 1984",
        "12345",
        "+51 1 555 0100",
        "ana@example.org",
        "at 08:15 Ana",
        "Lima",
        "Yes",
        "7:30 Maria Mar",
    ],
)
def test_everything_else_of_the_row_goes(cell):
    assert blank([cell]) == [""]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "gb18030", "cp1252"])
def test_a_text_in_any_encoding_comes_back_as_utf_8(tmp_path, encoding):
    path = tmp_path / "people.csv"
    name = "Zoë" if encoding == "cp1252" else "张伟"
    path.write_text(f"name;when\r\n{name};08:15\r\nAna;09:15\r\n", encoding=encoding, newline="")
    copy = rewritten(path, {(path.name, 3)})
    assert copy.read_bytes().decode("utf-8-sig") == f"name;when\r\n{name};08:15\r\n;09:15\r\n"


def test_cells_of_several_lines_and_blank_lines_keep_their_numbers(tmp_path):
    path = tmp_path / "people.csv"
    path.write_text('name,note\n\n"Ana","one\ntwo\nthree"\n"Ben","a, ""b"""\n"Chi",\n', encoding="utf-8")
    copy = rewritten(path, {(path.name, 3)})
    assert differing(path, copy) == [(path.name, 3)]
    assert "two" not in copy.read_text(encoding="utf-8")


def test_a_declared_delimiter_stays_declared(tmp_path):
    path = tmp_path / "people.csv"
    path.write_text("sep=;\nname;a,b,c,d\nAna;x\n", encoding="utf-8")
    copy = rewritten(path, {(path.name, 3)})
    assert differing(path, copy) == [(path.name, 3)]


def test_each_text_of_a_zip_file(tmp_path):
    path = tmp_path / "export.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("one.csv", "name,city\nAna,Lima\nBen,Suva\n")
        archive.writestr("two.csv", "name,city\nChi,Lima\nAna,Lima\n")
    copy = rewritten(path, {("one.csv", 2), ("two.csv", 3)})
    assert differing(path, copy) == [("one.csv", 2), ("two.csv", 3)]


def test_a_workbook_keeps_its_sheets_and_the_numbers_of_its_rows_and_no_formula_comes_alive(tmp_path):
    path = tmp_path / "people.xlsx"
    book = Workbook()
    book.properties.creator = "Ana Diaz"
    page = book.active
    page.title = "People"
    for place, row in {
        1: ["name", "when", "sum"],
        4: ["Ana", "08:15", "=cmd"],
        9: ["Ben", "2020-09-08 08:15:00", "'=1+1"],
    }.items():
        for column, text in enumerate(row, 1):
            cell = page.cell(place, column, text)
            cell.data_type = "s"
    book.create_sheet("Notes & more").append(["Ana Diaz", 12])
    book.save(path)
    copy = rewritten(path, {("People", 4), ("Notes & more", 1)})
    assert differing(path, copy) == [("People", 4), ("Notes & more", 1)]
    assert ("People", 4, ["", "08:15"]) in [(sheet, line, cells[:2]) for sheet, line, cells in lines(copy, path.name)]
    with zipfile.ZipFile(copy) as archive:
        inside = b"".join(archive.read(part) for part in archive.namelist())
    assert b"Ana" not in inside
    assert b"<f>" not in inside


def test_which_rows_a_file_has_that_are_not_blank_yet(tmp_path):
    path = tmp_path / "people.csv"
    path.write_text("name,when\nAna,08:15\nBen,09:15\n,10:15\n", encoding="utf-8")

    def about(_sheet: str, line: int, cells: list[str]) -> bool:
        return "Ana" in cells or line == 4

    rows = concerned(path, path.name, about, LIMITS)
    assert rows == {(path.name, 2)}
    assert concerned(rewritten(path, rows), path.name, about, LIMITS) == set()


def test_what_is_written_goes_into_any_stream(tmp_path):
    path = tmp_path / "people.csv"
    path.write_text("name\nAna\n", encoding="utf-8")
    to = io.BytesIO()
    write_blanked(path, path.name, set(), to, LIMITS)
    assert to.getvalue().decode("utf-8-sig") == "name\r\nAna\r\n"
