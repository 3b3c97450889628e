"""Text that other programs spoilt on its way: encoded twice, escaped for another format, letters lost."""

import html
import re
from urllib.parse import unquote_to_bytes

_ENTITY = re.compile(r"&(?:#\d{1,6}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z]{2,8}\d?);")
_ESCAPE = re.compile(r"\\u([0-9a-fA-F]{4})")
_PERCENT = re.compile(r"(?:%[0-9a-fA-F]{2})+")
# "Â" before a space is what is left of a hard space; no language ends a word so.
_STRAY = re.compile(r"Â(?=\s|$)")
_LOST = re.compile(r"\ufffd|(?<=[^\W\d_])\?(?=[^\W\d_A-Z])")
_TIMES = 2  # a text may have been encoded once too often more than once


def _bytes_of(codec: str) -> dict[str, int]:
    """The characters that stand for bytes above ASCII in a code page; bytes that it leaves out stand for themselves."""
    known = {chr(value): value for value in range(0x80, 0x100)} if codec == "cp1252" else {}
    return known | {char: value for value in range(0x80, 0x100) if (char := bytes([value]).decode(codec, "ignore"))}


# UTF-8 read as one of these gives "SÃ£o" and "РњРѕСЃРєРІР°".
_CODE_PAGES = tuple(
    (re.compile(f"[{re.escape(''.join(table))}]{{{least},}}"), table)
    for table, least in ((_bytes_of("cp1252"), 2), (_bytes_of("cp1251"), 4))
)


def mended(text: str) -> str:
    """`text` as it was before it was spoilt; unchanged when nothing is wrong with it."""
    if "&" in text:
        text = _ENTITY.sub(lambda found: html.unescape(found[0]), text)
    if "\\u" in text:
        text = _ESCAPE.sub(lambda found: chr(int(found[1], 16)), text)
    if "%" in text:
        text = _PERCENT.sub(_unquoted, text)
    if text.isascii():
        return _LOST.sub("", text) if "?" in text else text
    for _ in range(_TIMES):
        for run, table in _CODE_PAGES:
            text = run.sub(lambda found, table=table: _decoded(found[0], table), text)  # type: ignore[misc]
    return _LOST.sub("", _STRAY.sub("", text))


def _decoded(run: str, table: dict[str, int]) -> str:
    """A run of characters as the UTF-8 that its bytes are, or itself when they are none."""
    try:
        return bytes(table[char] for char in run).decode()
    except UnicodeDecodeError:
        return run


def _unquoted(found: re.Match[str]) -> str:
    try:
        return unquote_to_bytes(found[0]).decode()
    except UnicodeDecodeError:
        return found[0]
