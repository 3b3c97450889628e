"""Every write to partnerships."""

from sarai.evidence.actions import Overtaken

from . import forgetting
from .entries import Act
from .meetings import answer_meeting, propose_meeting
from .notes import delete_note, write_note
from .pipeline import NotNow, ask, declare, look_after, plan, propose, take_step
from .rounds import assign_round, begin_round, change_round, propose_round, remove_round, restore_round
from .undoing import may_take_back, take_back
from .weighing import unweigh, weigh
from .writing import TOLD, appointment_of, clocks, zone_of

__all__ = [
    "TOLD",
    "Act",
    "NotNow",
    "Overtaken",
    "answer_meeting",
    "appointment_of",
    "ask",
    "assign_round",
    "begin_round",
    "change_round",
    "clocks",
    "declare",
    "delete_note",
    "forgetting",
    "look_after",
    "may_take_back",
    "plan",
    "propose",
    "propose_meeting",
    "propose_round",
    "remove_round",
    "restore_round",
    "take_back",
    "take_step",
    "unweigh",
    "weigh",
    "write_note",
    "zone_of",
]
