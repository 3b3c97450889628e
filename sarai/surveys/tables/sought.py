"""Which single responses of a survey are sought, as an address says it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from sarai.evidence.engine.tables import naive_utc
from sarai.surveys.rules import CRITERIA, REJECTED

LONGEST = 100  # letters of a text that is sought
MOST_WORDS = 6
NOT_SAID = "-"  # the language of answers that do not say theirs; the choice of those who made none
COUNTS, COUNTS_NOT = "yes", "no"
BECAUSE = (COUNTS, COUNTS_NOT, REJECTED, *CRITERIA)


class Review(models.TextChoices):
    """What reviewers have said of a response."""

    NONE = "none", gettext_lazy("not reviewed")
    APPROVED = "approved", gettext_lazy("approved")
    REJECTED = "rejected", gettext_lazy("rejected")
    AGAIN = "again", gettext_lazy("to be looked at again")


@dataclass(frozen=True, slots=True)
class Sought:
    """What a response must be like. Empty is whatever: of `counts` ("yes", "no", or why not: a criterion's name), of
    the numbers of a `version` and of a `question` 0, of days None. `answer` is a value of the question's.

    A `text` is sought in answers, and in what people say of themselves, word by word.
    """

    text: str = ""
    counts: str = ""
    review: str = ""
    language: str = ""
    version: int = 0
    since: date | None = None
    until: date | None = None
    question: int = 0
    answer: str = ""

    @classmethod
    def read(cls, params: Mapping[str, str]) -> Sought:
        """What an address says. Raises ValueError with a sentence."""
        said = {field.name: (params.get(field.name) or "").strip().replace("\0", "") for field in fields(cls)}
        question = _number(said["question"])
        return cls(
            text=said["text"][:LONGEST],
            counts=_one_of(said["counts"], BECAUSE),
            review=_one_of(said["review"], Review.values),
            language=said["language"][:60],
            version=_number(said["version"]),
            since=_day(said["since"]),
            until=_day(said["until"]),
            question=question,
            answer=said["answer"][:300] if question else "",
        )

    @property
    def params(self) -> dict[str, str]:
        """What an address says of it; nothing of what goes without saying."""
        told = {field.name: getattr(self, field.name) for field in fields(self)}
        return {name: str(value) for name, value in told.items() if value}

    @property
    def words(self) -> list[str]:
        """The words of the text, which must all be found."""
        return self.text.split()[:MOST_WORDS]

    def window(self, zone: str) -> tuple[datetime | None, datetime | None]:
        """From when until before when, in UTC without a zone: the days are those of the survey's zone."""
        return _midnight(self.since, zone), _midnight(self.until + timedelta(days=1) if self.until else None, zone)


def _midnight(day: date | None, zone: str) -> datetime | None:
    return naive_utc(datetime.combine(day, time(), ZoneInfo(zone))) if day else None


def _one_of(said: str, known: tuple[str, ...] | list[str]) -> str:
    if said and said not in known:
        raise ValueError(_not_sought(said))
    return said


def _number(said: str) -> int:
    if said and not (said.isascii() and said.isdecimal() and len(said) < 19):
        raise ValueError(_not_sought(said))
    return int(said or 0)


def _day(said: str) -> date | None:
    try:
        found = date.fromisoformat(said) if said else None
    except ValueError:
        raise ValueError(_("“%(day)s” is no day. Write it as in 2020-06-01.") % {"day": said[:40]}) from None
    if found is not None and not 1900 <= found.year <= 2999:
        raise ValueError(_("“%(day)s” is no day. Write it as in 2020-06-01.") % {"day": said[:40]})
    return found


def _not_sought(said: str) -> str:
    return _("Responses are not sought by “%(said)s”.") % {"said": said[:100]}
