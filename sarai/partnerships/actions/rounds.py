"""Rounds: begun, their meetings assigned, and proposed as partnerships."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import numpy as np
from django.db import transaction
from django.utils.translation import gettext as _

from sarai.network.actions import keep_cities
from sarai.partnerships.models import Appointment, Participant, Round, Slot, Uncovered
from sarai.partnerships.queries.match_world import world
from sarai.partnerships.queries.matching import weights
from sarai.partnerships.queries.rounds import awake, worth
from sarai.partnerships.rules.rounds import NO_TIME, Plan, plan, uncovered

from .pipeline import propose


@transaction.atomic
def begin_round(
    *,
    made: Round,
    ones: Sequence[int],
    others: Sequence[int],
    times: Sequence[tuple[datetime, datetime]],
    at: datetime,
) -> Round:
    """Store a round with its cities (GeoNames numbers) and times. Those of `ones` meet those of `others`; without
    `others` everybody may meet everybody. Raises ValueError for a city in both."""
    if set(ones) & set(others):
        raise ValueError(_("A city is in both groups. Leave it in one of them."))
    made.made_at = at
    made.save()
    keep_cities([*ones, *others])
    groups = [(city, "a" if others else "") for city in ones] + [(city, "b") for city in others]
    Participant.objects.bulk_create(Participant(round=made, city_id=city, group=group) for city, group in groups)
    Slot.objects.bulk_create(Slot(round=made, starts_at=starts, ends_at=ends) for starts, ends in times)
    return made


@transaction.atomic
def assign_round(*, of: Round, at: datetime) -> Round:
    """Assign the meetings of a round anew, by what is known now. Raises ValueError once they were proposed."""
    of = Round.objects.select_for_update().get(pk=of.pk)
    if of.proposed_at is not None:
        raise ValueError(_("These meetings were proposed to the cities already. Begin another round for others."))
    participants, slots = list(of.participants.select_related("city")), list(of.slots.all())
    everybody = world()
    known = worth(everybody, [one.city_id for one in participants], weights())
    hours, across = awake(participants, slots, of.timezone), [one.group for one in participants]
    found = plan(known.values, of.capacity, across=across, awake=hours)
    left = uncovered(
        known.needs, known.offers, across=across, closed=known.closed, awake=hours, meetings=found.meetings
    )
    _keep(of, found, known.values, participants, slots)
    Uncovered.objects.bulk_create(
        Uncovered(participant=participants[who], theme_id=everybody.themes[theme], why=why) for who, theme, why in left
    )
    of.assigned_at, of.is_best, of.needs = at, found.is_best, int(known.needs.sum())
    of.save(update_fields=["assigned_at", "is_best", "needs"])
    return of


def _keep(
    of: Round, found: Plan, values: np.ndarray, participants: Sequence[Participant], slots: Sequence[Slot]
) -> None:
    of.appointments.all().delete()
    Uncovered.objects.filter(participant__round=of).delete()
    Appointment.objects.bulk_create(
        Appointment(
            round=of,
            one=participants[one],
            other=participants[other],
            slot=None if time == NO_TIME else slots[time],
            value=float(values[one, other]),
        )
        for one, other, time in found.meetings.tolist()
    )


@transaction.atomic
def propose_round(*, of: Round, by: str, at: datetime) -> int:
    """Propose each of the meetings of a round to both of its cities as a partnership; returns how many. Raises
    ValueError where there is nothing to propose, or it was done already."""
    of = Round.objects.select_for_update().select_related("event").get(pk=of.pk)
    if of.assigned_at is None or of.proposed_at is not None:
        raise ValueError(_("There is nothing to propose: no meetings were assigned, or they were proposed already."))
    pairs = [(one.one.city, one.other.city) for one in of.appointments.select_related("one__city", "other__city")]
    for one, other in pairs:
        propose(lead=one, partner=other, event=of.event, what=of.title, by=by, at=at)
    of.proposed_at = at
    of.save(update_fields=["proposed_at"])
    return len(pairs)
