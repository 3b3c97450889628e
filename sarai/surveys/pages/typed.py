"""What people type, as the form stores it. What cannot be understood stays as it was typed, to be shown again."""

from __future__ import annotations

import re
import unicodedata

_SPACES = re.compile(r"[\s\u00a0\u2009\u202f'’٬]+")
_FORBIDDEN = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")  # letters that XML cannot hold
_GROUPED = re.compile(r"[+-]?\d{1,3}(,\d{3})+(\.\d+)?")
_NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d{1,3})?")
_YEAR = re.compile(r"\d{4}")
_MONTH = re.compile(r"(\d{4})-(\d\d)")


def clean(text: str) -> str:
    """A text without what XML cannot hold, its lines ended as XML ends them, and nothing empty around it."""
    return _FORBIDDEN.sub("", text.replace("\r\n", "\n").replace("\r", "\n")).strip()


def number(text: str) -> str:
    """A number in ASCII digits with a decimal point, however its writer's language writes it; anything else as it is.

    One comma parts the decimals ("3,5") unless exactly three digits follow, which may be thousands as well as
    thousandths: "1,000" stays as it is, and is asked about again. "1,234,567.8" can only be read one way.
    """
    text = clean(text)
    digits = _SPACES.sub("", "".join(_digit(letter) for letter in text)).replace("٫", ".").replace("−", "-")
    if _GROUPED.fullmatch(digits) and (digits.count(",") > 1 or "." in digits):
        digits = digits.replace(",", "")
    whole, comma, fraction = digits.partition(",")
    if comma and "." not in digits and len(fraction) != 3:
        digits = f"{whole}.{fraction}"
    return digits if _NUMBER.fullmatch(digits) else text


def _digit(letter: str) -> str:
    value = unicodedata.decimal(letter, None)
    return letter if value is None else str(value)


def day(text: str, control: str) -> str:
    """A date from a control that asks for a whole one ("date"), for a "month" or for a "year"."""
    text = "".join(_digit(letter) for letter in clean(text))
    if control == "year" and _YEAR.fullmatch(text):
        return f"{text}-01-01"
    if control == "month" and _MONTH.fullmatch(text):
        return f"{text}-01"
    return text


def clock(text: str) -> str:
    """A time of day, or a date and a time, with seconds as the form has them."""
    text = clean(text)
    return f"{text}:00" if re.fullmatch(r"(.*T)?\d\d:\d\d", text) else text


def point(latitude: str, longitude: str) -> str:
    """A place from two numbers, with the altitude and accuracy that nobody knows; half of one where one is missing."""
    two = f"{number(latitude)} {number(longitude)}"
    if not two.strip():
        return ""
    return two if two.startswith(" ") or two.endswith(" ") else f"{two} 0 0"


def places(text: str, *, closed: bool) -> str:
    """Places from lines of "latitude longitude"; where `closed`, the last is the first again."""
    lines = [line for line in re.split(r"[;\n]", clean(text)) if line.strip()]
    found = [" ".join(number(part) for part in _parts(line)) for line in lines]
    found = [f"{each} 0 0" if each.count(" ") == 1 else each for each in found]
    if closed and len(found) > 2 and found[0] != found[-1]:
        found.append(found[0])
    return "; ".join(found)


def _parts(line: str) -> list[str]:
    """The numbers of a line, which spaces part, or only commas."""
    parts = [part.strip(",") for part in line.split()]
    return parts if len(parts) > 1 else line.split(",")
