"""What the three Zoom exports have in common: the block about the event, and the words of its cells."""

import re
from collections.abc import Iterable, Mapping
from datetime import datetime
from zoneinfo import ZoneInfo

from sarai.evidence.formats import About
from sarai.evidence.reading import Line
from sarai.evidence.reading.dates import DateReader, NotADate, Sample
from sarai.evidence.reading.headers import Columns, fold
from sarai.exchanges.intake.words import whole
from sarai.network.mentions import field_for

_IDS = ("webinar id", "meeting id")
_STARTS = ("actual start time", "start time", "scheduled time", "scheduled start time")
_DRAWN = ("report generated", "report generated time")
_COUNTS = {
    "registered": ("# registered", "# registrants"),
    "cancelled": ("# cancelled", "# canceled", "# cancelled registrants"),
    "unique_viewers": ("unique viewers",),
    "total_users": ("total users",),
    "max_concurrent_views": ("max concurrent views",),
    "participants": ("participants",),
}
_NAMES = frozenset(("user name", "user name (original name)", "name (original name)"))
UTC = ZoneInfo("UTC")
_BLANKS = re.compile(r"[\s-]")


def block(lines: Iterable[Line]) -> Mapping[str, str]:
    """The values of the block `Topic, Webinar ID, …` by folded header; empty where the head has no such block."""
    header: Columns | None = None
    for line in lines:
        if header is not None:
            return dict(reversed([(key, cell.strip()) for key, cell in zip(header.keys, line.cells, strict=False)]))
        keys = {fold(cell) for cell in line.cells}
        if "topic" in keys and not keys.isdisjoint(_IDS):
            header = Columns(line.cells)
    return {}


def drawn(lines: Iterable[Line]) -> str:
    """When a report was drawn, as its first lines print it; "" where they do not."""
    for line in lines:
        if len(line.cells) > 1 and fold(line.cells[0]) in _DRAWN:
            return line.cells[1].strip()
    return ""


def about(values: Mapping[str, str], samples: Iterable[Sample] = (), drawn: str = "") -> About:
    """What a block says. `samples` are dates of the file's head, to settle the order of day and month.

    A figure that the block does not have, or leaves blank, is None: about a quarter of the reports have no
    `Max Concurrent Views`, which does not mean that nobody watched.
    """
    identifier = _first(values, _IDS)
    digits = _BLANKS.sub("", identifier)
    counts = {name: whole(_first(values, headers)) for name, headers in _COUNTS.items()}
    started = _first(values, _STARTS)
    start = _moment(started, samples)
    return About(digits if digits.isdecimal() else identifier, values.get("topic", ""), start, counts, started, drawn)


def _first(values: Mapping[str, str], names: Iterable[str]) -> str:
    return next((values[name] for name in names if values.get(name)), "")


def _moment(text: str, samples: Iterable[Sample]) -> datetime | None:
    dates = DateReader(UTC)
    dates.decide(samples)
    try:
        return dates.printed(text)
    except NotADate:
        return None


def field(header: str) -> str | None:
    """As `field_for`, and Zoom's own headers for the display name."""
    return "name" if fold(header) in _NAMES else field_for(header)
