"""What the importers of exchanges yield. The records of one row share its mention and answers: do not change them.

`PERSONAL` names what is left out of a record about somebody who asked to be forgotten.
"""

from dataclasses import dataclass, field
from datetime import datetime
from typing import ClassVar, Literal

from sarai.evidence.formats import Where
from sarai.network.mentions import Mention

Status = Literal["approved", "pending", "waiting", "cancelled", "denied", "unknown"]
Role = Literal["attendee", "panelist", "host"]
Mode = Literal["live", "playback"]


@dataclass(slots=True)
class Registration:
    """Somebody registered. `registered_at` is in UTC, or None where the row does not say."""

    where: Where
    mention: Mention
    registered_at: datetime | None
    status: Status
    answers: dict[str, str] = field(default_factory=dict)

    PERSONAL: ClassVar = {"mention", "answers"}


@dataclass(slots=True)
class Attendance:
    """Somebody was there once: one join and its leave, in UTC, None where unknown.

    `seconds` is what the platform reports, which is less than the interval where one line sums up several joins;
    None is unknown, 0 is none. `country_by_ip` is not the country that the person stated.
    """

    where: Where
    mention: Mention
    joined_at: datetime | None
    left_at: datetime | None
    seconds: int | None
    role: Role = "attendee"
    guest: bool | None = None
    country_by_ip: str = ""
    answers: dict[str, str] = field(default_factory=dict)
    device: str = ""

    PERSONAL: ClassVar = {"mention", "country_by_ip", "answers", "device"}


@dataclass(slots=True)
class Submission:
    """Somebody handed in an assignment. `mark` is text, as marks differ from course to course."""

    where: Where
    mention: Mention
    submitted_at: datetime | None
    mark: str = ""
    answers: dict[str, str] = field(default_factory=dict)

    PERSONAL: ClassVar = {"mention", "mark", "answers"}


@dataclass(slots=True)
class ViewReading:
    """What a counter of a platform showed: live or of the recording (`mode`, "" where the file does not say).

    `metric` is in `youtube.METRICS`. `recorded` says that what was broadcast live had been recorded before. With a
    `city` or `country` it counts what came from there. `read_at` is in UTC; None: when the file was exported. `event`
    is what the row calls the event, "" where it is that of the file.
    """

    where: Where
    platform: str
    content_id: str
    title: str
    metric: str
    value: int
    published_at: datetime | None = None
    mode: Mode | Literal[""] = ""
    recorded: bool = False
    city: str = ""
    country: str = ""
    read_at: datetime | None = None
    event: str = ""
