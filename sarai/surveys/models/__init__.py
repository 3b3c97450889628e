"""Surveys, their questionnaires, what was sent in, and the responses that it is counted as."""

from .asking import Draft, DraftFile, Invitation
from .questionnaires import Choice, FormFile, Question, Survey, Version
from .responses import Answer, Response, Submission, SubmissionFile, Validity
from .sketching import Sketch
from .tagging import AnswerTag

__all__ = [
    "Answer",
    "AnswerTag",
    "Choice",
    "Draft",
    "DraftFile",
    "FormFile",
    "Invitation",
    "Question",
    "Response",
    "Sketch",
    "Submission",
    "SubmissionFile",
    "Survey",
    "Validity",
    "Version",
]
