"""Every write about events and those who take part in them."""

from . import forgetting  # noqa: F401 (it declares how an erasure reaches what was watched and asked)
from .appealing import decide_appeal, make_appeal, undo_ruling
from .arranging import (
    add_material,
    contribute,
    contribute_no_more,
    copy_event,
    keep_agenda,
    keep_event,
    keep_series,
    keep_session,
    keep_taking_part,
    remove_material,
    remove_session,
    repeat_weekly,
    set_cancelled,
)
from .asking import ask_at_event, ask_no_more
from .assignments import (
    Meanwhile,
    NotTaken,
    hand_in,
    mark_hand_in,
    remove_assignment,
    set_assignment,
)
from .certifying import Batch, issue_certificates, mark_compromised, reissue_certificate, revoke_certificate
from .enrolling import HELD, Enrolled, change, come_back, enrol, forget_unproved, promote, prove, withdraw
from .readings import RETRACTED, enter_reading, reading_key, restore_reading, retract_reading
from .reminding import remind_of, thank_for
from .setting_rules import set_rule
from .viewers import anonymous_viewer, forget_salts
from .watching import read_journals
from .writing import tell_certified

__all__ = [
    "HELD",
    "RETRACTED",
    "Batch",
    "Enrolled",
    "Meanwhile",
    "NotTaken",
    "add_material",
    "anonymous_viewer",
    "ask_at_event",
    "ask_no_more",
    "change",
    "come_back",
    "contribute",
    "contribute_no_more",
    "copy_event",
    "decide_appeal",
    "enrol",
    "enter_reading",
    "forget_salts",
    "forget_unproved",
    "hand_in",
    "issue_certificates",
    "keep_agenda",
    "keep_event",
    "keep_series",
    "keep_session",
    "keep_taking_part",
    "make_appeal",
    "mark_compromised",
    "mark_hand_in",
    "promote",
    "prove",
    "read_journals",
    "reading_key",
    "reissue_certificate",
    "remind_of",
    "remove_assignment",
    "remove_material",
    "remove_session",
    "repeat_weekly",
    "restore_reading",
    "retract_reading",
    "revoke_certificate",
    "set_assignment",
    "set_cancelled",
    "set_rule",
    "tell_certified",
    "thank_for",
    "undo_ruling",
    "withdraw",
]
