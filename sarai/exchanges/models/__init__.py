"""Series, events and sessions; who registered, who was there and for how long, who handed in."""

from .agenda import AgendaItem, Contribution, Material, TakingPart
from .attendance import Attendance
from .enrolments import Enrolment
from .events import Event, EventSurvey, Host, Series, Session
from .registrations import Registration, Submission
from .views import ViewReading

__all__ = [
    "AgendaItem",
    "Attendance",
    "Contribution",
    "Enrolment",
    "Event",
    "EventSurvey",
    "Host",
    "Material",
    "Registration",
    "Series",
    "Session",
    "Submission",
    "TakingPart",
    "ViewReading",
]
