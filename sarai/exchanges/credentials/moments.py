"""Moments as credentials write them: UTC, to the second."""

from __future__ import annotations

from datetime import UTC, datetime


def instant(moment: datetime) -> str:
    """An aware moment as text: "2020-10-01T12:00:00Z"."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def moment_of(text: str) -> datetime:
    """The moment that such a text says. Raises ValueError."""
    return datetime.strptime(text, "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC)
