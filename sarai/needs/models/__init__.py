"""Assessments; what cities say of themselves; what was done about their needs; who asked to be contacted."""

from .assessments import Assessment
from .contacts import Contact
from .statements import Reply, Statement

__all__ = ["Assessment", "Contact", "Reply", "Statement"]
