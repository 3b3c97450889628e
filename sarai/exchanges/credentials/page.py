"""A certificate as a page: A4 across, in any language and script, with the credential inside the file.

The file is made to be kept (PDF/A-3a) and read aloud (PDF/UA-1). PDF/A-3 is the part of the standard that lets a file
carry another.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

import qrcode

from sarai.evidence import printing
from sarai.evidence.printing import Typeset

TEMPLATE = Path(__file__).with_name("certificate.typ")
STANDARDS = ("a-3a", "ua-1")
ATTACHED = "credential.json"
RIGHT_TO_LEFT = {"ar", "fa", "he", "ur"}
MASK = 3  # any of the eight is valid; looking for the one that scanners find a little faster takes six times as long


@dataclass(frozen=True, slots=True)
class Page:
    """What stands on the page. Every text is in the holder's language; only names are as they are written."""

    language: str  # of the site: "ar", "zh-hans"
    programme: str
    title: str
    certifies: str  # "This is to certify that"
    name: str
    took_part: str  # "has taken part in"
    event: str
    facts: Sequence[tuple[str, str]]  # label and value: when, how long, sessions, hosts
    issued: str
    number: str
    check: str  # how whoever doubts it finds out
    address: str  # where
    qr_alt: str
    attached: str  # what the file inside is


def typeset_page(page: Page, credential: bytes, *, at: datetime) -> Typeset:
    """The PDF of a certificate, with its credential inside; not signed yet. `at` is when it was issued, `credential` is
    JSON in ASCII."""
    lang, _, script = page.language.partition("-")
    data = asdict(page) | {
        "lang": lang,
        "region": "cn" if script == "hans" else None,
        "rtl": lang in RIGHT_TO_LEFT,
        "fonts": printing.installed(),
        "qr": qr_svg(page.address),
        "credential": credential.decode("ascii"),
        "file": ATTACHED,
    }
    return printing.typeset(TEMPLATE, "page", data, moment=at, standards=STANDARDS)


def qr_svg(text: str) -> str:
    """A text as a QR code that is still read with 15 % of it dirty, in SVG, with the margin that readers need."""
    code = qrcode.QRCode(error_correction=qrcode.constants.ERROR_CORRECT_M, border=4, mask_pattern=MASK)
    code.add_data(text)
    code.make(fit=True)
    matrix = code.get_matrix()
    dots = "".join(f"M{x} {y}h1v1h-1z" for y, row in enumerate(matrix) for x, dark in enumerate(row) if dark)
    side = len(matrix)
    return f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {side} {side}"><path d="{dots}"/></svg>'
