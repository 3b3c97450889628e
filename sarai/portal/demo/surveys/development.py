"""The survey of cities' development needs: 145 responses from 110 cities, sent by telephone.

How the cities of the municipal officials are written is as the report prints it; the people are invented.
"""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from sarai.portal.demo.naming import Registrar
from sarai.portal.demo.shares import shuffled
from sarai.portal.demo.surveys.answers import Completion, Said, again, complete, deal, moments
from sarai.portal.demo.surveys.people import Newcomers, Respondent, cities_of, new_uuid

# ISO code of the country, the city and the country as the officials wrote them, how many.
OFFICIALS = (
    ("IN", "Agartala", "India", 1),
    ("PT", "Amadora", "Portugal", 1),
    ("PT", "Angra do Heroísmo", "Portugal", 1),
    ("CD", "Bukavu", "DRC", 1),
    ("MX", "CDMX", "Mexico", 1),
    ("MX", "Colima", "Mexico", 1),
    ("PK", "Islamabad", "Pakistan", 1),
    ("NP", "Khajura", "Nepal", 1),
    ("MY", "Kuala Lumpur", "Malaysia", 1),
    ("PH", "Manila", "The Philippines", 2),
    ("PT", "Matosinhos", "Portugal", 1),
    ("PH", "Pagadian", "The Philippines", 1),
    ("PH", "Quezon", "The Philippines", 3),
    ("AR", "San Antonio de Areco", "Argentina", 1),
    ("PH", "San Fernando", "The Philippines", 1),
    ("PH", "Sta. Rosa City", "The Philippines", 1),
    ("PH", "Tuguegaraoa", "The Philippines", 1),
)
# The cities with which officials would like to cooperate, as they wrote them.
PARTNERS = (
    *("Durban", "Durban, South Africa", "Durban in South Africa", "durban"),
    *("Manchester, UK", "Manchester City (UK)", "Manchester"),
    *("Incheon, South Korea", "Incheon"),
    "Dortmund, Germany",
)
PROJECTS = (
    *("Social protection", "Informal settlements", "Resilient cities", "Waste management", "Road construction"),
    *("Agriculture", "E-commerce", "Smart city", "Circular economy", "Urban safety"),
)
# Where the others are from: countries with three cities each, or two where that is enough.
COUNTRIES = (
    *("NG", "ID", "FJ", "CO", "BD", "KE", "ZA", "BR", "PE", "EC", "GH", "CL", "LK", "TH", "EG", "ET", "UG"),
    *("VN", "MM", "CR", "CN", "GT", "BO", "DO", "HN", "TR", "ZW", "TZ", "JO", "LB", "MA", "ZM", "SN", "CM"),
)
CITIES = 93  # beside those of the officials
NEIGHBOURS = 22  # come from a city that somebody else named too
# From the cities of officials, and from countries without a city.
OTHERS = (
    *(("PK", "Islamabad", "Pakistan"), ("MY", "Kuala Lumpur", "Malaysia"), ("PH", "Manila", "Philippines")),
    *(("PH", "Quezon City", "Philippines"), ("MX", "Mexico City", "Mexico")),
    *(("NG", "", "Nigeria"), ("BD", "", "Bangladesh"), ("KE", "", "Kenya")),
)
TWICE = 2  # answered twice
PRIORITIES = {
    **{"agriculture": 62, "education": 55, "health": 49, "disaster-risk-reduction": 43, "tourism": 38},
    **{"green-city": 27, "e-commerce": 24, "transport": 21, "housing": 17, "safety": 14, "other": 12},
}
SUPPORT = {"capacity": 97, "knowledge": 84, "partners": 58, "funding": 51, "technology": 33}
OFFERS = {"education": 31, "disaster-risk-reduction": 26, "agriculture": 22, "green-city": 19, "transport": 15}
FIRST, LAST = datetime(2020, 10, 29, 14, tzinfo=UTC), datetime(2020, 12, 4, 20, tzinfo=UTC)

_TYPES = ("national_government", "academia", "cso", "igo", "national_government", "private_sector", "un_entity")


def completions(rng: random.Random, registrar: Registrar, asked: set[str]) -> list[Completion]:
    """What counts in the end, in order of time."""
    newcomers = Newcomers(rng, registrar)
    officials = [
        newcomers.from_place(code, city, country, "local_government")
        for code, city, country, number in OFFICIALS
        for _person in range(number)
    ]
    others = _others(rng, newcomers)
    answers = _answers(rng, len(officials), len(others))
    people = [*officials, *others]
    order = shuffled(rng, range(len(people)))
    at = moments(rng, len(people), FIRST, LAST - timedelta(days=1))
    found = complete(rng, [people[n] for n in order], [answers[n] for n in order], asked, at)
    twice = [again(rng, one, LAST - timedelta(hours=n)) for n, one in enumerate(_of_others(found, others)[:TWICE], 1)]
    return sorted([*found, *twice], key=lambda one: one.at)


def _of_others(found: list[Completion], others: list[Respondent]) -> list[Completion]:
    return [one for one in found if one.respondent in others]


def _others(rng: random.Random, newcomers: Newcomers) -> list[Respondent]:
    cities = cities_of(COUNTRIES, CITIES)
    homes = [*cities, *rng.sample(cities, NEIGHBOURS)]
    found = [newcomers.from_city(home, _TYPES[place % len(_TYPES)]) for place, home in enumerate(homes)]
    return found + [newcomers.from_place(*home, _TYPES[place % len(_TYPES)]) for place, home in enumerate(OTHERS)]


def _answers(rng: random.Random, officials: int, others: int) -> list[Said]:
    """Of the officials first, who alone name partner cities and projects."""
    people = officials + others
    dealt = zip(
        deal(rng, PRIORITIES, people, at_most=3),
        deal(rng, SUPPORT, people, at_most=len(SUPPORT)),
        deal(rng, OFFERS, people, at_most=2),
        strict=True,
    )
    answers: list[Said] = []
    for number, (needs, support, offers) in enumerate(dealt):
        said: Said = {"priorities": needs, "support": support, "offers": offers}
        said["contact"] = "yes" if rng.random() < 0.6 else "no"
        if "other" in needs:
            said["priorities_other"] = rng.choice(("Water supply", "Jobs for the young", "Heritage"))
        if number < len(PARTNERS):
            said |= {"partner": PARTNERS[number], "projects": PROJECTS[number]}
        answers.append(said)
    return answers


def sent(rng: random.Random, counted: list[Completion]) -> list[Completion]:
    """What telephones sent so that this counts: one set of answers twice, one under a number that was taken, and two
    that corrected what had been sent before."""
    repeated = replace(counted[3], at=counted[3].at + timedelta(minutes=5))
    clash = replace(counted[4], at=counted[4].at + timedelta(hours=1), answers=counted[4].answers | {"support": []})
    drafts = [
        replace(one, uuid=new_uuid(rng), at=one.at - timedelta(minutes=20), answers=one.answers | {"offers": []})
        for one in counted[10:12]
    ]
    corrected = [replace(one, corrects=draft.uuid) for one, draft in zip(counted[10:12], drafts, strict=True)]
    found = [*counted[:10], *corrected, *counted[12:], repeated, clash, *drafts]
    return sorted(found, key=lambda one: one.at)
