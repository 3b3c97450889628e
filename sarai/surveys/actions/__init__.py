"""Every write to surveys: publishing questionnaires, receiving answers, filing them as responses."""

from .filing import file_submissions
from .publishing import note_questions, publish_version
from .receiving import Received, attach, receive

__all__ = [
    "Received",
    "attach",
    "file_submissions",
    "note_questions",
    "publish_version",
    "receive",
]
