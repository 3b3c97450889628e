"""Reads across events, attendance and people."""

from .certificates import Candidate, certificate_candidates
from .pages import AskedAt, event_page, surrounded, surveys_of

__all__ = ["AskedAt", "Candidate", "certificate_candidates", "event_page", "surrounded", "surveys_of"]
