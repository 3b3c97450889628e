"""Opening a file that somebody else made."""

from functools import partial
from pathlib import Path
from typing import cast

from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _

from sarai.evidence.reading import archive, encodings, kinds, workbook
from sarai.evidence.reading.book import Book, Sheet
from sarai.evidence.reading.limits import DEFAULT, Limits
from sarai.evidence.reading.problems import Problem, Unreadable, Where
from sarai.evidence.reading.text import TextSheet

_TEXT_NAMES = (".csv", ".tsv", ".txt")
_BOOK_NAMES = (".xlsx", ".xlsm")
_PACKED_NAMES = (".zip", ".gz", ".rar", ".7z")


def open_book(path: Path, name: str | None = None, *, limits: Limits = DEFAULT) -> Book:
    """Open a CSV or XLSX file, or a ZIP file of CSV files, whatever it is called.

    `name` is what the person called it (used for the sheet of a CSV file; the path's own name otherwise).
    Raises `Unreadable` with a sentence for the person. Nothing is kept open: the sheets open the file when read.
    """
    called = name or path.name
    size = path.stat().st_size
    if size > limits.max_bytes:
        raise Unreadable(
            _("This file takes %(size)s; the limit is %(limit)s. Export a shorter period, or split the file.")
            % {"size": filesizeformat(size), "limit": filesizeformat(limits.max_bytes)}
        )
    with path.open("rb") as stream:
        container = kinds.container(stream)
    if container == "zip":
        return _open_container(path, called, limits)
    return _text_book(called, {called: cast(encodings.Opener, partial(path.open, "rb", 1 << 16))}, limits)


def _open_container(path: Path, called: str, limits: Limits) -> Book:
    parts = archive.directory(path, limits)
    if workbook.is_workbook(parts):
        found = workbook.layout(path, parts, limits)
        sheets: list[Sheet] = [workbook.WorkbookSheet(found, sheet, part) for sheet, part in found.sheets]
        return Book(called, "xlsx", "", tuple(sheets))
    texts = [part for part in parts if part.lower().endswith(_TEXT_NAMES) and not part.startswith("__MACOSX")]
    if not texts:
        raise Unreadable(_why_not(list(parts)))
    return _text_book(called, {part: partial(archive.open_part, path, part, limits) for part in texts}, limits)


def _why_not(parts: list[str]) -> str:
    """What a ZIP container without a table is instead."""
    if any(part.startswith("word/") for part in parts):
        return _("This is a text document, not a table. Save the table in it as CSV or XLSX and upload that.")
    if any(part.startswith("ppt/") for part in parts):
        return _("This is a presentation, not a table. Save the table in it as CSV or XLSX and upload that.")
    if "content.xml" in parts and "mimetype" in parts:
        return _("This is an OpenDocument file. Open it, save it as an Excel workbook (.xlsx) or CSV, and upload that.")
    if any(part.lower().endswith(_BOOK_NAMES) for part in parts):
        return _("This ZIP file holds a workbook. Take the workbook out of it and upload the workbook alone.")
    if any(part.lower().endswith(_PACKED_NAMES) for part in parts):
        return _("This is a packed file. Unpack it first, then upload the CSV or XLSX file inside.")
    return _("This ZIP file holds no CSV file and is not a workbook. Upload the CSV or XLSX file itself.")


def _text_book(called: str, openers: dict[str, encodings.Opener], limits: Limits) -> Book:
    sheets: list[TextSheet] = []
    problems: list[Problem] = []
    for part, opener in openers.items():
        if _is_empty(opener):
            continue
        encoding = encodings.detect(opener, part)
        sheets.append(TextSheet(part, opener, encoding, limits))
        problems += _noticed(part, encoding)
    if not sheets:
        raise Unreadable(_("The files inside this ZIP file are empty. Export them again from the platform."))
    return Book(called, "csv", sheets[0].encoding.name, tuple(sheets), tuple(problems))


def _is_empty(opener: encodings.Opener) -> bool:
    with opener() as stream:
        return not stream.read(1)


def _noticed(sheet: str, encoding: encodings.Encoding) -> list[Problem]:
    """Warnings that opening a text already gives."""
    noticed = []
    if encoding.guessed:
        sentence = _(
            "This file does not say how its letters are stored; it was read as %(encoding)s. If names with accents "
            "look wrong, save the file as CSV with the encoding UTF-8 and upload it again."
        ) % {"encoding": encoding.name}
        noticed.append(Problem(Where(sheet, 1), sentence, (), "warning"))
    if encoding.nul_line:
        sentence = _("Line %(line)d, and perhaps others, held invisible NUL characters, which were left out.") % {
            "line": encoding.nul_line
        }
        noticed.append(Problem(Where(sheet, encoding.nul_line), sentence, (), "warning"))
    return noticed
