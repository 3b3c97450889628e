"""Sets of answers, and answers dealt out so that each choice is made by as many as designed."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sarai.portal.demo.surveys.people import Respondent, new_uuid

Said = dict[str, str | list[str]]  # question → answer; a list where several choices could be made


@dataclass(frozen=True, slots=True)
class Completion:
    """One completed questionnaire: when (UTC), by whom, and what was said. `corrects` is the one it takes the place
    of; `status` a reviewer's word on it."""

    at: datetime
    respondent: Respondent
    answers: Said
    uuid: str
    corrects: str = ""
    status: str = ""


def deal(rng: random.Random, counts: Mapping[str, int], people: int, *, at_most: int = 1) -> list[list[str]]:
    """The choices of each of so many people: every choice by as many as its count, and nobody more than `at_most`.

    Who has fewest is dealt first, so that nobody goes without where there is enough. Raises ValueError where the counts
    do not fit.
    """
    if max(counts.values(), default=0) > people or sum(counts.values()) > people * at_most:
        raise ValueError(f"{people} people cannot make {sum(counts.values())} choices of {at_most} each.")
    dealt: list[list[str]] = [[] for _person in range(people)]
    for choice, count in sorted(counts.items(), key=lambda pair: -pair[1]):
        order = sorted(rng.sample(range(people), people), key=lambda person: len(dealt[person]))
        for person in order[:count]:
            dealt[person].append(choice)
    return dealt


def moments(rng: random.Random, number: int, first: datetime, last: datetime) -> list[datetime]:
    """So many moments in order, each at a second of its own."""
    seconds = int((last - first).total_seconds())
    return [first + timedelta(seconds=second) for second in sorted(rng.sample(range(seconds), number))]


def complete(
    rng: random.Random,
    respondents: Sequence[Respondent],
    answers: Sequence[Said],
    asked: set[str],
    at: Sequence[datetime],
) -> list[Completion]:
    """One completion of each respondent in turn: what the form asks of who they are, and what they answer."""
    return [
        Completion(moment, who, {q: a for q, a in (who.answers | said).items() if q in asked and a}, new_uuid(rng))
        for who, said, moment in zip(respondents, answers, at, strict=True)
    ]


def again(rng: random.Random, before: Completion, at: datetime) -> Completion:
    """The same person answers the same once more."""
    return replace(before, at=at, uuid=new_uuid(rng))
