"""What the importers of surveys yield."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import ClassVar

from sarai.evidence.formats import Where
from sarai.network.mentions import Mention

Answers = dict[str, "str | list[str] | list[Answers]"]


@dataclass(slots=True)
class Response:
    """One completed questionnaire.

    `uuid` identifies it for ever (KoboToolbox `_uuid`, ODK `KEY`, for Google Forms a digest of its content);
    `submitted_at` is in UTC; an answer is a list where the question allowed several choices,
    and of a repeated group a list of its rows, each with answers of its own. `about` are the columns that were taken
    for who answers by their headers alone: header → the field of the mention, and the text.
    """

    where: Where
    uuid: str
    submitted_at: datetime | None
    mention: Mention
    answers: Answers = field(default_factory=dict)
    valid_status: str = ""
    version: str = ""
    about: dict[str, tuple[str, str]] = field(default_factory=dict)

    # What is left out of the response of somebody who asked to be forgotten.
    PERSONAL: ClassVar = {"mention", "answers", "about"}
