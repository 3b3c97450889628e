"""The one door of this folder: construct the people, write the files, say in which order to take them in."""

from __future__ import annotations

import random
from datetime import datetime, timedelta
from pathlib import Path
from shutil import copyfile
from zoneinfo import ZoneInfo

from . import population as people
from . import registering, schedule, turnout, zoom
from .assignments import MAPPING, hand_in, write_assignments
from .assignments import TIME_ZONE as ASSIGNMENT_TIME_ZONE
from .attendance import stay
from .broken import write_broken
from .decisions import write_people, write_places
from .design import Design
from .manifest import CertificateRule, Event, Manifest, Session, Step, Survey, write_manifest
from .naming import Registrar
from .organisations import CHOICES
from .person import GENDER_CHOICES
from .population import Population
from .surveys import other_surveys, respond, write_forms, write_survey
from .truth import write_truth
from .turnout import LATE_SESSION
from .webinars import webinars

PROGRAMME = Path(__file__).parent / "programme.yaml"
EVENT_SLUG = "drr-training"
SURVEY_SLUG = "drr-survey"
SECOND_EXPORT = datetime(2020, 10, 12, 8, 30)  # of the report of one session


def generate(target: Path, *, seed: int = 2020, design: Design | None = None) -> Manifest:
    """Write all files of the demonstration into the folder `target` and return its manifest: the exports of the event,
    the questionnaires and answers of the surveys, and the programme file.

    The same seed and design write the same bytes. The folder is made if need be, and its files are overwritten.
    Raises ValueError if the design's numbers contradict each other.
    """
    design = design or Design()
    target.mkdir(parents=True, exist_ok=True)
    streams = _Streams(seed)
    registrar = Registrar(streams("addresses"))
    population = people.build(design, streams("population"), registrar)
    turnout.plan(design, streams("turnout"), population)
    stay(design, streams("attendance"), registrar, population)
    registering.register(design, streams("registration"), population)
    steps = [
        *_registrations_and_reports(target, streams, population),
        _place_decisions(target, population),
        _assignment(target, streams, registrar, population),
        *_surveys(target, streams, registrar, population, design),
        _people_decisions(target, population),
        *other_surveys(target, streams, registrar, population),
        *webinars(target, streams, registrar),
    ]
    steps.sort(key=lambda step: step.known_since)
    manifest = Manifest(
        about=f"{schedule.TITLE}. Every person is invented.", event=_event(), survey=_survey(), steps=steps
    )
    write_forms(target / "forms")
    copyfile(PROGRAMME, target / PROGRAMME.name)
    write_manifest(target / "manifest.yaml", manifest)
    write_truth(target / "truth.json", population)
    write_broken(target / "broken")
    return manifest


class _Streams:
    """Independent random streams of one seed, so that a change in one part leaves the others as they were."""

    def __init__(self, seed: int) -> None:
        self._seed = seed

    def __call__(self, part: str) -> random.Random:
        return random.Random(f"{self._seed}:{part}")


def _event() -> Event:
    sessions = [
        Session(number=n, starts_at=_utc(schedule.opening(n)), ends_at=_utc(schedule.closing(n)))
        for n in schedule.SESSIONS
    ]
    return Event(
        slug=EVENT_SLUG,
        title=schedule.TITLE,
        time_zone=schedule.FORM_TIME_ZONE,
        sessions=sessions,
        certificate=CertificateRule(min_sessions=schedule.MIN_SESSIONS, min_share=schedule.MIN_SHARE, assignment=True),
        organisation_types=CHOICES,
        genders={gender.value: wording for gender, wording in GENDER_CHOICES.items() if gender.value},
    )


def _survey() -> Survey:
    title = "Post-webinar survey (synthetic demonstration data)"
    return Survey(slug=SURVEY_SLUG, title=title, event=EVENT_SLUG, time_zone=schedule.FORM_TIME_ZONE)


def _utc(wall: datetime) -> str:
    instant = wall.replace(tzinfo=ZoneInfo(schedule.TIME_ZONE)).astimezone(ZoneInfo("UTC"))
    return instant.strftime("%Y-%m-%dT%H:%M:%SZ")


# --- steps ---------------------------------------------------------------------------------------------------------


def _registrations_and_reports(target: Path, streams: _Streams, population: Population) -> list[Step]:
    eve = _registrations(target, population, schedule.EVE, "As of the eve of the first session.")
    reports, again = [], []
    for session in schedule.SESSIONS:
        has_late_rows = session == LATE_SESSION
        first = zoom.export_time(session)
        reports.append(_report(target, streams, population, session, first, with_late=not has_late_rows))
        if has_late_rows:
            again.append(_report(target, streams, population, session, SECOND_EXPORT, with_late=True))
    note = "The final report: later registrations, corrected answers, withdrawals."
    return [eve, *reports, _registrations(target, population, schedule.FINAL, note), *again]


def _registrations(target: Path, population: Population, at: datetime, note: str) -> Step:
    name = f"registrations-{at:%Y-%m-%d}.csv"
    zoom.write_registrations(target / name, population, at=at)
    return Step(
        file=name,
        kind="registrations",
        format="zoom-registration",
        event=EVENT_SLUG,
        known_since=f"{at:%Y-%m-%d}",
        time_zone=schedule.TIME_ZONE,
        note=note,
    )


def _report(
    target: Path, streams: _Streams, population: Population, session: int, at: datetime, *, with_late: bool
) -> Step:
    first = at == zoom.export_time(session)
    known = at + timedelta(days=1) if first else at
    name = f"attendees-session-{session}.csv" if first else f"attendees-session-{session}-{at:%Y-%m-%d}.csv"
    stream = streams(f"report {session}")
    zoom.AttendeeReport(stream, population, session, exported=at, with_late=with_late).write(target / name)
    return Step(
        file=name,
        kind="attendance",
        format="zoom-webinar-attendees",
        event=EVENT_SLUG,
        session=session,
        known_since=f"{known:%Y-%m-%d}",
        time_zone=schedule.TIME_ZONE,
        note="As exported after the session." if first else "Exported again: rows that were missing at first.",
    )


def _assignment(target: Path, streams: _Streams, registrar: Registrar, population: Population) -> Step:
    name = "assignment-2020-10-20.csv"
    write_assignments(target / name, hand_in(streams("assignment"), registrar, population))
    return Step(
        file=name,
        kind="assignment",
        format="table",
        event=EVENT_SLUG,
        known_since="2020-10-21",
        time_zone=ASSIGNMENT_TIME_ZONE,
        note="The learning platform's own table, read with a saved mapping.",
        mapping=MAPPING,
    )


def _surveys(
    target: Path, streams: _Streams, registrar: Registrar, population: Population, design: Design
) -> list[Step]:
    responses = respond(design, streams("surveys"), registrar, population)
    steps = []
    for session in schedule.SESSIONS:
        name = f"survey-session-{session}.csv"
        write_survey(target / name, streams(f"survey {session}"), session, responses)
        steps.append(
            Step(
                file=name,
                kind="survey",
                format="google-forms",
                event=EVENT_SLUG,
                survey=SURVEY_SLUG,
                session=session,
                known_since="2020-11-10",
                time_zone=schedule.FORM_TIME_ZONE,
                note=f"Post-webinar survey, session {session}.",
            )
        )
    return steps


def _place_decisions(target: Path, population: Population) -> Step:
    write_places(target / "decisions-places.csv", population)
    return Step(
        file="decisions-places.csv",
        kind="place_decisions",
        event=EVENT_SLUG,
        known_since="2020-10-16",
        note="Typed cities that the steward looked up. No id means: not a city.",
    )


def _people_decisions(target: Path, population: Population) -> Step:
    write_people(target / "decisions-people.csv", population)
    return Step(
        file="decisions-people.csv",
        kind="people_decisions",
        event=EVENT_SLUG,
        known_since="2020-11-16",
        note="Pairs of addresses that the steward compared.",
    )
