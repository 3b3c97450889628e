"""Lengths of time as platforms print them, in seconds."""

import re
from typing import Literal

_CLOCK = re.compile(r"(\d{1,4}):([0-5]?\d):([0-5]?\d)(?:\.\d+)?")
_NUMBER = re.compile(r"\d{1,9}(?:[.,]\d+)?")
_WORDED = re.compile(r"(\d{1,9}(?:[.,]\d+)?)\s*([^\W\d_]+)\.?", re.UNICODE)
_SEPARATORS = re.compile(r"[\s,]*(?:(?:and|und|et|y|e|и|و)\s)?[\s,]*")
_UNITS = {
    86_400: "d day days día días dia dias jour jours tag tage день дня дней 天 日 يوم أيام hari",
    3_600: "h hr hrs hour hours std stunde stunden godz godzina godziny heure heures hora horas uur ч час часа часов "
    "小时 小時 时 ساعة ساعات jam",
    60: "m min mins minute minutes minuten minuto minutos minuta minuty мин минута минуты минут 分钟 分鐘 分 دقيقة "
    "دقائق menit",
    1: "s sec secs second seconds sek sekunde sekunden sekunda seg segundo segundos seconde secondes с сек секунда "
    "секунды секунд 秒 ثانية ثوان detik",
}
_SECONDS = {word: seconds for seconds, words in _UNITS.items() for word in words.split()}

_LONGEST = 60

Unit = Literal["hours", "minutes", "seconds"]
_PER_UNIT = {"hours": 3_600, "minutes": 60, "seconds": 1}


def seconds(text: str, unit: Unit = "minutes") -> int:
    """Seconds in `0:30:00`, `1h 27m 51s`, `1 godz. 5 min 3 sek.`, `2小时5分`, or a bare number of `unit`.

    Raises ValueError for anything else, for two-part clocks too (`3:21` may be minutes or hours), and for negatives.
    """
    text = text.strip()
    if len(text) > _LONGEST:
        raise ValueError(text[:_LONGEST])
    if text.isdecimal() and len(text) < 10:
        return int(text) * _PER_UNIT[unit]
    if match := _CLOCK.fullmatch(text):
        return int(match[1]) * 3600 + int(match[2]) * 60 + int(match[3])
    if _NUMBER.fullmatch(text):
        return round(_decimal(text) * _PER_UNIT[unit])
    return _worded(text)


def _worded(text: str) -> int:
    total, position = 0.0, 0
    text = text.casefold()
    while position < len(text):
        match = _WORDED.match(text, position)
        if match is None or match[2] not in _SECONDS:
            raise ValueError(text)
        total += _decimal(match[1]) * _SECONDS[match[2]]
        rest = _SEPARATORS.match(text, match.end())
        position = rest.end() if rest else match.end()
    if not position:
        raise ValueError(text)
    return round(total)


def _decimal(text: str) -> float:
    return float(text.replace(",", "."))
