"""What people do about needs."""

from __future__ import annotations

from enum import StrEnum


class Act(StrEnum):
    """What people do about needs: the `format` of the source that it is."""

    STATEMENT = "city-statement"
    REPLY = "need-reply"
    CONTACT = "contact"
    ASSESSMENT = "assessment"
    THEMES = "themes"
