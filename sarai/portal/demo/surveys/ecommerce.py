"""After the webinars on cross-border e-commerce: 1,640 people, of whom many had registered for the training too."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from sarai.portal.demo.naming import Registrar
from sarai.portal.demo.shares import shuffled
from sarai.portal.demo.surveys.answers import Completion, Said, again, complete, deal, moments
from sarai.portal.demo.surveys.people import Newcomers, Respondent

PEOPLE = 1640
KNOWN = 620  # of them, registrants of the training
TWICE = 5  # answered twice
KNOWLEDGE = {"strongly_agree": 801, "agree": 741, "neutral": 74, "disagree": 24}
INTEREST = {"yes": 1287, "not_now": 241, "no": 112}
TOPICS = {"logistics": 702, "platforms": 655, "livestream": 598, "villages": 467}
SUPPORT = {"capacity": 811, "knowledge": 706, "partners": 524}  # of those who are interested
BY_TELEPHONE = 320  # completions; the others were collected with KoboToolbox
REFUSED = 9  # further ones that the team rejected when it looked through them
FIRST, LAST = datetime(2020, 8, 14, 8, tzinfo=UTC), datetime(2021, 1, 31, 20, tzinfo=UTC)
FIRST_EXPORT, SECOND_EXPORT = datetime(2020, 11, 1, tzinfo=UTC), datetime(2021, 2, 1, tzinfo=UTC)

_TYPES = ("private_sector", "private_sector", "local_government", "academia", "national_government", "cso", "media")
_WEIGHTS = {"CN": 300, "NG": 70, "PK": 60, "KE": 50, "US": 25}


def completions(
    rng: random.Random, registrar: Registrar, registered: Sequence[Respondent], asked: set[str]
) -> list[Completion]:
    """Everything that counts, in order of time."""
    known = rng.sample(registered, min(KNOWN, len(registered)))
    people = shuffled(rng, known + Newcomers(rng, registrar).spread(PEOPLE - len(known), _TYPES, _WEIGHTS))
    found = complete(rng, people, _answers(rng), asked, moments(rng, PEOPLE, FIRST, LAST))
    twice = [again(rng, one, one.at + timedelta(days=3, seconds=7)) for one in found[:TWICE]]
    return sorted([*found, *twice], key=lambda one: one.at)


def _answers(rng: random.Random) -> list[Said]:
    knowledge, interest = (deal(rng, counts, PEOPLE) for counts in (KNOWLEDGE, INTEREST))
    topics = deal(rng, TOPICS, PEOPLE, at_most=len(TOPICS))
    support = iter(deal(rng, SUPPORT, INTEREST["yes"], at_most=len(SUPPORT)))
    answers: list[Said] = []
    for [knows], [wishes], about in zip(knowledge, interest, topics, strict=True):
        said: Said = {"knowledge": knows, "collaboration": wishes, "topics": about}
        if wishes == "yes":
            said["support"] = next(support)
            said["contact"] = "yes" if rng.random() < 0.7 else "no"
        answers.append(said)
    return answers


def refused(rng: random.Random, registrar: Registrar, asked: set[str]) -> list[Completion]:
    """Rows that say nothing true, which the team rejected after the first export."""
    people = Newcomers(rng, registrar).spread(REFUSED, ("other",))
    people = [replace(person, city="", country="", organisation="") for person in people]
    said: list[Said] = [{"knowledge": "strongly_agree", "collaboration": "yes", "topics": ["platforms"]}] * REFUSED
    return complete(rng, people, said, asked, moments(rng, REFUSED, FIRST, FIRST + timedelta(days=60)))
