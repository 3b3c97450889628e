"""Functions that make or read texts."""

from __future__ import annotations

import base64
import binascii
import hashlib
import math
import re
import string
import uuid
from collections.abc import Callable, Iterable

from django.utils.translation import gettext as _

from sarai.surveys.xpath.context import LONGEST_TEXT, Context, bounded
from sarai.surveys.xpath.errors import LimitExceeded, XPathError
from sarai.surveys.xpath.nodes import Nodeset
from sarai.surveys.xpath.patterns import matches
from sarai.surveys.xpath.values import Value, of_node, to_number, to_string

SPACE = " \t\r\n\f\v"
ALGORITHMS = {"MD5": "md5", "SHA-1": "sha1", "SHA-256": "sha256", "SHA-384": "sha384", "SHA-512": "sha512"}
ALPHABET = string.ascii_uppercase + string.digits
LONGEST_NAME = 1_000  # characters that uuid() may be asked for


def every(values: Iterable[Value]) -> list[str]:
    """All texts: of each value, or of each node of it."""
    found = []
    for value in values:
        found.extend([to_string(of_node(node)) for node in value] if isinstance(value, Nodeset) else [to_string(value)])
    return found


def whole(value: Value) -> int:
    """A number as Java makes an int of it: towards zero, and 0 of what is no number."""
    number = to_number(value)
    if number != number:
        return 0
    return int(max(min(number, 2**31 - 1), -(2**31)))


def string_(context: Context, value: Value | None = None) -> str:
    return to_string(of_node(context.node) if value is None else value)


def concat(_context: Context, *values: Value) -> str:
    return _joined("", every(values))


def join(_context: Context, separator: Value, *values: Value) -> str:
    return _joined(to_string(separator), every(values))


def _joined(separator: str, parts: list[str]) -> str:
    if sum(map(len, parts)) + len(separator) * len(parts) > 2 * LONGEST_TEXT:
        raise LimitExceeded(_("The expression was stopped: its text grows beyond a million characters."))
    return bounded(separator.join(parts))


def substr(_context: Context, value: Value, start: Value, end: Value | None = None) -> str:
    """From `start` (from 0) to before `end`; negative numbers count from the end."""
    text = to_string(value)
    return text[whole(start) : len(text) if end is None else whole(end)]


def substring(_context: Context, value: Value, start: Value, length: Value | None = None) -> str:
    """As in XPath 1.0, 4.2: from `start` (from 1), both numbers rounded."""
    text, first = to_string(value), to_number(start)
    last = float("inf") if length is None else _rounded(first) + _rounded(to_number(length))
    return "".join(letter for place, letter in enumerate(text, start=1) if _rounded(first) <= place < last)


def _rounded(number: float) -> float:
    return number if number != number or abs(number) == float("inf") else float(math.floor(number + 0.5))


def substring_before(_context: Context, value: Value, mark: Value) -> str:
    before, found, _after = to_string(value).partition(to_string(mark) or "\0")
    return before if found else ""


def substring_after(_context: Context, value: Value, mark: Value) -> str:
    text, sought = to_string(value), to_string(mark)
    return text.partition(sought)[2] if sought else text


def translate(_context: Context, value: Value, before: Value, after: Value) -> str:
    """Letters of `before` become those of `after` at the same place; those without a counterpart vanish."""
    olds, news = to_string(before), to_string(after)
    table: dict[int, str | None] = {}
    for place, letter in enumerate(olds):
        table.setdefault(ord(letter), news[place] if place < len(news) else None)
    return to_string(value).translate(table)


def string_length(context: Context, value: Value | None = None) -> float:
    return float(len(string_(context, value)))


def normalize_space(context: Context, value: Value | None = None) -> str:
    return re.sub(rf"[{SPACE}]+", " ", string_(context, value).strip(SPACE))


def contains(_context: Context, value: Value, part: Value) -> bool:
    return to_string(part) in to_string(value)


def starts_with(_context: Context, value: Value, part: Value) -> bool:
    return to_string(value).startswith(to_string(part))


def ends_with(_context: Context, value: Value, part: Value) -> bool:
    return to_string(value).endswith(to_string(part))


def uuid_(context: Context, length: Value | None = None) -> str:
    """A random UUID of version 4, or a random name of `length` letters and digits."""
    randomness = context.world.randomness
    if length is None:
        return str(uuid.UUID(int=randomness.getrandbits(128), version=4))
    return "".join(randomness.choice(ALPHABET) for _place in range(min(max(whole(length), 0), LONGEST_NAME)))


def digest(_context: Context, value: Value, algorithm: Value, encoding: Value = "base64") -> str:
    """The digest of a text in UTF-8, as base64 or hex (XForms 1.1, 7.8.2)."""
    name, written = to_string(algorithm), to_string(encoding)
    if name not in ALGORITHMS or written not in ("base64", "hex"):
        raise XPathError(_("digest() knows MD5, SHA-1, SHA-256, SHA-384 and SHA-512, as base64 or hex."))
    made = hashlib.new(ALGORITHMS[name], to_string(value).encode(), usedforsecurity=False).digest()
    return made.hex() if written == "hex" else base64.b64encode(made).decode()


def base64_decode(_context: Context, value: Value) -> str:
    try:
        return base64.b64decode(to_string(value).encode(), validate=False).decode(errors="replace")
    except binascii.Error:
        return ""


def extract_signed(context: Context, value: Value, key: Value) -> str:
    """The content of a signed text, if the signature is by the owner of the public key."""
    if context.world.verified is None:
        raise XPathError(_("extract-signed() is not available here."))
    return context.world.verified(to_string(value), to_string(key))


def regex(context: Context, value: Value, pattern: Value) -> bool:
    """Whether the whole text fits the pattern, in a time that grows only with their lengths."""
    return matches(to_string(pattern), to_string(value), context.world.spend)


FUNCTIONS: dict[str, Callable[..., Value]] = {
    "string": string_,
    "concat": concat,
    "join": join,
    "string-join": join,
    "substr": substr,
    "substring": substring,
    "substring-before": substring_before,
    "substring-after": substring_after,
    "translate": translate,
    "string-length": string_length,
    "normalize-space": normalize_space,
    "contains": contains,
    "starts-with": starts_with,
    "ends-with": ends_with,
    "uuid": uuid_,
    "digest": digest,
    "base64-decode": base64_decode,
    "extract-signed": extract_signed,
    "regex": regex,
}
