"""Surveys, their questionnaires, what was sent in, and the responses that it is counted as."""

from .asking import Draft, Invitation
from .questionnaires import Choice, FormFile, Question, Survey, Version
from .responses import Answer, Response, Submission, SubmissionFile, Validity

__all__ = [
    "Answer",
    "Choice",
    "Draft",
    "FormFile",
    "Invitation",
    "Question",
    "Response",
    "Submission",
    "SubmissionFile",
    "Survey",
    "Validity",
    "Version",
]
