"""Letters as apps post them."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from sarai.letters.actions import Draft, post_many, send_waiting
from sarai.letters.models import Letter

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)


def draft(who: str = "ana", **fields: Any) -> Draft:
    """A reminder of a training to somebody at city.example."""
    said: dict[str, Any] = {
        "key": f"remind:{who}", "to": f"{who}@city.example", "subject": "It begins soon", "purpose": "reminder",
        "text": "It begins at nine.\n\nhttp://localhost:8000/events/training/", "language": "en",
        "topic": "event:training", "about": "The training",
    }  # fmt: skip
    return Draft(**said | fields)


def posted(*people: str, **fields: Any) -> list[Letter]:
    """One letter to each, posted NOW."""
    post_many([draft(who, **fields) for who in people], at=NOW)
    return list(Letter.objects.filter(key__in=[f"remind:{who}" for who in people]))


def sent(at: datetime = NOW, **how: Any) -> dict[str, int]:
    """What a run at a moment makes of what waits: letters by their state."""
    return dict(send_waiting(clock=lambda: at, **how).done)


def states() -> dict[str, str]:
    """How the letter of each reader stands."""
    return {key.removeprefix("remind:"): state for key, state in Letter.objects.values_list("key", "state")}
