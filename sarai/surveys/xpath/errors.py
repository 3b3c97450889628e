"""What can be wrong with an expression."""

from __future__ import annotations


class XPathError(ValueError):
    """An expression that cannot be read, or cannot be evaluated.

    `position` is the place in the text (from 0) if the text itself is at fault, else None.
    """

    def __init__(self, message: str, position: int | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.position = position


class LimitExceeded(XPathError):
    """An expression that asks for more steps, more text or more depth than anyone may use."""
