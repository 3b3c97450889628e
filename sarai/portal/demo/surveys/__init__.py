"""The six needs surveys: their questionnaires, who answers them, and by which door."""

from .forms import write_forms
from .others import other_surveys
from .training import respond, write_survey

__all__ = ["other_surveys", "respond", "write_forms", "write_survey"]
