"""Which kind of document somebody sends, by what stands in it: what it is called says nothing."""

from __future__ import annotations

import re
import zlib
from dataclasses import dataclass
from zipfile import BadZipFile, ZipFile

from django.core.files.base import File

MOST_PARTS = 5000  # of a packed document: one of ten megabytes has some hundreds
HEADS = {"pdf": b"%PDF-", "png": b"\x89PNG\r\n\x1a\n", "jpg": b"\xff\xd8\xff"}
OFFICE = {"docx": "word/document.xml", "pptx": "ppt/presentation.xml", "xlsx": "xl/workbook.xml"}
OPEN_DOCUMENTS = {
    b"application/vnd.oasis.opendocument.text": "odt",
    b"application/vnd.oasis.opendocument.presentation": "odp",
    b"application/vnd.oasis.opendocument.spreadsheet": "ods",
}
# Programs inside documents: those of Microsoft's, and those of LibreOffice's.
PROGRAMS = re.compile(r"(?:^|/)vbaProject\.bin$|^Basic/|^Scripts/|/macrosheets/|/activeX/|/oleObject", re.IGNORECASE)
# What a document of Microsoft's says of its own parts: a program may be called anything.
PROGRAM_TYPES = re.compile(rb"vbaProject|macroEnabled|macrosheet|activeX|oleObject", re.IGNORECASE)
LONGEST_LIST = 1024 * 1024  # bytes of that
DAMAGE = (BadZipFile, zlib.error, EOFError, OSError, ValueError, NotImplementedError, RuntimeError)


@dataclass(frozen=True, slots=True)
class Document:
    """A file that is taken: what it is called when it is fetched, and what stands in it."""

    name: str
    content: File[bytes]


def kind_of(file: File[bytes]) -> str:
    """The kind by which the name of a file ends, such as "pdf" or "docx"; "" for what is not taken, and for a document
    with programs in it."""
    file.seek(0)
    head = file.read(8)
    file.seek(0)
    for kind, begins in HEADS.items():
        if head.startswith(begins):
            return kind
    found = _packed(file) if head.startswith(b"PK\x03\x04") else ""
    file.seek(0)
    return found


def _packed(file: File[bytes]) -> str:
    """The kind of a document that is a packed folder. Of what is in it, nothing but its list is read, and one line."""
    try:
        with ZipFile(file) as folder:
            names = set(folder.namelist())
            if len(names) > MOST_PARTS or any(PROGRAMS.search(name) for name in names):
                return ""
            if "[Content_Types].xml" in names:
                with folder.open("[Content_Types].xml") as types:
                    said = types.read(LONGEST_LIST + 1)
                if len(said) > LONGEST_LIST or PROGRAM_TYPES.search(said.replace(b"\0", b"")):
                    return ""
                return next((kind for kind, part in OFFICE.items() if part in names), "")
            if "mimetype" in names:
                with folder.open("mimetype") as line:
                    return OPEN_DOCUMENTS.get(line.read(100).strip(), "")
    except DAMAGE:
        return ""
    return ""
