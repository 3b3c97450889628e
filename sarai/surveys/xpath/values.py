"""Values and how one kind becomes another: XPath 1.0, section 4, with ODK's dates.

Where XPath and JavaRosa (the engine of ODK Collect) differ, JavaRosa is followed for what a form can hold: the text of
a whole-number question is a number, that of a date question a date.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal

from sarai.surveys.xpath import dates
from sarai.surveys.xpath.nodes import Node, Nodeset

Value = float | str | bool | date | datetime | Nodeset
Scalar = float | str | bool | date | datetime

NAN = math.nan
CLOSE = 1e-12  # JavaRosa's tolerance for equal numbers
PLAIN = re.compile(r"-?(?:\d+\.?\d*|\.\d+)")


def of_node(node: Node) -> Scalar:
    """What a node holds, by its data type; an empty node, and one that holds other nodes, is the empty text."""
    text, kind = node.text, node.kind
    if kind == "string" or not text:
        return text
    if kind in ("int", "decimal"):
        number = number_of_text(text)
        return text if number != number else number
    if kind in ("date", "dateTime"):
        read = dates.read_date(text)
        return text if read is None else read
    return text


def scalar(value: Value) -> Scalar:
    """The value itself; of nodes, what the first one holds, or the empty text."""
    if isinstance(value, Nodeset):
        return of_node(value[0]) if value else ""
    return value


def to_string(value: Value) -> str:
    """As text: numbers without an exponent, whole ones without a point; dates in ISO 8601."""
    value = scalar(value)
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return number_text(value)
    return dates.write(value)


def to_number(value: Value) -> float:
    """As number; NaN if it is none. Dates and moments become whole days since 1 January 1970."""
    value = scalar(value)
    if isinstance(value, float):
        return value
    if isinstance(value, bool):
        return 1.0 if value else 0.0
    if isinstance(value, str):
        return number_of_text(value)
    return float(dates.day_number(value))


def to_boolean(value: Value) -> bool:
    """As truth: a number other than 0 and NaN, a text that is not empty, any date; of nodes, what the first one holds.

    JavaRosa takes the content of a node, where XPath asks whether there is one: an unanswered question is false.
    """
    value = scalar(value)
    if isinstance(value, bool):
        return value
    if isinstance(value, float):
        return abs(value) > CLOSE
    if isinstance(value, str):
        return value != ""
    return True


def number_of_text(text: str) -> float:
    """The number that a text is: plain digits, a decimal comma taken for a point; or the days of an ISO 8601 date."""
    stripped = text.strip()
    if "," in stripped:
        stripped = stripped.replace(",", ".")
    if PLAIN.fullmatch(stripped) and stripped.isascii():
        return float(stripped)
    if len(stripped) < 8 or stripped[4] != "-":
        return NAN
    read = dates.read_date(text)
    if read is None:
        return NAN
    if isinstance(read, datetime):
        return dates.exact_days(read, dates.UTC)
    return float(dates.day_number(read))


def number_text(number: float) -> str:
    """A number as XPath 1.0 writes it, section 4.2: "1", "1.5", "NaN", "-Infinity", never an exponent."""
    if number != number:
        return "NaN"
    if math.isinf(number):
        return "Infinity" if number > 0 else "-Infinity"
    if abs(number) < CLOSE:
        return "0"
    nearest = round(number)
    if abs(number - nearest) < CLOSE or number == nearest:
        return str(nearest)
    text = repr(number)
    return format(Decimal(text), "f") if "e" in text else text


def equal(left: Value, right: Value) -> bool:
    """`left = right`: true of nodes if it is true of any (XPath 1.0, 3.4)."""
    return _any(left, right, _equal)


def unequal(left: Value, right: Value) -> bool:
    """`left != right`: true of nodes if any differ."""
    return _any(left, right, lambda one, other: not _equal(one, other))


def ordered(left: Value, right: Value, holds: Callable[[float, float], bool]) -> bool:
    """`left < right` and its kind: numbers are compared, and dates as days."""
    return _any(left, right, lambda one, other: holds(to_number(one), to_number(other)))


def _any(left: Value, right: Value, test: Callable[[Scalar, Scalar], bool]) -> bool:
    lefts, rights = _members(left), _members(right)
    if len(lefts) == len(rights) == 1:
        return test(lefts[0], rights[0])
    return any(test(one, other) for one in lefts for other in rights)


def _members(value: Value) -> list[Scalar]:
    """The values of nodes; no nodes are the empty text, as in JavaRosa."""
    if not isinstance(value, Nodeset):
        return [value]
    return [of_node(node) for node in value] or [""]


def _equal(left: Scalar, right: Scalar) -> bool:
    if isinstance(left, str) and isinstance(right, str):
        return left == right
    if isinstance(left, bool) or isinstance(right, bool):
        return to_boolean(left) == to_boolean(right)
    if isinstance(left, float) or isinstance(right, float):
        return _same_number(to_number(left), to_number(right))
    if isinstance(left, date) and isinstance(right, date):
        return dates.day_number(left) == dates.day_number(right)
    return to_string(left) == to_string(right)


def _same_number(left: float, right: float) -> bool:
    return left == right or abs(left - right) < CLOSE
