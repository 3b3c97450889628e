"""Text that a spreadsheet program will not take for a formula, and that a file of XML may have."""

import re
from typing import TypeVar

Value = TypeVar("Value")

_TRIGGERS = ("=", "+", "-", "@", "|", "\t", "\r", "\n", "＝", "＋", "－", "＠")
_NUMBER = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?")

# What XML 1.0 (2.2) allows no file to have, a workbook included.
_NOT_XML = re.compile(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def fit_for_xml(text: str) -> str:
    """A text without the characters that no XML may have."""
    return _NOT_XML.sub("", text)


def defuse(value: Value) -> Value | str:
    """A value fit for a CSV or XLSX export: text that begins like a formula gets an apostrophe in front.

    Numbers, as numbers or as text (`-5`, `+3.2`), and everything that is not text are returned untouched.
    Source: OWASP, CSV Injection.
    """
    if not isinstance(value, str) or not value.startswith(_TRIGGERS) or _NUMBER.fullmatch(value):
        return value
    return "'" + value
