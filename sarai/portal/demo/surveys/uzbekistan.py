"""After the training for officials in Uzbekistan: 46 people, on their telephones."""

from __future__ import annotations

import random
from datetime import UTC, datetime

from sarai.portal.demo import places
from sarai.portal.demo.naming import Registrar
from sarai.portal.demo.surveys.answers import Completion, Said, complete, deal, moments
from sarai.portal.demo.surveys.people import Newcomers

PEOPLE = 46
PRIORITIES = {"small_business": 38, "trade": 31, "e-commerce": 25, "tourism": 19, "other": 6}
PARTNERS = {"beijing": 24, "shanghai": 18, "guangzhou": 13, "shenzhen": 7, "urumqi": 6, "xian": 5}
KNOWLEDGE = {"strongly_agree": 21, "agree": 18, "neutral": 5, "disagree": 2}
FIRST, LAST = datetime(2020, 11, 3, 4, tzinfo=UTC), datetime(2020, 11, 17, 14, tzinfo=UTC)


def completions(rng: random.Random, registrar: Registrar, asked: set[str]) -> list[Completion]:
    """Everything that was sent, in order of time."""
    newcomers, cities = Newcomers(rng, registrar), places.cities("UZ")
    kinds = ("local_government", "local_government", "national_government")
    people = [newcomers.from_city(cities[place % len(cities)], kinds[place % 3]) for place in range(PEOPLE)]
    dealt = zip(
        deal(rng, PRIORITIES, PEOPLE, at_most=3),
        deal(rng, PARTNERS, PEOPLE, at_most=2),
        deal(rng, KNOWLEDGE, PEOPLE),
        strict=True,
    )
    answers: list[Said] = [
        {"priorities": needs, "partners": wishes, "knowledge": knows, "contact": rng.choice(("yes", "yes", "no"))}
        for needs, wishes, [knows] in dealt
    ]
    return complete(rng, people, answers, asked, moments(rng, PEOPLE, FIRST, LAST))
