"""The shape of what is filled in about events."""

from .asking import AskedAtForm

__all__ = ["AskedAtForm"]
