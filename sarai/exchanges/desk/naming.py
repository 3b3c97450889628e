"""Which somebody a row is about, and which fact of theirs: the names under which the same is found again."""

from __future__ import annotations

from collections import Counter
from datetime import datetime
from typing import Any

from sarai.evidence.actions import Row, digest
from sarai.exchanges import models
from sarai.exchanges.intake import records
from sarai.network.actions import declare_restated
from sarai.network.mentions import Mention

# The times that tell rows of nameless people apart.
MOMENTS = ("joined_at", "left_at", "registered_at", "submitted_at")


class Names:
    """Calls the somebody of each row of one file by what makes rows about the same somebody the same."""

    def __init__(self) -> None:
        self._nameless: Counter[str] = Counter()

    def of(self, record: Any) -> str:
        """Address, token, else all that the row says.

        A second guest of the same name and times is another row; a later export of the same report has both again.
        """
        if record.mention.email or record.mention.token:
            return str(record.mention.email or record.mention.token)
        said = digest(*record.mention.stated, *(getattr(record, name, None) for name in MOMENTS))
        self._nameless[said] += 1
        return f"{said}:{self._nameless[said]}"


def key_of(record: Any, who: str) -> str:
    """The key of the fact that a record becomes, for the somebody it is about; "" for a stay without its times."""
    if not isinstance(record, records.Attendance):
        return digest(who)
    return attendance_key(who, record.joined_at, record.left_at) if record.joined_at and record.left_at else ""


def attendance_key(who: str, joined_at: datetime, left_at: datetime) -> str:
    """One person may join often: each join is a fact of its own."""
    return digest(who, joined_at.timestamp(), left_at.timestamp())


def registration_content(row: Row, mention: Mention) -> str:
    """What was said of a registration."""
    return digest(row["status"], row["registered_at"], *mention.stated, sorted(row["answers"].items()))


def _registration_again(fact: models.Registration) -> dict[str, str]:
    row = {"status": fact.status, "registered_at": fact.registered_at, "answers": fact.answers}
    return _key_again(fact) | {"content": registration_content(row, fact.record.mention)}


def _submission_again(fact: models.Submission) -> dict[str, str]:
    return _key_again(fact) | {"content": digest(fact.submitted_at, fact.mark)}


def _key_again(fact: Any) -> dict[str, str]:
    """The key of a fact about somebody who is called otherwise now."""
    who = fact.record.email or fact.record.token
    if isinstance(fact, models.Attendance):
        return {"key": attendance_key(who, fact.joined_at, fact.left_at)}
    return {"key": digest(who)}


declare_restated(models.Registration, _registration_again)
declare_restated(models.Attendance, _key_again)
declare_restated(models.Submission, _submission_again)
