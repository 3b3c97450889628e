"""Who asked to be contacted, and how following up on them stands."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import QuerySet

from sarai.evidence.engine import remembered
from sarai.needs.models import Contact
from sarai.needs.rules import BEGINNING, FOLLOW_UP, NOT_INTERESTED
from sarai.network.models import Person, PersonLink, PersonRecord
from sarai.network.queries import people_found
from sarai.surveys.answering.telling import CONTACT
from sarai.surveys.models import Answer, Response, Survey

STATES = tuple(FOLLOW_UP)


@dataclass(frozen=True, slots=True)
class Case:
    """Somebody who asked to be contacted: when and in which survey (its number) last; the latest step in following up
    on them, its state, who has taken them on, and until when the next step is due."""

    person: int
    asked_at: datetime
    survey: int
    step: int | None = None
    state: str = BEGINNING
    owner: str = ""
    due_on: date | None = None

    @property
    def order(self) -> tuple[object, ...]:
        """What is due comes first, then who asked first; what is closed comes last."""
        closed = not self.is_open
        return closed, self.due_on is None, self.due_on or date.max, self.asked_at, self.person

    @property
    def is_open(self) -> bool:
        """Whether something is still to be done."""
        return self.state != Contact.State.CLOSED


def cases() -> list[Case]:
    """Everybody who, when a survey asked them last, agreed to be contacted; in the order in which they are due.

    Trials and what a reviewer rejected do not count, and people who were erased are not among them.
    """
    return remembered("who asked to be contacted", CONTACT, _cases)


def _cases() -> list[Case]:
    said = Answer.objects.filter(question__role=CONTACT, response__retracted_at=None, response__test=False)
    said = said.exclude(response__status=Response.Status.REJECTED).order_by("response__submitted_at", "response", "pk")
    person_of = _people(said.values_list("response__record", flat=True))
    last: dict[int, tuple[str, datetime, int]] = {}
    for value, at, survey, record in said.values_list(
        "value", "response__submitted_at", "response__survey", "response__record"
    ):
        if person := person_of.get(record):
            last[person] = (value.lower(), at, survey)
    asking = {person: (at, survey) for person, (value, at, survey) in last.items() if value not in NOT_INTERESTED}
    stands = _stands()
    return sorted(
        (Case(person, at, survey, *stands.get(person, ())) for person, (at, survey) in asking.items()),
        key=lambda case: case.order,
    )


def _people(records: Iterable[int]) -> dict[int, int]:
    """Record → the person it is about now, erased people left out."""
    links = PersonLink.objects.filter(record__in=records, retracted_at=None, person__erased_at=None)
    return dict(links.values_list("record", "person"))


def _stands() -> dict[int, tuple[int, str, str, date | None]]:
    """Person → the number, state, owner and date of the latest step."""
    steps = list(Contact.objects.filter(retracted_at=None).order_by("pk"))
    person_of = _people([one.record_id for one in steps])
    return {
        person_of[one.record_id]: (one.pk, one.state, one.owner, one.due_on)
        for one in steps
        if one.record_id in person_of
    }


def narrowed(found: Sequence[Case], *, text: str, survey: Survey | None) -> list[Case]:
    """Those of a survey, and of people with a record whose name has all words of a text, or whose address begins with
    it."""
    people = {profile.person for profile in people_found(text)} if text else None
    return [
        case
        for case in found
        if (survey is None or case.survey == survey.pk) and (people is None or case.person in people)
    ]


def case_of(person: int) -> Case | None:
    """The case of one person, if they asked."""
    return next((case for case in cases() if case.person == person), None)


def steps_with(person: int) -> QuerySet[Contact]:
    """Every step in following up on somebody, the latest first."""
    records = PersonRecord.objects.filter(links__person=person, links__retracted_at=None)
    return Contact.objects.filter(record__in=records, retracted_at=None).select_related("source").order_by("-pk")


def latest_contact(person: Person) -> Contact | None:
    """The latest step in following up on somebody."""
    return steps_with(person.pk).first()


def answers_of(person: int) -> Sequence[Response]:
    """What somebody answered in surveys, the latest first."""
    found = Response.objects.filter(
        record__links__person=person, record__links__retracted_at=None, retracted_at=None, test=False
    )
    return list(found.select_related("survey").order_by("-submitted_at", "-pk"))
