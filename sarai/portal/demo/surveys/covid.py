"""The survey on COVID-19 needs: 31 people, 17 of them through KoboToolbox. Everybody needs surgical masks."""

from __future__ import annotations

import random
from collections.abc import Sequence
from datetime import UTC, datetime

from sarai.portal.demo.naming import Registrar
from sarai.portal.demo.shares import shuffled
from sarai.portal.demo.surveys.answers import Completion, Said, complete, deal, moments
from sarai.portal.demo.surveys.people import Newcomers, Respondent

PEOPLE = 31
REGISTERED = 12  # of them, registrants of the training
WITH_KOBO = 17
GOODS = {
    **{"surgical_masks": PEOPLE, "gloves": 24, "respirators": 22, "disinfectant": 20, "protective_suits": 19},
    **{"test_kits": 17, "thermometers": 14, "ventilators": 12},
}
MASKS = (2_000, 5_000, 10_000, 20_000, 50_000, 100_000)
FIRST, LAST = datetime(2020, 8, 14, 8, tzinfo=UTC), datetime(2020, 10, 30, 20, tzinfo=UTC)


def completions(
    rng: random.Random, registrar: Registrar, registered: Sequence[Respondent], asked: set[str]
) -> list[Completion]:
    """Everything that was answered, in order of time."""
    stated = [one for one in registered if one.country and one.organisation_type]
    known = rng.sample(stated, min(REGISTERED, len(stated)))
    kinds = ("local_government", "national_government", "cso")
    people = shuffled(rng, known + Newcomers(rng, registrar).spread(PEOPLE - len(known), kinds))
    answers: list[Said] = [
        {"goods": goods, "masks": str(rng.choice(MASKS)), "contact": "yes"}
        for goods in deal(rng, GOODS, PEOPLE, at_most=len(GOODS))
    ]
    return complete(rng, people, answers, asked, moments(rng, PEOPLE, FIRST, LAST))
