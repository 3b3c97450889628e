"""Files that somebody puts down by mistake or in bad faith, and what they are told."""

from __future__ import annotations

import io
import struct
import zipfile
from collections.abc import Callable
from pathlib import Path

from tests.evidence.reading.files import bare_workbook, container, rebuilt, workbook
from tests.evidence.reports import REPORT

HEADER = "First Name,Last Name,Email,Registration Time,Approval Status,City\n"
ANA = 'Ana,Diaz,ana@example.org,"Sep 01, 2020 08:00:00 AM",approved,Lima\n'
TABLE = workbook({"S": [HEADER.strip().split(","), ["Ana", "Diaz", "ana@example.org", "2020-09-01 08:00:00"]]})
HARM = b'<!DOCTYPE a [<!ENTITY b "ha"><!ENTITY c "&b;&b;">]><worksheet>&c;</worksheet>'
FILE = b'<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><worksheet>&b;</worksheet>'
MIB = 1 << 20


def encrypted() -> bytes:
    """A workbook with a password as office programs save it: a compound file ([MS-CFB]) around the encrypted one."""
    streams = {"EncryptionInfo": b"\4\0\4\0\x40\0\0\0<encryption/>", "EncryptedPackage": bytes(4096)}
    table, folder, data = [-3, -2], _entry("Root Entry", 5, 0, 0, child=1), b""
    for number, (name, content) in enumerate(streams.items(), 1):
        padded = content.ljust(4096, b"\0")
        first, sectors = len(table), len(padded) // 512
        folder += _entry(name, 2, first, len(padded), after=number + 1 if number < len(streams) else -1)
        table += [*range(first + 1, first + sectors), -2]
        data += padded
    table += [-1] * (128 - len(table))
    header = struct.pack("<8s16x5H6x9I", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", 62, 3, 0xFFFE, 9, 6,
                         0, 1, 1, 0, 4096, 0xFFFFFFFE, 0, 0xFFFFFFFE, 0) + struct.pack("<109i", 0, *[-1] * 108)  # fmt: skip
    return header + struct.pack("<128i", *table) + folder.ljust(512, b"\0") + data


def _entry(name: str, kind: int, first: int, size: int, child: int = -1, after: int = -1) -> bytes:
    spelt = (name + "\0").encode("utf-16-le")
    return struct.pack("<64sHBBiii16xI16xIQ", spelt, len(spelt), kind, 1, -1, after, child, 0, first, size)


def claiming(size: int) -> bytes:
    """A workbook whose directory says that its sheet takes this many bytes when unpacked."""
    stream = io.BytesIO(TABLE)
    with zipfile.ZipFile(stream, "a") as archive:
        archive.getinfo("xl/worksheets/sheet1.xml").file_size = size
        archive._didModify = True  # so that the directory is written anew
    return stream.getvalue()


def cell(text: str) -> bytes:
    """A workbook whose one row has this cell, stored unpacked."""
    packed = bare_workbook(f'<x:row r="1"><x:c t="str"><x:v>{text}</x:v></x:c></x:row>')
    with zipfile.ZipFile(io.BytesIO(packed)) as archive:
        return container({name: archive.read(name) for name in archive.namelist()}, zipfile.ZIP_STORED)


def many_columns(count: int) -> str:
    """A table of so many columns."""
    return HEADER.strip() + "".join(f",c{number}" for number in range(count)) + "\n"


REFUSED: dict[str, tuple[Callable[[], bytes | str], str]] = {
    "an empty file": (lambda: b"", "This file is empty"),
    "a workbook without rows": (lambda: workbook({"S": []}), "This file is empty"),
    "a header alone": (lambda: HEADER, "names its columns and has no row under them"),
    "a report without people": (lambda: REPORT.format(rows=""), "names its columns and has no row under them"),
    "a workbook cut in the middle": (lambda: TABLE[: len(TABLE) // 2], "the download was cut short"),
    "a workbook without its last bytes": (lambda: TABLE[:-30], "the download was cut short"),
    "a workbook with a password": (encrypted, "This workbook has a password"),
    "a PDF document": (lambda: b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj", "This is a PDF document"),
    "a picture called table": (lambda: b"\x89PNG\r\n\x1a\n" + bytes(range(256)), "This is a picture"),
    "a bomb in a bomb": (lambda: container({"a.zip": container({"b.csv": bytes(9 * MIB)})}), "This is a packed file"),
    "a sheet of 5 GB": (lambda: claiming(5 << 30), "Unpacked, this file would take 5.0"),
    "a sheet packed too tightly": (
        lambda: rebuilt(TABLE, xl__worksheets__sheet1_xml=b"<worksheet>" + b" " * (40 * MIB)),
        "packed so tightly",
    ),
    "entities": (lambda: rebuilt(TABLE, xl__worksheets__sheet1_xml=HARM), "can be used to do harm"),
    "entities among the texts": (
        lambda: rebuilt(
            bare_workbook('<x:row r="1"><x:c t="s"><x:v>0</x:v></x:c></x:row>'), xl__sharedStrings_xml=HARM
        ),
        "can be used to do harm",
    ),
    "a file of this machine": (lambda: rebuilt(TABLE, xl__worksheets__sheet1_xml=FILE), "can be used to do harm"),
    "a date of two days": (lambda: HEADER + ANA.replace("Sep 01, 2020", "03/04/2020"), "on line 2, can be read day"),
    "20,000 columns": (lambda: many_columns(20_000), "Line 1 has 20006 columns; the limit is 2000"),
    "20,000 columns of a workbook": (
        lambda: bare_workbook('<x:row r="1"><x:c r="ACOQ1" t="str"><x:v>x</x:v></x:c></x:row>'),
        "Row 1 of the sheet “S” has more than 2000 columns",
    ),
    "a cell of 50 MB": (lambda: HEADER + ANA.replace("Lima", "x" * (50 * MIB)), "Line 2 is longer than 1048576"),
    "a cell of 50 MB in a workbook": (lambda: cell("x" * (50 * MIB)), "A cell of this workbook holds more than"),
    "a row of long cells in a workbook": (
        lambda: bare_workbook(
            '<x:row r="1">' + '<x:c t="s"><x:v>0</x:v></x:c>' * 20 + "</x:row>",
            [f"<x:t>{'x' * 100_000}</x:t>"],
        ),
        "Row 1 of the sheet “S” holds more than 1048576",
    ),
    "a quotation mark never closed": (
        lambda: HEADER + ANA + 'Bo,"Two,bo@example.org\n' + "Bo,Two,x\n" * 20_000,
        "opened on line 3 is never closed",
    ),
    "bytes of another alphabet": (
        lambda: ("\ufeff" + HEADER).encode() + ANA.replace("Ana", "José").encode("latin-1"),
        "Line 2 holds a byte that is not UTF-8",
    ),
    "nothing but NUL bytes": (lambda: (HEADER + ANA).encode() + bytes(5000), "not text and not a workbook"),
}
"""What it is → its bytes, and a part of the sentence that whoever put it down is told."""

CHINESE = HEADER + ANA.replace("Ana,Diaz", "小明,王") * 3
TAKEN: dict[str, tuple[Callable[[], bytes | str], str]] = {
    "GB18030": (lambda: CHINESE.encode("gb18030"), "小明 王"),
    "UTF-16, little end first": (lambda: CHINESE.encode("utf-16"), "小明 王"),
    "UTF-16, big end first": (lambda: b"\xfe\xff" + CHINESE.encode("utf-16-be"), "小明 王"),
    "UTF-16 without a mark": (lambda: CHINESE.encode("utf-16-le"), "小明 王"),
    "UTF-16, big end first, without a mark": (lambda: CHINESE.encode("utf-16-be"), "小明 王"),
    "a formula": (lambda: HEADER + ANA.replace("Ana", "=cmd|' /C calc'!A0"), "=cmd|' /C calc'!A0 Diaz"),
    "a NUL byte": (lambda: HEADER + ANA.replace("Ana", "A\0na"), "Ana Diaz"),
    "half a character": (
        lambda: workbook({"S": [HEADER.split(","), ["A_xD800_", "Diaz", "ana@example.org", "2020-09-01"]]}),
        "A\ufffd Diaz",
    ),
    "a link to another workbook": (
        lambda: rebuilt(TABLE, xl__externalLinks__externalLink1_xml=b'<externalLink xmlns="urn:x"/>'),
        "Ana Diaz",
    ),
}
"""What it is → its bytes, and the name that is read from its one person."""


def written(folder: Path, content: bytes | str, name: str = "table.csv") -> Path:
    """A file with this content."""
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path
