"""What a round knows of its cities: what their meetings are worth, who is awake when, what each needs and offers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from django.db.models import Count, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from sarai.partnerships.models import Appointment, Participant, Round, Slot, Uncovered
from sarai.partnerships.rules import Weights, scores
from sarai.partnerships.rules.matching import Matrix, Numbers
from sarai.partnerships.rules.rounds import Flags, is_awake

from .match_world import World
from .matching import GENERAL


@dataclass(frozen=True, slots=True)
class Worth:
    """Of the cities of a round, in their order: what meetings are worth (all × all), who is in touch with whom or has
    declined, and what each needs and offers (all × themes)."""

    values: Matrix
    closed: Flags
    needs: Flags
    offers: Flags


def worth(everybody: World, cities: Sequence[int], how: Weights) -> Worth:
    """What meetings of these cities are worth: what each is worth to the other, by the scores of matches. Who shares no
    more than a language or a region need not meet."""
    rows = np.array([everybody.rows[f"city:{city}"] for city in cities], np.intp)
    found, told = (_scores(everybody, rows, one) for one in (how, replace(how, **dict.fromkeys(GENERAL, 0))))
    closed = np.isneginf(found) | np.isneginf(found.T)
    values = np.where(closed | (told + told.T <= 0), 0, found + found.T)
    strengths = everybody.partners.offers[rows] + everybody.partners.practices[rows]
    return Worth(values, closed & ~np.eye(len(rows), dtype=bool), everybody.seekers.needs[rows] > 0, strengths > 0)


def _scores(everybody: World, rows: Numbers, how: Weights) -> Matrix:
    each = (scores(everybody.seekers.only(row), everybody.partners, how, everybody.pairs.of(row))[0] for row in rows)
    return np.array([found[rows] for found in each]).reshape(len(rows), len(rows))


def awake(participants: Sequence[Participant], slots: Sequence[Slot], zone: str) -> Flags:
    """Who is awake at which time (cities × slots); for a city whose time zone is not known, that of the round."""
    return np.array(
        [[is_awake(one.city.timezone or zone, slot.starts_at, slot.ends_at) for slot in slots] for one in participants],
        bool,
    ).reshape(len(participants), len(slots))


def rounds() -> QuerySet[Round]:
    """Every round, the latest first, with the numbers of its `cities` and `meetings`."""
    return Round.objects.annotate(cities=_number(Participant), meetings=_number(Appointment)).order_by(
        "-made_at", "-pk"
    )


def _number(model: type[Participant] | type[Appointment]) -> Coalesce:
    of = model._default_manager.filter(round=OuterRef("pk")).order_by().values("round")
    return Coalesce(Subquery(of.annotate(number=Count("pk")).values("number")), 0)


@dataclass(frozen=True, slots=True)
class Result:
    """What was assigned in a round: its meetings by time, what was left uncovered, and how many needs were covered."""

    appointments: Sequence[Appointment]
    uncovered: Sequence[Uncovered]
    needs: int

    @property
    def covered(self) -> int:
        """How many of the needs some meeting covers."""
        return self.needs - len(self.uncovered)


def result(of: Round) -> Result:
    """What was assigned in a round."""
    held = of.appointments.select_related("slot", "one__city__country", "other__city__country")
    left = Uncovered.objects.filter(participant__round=of).select_related("participant__city", "theme")
    return Result(list(held), list(left), of.needs)
