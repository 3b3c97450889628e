"""How a number of a workbook is displayed: the part of its number format that says whether it is a date.

Number formats and their built-in identifiers: ECMA-376 part 1, 18.8.30 and 18.8.31.
"""

import re
from datetime import datetime, timedelta
from typing import Literal

Display = Literal["number", "date", "datetime", "time", "elapsed"]

_BUILT_IN: dict[int, Display] = {
    **dict.fromkeys((14, 15, 16, 17, *range(27, 32), *range(34, 37), 50, 51, 52, 53, 54, 57, 58), "date"),
    **dict.fromkeys((18, 19, 20, 21, 32, 33, 45, 47, 55, 56), "time"),
    22: "datetime",
    46: "elapsed",
}
_LITERAL = re.compile(r'"[^"]*"|\\.|_.|\*.')
_ELAPSED = re.compile(r"\[(?:h+|m+|s+)\]", re.IGNORECASE)
_BRACKETS = re.compile(r"\[[^\]]*\]")
_EPOCH_1900 = datetime(1899, 12, 30)
_EPOCH_1904 = datetime(1904, 1, 1)
_DAY = 86_400


def display(format_id: int, code: str = "") -> Display:
    """What a number format shows; `code` is the custom format, if the workbook defines one for this identifier."""
    if not code:
        return _BUILT_IN.get(format_id, "number")
    bare = _LITERAL.sub("", code.split(";")[0])
    if _ELAPSED.search(bare):
        return "elapsed"
    bare = _BRACKETS.sub("", bare).lower()
    if bare.strip() in ("general", "@", "") or "0" in bare or "#" in bare:
        return "time" if re.search(r"[hs]", bare) and "general" not in bare else "number"
    has_time = bool(re.search(r"[hs]", bare))
    has_date = bool(re.search(r"[yd]", bare)) or (not has_time and "m" in bare)
    if has_date:
        return "datetime" if has_time else "date"
    return "time" if has_time else "number"


def shown(value: str, how: Display, from_1904: bool = False) -> str:
    """The text a person sees for a stored number. What is not a number is returned as it is."""
    try:
        number = float(value)
    except ValueError:
        return value
    if how == "number":
        return _plain(value, number)
    try:
        return _moment(number, how, _EPOCH_1904 if from_1904 else _EPOCH_1900)
    except (OverflowError, ValueError):
        return _plain(value, number)


def _plain(value: str, number: float) -> str:
    if value.isdecimal():
        return value
    if number.is_integer() and abs(number) < 1e15:
        return str(int(number))
    return f"{number:.15g}"  # a workbook keeps 17 digits and shows 15


def _moment(number: float, how: Display, epoch: datetime) -> str:
    seconds = round(number * _DAY)
    if how == "elapsed" or (how == "time" and 0 <= seconds < _DAY):
        hours, rest = divmod(seconds, 3600)
        return f"{hours}:{rest // 60:02d}:{rest % 60:02d}"
    moment = epoch + timedelta(seconds=seconds)
    if how == "date" and seconds % _DAY == 0:
        return f"{moment:%Y-%m-%d}"
    return f"{moment:%Y-%m-%d %H:%M:%S}"
