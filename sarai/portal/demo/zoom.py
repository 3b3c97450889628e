"""The webinar platform's two reports, written as it wrote them in 2020."""

from __future__ import annotations

import csv
import random
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from . import places
from .attendance import minutes
from .countries import COUNTRIES, ONLY_BY_IP
from .person import Person, Registration, Stay
from .population import Population
from .schedule import TITLE, WEBINAR_ID, closing, opening

NONE = "--"

REGISTRATION_HEADER = (
    "First Name",
    "Last Name",
    "Email",
    "City",
    "Country/Region",
    "Organization",
    "Job Title",
    "Registration Time",
    "Approval Status",
    "Type of organization",
    "Gender",
    "Questions & Comments (synthetic demonstration data)",
)
HOST_HEADER = (
    "Attended",
    "User Name",
    "Email",
    "Join Time",
    "Leave Time",
    "Time in Session (minutes)",
    "Country/Region Name",
)
ATTENDEE_HEADER = (
    "Attended",
    "First Name",
    "Last Name",
    "Email",
    "City",
    "Country/Region",
    "Organization",
    "Job Title",
    "Registration Time",
    "Approval Status",
    "Join Time",
    "Leave Time",
    "Time in Session (minutes)",
    "Type of organization",
    "Gender",
    "Country/Region Name",
)
SUMMARY_HEADER = (
    "Topic",
    "Webinar ID",
    "Actual Start Time",
    "Actual Duration (minutes)",
    "# Registered",
    "# Cancelled",
    "Unique Viewers",
    "Total Users",
    "Max Concurrent Views",
)

STAFF = (
    ("Webinar Host", "host@programme.example", "South Korea"),
    ("Hana Lindgren (moderator)", "moderator@programme.example", "United States"),
    ("Interpreter Español 1", "interpreter1@programme.example", "Mexico"),
    ("Interpreter Español 2", "interpreter2@programme.example", "Colombia"),
    ("Paulo Teixeira, trainer", "trainer1@programme.example", "South Korea"),
    ("Selma Okoth, trainer", "trainer2@programme.example", "Kenya"),
)


@dataclass(frozen=True, slots=True)
class Style:
    """How one export looks: date format, byte-order mark, with the peak of concurrent views or without."""

    time_format: str
    bom: bool = True
    with_peak: bool = True


# The platform's date format followed the language of whoever exported.
STYLES = {
    1: Style("%b %d, %Y %I:%M:%S %p"),
    2: Style("%m/%d/%Y %I:%M:%S %p"),
    3: Style("%b %d, %Y %H:%M:%S", with_peak=False),
    4: Style("%b %d, %Y %I:%M:%S %p", bom=False),
    5: Style("%m/%d/%Y %I:%M:%S %p"),
}
REGISTRATION_STYLE = Style("%b %d, %Y %H:%M:%S")

_COMMENTS = (
    "Looking forward to it!",
    "¿Habrá interpretación al español?",
    "How do I get the certificate?",
    "=nothing for now",
    "Est-ce que l'enregistrement sera disponible ?",
    "Thank you, from all of us",
)


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a section; `late` lines are in the second export only."""

    cells: tuple[str, ...]
    late: bool = False


def write_registrations(path: Path, population: Population, *, at: datetime) -> None:
    """The registration report as of `at` (New York wall time), by time of registration."""
    known = [r for p in population.everyone for r in p.registrations if r.registered_at < at]
    rows = [_registration_cells(r, at) for r in sorted(known, key=lambda r: (r.registered_at, r.email))]
    _write(path, [REGISTRATION_HEADER, *rows], bom=REGISTRATION_STYLE.bom)


def _registration_cells(registration: Registration, at: datetime) -> tuple[str, ...]:
    # Drawn from the registration itself, so that both reports print it alike.
    rng = random.Random(f"{registration.email}:{registration.registered_at}")
    answers = registration.answers_at(at)
    return (
        registration.given,
        registration.family,
        _as_typed(rng, registration.email),
        answers.city,
        answers.country,
        answers.organisation,
        answers.job_title,
        registration.registered_at.strftime(REGISTRATION_STYLE.time_format),
        registration.status_at(at),
        answers.organisation_type,
        answers.gender,
        rng.choice(_COMMENTS) if rng.random() < 0.04 else "",
    )


def _as_typed(rng: random.Random, email: str) -> str:
    """The address in small letters, as nearly always, or as a telephone capitalised it."""
    chance = rng.random()
    if chance < 0.02:
        return email.upper()
    return email.capitalize() if chance < 0.06 else email


class AttendeeReport:
    """The attendee report of one session, as exported at a moment (New York wall time).

    Who is listed and who attended is settled by the session; statuses and answers are printed as they stand when it
    is exported. Equal random streams give two exports of one session the same lines. `with_late` adds those that came
    late.
    """

    def __init__(
        self, rng: random.Random, population: Population, session: int, *, exported: datetime, with_late: bool
    ) -> None:
        self.session = session
        self._exported = exported
        self._with_late = with_late
        self.style = STYLES[session]
        self._rng = rng
        self._people = population.everyone
        self.host = self._staff_row(STAFF[0])
        self.attendees = self._attendee_rows()
        self.panelists = self._panelist_rows()
        self.others = self._other_rows()

    def write(self, path: Path) -> None:
        """Write the report with all its sections."""
        attendees = [row.cells for row in self.attendees if self._with_late or not row.late]
        lines: list[Sequence[str]] = [
            ("Attendee Report", ""),
            ("Report Generated:", self._exported.strftime("%b %d, %Y %I:%M %p")),
            *self._summary(),
            ("Host Details", ""),
            HOST_HEADER,
            self.host,
            ("Panelist Details", ""),
            HOST_HEADER,
            *self.panelists,
            ("Attendee Details", ""),
            ATTENDEE_HEADER,
            *attendees,
        ]
        if self.others:
            lines += [("Other Attended", ""), HOST_HEADER, *self.others]
        _write(path, lines, bom=self.style.bom)

    # --- sections ---

    def _attendee_rows(self) -> list[Row]:
        """Everyone who was registered then: present, once per connection; absent, one line."""
        listed = [(person, r) for person in self._people for r in self._registered(person)]
        listed.sort(key=lambda pair: (pair[1].given, pair[1].family, pair[1].email))
        return [row for person, registration in listed for row in self._rows_of(person, registration)]

    def _registered(self, person: Person) -> Iterable[Registration]:
        opened = opening(self.session)
        return [r for r in person.registrations if r.registered_at < opened and r.status_at(opened) == "approved"]

    def _rows_of(self, person: Person, registration: Registration) -> list[Row]:
        stays = [s for s in self._stays(person) if s.email == registration.email]
        stays = [s for s in stays if s.role == "attendee"]
        if not stays:
            return [self._absent_row(person, registration)]
        email, by_ip = _as_typed(self._rng, registration.email), self._country_by_ip(person)
        first = self._row(registration, email, by_ip, stays[0], repeated=False)
        return [first, *(self._row(registration, email, by_ip, stay, repeated=True) for stay in stays[1:])]

    def _stays(self, person: Person) -> list[Stay]:
        return sorted(person.stays.get(self.session, []), key=lambda s: (s.start, s.end))

    def _row(self, registration: Registration, email: str, by_ip: str, stay: Stay, *, repeated: bool) -> Row:
        """One connection. From the second on, what the person had registered is blank."""
        about, status, custom = self._registered_cells(registration)
        if repeated:
            about, status, custom = [""] * len(about), [""] * len(status), [""] * len(custom)
        cells = ("Yes", registration.given, registration.family, email, *about, *status)
        return Row((*cells, *self._times(stay), *custom, by_ip), late=stay.late)

    def _absent_row(self, person: Person, registration: Registration) -> Row:
        about, status, custom = self._registered_cells(registration)
        cells = ("No", registration.given, registration.family, registration.email, *about, *status)
        return Row((*cells, NONE, NONE, NONE, *custom, NONE))

    def _registered_cells(self, registration: Registration) -> tuple[list[str], list[str], list[str]]:
        answers = registration.answers_at(self._exported)
        registered = registration.registered_at.strftime(self.style.time_format)
        return (
            [answers.city, answers.country, answers.organisation, answers.job_title],
            [registered, registration.status_at(self._exported)],
            [answers.organisation_type, answers.gender],
        )

    def _panelist_rows(self) -> list[tuple[str, ...]]:
        rows: list[tuple[str, ...]] = [self._staff_row(member) for member in STAFF[1:]]
        for person in self._people:
            for stay in self._stays(person):
                if stay.role == "panelist":
                    rows.append(("Yes", person.full_name, stay.email, *self._times(stay), self._country_by_ip(person)))
        return rows

    def _staff_row(self, member: tuple[str, str, str]) -> tuple[str, ...]:
        name, email, by_ip = member
        stay = Stay(email, -self._rng.randint(1500, 2000), 5400 + self._rng.randint(60, 900))
        return ("Yes", name, email, *self._times(stay), by_ip)

    def _other_rows(self) -> list[tuple[str, ...]]:
        """Connections under addresses that nobody registered."""
        rows: list[tuple[str, ...]] = []
        for person in self._people:
            registered = {r.email for r in person.registrations}
            for stay in self._stays(person):
                if stay.email not in registered:
                    name = person.full_name if self._rng.random() < 0.7 else f"{person.given.split()[0]}'s phone"
                    rows.append(("Yes", name, stay.email, *self._times(stay), self._country_by_ip(person)))
        return rows

    # --- cells ---

    def _times(self, stay: Stay) -> tuple[str, str, str]:
        opened = opening(self.session)
        join, leave = opened + timedelta(seconds=stay.start), opened + timedelta(seconds=stay.end)
        return join.strftime(self.style.time_format), leave.strftime(self.style.time_format), str(minutes(stay))

    def _country_by_ip(self, person: Person) -> str:
        """Where the connection came from: home, elsewhere, or unknown. Never what the person stated."""
        chance = self._rng.random()
        if chance < 0.03:
            return ""
        if person.country is None:  # stated nothing, but connects from one place
            return COUNTRIES[person.number % len(COUNTRIES)].name
        if chance < 0.07:
            return self._rng.choice([ONLY_BY_IP, *(c.name for c in COUNTRIES[:12])])
        return places.country(person.country).name

    # --- summary ---

    def _summary(self) -> list[tuple[str, ...]]:
        opened = opening(self.session)
        registrations = [r for p in self._people for r in p.registrations if r.registered_at < opened]
        cancelled = sum(r.status_at(self._exported) == "cancelled" for r in registrations)
        stays = [s for p in self._people for s in self._stays(p) if s.role == "attendee"]
        stays = [s for s in stays if self._with_late or not s.late]
        values = (
            f"{TITLE} - session {self.session}",
            WEBINAR_ID,
            (opened - timedelta(minutes=34)).strftime(self.style.time_format),
            str(int((closing(self.session) - opened).total_seconds()) // 60 + 34 + 16),
            str(len(registrations)),
            str(cancelled),
            str(len({s.email for s in stays})),
            str(len(stays)),
            str(_peak(stays)),
        )
        width = len(SUMMARY_HEADER) if self.style.with_peak else len(SUMMARY_HEADER) - 1
        return [SUMMARY_HEADER[:width], values[:width]]


def _peak(stays: Sequence[Stay]) -> int:
    """The largest number of connections at one moment."""
    changes = sorted([(s.start, 1) for s in stays] + [(s.end, -1) for s in stays])
    peak = now = 0
    for _, change in changes:
        now += change
        peak = max(peak, now)
    return peak


def export_time(session: int) -> datetime:
    """When the report of a session was first drawn, New York wall time."""
    return closing(session) + timedelta(minutes=55)


def _write(path: Path, rows: Iterable[Sequence[str]], *, bom: bool) -> None:
    with path.open("w", encoding="utf-8-sig" if bom else "utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows(rows)
