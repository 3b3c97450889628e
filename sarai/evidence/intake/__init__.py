"""Taking an outside file in: recognise it, find out what it is about, and file its rows as facts, or refuse it.

One file is one transaction. A dry run does everything and then takes it back, so that a preview cannot say anything
else than what would happen. The parsing is the formats' (`formats.py`); what becomes of their records is decided by
the *desk* of the app that knows them, which the app declares here.
"""

from .desks import (
    Desk,
    Filer,
    Placement,
    Screen,
    after_intake,
    declare_desk,
    declare_screen,
    discover,
    follow_up_on,
    targets,
)
from .recognising import save_mapping
from .refusals import Choice, NeedsColumns, NeedsFormat, NeedsOrder, NeedsTarget, Refused
from .taking import Outcome, take_in

__all__ = [
    "Choice",
    "Desk",
    "Filer",
    "NeedsColumns",
    "NeedsFormat",
    "NeedsOrder",
    "NeedsTarget",
    "Outcome",
    "Placement",
    "Refused",
    "Screen",
    "after_intake",
    "declare_desk",
    "declare_screen",
    "discover",
    "follow_up_on",
    "save_mapping",
    "take_in",
    "targets",
]
