"""What people do about partnerships."""

from __future__ import annotations

from enum import StrEnum


class Act(StrEnum):
    """What people do about partnerships: the `format` of the source that it is. What each is called: `desk.py`."""

    STEP = "partnership-step"
    UNDONE = "partnership-step-undone"
    PILOT = "pilot"
    REACHED = "pilot-reached"
    BUDGET = "pilot-budget"
    RATES = "exchange-rates"
    WEIGHTS = "match-weights"
    ADVICE = "advice"
    OFFER = "technology-offer"
    TAKE_UP = "offer-taken-up"
