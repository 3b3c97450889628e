"""What a round knows of its cities: what their meetings are worth and why, who is awake when, who sees it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import permutations

import numpy as np
from django.db.models import Count, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from sarai.accounts.permissions import Anybody
from sarai.evidence.engine import Question
from sarai.network.models import City
from sarai.network.queries.parties import own_party
from sarai.partnerships.models import Appointment, Participant, Round, Slot, Uncovered
from sarai.partnerships.rules import Weights, scores
from sarai.partnerships.rules.matching import Matrix, Numbers
from sarai.partnerships.rules.rounds import Flags, is_awake

from .match_reasons import Reason, need_question, reasons_for
from .match_world import World, world
from .matching import weights


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
    special, general = (_scores(everybody, rows, how.general(counts)) for counts in (False, True))
    special, general = special + special.T, general + general.T
    closed = np.isneginf(special)
    values = np.where(special <= 0, 0, special + general)
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


def rounds_seen_by(user: Anybody) -> QuerySet[Round]:
    """The rounds whose page somebody may open, the latest first: all of them for the team; for a city's officer those
    in which it takes part and which were not removed. With the numbers of their `cities` and `meetings`."""
    found = Round.objects.annotate(cities=_number(Participant), meetings=_number(Appointment))
    found = found.select_related("event").order_by("-made_at", "-pk")
    if user.has_perm("partnerships.manage"):
        return found
    own = own_party(user)
    taking_part = Participant.objects.filter(city=own) if isinstance(own, City) else Participant.objects.none()
    return found.filter(participants__in=taking_part, removed_at=None)


def _number(model: type[Participant] | type[Appointment]) -> Coalesce:
    of = model._default_manager.filter(round=OuterRef("pk")).order_by().values("round")
    return Coalesce(Subquery(of.annotate(number=Count("pk")).values("number")), 0)


def appointments_of(of: Round, city: City | None = None) -> list[Appointment]:
    """The meetings of a round by time; those of one city alone."""
    held = of.appointments.select_related("slot", "one__city__country", "other__city__country")
    return list(held.filter(Q(one__city=city) | Q(other__city=city)) if city else held)


@dataclass(frozen=True, slots=True)
class Perspective:
    """What a meeting is for one of its two cities: with which other, and why."""

    city: City
    other: City
    reasons: Sequence[Reason]


@dataclass(frozen=True, slots=True)
class Meeting:
    """A meeting, and what it is for its two cities, or for the one that looks at it."""

    appointment: Appointment
    sides: Sequence[Perspective]


def meetings(held: Sequence[Appointment], own: City | None = None) -> list[Meeting]:
    """These meetings with their reasons: for both cities, or for one's own alone."""
    pairs = {
        one: [(mine, other) for mine, other in permutations((one.one.city, one.other.city)) if own in (None, mine)]
        for one in held
    }
    why = reasons_for(world(), (pair for both in pairs.values() for pair in both), weights())
    return [
        Meeting(one, [Perspective(city, other, why[city.pk, other.pk]) for city, other in both])
        for one, both in pairs.items()
    ]


@dataclass(frozen=True, slots=True)
class Lack:
    """A theme that a city needs and no meeting of its covers: what was left uncovered and why, where the need can be
    looked at (None: nothing says it any more), and who of the round offers it."""

    uncovered: Uncovered
    need: Question | None
    offering: Sequence[City]


def lacks(of: Round, own: City | None = None) -> list[Lack]:
    """What the meetings of a round leave uncovered; of one city alone."""
    left = Uncovered.objects.filter(participant__round=of).select_related("participant__city", "theme")
    left = left.filter(participant__city=own) if own else left
    everybody, taking_part = world(), list(of.participants.select_related("city"))
    return [
        Lack(
            one,
            need_question(everybody.told, one.participant.city_id, one.theme_id),
            [other.city for other in taking_part if one.participant.may_meet(other)
             and _offers(everybody, other.city_id, one.theme_id)],
        )
        for one in left
    ]  # fmt: skip


def themes_needed(city: City) -> int:
    """In how many themes something is known that a city needs."""
    everybody = world()
    row = everybody.rows.get(f"city:{city.pk}")
    return 0 if row is None else int(np.count_nonzero(everybody.seekers.needs[row] > 0))


def cities_meeting(of: Round) -> int:
    """How many cities have a meeting in a round."""
    held = of.appointments.values_list("one_id", "other_id")
    return len({participant for pair in held for participant in pair})


def _offers(everybody: World, city: int, theme: int) -> bool:
    row = everybody.rows.get(f"city:{city}")
    if row is None or theme not in everybody.themes:
        return False
    partners, column = everybody.partners, everybody.themes.index(theme)
    return bool(partners.offers[row, column] + partners.practices[row, column] > 0)
