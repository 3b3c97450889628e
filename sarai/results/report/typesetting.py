"""A report as a PDF: tagged for screen readers (PDF/UA-1) and made to be kept (PDF/A-2a).

The template is a program of its own; the report reaches it as data, never as text of that program.
"""

from __future__ import annotations

import re
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any
from unicodedata import category

import msgspec
import typst
from django.conf import settings
from django.utils.translation import gettext as _

from .document import Document
from .pictures import printable

TEMPLATE = Path(__file__).parent.parent / "typst" / "highlights.typ"
STANDARDS = ("a-2a", "ua-1")
# Libertinus comes with Typst; what it has no letters for is set in the first of the machine's fonts that has.
FONTS = (
    "Libertinus Serif",
    "Noto Naskh Arabic",
    "Noto Sans Arabic",
    "Noto Serif CJK SC",
    "Noto Sans CJK SC",
    "Noto Serif Devanagari",
    "Noto Serif Bengali",
    "Noto Serif Thai",
    "Noto Serif",
    "DejaVu Sans Mono",
)
# Kinds of letters that no archived text may have: control, private, unassigned, half of a pair.
FORBIDDEN = {"Cc", "Co", "Cn", "Cs"}
REPLACEMENT = "□"


@dataclass(frozen=True, slots=True)
class Typeset:
    """A PDF, and which standards it keeps to; `missing` says why it keeps to none."""

    pdf: bytes
    standards: tuple[str, ...]
    missing: str = ""


def typeset(document: Document) -> Typeset:
    """The PDF of a report. The same document always gives the same bytes.

    Where no font of this machine has a letter of the text, the standards forbid the file; it is then written without
    claiming them, and `missing` says which letter it was.
    """
    try:
        return Typeset(_compile(document, STANDARDS), STANDARDS)
    except typst.TypstError as error:
        if "could not be displayed" not in error.message:
            raise
        return Typeset(_compile(document, ()), (), _missing(error.message))


def pages(document: Document, dots_per_inch: float = 60) -> list[bytes]:
    """The pages of a report as PNG pictures, to look at."""
    made = _compiler(document).compile(format="png", ppi=dots_per_inch)
    return made if isinstance(made, list) else [made or b""]


def _compile(document: Document, standards: tuple[str, ...]) -> bytes:
    moment = datetime.fromisoformat(document.as_of).astimezone(UTC).replace(microsecond=0)  # a PDF knows seconds
    compiler: Any = _compiler(document)  # whose types name every standard, and not what a PDF is returned as
    return bytes(compiler.compile(format="pdf", pdf_standards=list(standards), timestamp=moment))


def _compiler(document: Document) -> typst.Compiler:
    return typst.Compiler(
        str(TEMPLATE), root=str(TEMPLATE.parent), font_paths=_fonts(), sys_inputs={"report": _data(document)}
    )


@cache
def _fonts() -> typst.Fonts:
    """All fonts of the machine, looked through once."""
    return typst.Fonts()


def _data(document: Document) -> str:
    """What the template reads, as JSON."""
    installed = set(_fonts().families())
    data = asdict(document) | {
        "site": settings.SITE_URL,
        "lang": document.language.partition("-")[0],
        "region": "cn" if document.language == "zh-hans" else None,
        "fonts": [font for font in FONTS if font in installed],
        "words": _words(),
    }
    _place_notes(data)
    for section in data["sections"]:
        if section["world"]:
            section["world"]["svg"] = printable(section["world"]["svg"], data["fonts"][0])
    return msgspec.json.encode(_clean(data)).decode()


def _place_notes(data: dict[str, Any]) -> None:
    """Tell every figure which of its notes it is the first to need, in the order of the pages."""
    notes = {note["number"]: note["parts"] for note in data.pop("notes")}
    placed: set[int] = set()
    for section in data["sections"]:
        tiles = [tile["figure"] for tile in section["tiles"]]
        for part in [*tiles, *(part for paragraph in section["paragraphs"] for part in paragraph)]:
            part["notes"] = [
                {"number": number, "first": number not in placed, "parts": notes[number]} for number in part["notes"]
            ]
            placed |= {note["number"] for note in part["notes"]}


def _words() -> dict[str, str]:
    """What the template itself says, in the reader's language."""
    return {
        "contents": _("Contents"),
        "known": _("As known on"),
        "evidence": _("Evidence"),
        "evidence_lead": _(
            "Every figure in this report is counted from records. Each number is a link to the page where these "
            "records are, with what changed it and when. A share is of all who were counted, also of those who did "
            "not state it."
        ),
        "figures": _("Figures"),
        "sources": _("Sources"),
        "sum": _("Sum"),
        "overlap": _("Rows overlap, so they are not added up."),
        "map_by": _("By country, and the cities with the most"),
        "figure": _("Figure"),
        "value": _("Value"),
        "unit": _("Unit"),
        "scope": _("About"),
        "records": _("Records"),
        "source": _("Source"),
        "number": _("No."),
        "kind": _("Kind"),
        "format": _("Format"),
        "known_since": _("Known since"),
        "sha256": _("SHA-256 of the file"),
        "no_sha256": _("no file"),
    }


def _clean(value: Any) -> Any:
    """The same data with every letter that may not be archived shown as an empty box."""
    if isinstance(value, str):
        return "".join(map(_letter, value))  # always a plain string: Django marks some as safe
    if isinstance(value, dict):
        return {key: _clean(held) for key, held in value.items()}
    return [_clean(held) for held in value] if isinstance(value, list | tuple) else value


def _letter(letter: str) -> str:
    if letter in "\n\t":
        return " "
    return REPLACEMENT if category(letter) in FORBIDDEN or letter in "\ufeff\ufffe" else letter


def _missing(message: str) -> str:
    letters = re.search(r"the text `\"(.*?)\"`", message)
    return _(
        "No font on this machine has the letters “%(letters)s”. Install the Noto fonts and write the report again."
    ) % {"letters": letters[1] if letters else "?"}
