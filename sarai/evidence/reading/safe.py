"""Text that a spreadsheet program will not take for a formula."""

import re
from typing import TypeVar

Value = TypeVar("Value")

_TRIGGERS = ("=", "+", "-", "@", "|", "\t", "\r", "\n", "＝", "＋", "－", "＠")
_NUMBER = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?")


def defuse(value: Value) -> Value | str:
    """A value fit for a CSV or XLSX export: text that begins like a formula gets an apostrophe in front.

    Numbers, as numbers or as text (`-5`, `+3.2`), and everything that is not text are returned untouched.
    Source: OWASP, CSV Injection.
    """
    if not isinstance(value, str) or not value.startswith(_TRIGGERS) or _NUMBER.fullmatch(value):
        return value
    return "'" + value
