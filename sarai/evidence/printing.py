"""PDFs to be kept, set by Typst from a template and data: which fonts, which letters, which standards.

A template is a program of its own; what it says reaches it as data, never as text of that program.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any
from unicodedata import category

import msgspec
import typst

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
    """A PDF, and which standards it keeps to; `missing` has the letters for which it keeps to none."""

    pdf: bytes
    standards: tuple[str, ...]
    missing: str = ""


def typeset(
    template: Path, name: str, data: Mapping[str, Any], *, moment: datetime, standards: Sequence[str]
) -> Typeset:
    """The PDF that a template makes of `data`, which it reads as the JSON input `name`. The same data at the same
    moment always gives the same bytes.

    Where no font of this machine has a letter of the text, the standards forbid the file; it is then written without
    claiming them.
    """
    compiler: Any = compiler_of(template, name, data)  # whose types name every standard, and not what comes back
    at = moment.astimezone(UTC).replace(microsecond=0)  # a PDF knows seconds
    try:
        made = compiler.compile(format="pdf", pdf_standards=list(standards), timestamp=at)
        return Typeset(bytes(made), tuple(standards))
    except typst.TypstError as error:
        if "could not be displayed" not in error.message:
            raise
        return Typeset(bytes(compiler.compile(format="pdf", timestamp=at)), (), _letters(error.message))


def compiler_of(template: Path, name: str, data: Mapping[str, Any]) -> typst.Compiler:
    """A template with its data."""
    said = msgspec.json.encode(archivable(data)).decode()
    return typst.Compiler(str(template), root=str(template.parent), font_paths=fonts(), sys_inputs={name: said})


@cache
def fonts() -> typst.Fonts:
    """All fonts of the machine, looked through once."""
    return typst.Fonts()


def installed() -> list[str]:
    """Those of FONTS that the machine has."""
    found = set(fonts().families())
    return [font for font in FONTS if font in found]


def archivable(value: Any) -> Any:
    """The same data with every letter that may not be archived shown as an empty box."""
    if isinstance(value, str):
        # What can be printed has none of them. Always a plain string: Django marks some as safe.
        return str.__str__(value) if value.isprintable() else "".join(map(_letter, value))
    if isinstance(value, Mapping):
        return {key: archivable(held) for key, held in value.items()}
    return [archivable(held) for held in value] if isinstance(value, list | tuple) else value


def _letter(letter: str) -> str:
    if letter in "\n\t":
        return " "
    return REPLACEMENT if category(letter) in FORBIDDEN or letter in "\ufeff\ufffe" else letter


def _letters(message: str) -> str:
    """The letters that Typst's message says have no font."""
    letters = re.search(r"the text `\"(.*?)\"`", message)
    return letters[1] if letters else "?"
