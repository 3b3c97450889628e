"""The files of the five surveys beside that of the training, and in which order they are taken in."""

from __future__ import annotations

import csv
import random
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

from sarai.portal.demo.manifest import Step
from sarai.portal.demo.naming import Registrar
from sarai.portal.demo.population import Population
from sarai.surveys.questionnaire.simple import SimpleForm

from . import china_mexico, covid, development, ecommerce, uzbekistan
from .answers import Completion
from .forms import form
from .people import Respondent, registrant
from .writing import write_form_service, write_kobo, write_sent

Streams = Callable[[str], random.Random]

PLACES = "decisions-places-surveys.csv"
_DECISIONS = (
    ("text", "country", "geonameid", "reason", "decided_on"),
    ("Quezon", "PH", "1692192", "the officials work for the city government", "2020-12-07"),
    ("San Fernando", "PH", "1690039", "the regional capital; the official was asked", "2020-12-07"),
)


def other_surveys(target: Path, streams: Streams, registrar: Registrar, population: Population) -> list[Step]:
    """Write the files; returns the steps in order of knowledge."""
    people = [registrant(person) for person in population.registrants if person.registrations]
    steps = [
        *_ecommerce(target, streams("e-commerce"), registrar, people),
        *_uzbekistan(target, streams("uzbekistan"), registrar),
        *_china_mexico(target, streams("china-mexico"), registrar),
        *_development(target, streams("development"), registrar),
        *_covid(target, streams("covid"), registrar, people),
    ]
    return sorted(steps, key=lambda step: step.known_since)


def _asked(how: SimpleForm) -> set[str]:
    return {question.name for question in how.questions}


def _ecommerce(target: Path, rng: random.Random, registrar: Registrar, people: Sequence[Respondent]) -> list[Step]:
    survey, how = "ecommerce-survey", form("ecommerce")
    found = ecommerce.completions(rng, registrar, people, _asked(how))
    refused = ecommerce.refused(rng, registrar, _asked(how))
    by_telephone = {one.uuid for one in rng.sample(found, ecommerce.BY_TELEPHONE)}
    collected = sorted([*(one for one in found if one.uuid not in by_telephone), *refused], key=lambda one: one.at)
    first = [one for one in collected if one.at < ecommerce.FIRST_EXPORT]
    spurned = {one.uuid for one in refused}
    looked_through = [replace(one, status="Not approved") if one.uuid in spurned else one for one in collected]
    write_kobo(target / "ecommerce-2020-11-01.csv", how, first)
    write_kobo(target / "ecommerce-2021-02-01.csv", how, looked_through)
    sent = [one for one in found if one.uuid in by_telephone]
    return [
        _export("ecommerce-2020-11-01.csv", survey, "kobo", "2020-11-01", "As exported in autumn."),
        _sent(target, "ecommerce", survey, how, sent),
        _export("ecommerce-2021-02-01.csv", survey, "kobo", "2021-02-01", "All again, looked through by the team."),
    ]


def _uzbekistan(target: Path, rng: random.Random, registrar: Registrar) -> list[Step]:
    how = form("uzbekistan")
    sent = uzbekistan.completions(rng, registrar, _asked(how))
    return [_sent(target, "uzbekistan", "uzbekistan-survey", how, sent)]


def _china_mexico(target: Path, rng: random.Random, registrar: Registrar) -> list[Step]:
    how = form("china-mexico")
    spanish, chinese = china_mexico.completions(rng, registrar, _asked(how))
    steps = []
    for code, language, time, found in (
        ("es", "Español (es)", "Marca temporal", spanish),
        ("zh", "中文 (zh)", "时间戳记", chinese),
    ):
        name = f"china-mexico-{code}.csv"
        write_form_service(target / name, how, found, language, time)
        note = f"One survey, two forms: answers in {language}."
        steps.append(_export(name, "china-mexico-survey", "google-forms", "2021-01-04", note))
    return steps


def _development(target: Path, rng: random.Random, registrar: Registrar) -> list[Step]:
    how = form("development-needs")
    counted = development.completions(rng, registrar, _asked(how))
    with (target / PLACES).open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows(_DECISIONS)
    decided = Step(
        file=PLACES,
        kind="place_decisions",
        survey="development-needs-survey",
        known_since="2020-12-07",
        note="Typed cities that the steward looked up.",
    )
    sent = development.sent(rng, counted)
    return [_sent(target, "development", "development-needs-survey", how, sent), decided]


def _covid(target: Path, rng: random.Random, registrar: Registrar, people: Sequence[Respondent]) -> list[Step]:
    survey, how = "covid-needs-survey", form("covid-needs")
    found = covid.completions(rng, registrar, people, _asked(how))
    with_kobo = {one.uuid for one in rng.sample(found, covid.WITH_KOBO)}
    write_kobo(target / "covid-2020-11-02.csv", how, [one for one in found if one.uuid in with_kobo], "English (en)")
    return [
        _sent(target, "covid", survey, how, [one for one in found if one.uuid not in with_kobo]),
        _export("covid-2020-11-02.csv", survey, "kobo", "2020-11-02", "Exported with labels instead of names."),
    ]


def _export(file: str, survey: str, how: str, known: str, note: str) -> Step:
    return Step(file=file, kind="survey", format=how, survey=survey, known_since=known, time_zone="UTC", note=note)


def _sent(target: Path, name: str, survey: str, how: SimpleForm, completions: Sequence[Completion]) -> Step:
    file = f"{name}-sent.jsonl"
    write_sent(target / file, how, completions)
    return Step(
        file=file,
        kind="sent",
        survey=survey,
        known_since=f"{max(one.at for one in completions):%Y-%m-%d}",
        note="Answers as telephones sent them, each when it was sent.",
    )
