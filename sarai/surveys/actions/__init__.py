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
    send_answers,
    sitting_of,
    sweep_drafts,
    take_page,
)
from .filing import file_submissions
from .inviting import decline, invite, send_letters, send_reminders
from .judging import keep_survey, publish_rule
from .publishing import note_questions, publish_version
from .receiving import Received, attach, receive
from .retracting import WITHDRAWN, withdraw_answers
from .tagging import tag_answers, untag_answer

__all__ = [
    "ADD",
    "REMOVE",
    "WITHDRAWN",
    "Answered",
    "NotThere",
    "Received",
    "Sent",
    "Taken",
    "attach",
    "begin_answers",
    "correct_answers",
    "decline",
    "file_submissions",
    "invite",
    "keep_survey",
    "note_questions",
    "now_in",
    "publish_rule",
    "publish_version",
    "receive",
    "send_answers",
    "send_letters",
    "send_reminders",
    "sitting_of",
    "sweep_drafts",
    "tag_answers",
    "take_page",
    "untag_answer",
    "withdraw_answers",
]
