"""A programme as a file that a team keeps in version control: themes, institutions, series, events, surveys,
assessments, clusters, partnerships."""

from .applying import apply
from .reading import BadProgramme, Document, read

__all__ = ["BadProgramme", "Document", "apply", "read"]
