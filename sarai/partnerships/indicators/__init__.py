"""What partnerships are counted by."""

from . import advice, partnerships, pilots

__all__ = ["advice", "partnerships", "pilots"]
