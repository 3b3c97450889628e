"""Connections to one session that add up to a wanted time inside its window. All numbers are seconds."""

from __future__ import annotations

import random

from .schedule import THRESHOLD, WINDOW

Span = tuple[int, int]
MINUTE = 60


def united(spans: list[Span]) -> int:
    """Time inside the window that these spans cover together, each second once."""
    covered, reached = 0, 0
    for start, end in sorted(spans):
        start, end = max(start, reached), min(end, WINDOW)
        covered += max(0, end - start)
        reached = max(reached, end)
    return covered


def enough(rng: random.Random) -> int:
    """A time that counts, with minutes to spare."""
    return WINDOW if rng.random() < 0.5 else rng.randint(THRESHOLD + 3 * MINUTE, WINDOW - 1)


def too_little(rng: random.Random) -> int:
    """A time that plainly does not count."""
    return rng.randint(4 * MINUTE, 48 * MINUTE)


def nearly(rng: random.Random) -> int:
    """One to three minutes short."""
    return THRESHOLD - rng.randint(1 * MINUTE, 3 * MINUTE)


def ordinary(rng: random.Random, time: int) -> list[Span]:
    """`time` inside the window, in one of the ways people come and go."""
    kind = rng.random()
    if kind < 0.2 and 10 * MINUTE < time < WINDOW - 8 * MINUTE:
        return _rejoined(rng, time)
    if kind < 0.3 and time > 20 * MINUTE:
        return _second_device(rng, time)
    return [_whole(rng, time)]


def _whole(rng: random.Random, time: int) -> Span:
    """One connection; who is there at the start came before it, who is there at the end left after it."""
    start = rng.choice([0, WINDOW - time, rng.randint(0, WINDOW - time)])
    end = start + time
    return (
        -rng.randint(0, 20 * MINUTE) if start == 0 else start,
        end + rng.randint(0, 8 * MINUTE) if end == WINDOW else end,
    )


def _rejoined(rng: random.Random, time: int) -> list[Span]:
    """Two connections with a gap between them."""
    gap = rng.randint(20, min(6 * MINUTE, WINDOW - time))
    first = rng.randint(3 * MINUTE, time - 3 * MINUTE)
    start = rng.randint(0, WINDOW - time - gap)
    return [(start, start + first), (start + first + gap, start + time + gap)]


def _second_device(rng: random.Random, time: int) -> list[Span]:
    """One connection throughout, and a telephone beside it for a while."""
    start, end = _whole(rng, time)
    inner = max(start, 0) + rng.randint(1, 5 * MINUTE)
    return [(start, end), (inner, inner + rng.randint(2 * MINUTE, 10 * MINUTE))]


def exactly(rng: random.Random, time: int) -> list[Span]:
    """One connection that begins and ends inside the window."""
    start = rng.randint(0, WINDOW - time)
    return [(start, start + time)]


def relayed(rng: random.Random) -> list[Span]:
    """Enough time, but only over two devices together: neither of them was there long enough."""
    time = rng.randint(THRESHOLD + 3 * MINUTE, 75 * MINUTE)
    start = rng.randint(0, WINDOW - time)
    return [(start, start + time * 6 // 10), (start + time * 4 // 10, start + time)]


def doubled(rng: random.Random) -> list[Span]:
    """Too little time on two devices at once, which only their sum makes enough."""
    time = rng.randint(38 * MINUTE, 50 * MINUTE)
    start = rng.randint(0, WINDOW - time)
    return [(start, start + time), (start + rng.randint(5, 90), start + time - rng.randint(5, 90))]


def overhanging(rng: random.Random) -> list[Span]:
    """Too little time inside the window, which only the wait before its start makes enough."""
    inside = rng.randint(42 * MINUTE, 51 * MINUTE)
    return [(-(THRESHOLD - inside) - rng.randint(3 * MINUTE, 13 * MINUTE), inside)]


def outside(rng: random.Random) -> list[Span]:
    """Came early, and left before the start."""
    start = -rng.randint(12 * MINUTE, 25 * MINUTE)
    return [(start, start + rng.randint(2 * MINUTE, 11 * MINUTE))]
