"""Partnerships between cities and institutions, and each step of them."""

from .partnerships import Meeting, Note, Partnership, Side, Step

__all__ = ["Meeting", "Note", "Partnership", "Side", "Step"]
