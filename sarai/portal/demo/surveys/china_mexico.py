"""After the workshop of Chinese and Mexican cities: 20 people, by a form in Spanish and one in Chinese."""

from __future__ import annotations

import random
from datetime import UTC, datetime

from sarai.portal.demo import places
from sarai.portal.demo.naming import Registrar
from sarai.portal.demo.surveys.answers import Completion, Said, complete, deal, moments
from sarai.portal.demo.surveys.people import Newcomers

IN_SPANISH, IN_CHINESE = 13, 7
PRIORITIES = {"tourism": 17, "transport": 12, "small_business": 9, "youth": 6, "other": 4}
# What was written as the city to work with: in whatever language and spelling, or a country and no city.
PARTNERS_IN_SPANISH = (
    *("Luoyang", "Luoyang, China", "Huai'an", "Dunhuang", "Anyang, China", "Pekín", "Barcelona"),
    *("China", "Cualquier ciudad china", "una ciudad de China", "", "", ""),
)
PARTNERS_IN_CHINESE = ("洛阳", "洛阳", "淮安", "敦煌", "安阳", "中国", "")
FIRST, LAST = datetime(2020, 12, 3, 15, tzinfo=UTC), datetime(2020, 12, 31, 20, tzinfo=UTC)


def completions(rng: random.Random, registrar: Registrar, asked: set[str]) -> tuple[list[Completion], list[Completion]]:
    """What was answered in Spanish, and what in Chinese, each in order of time."""
    newcomers, kinds = Newcomers(rng, registrar), ("local_government", "private_sector", "academia", "cso")
    homes = [
        *(places.cities("MX")[place % 12] for place in range(IN_SPANISH)),
        *(places.cities("CN")[place % 4] for place in range(IN_CHINESE)),
    ]
    people = [newcomers.from_city(home, kinds[place % len(kinds)]) for place, home in enumerate(homes)]
    needs = deal(rng, PRIORITIES, len(people), at_most=3)
    partners = (*PARTNERS_IN_SPANISH, *PARTNERS_IN_CHINESE)
    answers: list[Said] = [
        {
            "priorities": named,
            "partner": partner,
            "knowledge": rng.choice(("strongly_agree", "agree", "agree", "neutral")),
            "collaboration": "yes" if partner else "not_now",
            "contact": rng.choice(("yes", "no")),
        }
        for named, partner in zip(needs, partners, strict=True)
    ]
    at = [*moments(rng, IN_SPANISH, FIRST, LAST), *moments(rng, IN_CHINESE, FIRST, LAST)]
    found = complete(rng, people, answers, asked, at)
    return found[:IN_SPANISH], found[IN_SPANISH:]
