"""Reads across events, attendance and people."""

from .certificates import Candidate, certificate_candidates
from .enrolments import enrolment_counts
from .machines import as_schema_org
from .pages import AskedAt, answered_by, event_page, events_listed, surrounded, surveys_of
from .todo import desk_rows, left_of, letters_of, missing_of, todo_of

__all__ = [
    "AskedAt",
    "Candidate",
    "answered_by",
    "as_schema_org",
    "certificate_candidates",
    "desk_rows",
    "enrolment_counts",
    "event_page",
    "events_listed",
    "left_of",
    "letters_of",
    "missing_of",
    "surrounded",
    "surveys_of",
    "todo_of",
]
