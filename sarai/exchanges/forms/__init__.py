"""The shape of what is filled in about events."""

from .arranging import CopyForm, EventForm, RepeatForm, SeriesForm, SessionForm
from .asking import AskedAtForm
from .assignments import AssignmentForm, HandInForm, MarkForm
from .certificates import AppealForm, ReasonForm, ReissueForm, RevokeForm, RuleForm, VerifyForm
from .contents import AgendaFormSet, CitiesForm, ContributionForm, MaterialForm
from .enrolling import ChangeEnrolmentForm, EnrolmentForm
from .readings import ReadingForm, RetractForm

__all__ = [
    "AgendaFormSet",
    "AppealForm",
    "AskedAtForm",
    "AssignmentForm",
    "ChangeEnrolmentForm",
    "CitiesForm",
    "ContributionForm",
    "CopyForm",
    "EnrolmentForm",
    "EventForm",
    "HandInForm",
    "MarkForm",
    "MaterialForm",
    "ReadingForm",
    "ReasonForm",
    "ReissueForm",
    "RepeatForm",
    "RetractForm",
    "RevokeForm",
    "RuleForm",
    "SeriesForm",
    "SessionForm",
    "VerifyForm",
]
