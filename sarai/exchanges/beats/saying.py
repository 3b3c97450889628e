"""What a heartbeat says, and how it waits in a journal: "RECEIVED CLAIMS STRETCHES", one a line."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from .counting import Stretches, merged, stretches_of
from .ticket import CLAIMS, SIGNATURE, Ticket

MOST_STRETCHES = 60  # in one beat: a page with more says the latest, for the others have been said
STRETCH = rb"[0-9]{1,5}:[0-9]{1,6}:[0-9]{1,6};"
# Every stretch ends with a mark, so that a line that was cut off is none.
SAID = re.compile(rb"(%b)\.(%b) ((?:%b){1,%d})" % (CLAIMS, SIGNATURE, STRETCH, MOST_STRETCHES))
WRITTEN = re.compile(rb"^([0-9]{10}) (%b) ((?:%b)+)$" % (CLAIMS, STRETCH), re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Beat:
    """What a page said of itself, and when it came in, in seconds since 1970."""

    received: int
    ticket: Ticket
    stretches: Stretches


def written(received: int, claims: bytes, stretches: bytes) -> bytes:
    """A line of a journal. It begins with a new line too: what was cut off before it stays a line of its own."""
    return b"\n%d %b %b\n" % (received, claims, stretches)


def read_beats(lines: bytes) -> Iterator[Beat]:
    """The heartbeats in a part of a journal, one for each page: what one beat says of a stretch, a later one says too,
    or more."""
    pages: dict[bytes, tuple[int, Stretches]] = {}
    for received, claims, stretches in WRITTEN.findall(lines):
        _before, known = pages.get(claims, (0, {}))
        pages[claims] = (int(received), merged(known, stretches_of(stretches.decode("ascii"))))
    for claims, (latest, known) in pages.items():
        yield Beat(latest, Ticket.of(claims), known)
