"""Which encoding a text file is in, decided on the whole stream rather than on its first page.

The order is: a byte-order mark; UTF-16 without one (NUL bytes in every other place); UTF-8; GB18030; Windows-1252;
and, for what is left, charset-normalizer on a sample. A file that is UTF-8 but for a few bytes is damaged, not
Latin: it is refused with the line, because guessing would silently garble names.
"""

import codecs
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import BinaryIO

from charset_normalizer import from_bytes
from django.utils.translation import gettext as _

from sarai.evidence.reading.problems import Unreadable, Where

Opener = Callable[[], BinaryIO]

_CHUNK = 1 << 20
_SAMPLE = 1 << 16
_MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_NAMES = {"utf-8-sig": "UTF-8", "utf-8": "UTF-8", "utf-16-le": "UTF-16LE", "utf-16-be": "UTF-16BE"}
_NAMES |= {"gb18030": "GB18030", "cp1252": "Windows-1252"}
_LAST_RESORT = ["cp1251", "cp1256", "cp1253", "cp1255", "koi8_r", "cp866", "big5", "shift_jis", "euc_kr"]
_CONTROLS = re.compile(r"[\x01-\x08\x0b\x0e-\x1f\x7f]")
_HIGH_RUNS = re.compile(rb"[\x80-\xff]+")
_HAN_PAIRS = re.compile(rb"(?:[\xa1-\xf7][\xa1-\xfe])+")
_BROKEN = re.compile("[\udc80-\udcff]")
_NOT_ASCII = re.compile("[^\x00-\x7f]")


@dataclass(frozen=True, slots=True)
class Encoding:
    """`codec` is Python's name, `name` the one people know; `nul_line` is the first line with a NUL byte, or 0."""

    codec: str
    name: str
    guessed: bool = False
    nul_line: int = 0


@dataclass(frozen=True, slots=True)
class _Survey:
    """What decoding the whole stream showed. `bad_line` 0: everything decoded."""

    bad_line: int = 0
    cut: bool = False
    chars: int = 0
    nuls: int = 0
    nul_line: int = 0


def detect(opener: Opener, sheet: str) -> Encoding:
    """The encoding of a whole stream; `Unreadable` if it is not text or is damaged. Reads the stream once or more."""
    with opener() as stream:
        sample = stream.read(_SAMPLE)
    for mark, codec in _MARKS:
        if sample.startswith(mark):
            name = _NAMES.get(codec) or ("UTF-16LE" if mark == codecs.BOM_UTF16_LE else "UTF-16BE")
            return _settled(opener, codec, name, sheet)
    if codec := _unmarked_utf16(sample):
        return _settled(opener, codec, _NAMES[codec], sheet)
    survey = _survey(opener, "utf-8")
    if not survey.bad_line or _mostly_utf8(opener):
        return _checked(survey, Encoding("utf-8", "UTF-8", nul_line=survey.nul_line), sample, sheet)
    return _legacy(opener, sample, sheet)


def _settled(opener: Opener, codec: str, name: str, sheet: str) -> Encoding:
    with opener() as stream:
        sample = stream.read(_SAMPLE)
    survey = _survey(opener, codec)
    return _checked(survey, Encoding(codec, name, nul_line=survey.nul_line), sample, sheet)


def _checked(survey: _Survey, encoding: Encoding, sample: bytes, sheet: str) -> Encoding:
    """The encoding, unless the stream is damaged or is not text at all."""
    _refuse_binary(sample.decode(encoding.codec, errors="replace"))
    if survey.nuls > 16 and survey.nuls * 1000 > survey.chars:
        raise _not_text()
    if survey.cut:
        raise Unreadable(
            _("Line %(line)d ends in the middle of a character: the file was cut short. Download it again.")
            % {"line": survey.bad_line},
            Where(sheet, survey.bad_line),
        )
    if survey.bad_line:
        raise Unreadable(
            _(
                "Line %(line)d holds a byte that is not %(encoding)s, while the rest of the file is. Download the file "
                "again; if it was edited, save it again as CSV with the encoding UTF-8."
            )
            % {"line": survey.bad_line, "encoding": encoding.name},
            Where(sheet, survey.bad_line),
        )
    return encoding


def _not_text() -> Unreadable:
    return Unreadable(_("This file is not text and not a workbook. Export the table as CSV or XLSX and upload that."))


def _refuse_binary(text: str) -> None:
    if len(_CONTROLS.findall(text)) * 100 > len(text):
        raise _not_text()


def _chunks(opener: Opener) -> Iterator[bytes]:
    with opener() as stream:
        while block := stream.read(_CHUNK):
            yield block


def _survey(opener: Opener, codec: str) -> _Survey:
    decoder = codecs.getincrementaldecoder(codec)()
    lines, chars, nuls, nul_line = 1, 0, 0, 0
    for block in _with_end(_chunks(opener)):
        try:
            text = decoder.decode(block or b"", final=block is None)
        except UnicodeDecodeError as error:
            good = error.object[: error.start].decode(codec, errors="replace")
            return _Survey(lines + good.count("\n"), block is None, chars, nuls, nul_line)
        if "\0" in text:
            nul_line = nul_line or lines + text.count("\n", 0, text.index("\0"))
            nuls += text.count("\0")
        chars += len(text)
        lines += text.count("\n")
    return _Survey(0, False, chars, nuls, nul_line)


def _with_end(blocks: Iterator[bytes]) -> Iterator[bytes | None]:
    yield from blocks
    yield None


def _unmarked_utf16(sample: bytes) -> str:
    """UTF-16 without a mark: the NUL bytes of its ASCII characters (tabs, digits, line ends) all have one parity."""
    even, odd = sample[0::2].count(0), sample[1::2].count(0)
    if (even + odd) * 50 < len(sample) or 20 * min(even, odd) > max(even, odd):
        return ""
    codec = "utf-16-le" if odd > even else "utf-16-be"
    text = sample[: len(sample) // 2 * 2].decode(codec, errors="replace")
    # a NUL that strayed into eight-bit text also has a parity, but pairing its bytes leaves no table
    return codec if any(mark in text for mark in "\t\n,;") and "\ufffd" not in text[:-1] else ""


def _mostly_utf8(opener: Opener) -> bool:
    """Whether well-formed multi-byte characters outnumber broken bytes by more than two to one.

    Text in another encoding forms UTF-8 sequences only by accident (about one in five characters of GB2312 text).
    """
    decoder = codecs.getincrementaldecoder("utf-8")(errors="surrogateescape")
    whole = broken = 0
    for block in _with_end(_chunks(opener)):
        text = decoder.decode(block or b"", final=block is None)
        bad = len(_BROKEN.findall(text))
        broken += bad
        whole += len(_NOT_ASCII.findall(text)) - bad
    return whole > 2 * broken


def _legacy(opener: Opener, sample: bytes, sheet: str) -> Encoding:
    _refuse_binary(sample.decode("latin-1"))
    high = _high_lines(opener)
    total = sum(map(len, _HIGH_RUNS.findall(high)))
    paired = sum(map(len, _HAN_PAIRS.findall(high)))
    if paired * 5 >= total * 4 and not (survey := _survey(opener, "gb18030")).bad_line:
        return _checked(survey, Encoding("gb18030", "GB18030", nul_line=survey.nul_line), sample, sheet)
    runs = [len(run) for run in _HIGH_RUNS.findall(high)]
    if sum(length for length in runs if length <= 2) * 10 >= total * 7:
        survey = _survey(opener, "cp1252")
        if not survey.bad_line:
            return _checked(survey, Encoding("cp1252", "Windows-1252", True, survey.nul_line), sample, sheet)
    return _last_resort(opener, high, sample, sheet)


def _high_lines(opener: Opener, wanted: int = 256 * 1024) -> bytes:
    """Up to `wanted` bytes of the lines that hold anything but ASCII, wherever in the stream they are."""
    kept = bytearray()
    for block in _chunks(opener):
        for line in block.splitlines():
            if not line.isascii():
                kept += line[:4096] + b"\n"
        if len(kept) > wanted:
            break
    return bytes(kept[:wanted])


def _last_resort(opener: Opener, high: bytes, sample: bytes, sheet: str) -> Encoding:
    best = from_bytes(high, cp_isolation=_LAST_RESORT).best()
    survey = _survey(opener, best.encoding) if best else _Survey(bad_line=1)
    if best is None or survey.bad_line:
        raise Unreadable(
            _(
                "The letters of this file could not be read: it is not UTF-8, UTF-16, GB18030 or Windows-1252. "
                "Open it in a spreadsheet program, save it as CSV with the encoding UTF-8, and upload that."
            )
        )
    return _checked(survey, Encoding(best.encoding, best.encoding.upper(), True, survey.nul_line), sample, sheet)
