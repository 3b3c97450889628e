"""What a file is by its first bytes. Its name is never believed."""

from typing import BinaryIO, Literal

from django.utils.translation import gettext as _

from sarai.evidence.reading.problems import Unreadable

Container = Literal["zip", "text"]

_ZIP = (b"PK\x03\x04", b"PK\x05\x06")
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_PICTURES = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"BM\x00", b"II*\x00", b"MM\x00*")
_PACKED = (b"\x1f\x8b", b"Rar!", b"7z\xbc\xaf", b"BZh", b"\xfd7zXZ", b"(\xb5/\xfd")
_PROGRAMS = (b"\x7fELF", b"MZ\x90", b"SQLite format 3", b"PAR1")
_CHUNK = 1 << 20


def container(stream: BinaryIO) -> Container:
    """Whether the bytes are a ZIP container or possibly text; `Unreadable`, with a sentence of its own, for others."""
    head = stream.read(4096)
    if not head.strip(b" \t\r\n\x00\xef\xbb\xbf\xff\xfe") and not stream.read(1):
        raise Unreadable(_("This file is empty. Export it again from the platform and check that it has rows."))
    if head.startswith(_ZIP):
        return "zip"
    if head.startswith(_OLE):
        _refuse_ole(head, stream)
    _refuse_known(head)
    return "text"


def _refuse_ole(head: bytes, stream: BinaryIO) -> None:
    """Office containers from before 2007, which also wrap every workbook that has a password."""
    names = {name: name.encode("utf-16-le") for name in ("EncryptedPackage", "Workbook", "Book")}
    found: set[str] = set()
    tail, block = b"", head
    while block:
        window = tail + block
        found.update(name for name, spelt in names.items() if spelt in window)
        tail, block = window[-64:], stream.read(_CHUNK)
    if "EncryptedPackage" in found:
        raise Unreadable(
            _("This workbook has a password. Open it, save a copy without the password, and upload the copy.")
        )
    if found:
        raise Unreadable(
            _(
                "This is a workbook in the old Excel format (.xls). Open it in a spreadsheet program, "
                "save it as an Excel workbook (.xlsx) or as CSV, and upload that."
            )
        )
    raise Unreadable(_("This is an old Office document, not a table. Export the table as CSV or XLSX and upload that."))


def _refuse_known(head: bytes) -> None:
    if head.startswith(b"%PDF"):
        raise Unreadable(_("This is a PDF document. Export the report as CSV or XLSX instead of printing it to PDF."))
    if head.startswith(_PICTURES) or head[8:12] == b"WEBP":
        raise Unreadable(_("This is a picture. Export the report as CSV or XLSX instead of taking a picture of it."))
    if head.startswith(_PACKED):
        raise Unreadable(_("This is a packed file. Unpack it first, then upload the CSV or XLSX file inside."))
    if head.startswith(_PROGRAMS):
        raise Unreadable(_("This is a program or a database, not a table. Upload a CSV or XLSX file."))
    start = head.lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if start.startswith((b"<!doctype html", b"<html", b"<head", b"<body", b"<table")):
        raise Unreadable(
            _(
                "This is a web page, often what a platform sends when you are no longer signed in. "
                "Sign in there, download the report again, and upload it."
            )
        )
    if start.startswith((b"<?xml", b"{\\rtf")):
        raise Unreadable(_("This is a document, not a table. Save the table as CSV or XLSX and upload that."))
    if start.startswith((b'{"', b"[{", b"{\n", b"{\r\n")):
        raise Unreadable(_("This is JSON, which people do not upload here. Export the table as CSV or XLSX."))
