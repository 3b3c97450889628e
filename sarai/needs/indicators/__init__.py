"""What needs surveys count, a noun a file: importing them declares it."""

from . import attributes, contacts, learning, needs, offers, responses, statements, wishes

__all__ = ["attributes", "contacts", "learning", "needs", "offers", "responses", "statements", "wishes"]
