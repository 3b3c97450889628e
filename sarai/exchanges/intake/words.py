"""What the words and numbers in the cells of the platforms mean."""

import re
from decimal import Decimal
from typing import Literal

from sarai.evidence.reading.headers import aliases
from sarai.exchanges.intake.records import Mode, Status

NOTHING = frozenset(("", "-", "--"))
"""What platforms print where there is nothing to print. It is unknown, never 0."""

_STATUSES: dict[str, Status] = {
    "approved": "approved",
    "pending": "pending",
    "pending approval": "pending",
    "cancelled": "cancelled",
    "canceled": "cancelled",
    "denied": "denied",
    "rejected": "denied",
}
_YES = {"yes": True, "no": False, "true": True, "false": False, "是": True, "否": False, "sí": True}
_LONGEST_NUMBER = 15
_LIVE = frozenset(
    aliases("""
    live | live stream | livestream | stream | 直播 | 直播观看 | en vivo | en directo | directo | en direct | direct |
    ao vivo | прямой эфир | трансляция | مباشر | بث مباشر | langsung | siaran langsung
    """)
)
_PLAYBACK = frozenset(
    aliases("""
    playback | replay | recording | on demand | on-demand | vod | video on demand | 回放 | 点播 | 重播 | 回看 | 录像 |
    repetición | grabación | bajo demanda | rediffusion | enregistrement | à la demande | gravação | sob demanda |
    запись | по запросу | تسجيل | حسب الطلب | rekaman
    """)
)
_RECORDED = frozenset(
    aliases("recorded broadcast | broadcast of a recording | premiere | premiered | 录播 | 首播 | estreno | première")
)
_COUNT = re.compile(r"([0-9][0-9,\u202f\u00a0 ]*(?:\.[0-9]+)?)\s*(万|萬|w|亿|億)?", re.IGNORECASE)
_TIMES = {"万": 10_000, "萬": 10_000, "w": 10_000, "亿": 100_000_000, "億": 100_000_000}


def whole(text: str) -> int | None:
    """A count; None for what is no whole number (or absurdly long), so that blank and `--` stay unknown."""
    text = text.strip().replace(",", "")
    return int(text) if text.isdecimal() and len(text) <= _LONGEST_NUMBER else None


def yes_no(text: str) -> bool | None:
    """`Yes` and `No`; None for anything else."""
    return _YES.get(text.strip().lower()) if text else None


def status(text: str) -> Status:
    """An approval status in our words."""
    return _STATUSES.get(text.strip().lower(), "unknown")


def counted(text: str) -> int:
    """What a counter shows, also where it is rounded: `1,234`, `12.3万` (123,000). Raises ValueError for anything that
    is no whole number of views, or more than there can be."""
    match = _COUNT.fullmatch(text.strip())
    if match is None or len(text) > 30:
        raise ValueError(text)
    value = Decimal(re.sub(r"[,\s]", "", match[1])) * _TIMES.get((match[2] or "").lower(), 1)
    if value != int(value) or value >= 10**_LONGEST_NUMBER:
        raise ValueError(text)
    return int(value)


def viewed(text: str) -> tuple[Mode | Literal[""], bool]:
    """Whether something was viewed live or afterwards ("" where the words do not say), and whether what was broadcast
    had been recorded before."""
    [said] = aliases(text)
    if said in _RECORDED:
        return "live", True
    return ("live" if said in _LIVE else "playback" if said in _PLAYBACK else ""), False
