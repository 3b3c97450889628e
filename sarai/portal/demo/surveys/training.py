"""The five post-webinar surveys, as a form service exports them."""

from __future__ import annotations

import csv
import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from sarai.portal.demo import places
from sarai.portal.demo.attendance import add_address
from sarai.portal.demo.design import Design
from sarai.portal.demo.naming import Registrar, short_form
from sarai.portal.demo.person import Person
from sarai.portal.demo.population import Population
from sarai.portal.demo.schedule import SEOUL_AHEAD, SESSIONS, closing
from sarai.portal.demo.shares import shuffled

LAST_DAY = datetime(2020, 11, 9, 20, 45)  # Seoul wall time

# The header of the address column changed with the age and language of the form.
EMAIL_HEADERS = {1: "Username", 2: "Email Address", 3: "Email Address", 4: "Email address", 5: "Email Address"}
# Downloaded as CSV, a form's times name their zone; downloaded through its sheet, they do not.
WITH_ZONE = {1: True, 2: True, 3: True, 4: False, 5: False}

QUESTIONS = (
    "Your full name",
    "Country",
    "How useful was this session for your work? (1 = not at all, 5 = very)",
    "My knowledge of local disaster risk reduction strategies has increased",
    "Which topics of this session will you use?",
    "What would help your city next?",
    "Anything else? (synthetic demonstration data)",
)
AGREEMENT = ("Strongly agree", "Agree", "Neither agree nor disagree", "Disagree", "Strongly disagree")
# One choice contains a comma, as choices do: joined answers cannot be split blindly.
TOPICS = {
    1: ("Ten Essentials", "Public health scorecard", "Local strategies and the Sendai Framework"),
    2: ("Risk, hazard and vulnerability data", "City-to-city exchange", "Disaster risk governance"),
    3: ("Business continuity", "Hospitals and clinics", "Risk communication"),
    4: ("Financing for resilience", "Local action plans", "Early warning, all hazards"),
    5: ("Monitoring progress", "Peer review", "Recovery, building back better"),
}
_WISHES = (
    "",
    "Training for our city staff",
    "Intercambio con otras ciudades",
    "Plus d'exemples en français",
    "Examples from small islands",
    "Access to funding for early warning",
    "Un modelo de plan de acción local",
    "خطط عمل محلية",
)
_REMARKS = (
    "",
    "",
    "",
    "Thank you!",
    "Gracias",
    "Sound was low at the start",
    "- none -",
    "@organisers: please share the slides",
)


@dataclass(frozen=True, slots=True)
class Response:
    """One completed survey. `at` is Seoul wall time."""

    session: int
    at: datetime
    email: str
    person: Person


def respond(design: Design, rng: random.Random, registrar: Registrar, population: Population) -> list[Response]:
    """Let the design's number of people complete the design's number of surveys, in order of time."""
    respondents = _respondents(design, rng, population)
    answered = _answered(design, rng, respondents)
    _answer_elsewhere(design, rng, registrar, respondents)
    responses: list[Response] = []
    for person in respondents:
        sessions = sorted(answered[person.number])
        person.completions = len(sessions)
        for i, session in enumerate(sessions):
            responses.append(Response(session, _moment(rng, session), _address(rng, person, i), person))
    return _close(_distinct(sorted(responses, key=lambda r: (r.at, r.email))))


def _respondents(design: Design, rng: random.Random, population: Population) -> list[Person]:
    absent = rng.sample([p for p in population.absent if not p.stays], design.respondents_absent)
    attendees = design.respondents - design.respondents_absent - design.respondents_outside
    if attendees > len(population.attendees):
        raise ValueError("There are fewer attendees than respondents.")
    return rng.sample(population.attendees, attendees) + absent + population.outside


def _answered(design: Design, rng: random.Random, people: Sequence[Person]) -> dict[int, list[int]]:
    """Person number -> sessions whose survey they completed; a few completed one twice."""
    answered = {p.number: [rng.choice(sorted(p.sessions) or list(SESSIONS))] for p in people}
    open_pairs = [(p.number, s) for p in people for s in sorted(p.sessions) if s not in answered[p.number]]
    twice = max(1, round(design.completions * 0.004))
    further = shuffled(rng, open_pairs)[: design.completions - len(people) - twice]
    for number, session in further:
        answered[number].append(session)
    for number in rng.sample(sorted(answered), design.completions - len(people) - len(further)):
        answered[number].append(answered[number][0])
    return answered


def _answer_elsewhere(design: Design, rng: random.Random, registrar: Registrar, people: Sequence[Person]) -> None:
    """Give some respondents an address that only surveys know: another one, or the usual one misspelt."""
    registered = [p for p in people if p.registrations]
    for person in rng.sample(registered, design.traps.answered_elsewhere):
        misspelt = rng.random() < 0.4 and len(person.email.split("@")[0]) > 4
        other = (
            registrar.misspelt_email(person.email) if misspelt else registrar.second_email(person.given, person.family)
        )
        add_address(person, "answer", other)


def _address(rng: random.Random, person: Person, position: int) -> str:
    """The other address from the second survey on (at once for every second person), else any registered one."""
    other = person.other_address.get("answer")
    if other is not None and (position or person.number % 2 or person.completions == 1):
        return other
    return rng.choice([r.email for r in person.registrations] or [person.email])


def _moment(rng: random.Random, session: int) -> datetime:
    """Mostly within the first days after the session; a few only when reminded in November."""
    end = closing(session) + SEOUL_AHEAD
    if rng.random() < 0.03:
        return LAST_DAY - timedelta(minutes=rng.randint(60, 6 * 24 * 60))
    return end + timedelta(seconds=60 + int(rng.expovariate(1 / (30 * 3600))) % (20 * 24 * 3600))


def _distinct(responses: list[Response]) -> list[Response]:
    """The same responses, each at a second of its own."""
    moved: list[Response] = []
    for response in responses:
        at = max(response.at, moved[-1].at + timedelta(seconds=1)) if moved else response.at
        moved.append(Response(response.session, at, response.email, response.person))
    return moved


def _close(responses: list[Response]) -> list[Response]:
    """The last response comes in on the last day."""
    last = responses[-1]
    return [*responses[:-1], Response(last.session, LAST_DAY, last.email, last.person)]


def write_survey(path: Path, rng: random.Random, session: int, responses: Sequence[Response]) -> None:
    """The export of one session's survey, in order of time."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, quoting=csv.QUOTE_ALL, lineterminator="\n")
        writer.writerow(["Timestamp", EMAIL_HEADERS[session], *QUESTIONS])
        writer.writerows(_cells(rng, r) for r in responses if r.session == session)


def _cells(rng: random.Random, response: Response) -> list[str]:
    person = response.person
    name = person.full_name if rng.random() < 0.8 else " ".join(short_form(rng, person.given, person.family))
    topics = TOPICS[response.session]
    return [
        _timestamp(response),
        response.email.upper() if rng.random() < 0.03 else response.email,
        name,
        places.country(person.country).name if person.country else "",
        str(rng.choices([5, 4, 3, 2, 1], [48, 36, 12, 3, 1])[0]),
        rng.choices(AGREEMENT, [45, 42, 10, 2, 1])[0],
        ", ".join(t for t in topics if rng.random() < 0.6),
        rng.choice(_WISHES),
        rng.choice(_REMARKS),
    ]


def _timestamp(response: Response) -> str:
    at = response.at
    if WITH_ZONE[response.session]:
        return f"{at:%Y/%m/%d} {at.hour % 12 or 12}:{at:%M:%S %p} GMT+9"
    return f"{at.month}/{at.day}/{at.year} {at:%H:%M:%S}"
