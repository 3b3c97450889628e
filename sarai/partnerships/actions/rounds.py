"""Rounds: begun, their meetings assigned, and proposed as partnerships."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
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

Times = Sequence[tuple[datetime, datetime]]


@transaction.atomic
def begin_round(*, made: Round, ones: Sequence[int], others: Sequence[int], times: Times, at: datetime) -> Round:
    """Store a round with its cities (GeoNames numbers) and times. Those of `ones` meet those of `others`; without
    `others` everybody may meet everybody. Raises ValueError for a city in both."""
    made.made_at = at
    made.save()
    _fill(made, _groups(ones, others), times)
    return made


@transaction.atomic
def change_round(*, changed: Round, ones: Sequence[int], others: Sequence[int], times: Times) -> Round:
    """Store a round as `changed` says, with these cities and times (as `begin_round`). Where other cities are to meet,
    or at other times, or otherwise often, what was assigned holds no more, and `assigned_at` is None. Raises ValueError
    once its meetings were proposed, or it was removed."""
    held, groups = _open(changed), _groups(ones, others)
    now = dict(held.participants.values_list("city", "group"))
    set_times = list(held.slots.values_list("starts_at", "ends_at"))
    same = (now, set_times, held.capacity, held.timezone) == (groups, list(times), changed.capacity, changed.timezone)
    fields = ["title", "event", "timezone", "capacity"]
    if not same:
        held.participants.all().delete()  # and with them what was assigned
        held.slots.all().delete()
        _fill(changed, groups, times)
        changed.assigned_at, changed.is_best, changed.needs = None, False, 0
        fields += ["assigned_at", "is_best", "needs"]
    changed.save(update_fields=fields)
    return changed


@transaction.atomic
def remove_round(*, of: Round, at: datetime) -> Round:
    """Let nobody but the team see a round any more. Raises ValueError once its meetings were proposed."""
    of = _open(of)
    of.removed_at = at
    of.save(update_fields=["removed_at"])
    return of


@transaction.atomic
def restore_round(*, of: Round) -> Round:
    """Bring a round back that was removed."""
    of = Round.objects.select_for_update().get(pk=of.pk)
    of.removed_at = None
    of.save(update_fields=["removed_at"])
    return of


def _open(of: Round) -> Round:
    """The round as it stands, for nobody else to change meanwhile. Raises ValueError where it cannot be changed."""
    found = Round.objects.select_for_update(of=("self",)).select_related("event").get(pk=of.pk)
    if found.proposed_at is not None:
        raise ValueError(_("These meetings were proposed to the cities already. Begin another round for others."))
    if found.removed_at is not None:
        raise ValueError(_("This round was removed. Bring it back first."))
    return found


def _groups(ones: Sequence[int], others: Sequence[int]) -> dict[int, str]:
    """City → its group. Raises ValueError for a city in both."""
    if set(ones) & set(others):
        raise ValueError(_("A city is in both groups. Leave it in one of them."))
    first = Participant.Group.ONE if others else Participant.Group.ALL
    return dict.fromkeys(ones, str(first)) | dict.fromkeys(others, str(Participant.Group.OTHER))


def _fill(made: Round, groups: Mapping[int, str], times: Times) -> None:
    keep_cities(groups)
    Participant.objects.bulk_create(
        Participant(round=made, city_id=city, group=group) for city, group in groups.items()
    )
    Slot.objects.bulk_create(Slot(round=made, starts_at=starts, ends_at=ends) for starts, ends in times)


@transaction.atomic
def assign_round(*, of: Round, at: datetime) -> Round:
    """Assign the meetings of a round anew, by what is known now. Raises ValueError once they were proposed, or the
    round was removed."""
    of = _open(of)
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
    ValueError where there is nothing to propose, it was done already, or the round was removed."""
    of = _open(of)
    if of.assigned_at is None:
        raise ValueError(_("There is nothing to propose: no meetings were assigned yet."))
    pairs = [(one.one.city, one.other.city) for one in of.appointments.select_related("one__city", "other__city")]
    for one, other in pairs:
        propose(lead=one, partner=other, event=of.event, what=of.title, by=by, at=at)
    of.proposed_at = at
    of.save(update_fields=["proposed_at"])
    return len(pairs)
