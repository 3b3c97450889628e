"""What stretches of watching come to: put together, and held to the clock."""

from __future__ import annotations

from collections.abc import Mapping

Stretches = Mapping[int, tuple[int, int]]
"""Number of a stretch → after how many seconds since the page was made it began, and how many it lasted."""

MOST_KEPT = 500  # stretches of one page; nobody pauses so often
CLOCKS = 5  # seconds that a browser's clock may run ahead of ours within one page


def text_of(stretches: Stretches) -> str:
    """Stretches as a heartbeat says them and as they are kept: "1:0:30;2:95:12;"."""
    return "".join(f"{number}:{began}:{lasted};" for number, (began, lasted) in stretches.items())


def stretches_of(text: str) -> dict[int, tuple[int, int]]:
    """What `text_of` made a text of."""
    found = (stretch.split(":") for stretch in text.split(";")[:-1])
    return {int(number): (int(began), int(lasted)) for number, began, lasted in found}


def merged(known: Stretches, said: Stretches) -> dict[int, tuple[int, int]]:
    """What is known of each stretch, and what is said of it: the longer holds, for a stretch only grows."""
    return dict(known) | {
        number: stretch for number, stretch in said.items() if number not in known or stretch[1] > known[number][1]
    }


def held_to_clock(stretches: Stretches, elapsed: int) -> dict[int, tuple[int, int]]:
    """Stretches without what the clock does not allow: nothing before the one before it has ended, nothing beyond the
    seconds that have passed since the page was made, and no stretch of none."""
    kept: dict[int, tuple[int, int]] = {}
    free, latest = 0, elapsed + CLOCKS
    for number, (began, seconds) in sorted(stretches.items())[:MOST_KEPT]:
        start, end = max(began, free), min(began + seconds, latest)
        if start < end:
            kept[number] = (start, end - start)
            free = end
    return kept


def seconds_between(stretches: Stretches, earliest: float, latest: float) -> int:
    """How many seconds of stretches that do not overlap are within bounds, in seconds since the page was made."""
    inside = (min(began + lasted, latest) - max(began, earliest) for began, lasted in stretches.values())
    return sum(int(seconds) for seconds in inside if seconds > 0)
