"""How often the events of 2020 were viewed, as counters showed it on four days. Parameters of a construction."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

import yaml

PROGRAMME = Path(__file__).parent.parent / "programme.yaml"

AUTUMN, YEAR_END, REPORT, LATER = date(2020, 10, 31), date(2020, 12, 31), date(2021, 1, 24), date(2021, 2, 12)
DAYS = (AUTUMN, YEAR_END, REPORT, LATER)
YUNBO, XINLU, YOUTUBE = "yunbo", "xinlu", "youtube"

ECOMMERCE = tuple(f"ecommerce-{number:02}" for number in range(1, 12))
TRAVEL = {"travel-heritage": 221_300, "travel-creative-economy": 246_700, "travel-recovery": 194_600}
EXCHANGE = "china-mexico-exchange"
EXCHANGE_VIEWS = 350_000
# Thousands of live views and of playback views in the end. The series had its most viewers where it began and ended.
_ECOMMERCE_LIVE = (214, 187, 171, 160, 149, 141, 138, 133, 129, 134, 142)
_ECOMMERCE_PLAYBACK = (223, 201, 187, 172, 164, 158, 151, 142, 137, 132, 135)
_OTHERS = {
    "local-administrations": (9, 3), "climate-action": (26, 11), "youth-dialogue-1": (31, 12),
    "youth-dialogue-2": (24, 9), "youth-dialogue-3": (19, 8), "youth-dialogue-4": (22, 9),
    "smallholders-1": (14, 6), "smallholders-2": (17, 5), "smallholders-3": (13, 5), "smallholders-4": (12, 4),
    "smallholders-5": (11, 4), "smallholders-6": (12, 4), "food-storage-1": (8, 3), "food-storage-2": (7, 3),
    "food-storage-3": (9, 3), "public-health-1": (13, 5), "public-health-2": (11, 4), "public-health-3": (10, 4),
    "public-health-4": (12, 5), "transport-1": (6, 3), "transport-2": (5, 2), "green-city": (9, 4),
    "drr-training": (0, 4),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Counter:
    """What one counter showed on each of `DAYS`; 0 where nobody had read it yet."""

    event: str
    platform: str
    content: str
    mode: str
    values: tuple[int, ...]
    recorded: bool = False


@cache
def titles() -> dict[str, str]:
    """The titles of the programme's events, by their slugs."""
    written = yaml.safe_load(PROGRAMME.read_text(encoding="utf-8"))
    return {event["slug"]: event["title"] for event in written["events"]}


def counters() -> list[Counter]:
    """Every counter of the programme."""
    return [*_ecommerce(), *_travel(), *_others()]


def _ecommerce() -> Iterator[Counter]:
    """One platform sent its live statistics a year late, and showed the recordings all over again in February: so the
    series came to more than the whole programme had had on the day of the report."""
    for number, (live, playback) in enumerate(zip(_ECOMMERCE_LIVE, _ECOMMERCE_PLAYBACK, strict=True), 1):
        event, room = ECOMMERCE[number - 1], f"88{number:04}"
        yield Counter(event, YUNBO, room, "live", _parts(live * 728, 1, 1, 1, 1))
        yield Counter(event, XINLU, f"xl-{room}", "live", _parts(live * 272, 0, 0, 0, 1))
        yield Counter(event, XINLU, f"xl-{room}", "playback", _parts(playback * 640, 0.1, 0.21, 0.265, 1))
        yield Counter(event, YOUTUBE, video(event), "playback", _parts(playback * 360, 0.22, 0.4, 0.49, 1))


def _travel() -> Iterator[Counter]:
    """Webinars that had been recorded, and were then broadcast."""
    for number, (event, views) in enumerate(TRAVEL.items(), 1):
        began = 0 if event == "travel-recovery" else 1
        yield Counter(event, YUNBO, f"77{number:04}", "live", _parts(views, began, 1, 1, 1), recorded=True)
        yield Counter(event, YOUTUBE, video(event), "playback", _parts(4_500 + 300 * number, began * 0.5, 0.8, 0.9, 1))
    yield Counter(EXCHANGE, YUNBO, "770004", "live", _parts(EXCHANGE_VIEWS, 0, 0, 0.966, 1), recorded=True)
    yield Counter(EXCHANGE, YOUTUBE, video(EXCHANGE), "playback", _parts(1_200, 0, 0, 0.4, 1))


def _others() -> Iterator[Counter]:
    for number, (event, (live, playback)) in enumerate(_OTHERS.items(), 1):
        if live:
            yield Counter(event, YUNBO, f"66{number:04}", "live", _parts(live * 1000, 1, 1, 1, 1))
        yield Counter(event, YOUTUBE, video(event), "playback", _parts(playback * 1000, 0.6, 0.9, 1, 1.04))


def _parts(whole: int, *parts: float) -> tuple[int, ...]:
    return tuple(round(whole * part) for part in parts)


def shown(event: str, mode: str) -> int:
    """What the counter of an event on the platform that told the places showed on the day of the report."""
    counter = (event, mode, {"live": YUNBO, "playback": YOUTUBE}[mode])
    found = (one for one in counters() if (one.event, one.mode, one.platform) == counter)
    return next(found).values[DAYS.index(REPORT)]


def video(event: str) -> str:
    """An invented identifier of a video, as long as those of the platform."""
    return f"demo_{list(titles()).index(event):06}"
