"""One synthetic person, with everything that files may later say about them."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from .places import City


class Gender(StrEnum):
    """Answers to the form's question on gender; the value is the code, `GENDER_CHOICES` the wording."""

    FEMALE = "female"
    MALE = "male"
    UNDISCLOSED = "undisclosed"
    BLANK = ""


GENDER_CHOICES = {
    Gender.FEMALE: "Female",
    Gender.MALE: "Male",
    Gender.UNDISCLOSED: "Prefer not to say",
    Gender.BLANK: "",
}


class Profile(StrEnum):
    """Why a person does or does not earn a certificate. Members up to HANDED_IN_ELSEWHERE do."""

    DILIGENT = "diligent"
    EXACTLY_AT_THRESHOLD = "exactly at the threshold"
    TWO_DEVICES_UNITED = "needs two devices united"
    TWO_ADDRESSES_UNITED = "needs two addresses united"
    LATE_ROWS_NEEDED = "needs the second export of session 3"
    HANDED_IN_ELSEWHERE = "handed in under another address"
    MISSED_BY_MINUTES = "missed one session by minutes"
    NO_ASSIGNMENT = "attended, but handed nothing in"
    DEVICES_OVERLAP = "enough only if two devices are added up"
    OUTSIDE_THE_WINDOW = "enough only with time outside the window"
    OCCASIONAL = "too few sessions"
    ABSENT = "attended none"

    @property
    def qualifies(self) -> bool:
        """Whether people of this profile earn a certificate."""
        members = list(Profile)
        return members.index(self) <= members.index(Profile.HANDED_IN_ELSEWHERE)


@dataclass(frozen=True, slots=True)
class Answers:
    """What a registration form holds beside name and e-mail, as typed."""

    city: str = ""
    country: str = ""
    organisation: str = ""
    job_title: str = ""
    organisation_type: str = ""
    gender: str = ""


@dataclass(slots=True)
class Registration:
    """One registration under one address. Times are New York wall time.

    `former` are the answers shown before `corrected_at`; `settled_at` is when a pending one was approved or an
    approved one cancelled.
    """

    email: str
    given: str
    family: str
    registered_at: datetime
    answers: Answers
    status: str = "approved"
    former: Answers | None = None
    corrected_at: datetime | None = None
    former_status: str = ""
    settled_at: datetime | None = None

    def status_at(self, moment: datetime) -> str:
        """Approval status as the platform printed it at this moment."""
        return self.former_status if self.settled_at and moment < self.settled_at else self.status

    def answers_at(self, moment: datetime) -> Answers:
        """Answers as the platform printed them at this moment."""
        return self.former if self.former and self.corrected_at and moment < self.corrected_at else self.answers


@dataclass(frozen=True, slots=True)
class Stay:
    """One connection to one session, in seconds after the session window opens (negative: before).

    `late` marks what only the second export of the session's report contains.
    """

    email: str
    start: int
    end: int
    role: str = "attendee"
    late: bool = False


@dataclass(slots=True)
class Person:
    """A synthetic person: who they are, the addresses they use, and what they did."""

    number: int
    given: str
    family: str
    gender: Gender
    country: str | None
    city: City | None
    typed_country: str
    typed_city: str
    organisation_type: str
    organisation: str
    job_title: str
    emails: list[str]
    registrations: list[Registration] = field(default_factory=list)
    profile: Profile = Profile.ABSENT
    sessions: set[int] = field(default_factory=set)  # numbers of sessions with time inside the window
    stays: dict[int, list[Stay]] = field(default_factory=dict)
    handed_in: bool = False
    completions: int = 0
    other_address: dict[str, str] = field(default_factory=dict)  # use ("register", "join", …) -> address

    @property
    def email(self) -> str:
        """The address used first."""
        return self.emails[0]

    @property
    def full_name(self) -> str:
        """Given and family name."""
        return f"{self.given} {self.family}"

    @property
    def answers(self) -> Answers:
        """This person's answers on the registration form."""
        return Answers(
            city=self.typed_city,
            country=self.typed_country,
            organisation=self.organisation,
            job_title=self.job_title,
            organisation_type=self.organisation_type,
            gender=GENDER_CHOICES[self.gender],
        )
