"""What the words and numbers in the cells of the platforms mean."""

from sarai.exchanges.intake.records import Status

NOTHING = frozenset(("", "-", "--"))
"""What platforms print where there is nothing to print. It is unknown, never 0."""

_STATUSES: dict[str, Status] = {
    "approved": "approved",
    "pending": "pending",
    "pending approval": "pending",
    "cancelled": "cancelled",
    "canceled": "cancelled",
    "denied": "denied",
    "rejected": "denied",
}
_YES = {"yes": True, "no": False, "true": True, "false": False, "是": True, "否": False, "sí": True}
_LONGEST_NUMBER = 15


def whole(text: str) -> int | None:
    """A count; None for what is no whole number (or absurdly long), so that blank and `--` stay unknown."""
    text = text.strip().replace(",", "")
    return int(text) if text.isdecimal() and len(text) <= _LONGEST_NUMBER else None


def yes_no(text: str) -> bool | None:
    """`Yes` and `No`; None for anything else."""
    return _YES.get(text.strip().lower()) if text else None


def status(text: str) -> Status:
    """An approval status in our words."""
    return _STATUSES.get(text.strip().lower(), "unknown")
