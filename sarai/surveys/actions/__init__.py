"""Every write to surveys: publishing questionnaires, receiving answers, filing them as responses."""

from .answering import (
    ADD,
    REMOVE,
    Answered,
    NotThere,
    Sent,
    Taken,
    begin_answers,
    correct_answers,
    now_in,
    press,
    send_answers,
    sitting_of,
    sweep_drafts,
    take_page,
)
from .editing import ChangedMeanwhile, begin_sketch, change_sketch, publish_sketch, undo_sketch
from .filing import file_submissions
from .inviting import invite, send_letters, send_reminders
from .judging import keep_survey, publish_rule
from .publishing import publish_version
from .receiving import Received, attach, receive
from .retracting import WITHDRAWN, withdraw_answers
from .reviewing import LONGEST_REASON, REVIEWED, TAKEN_BACK, Reviewed, review_responses, undo_review
from .tagging import tag_answers, untag_answer

__all__ = [
    "ADD",
    "LONGEST_REASON",
    "REMOVE",
    "REVIEWED",
    "TAKEN_BACK",
    "WITHDRAWN",
    "Answered",
    "ChangedMeanwhile",
    "NotThere",
    "Received",
    "Reviewed",
    "Sent",
    "Taken",
    "attach",
    "begin_answers",
    "begin_sketch",
    "change_sketch",
    "correct_answers",
    "file_submissions",
    "invite",
    "keep_survey",
    "now_in",
    "press",
    "publish_rule",
    "publish_sketch",
    "publish_version",
    "receive",
    "review_responses",
    "send_answers",
    "send_letters",
    "send_reminders",
    "sitting_of",
    "sweep_drafts",
    "tag_answers",
    "take_page",
    "undo_review",
    "undo_sketch",
    "untag_answer",
    "withdraw_answers",
]
