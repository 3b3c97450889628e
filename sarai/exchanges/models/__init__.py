"""Series, events and sessions; who registered, who was there and for how long, who handed in."""

from .agenda import AgendaItem, Contribution, Material, TakingPart
from .assignments import Assignment, HandIn
from .attendance import Attendance
from .certificates import Appeal, Certificate, IssuerKey, RuleVersion, Ruling
from .enrolments import Enrolment
from .events import Event, EventSurvey, Host, Series, Session
from .registrations import Registration, Submission
from .views import ViewReading
from .watching import DaySalt, JournalRead, SessionQuestion, Upvote, Viewing

__all__ = [
    "AgendaItem",
    "Appeal",
    "Assignment",
    "Attendance",
    "Certificate",
    "Contribution",
    "DaySalt",
    "Enrolment",
    "Event",
    "EventSurvey",
    "HandIn",
    "Host",
    "IssuerKey",
    "JournalRead",
    "Material",
    "Registration",
    "RuleVersion",
    "Ruling",
    "Series",
    "Session",
    "SessionQuestion",
    "Submission",
    "TakingPart",
    "Upvote",
    "ViewReading",
    "Viewing",
]
