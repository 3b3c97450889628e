"""Files that are refused, each with a sentence of its own."""

import io
import struct
import zipfile

import pytest

from sarai.evidence.reading import Limits, Unreadable
from sarai.evidence.reading.archive import open_part
from tests.evidence.reading.files import container, opened, rebuilt, rows_of, workbook

TABLE = workbook({"Sheet": [["Name", "City"], ["Ana", "Suva"]]})
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(1016)


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "is empty"),
        (b"\xef\xbb\xbf \r\n\r\n", "is empty"),
        (b"%PDF-1.7\n", "PDF document"),
        (b"\x89PNG\r\n\x1a\n", "picture"),
        (b"\xff\xd8\xff\xe0JFIF", "picture"),
        (b"RIFF\x00\x00\x00\x00WEBPVP8 ", "picture"),
        (b"\x1f\x8b\x08\x00", "packed file"),
        (b"\x7fELF\x02\x01", "program or a database"),
        (b"\n<!DOCTYPE html><html><body>Sign in</body></html>", "web page"),
        (b'<?xml version="1.0"?><a/>', "document, not a table"),
        (b'{"rows": []}', "JSON"),
        (OLE + "Workbook".encode("utf-16-le"), "old Excel format"),
        (OLE + b"\x00" * 3_000_000 + "EncryptedPackage".encode("utf-16-le"), "has a password"),
        (OLE + "WordDocument".encode("utf-16-le"), "old Office document"),
        (bytes(range(256)) * 40, "not text and not a workbook"),
        (b"a,b\n" + b"\x00" * 500 + b"1,2\n" * 20, "not text and not a workbook"),
        (TABLE[: len(TABLE) // 2], "cut short"),
        (TABLE[:-30], "cut short"),
        (container({"a.png": b"1"}), "holds no CSV file"),
        (container({"book.xlsx": TABLE}), "Take the workbook out"),
        (container({"word/document.xml": "<a/>"}), "text document"),
        (container({"ppt/presentation.xml": "<a/>"}), "presentation"),
        (
            container({"mimetype": "application/vnd.oasis.opendocument.spreadsheet", "content.xml": "<a/>"}),
            "OpenDocument",
        ),
        (container({"xl/workbook.xml": "<workbook/>"}), "no readable sheets"),
        (container({"xl/other.xml": "<workbook/>"}), "no readable sheets"),
        (container({"xl/workbook.xml": "<workbook><oops"}), "cannot be read"),
        (container({"empty.csv": b""}), "are empty"),
    ],
)
def test_what_is_not_a_table_is_refused_with_its_own_sentence(tmp_path, content, sentence):
    with pytest.raises(Unreadable, match=sentence):
        list(rows_of(opened(tmp_path, content)))


def test_a_file_over_the_limit_is_refused_with_both_sizes(tmp_path):
    with pytest.raises(Unreadable, match=r"takes 2\.0.KB; the limit is 1\.0.KB"):
        opened(tmp_path, b"a,b\n" * 512, limits=Limits(max_bytes=1024))


def test_the_name_of_a_file_is_never_believed(tmp_path):
    assert opened(tmp_path, TABLE, "people.csv").kind == "xlsx"
    assert opened(tmp_path, "a,b\n1,2\n", "people.xlsx").kind == "csv"


def test_a_zip_of_csv_files_is_a_book_of_several_sheets(tmp_path):
    book = opened(tmp_path, container({"Table data.csv": "a,b\n1,2\n", "Totals.csv": "c;d\n3;4\n", "x.png": b"1"}))
    assert [(sheet.name, [line.cells for line in sheet.lines()]) for sheet in book.sheets()] == [
        ("Table data.csv", [["a", "b"], ["1", "2"]]),
        ("Totals.csv", [["c", "d"], ["3", "4"]]),
    ]


class TestBombs:
    """Containers made to fill the memory or the disk."""

    def test_a_part_that_is_packed_too_tightly_is_not_opened(self, tmp_path):
        bomb = container({"xl/workbook.xml": b"<a/>", "xl/worksheets/sheet1.xml": b"0" * 2_000_000})
        with pytest.raises(Unreadable, match=r"sheet1\.xml.*packed so tightly"):
            opened(tmp_path, bomb, limits=Limits(ratio_from=1_000_000))

    def test_parts_that_are_too_large_together_are_not_opened(self, tmp_path):
        bomb = container({"xl/workbook.xml": b"<a/>", "a": b"0" * 60_000, "b": b"0" * 60_000})
        with pytest.raises(Unreadable, match=r"Unpacked.*117\.2.KB; the limit is 97\.7.KB"):
            opened(tmp_path, bomb, limits=Limits(max_unpacked=100_000))

    def test_too_many_parts_are_not_opened(self, tmp_path):
        bomb = container({f"{number}.csv": b"" for number in range(40)})
        with pytest.raises(Unreadable, match="holds 40 parts inside; the limit is 30"):
            opened(tmp_path, bomb, limits=Limits(max_entries=30))

    def test_a_directory_that_lies_about_a_size_is_found_out_while_unpacking(self, tmp_path):
        honest = container({"a.csv": b"1,2\n" * 100_000})
        lying = honest.replace(struct.pack("<L", 400_000), struct.pack("<L", 400))
        with pytest.raises(Unreadable, match=r"a\.csv.*damaged"):
            rows_of(opened(tmp_path, lying))

    def test_the_limit_holds_while_a_part_is_unpacked(self, tmp_path):
        """The directory is trusted by neither check: here the limits are lowered after it was found sound."""
        book = opened(tmp_path, container({"a.csv": b"1,2\n" * 100_000}))
        sheet = next(book.sheets())
        limits = Limits(max_unpacked=100_000)
        with open_part(tmp_path / "file.csv", sheet.name, limits) as part, pytest.raises(Unreadable, match="Unpacked"):
            part.read()

    def test_a_document_type_is_refused(self, tmp_path):
        laughs = b'<!DOCTYPE a [<!ENTITY b "ha"><!ENTITY c "&b;&b;">]><workbook>&c;</workbook>'
        with pytest.raises(Unreadable, match="declarations that no spreadsheet program writes"):
            opened(tmp_path, rebuilt(TABLE, xl__workbook_xml=laughs))

    def test_one_tag_that_fills_the_memory_is_refused(self, tmp_path):
        huge = b'<worksheet><row a="' + b"x" * 6_000_000
        book = opened(tmp_path, rebuilt(TABLE, xl__worksheets__sheet1_xml=huge), limits=Limits(ratio_from=1 << 30))
        with pytest.raises(Unreadable, match="cannot be read"):
            rows_of(book)

    def test_a_part_with_a_password_is_refused(self, tmp_path):
        locked = bytearray(container({"a.csv": b"1,2\n"}, zipfile.ZIP_STORED))
        for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
            locked[locked.index(mark) + offset] |= 1
        with pytest.raises(Unreadable, match="has a password"):
            opened(tmp_path, bytes(locked))


def test_damage_inside_a_container_is_refused_where_it_is_met(tmp_path):
    with zipfile.ZipFile(io.BytesIO(TABLE)) as archive:
        offset = archive.getinfo("xl/worksheets/sheet1.xml").header_offset + 60
    broken = bytearray(TABLE)
    broken[offset : offset + 20] = bytes(20)
    with pytest.raises(Unreadable, match=r"sheet1\.xml.*damaged|cannot be read"):
        rows_of(opened(tmp_path, bytes(broken)))
