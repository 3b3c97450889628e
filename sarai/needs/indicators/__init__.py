"""What needs surveys count, a noun a file: importing them declares it."""

from . import learning, needs, responses, wishes

__all__ = ["learning", "needs", "responses", "wishes"]
