"""Folding: one key for all the ways in which a name is written.

A key has no case, accents, spaces or punctuation; "St.", "Sta.", "Cd." and the like are written out. Latin letters
become ASCII. Other scripts stay themselves, so that a name in its own script is matched exactly, but lose what writers
leave out (Arabic and Hebrew points, nuktas, joiners), the letters that keyboards confuse (Arabic and Persian yeh), and
the difference between traditional and simplified Chinese characters.
"""

import unicodedata
from dataclasses import dataclass

from anyascii import anyascii

from sarai.network.places.han import SIMPLIFIED

SHORTENINGS = {
    "st": "saint",
    "ste": "sainte",
    "sta": "santa",
    "sto": "santo",
    "sn": "san",
    "snt": "saint",
    "snta": "santa",
    "cd": "ciudad",
    "cdad": "ciudad",
    "pto": "puerto",
    "pta": "punta",
    "gral": "general",
    "cnel": "coronel",
    "cmdte": "comandante",
    "pdte": "presidente",
    "pres": "presidente",
    "tte": "teniente",
    "alm": "almirante",
    "gob": "gobernador",
    "gov": "governador",
    "ing": "ingeniero",
    "fco": "francisco",
    "mt": "mount",
    "ft": "fort",
    "nvo": "nuevo",
    "nva": "nueva",
    "vla": "villa",
    "hda": "hacienda",
    "hts": "heights",
    "sgto": "santiago",
    "stgo": "santiago",
    "sgo": "santiago",
}

# What Unicode's decomposition leaves in place although readers and keyboards do not tell it apart.
_LETTERS = {
    **dict(zip("øØđĐðÐłŁħĦıŧŦ", "oOdDdDlLhHitT", strict=True)),
    **{"æ": "ae", "Æ": "AE", "œ": "oe", "Œ": "OE", "ß": "ss", "þ": "th", "Þ": "Th", "ə": "e", "Ə": "E", "ɛ": "e"},
    **{"ɔ": "o", "ŋ": "ng", "Ŋ": "Ng", "ɓ": "b", "ɗ": "d", "ƙ": "k", "Ɓ": "B", "Ɗ": "D", "Ƙ": "K", "ƴ": "y"},
    **dict.fromkeys("یىې", "ي"),
    **dict.fromkeys("کڪ", "ك"),
    **dict.fromkeys("ةەہھۀۃ", "ه"),
    **{"ँ": "ं", "&": " and "},
    **SIMPLIFIED,
}
# U+0591–05C7 Hebrew points, U+064B–065F and U+0670 Arabic points, U+0640 tatweel.
_DROPPED = {*range(0x0300, 0x0370), *range(0x0591, 0x05C8), *range(0x064B, 0x0660), 0x0670, 0x0640, 0x00AD} | {
    *(0x093C, 0x09BC, 0x0A3C, 0x0ABC, 0x0B3C, 0x1CBC),  # nuktas
    *range(0x200B, 0x2010),  # joiners and direction marks
    0xFE0F,
}


class _Table(dict[int, str]):
    """Code point to what it folds to; filled as code points turn up, since Unicode is large and names are not."""

    def __missing__(self, point: int) -> str:
        char = chr(point)
        if point in _DROPPED:
            folded = ""
        elif char in _LETTERS:
            folded = _LETTERS[char]
        else:
            folded = char if unicodedata.category(char)[0] in "LMN" else " "
        self[point] = folded
        return folded


_TABLE = _Table()


@dataclass(frozen=True, slots=True)
class Token:
    """A word of the typed text: as typed (without accents) and folded."""

    raw: str
    folded: str

    @property
    def is_code(self) -> bool:
        """Whether the word was typed in capitals, as a code is."""
        return self.raw.isupper()


def _plain(text: str) -> str:
    return unicodedata.normalize("NFC", unicodedata.normalize("NFKD", text).translate(_TABLE))


def tokens(text: str) -> tuple[Token, ...]:
    """The words of `text`, in order, abbreviations such as "St." written out."""
    folded = ((raw, raw.casefold()) for raw in _plain(text).split())
    return tuple(Token(raw, SHORTENINGS.get(word, word)) for raw, word in folded)


def key(text: str) -> str:
    """The key under which `text` is stored and looked up; empty for a text without letters and digits."""
    return "".join(SHORTENINGS.get(word, word) for word in _plain(text).casefold().split())


def words_key(words: tuple[Token, ...]) -> str:
    """The key of a run of words."""
    return "".join(word.folded for word in words)


def is_native(folded: str) -> bool:
    """Whether a key is in another script than Latin."""
    return not folded.isascii()


def romanised(folded: str) -> str:
    """A key in another script as Latin letters, by anyascii's tables; coarse, for a second try only."""
    return key(anyascii(folded))
