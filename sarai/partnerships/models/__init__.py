"""Partnerships between cities and institutions, and each step of them."""

from .advice import AdviceRequest, AdviceStep, Expert
from .matching import Weight
from .offers import Offer, OfferStep, TakeUp
from .partnerships import Meeting, Note, Partnership, Side, Step
from .pilots import (
    AMOUNT_DIGITS,
    RESULT_DIGITS,
    RESULT_PLACES,
    BudgetLine,
    ExchangeRate,
    Milestone,
    MilestoneReached,
    Pilot,
    PilotParty,
    PilotResult,
    PilotStep,
    Risk,
    few_digits,
)
from .rounds import Appointment, Participant, Round, Slot, Uncovered

__all__ = [
    "AMOUNT_DIGITS",
    "RESULT_DIGITS",
    "RESULT_PLACES",
    "AdviceRequest",
    "AdviceStep",
    "Appointment",
    "BudgetLine",
    "ExchangeRate",
    "Expert",
    "Meeting",
    "Milestone",
    "MilestoneReached",
    "Note",
    "Offer",
    "OfferStep",
    "Participant",
    "Partnership",
    "Pilot",
    "PilotParty",
    "PilotResult",
    "PilotStep",
    "Risk",
    "Round",
    "Side",
    "Slot",
    "Step",
    "TakeUp",
    "Uncovered",
    "Weight",
    "few_digits",
]
