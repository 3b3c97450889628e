"""A report as a PDF: tagged for screen readers (PDF/UA-1) and made to be kept (PDF/A-2a)."""

from __future__ import annotations

from dataclasses import asdict, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from sarai.evidence import printing
from sarai.evidence.printing import Typeset

from .document import Document
from .pictures import printable

TEMPLATE = Path(__file__).parent.parent / "typst" / "highlights.typ"
STANDARDS = ("a-2a", "ua-1")


def typeset(document: Document) -> Typeset:
    """The PDF of a report. The same document always gives the same bytes.

    Where no font of this machine has a letter of the text, the standards forbid the file; it is then written without
    claiming them, and `missing` says which letter it was and what to do.
    """
    moment = datetime.fromisoformat(document.as_of)
    made = printing.typeset(TEMPLATE, "report", _data(document), moment=moment, standards=STANDARDS)
    return replace(made, missing=_missing(made.missing)) if made.missing else made


def pages(document: Document, dots_per_inch: float = 60) -> list[bytes]:
    """The pages of a report as PNG pictures, to look at."""
    made = printing.compiler_of(TEMPLATE, "report", _data(document)).compile(format="png", ppi=dots_per_inch)
    return made if isinstance(made, list) else [made or b""]


def _data(document: Document) -> dict[str, Any]:
    """What the template reads."""
    data = asdict(document) | {
        "site": settings.SITE_URL,
        "lang": document.language.partition("-")[0],
        "region": "cn" if document.language == "zh-hans" else None,
        "fonts": printing.installed(),
        "words": _words(),
    }
    _place_notes(data)
    for section in data["sections"]:
        if section["world"]:
            section["world"]["svg"] = printable(section["world"]["svg"], data["fonts"][0])
    return data


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


def _missing(letters: str) -> str:
    return _(
        "No font on this machine has the letters “%(letters)s”. Install the Noto fonts and write the report again."
    ) % {"letters": letters}
