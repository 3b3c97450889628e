"""Heartbeats of pages on which somebody watches: what they say, the door they come in by, the journals they wait in.

    POST /beat      TICKET STRETCHES        → 204 once it is written
    12.e7.Zm9vYmFyYmF6cXV4.l.1600000000.… 1:0:30;2:95:12;

A ticket is signed by the page's maker. A stretch is its number, after how many seconds since the page was made it
began, and how many seconds it has lasted so far. Each beat says all again, so one that is lost or comes twice does no
harm.
There is no Django here: a beat costs what its signature and one write cost.
"""

from .counting import Stretches, held_to_clock, merged, seconds_between, stretches_of, text_of
from .door import Door
from .journal import Journal, NotWritten, Reading, journals, reading_alone
from .saying import Beat, read_beats
from .ticket import Mode, Ticket, key_for, new_page

__all__ = [
    "Beat",
    "Door",
    "Journal",
    "Mode",
    "NotWritten",
    "Reading",
    "Stretches",
    "Ticket",
    "held_to_clock",
    "journals",
    "key_for",
    "merged",
    "new_page",
    "read_beats",
    "reading_alone",
    "seconds_between",
    "stretches_of",
    "text_of",
]
