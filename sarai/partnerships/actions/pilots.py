"""Pilots: their plan and how they go, what was reached, who gives what. Who takes part: `pilot_parties`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any, TypeVar
from uuid import UUID, uuid4

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from sarai.evidence.actions import Overtaken, entry, retract
from sarai.evidence.models import Source
from sarai.evidence.reading.documents import Document
from sarai.exchanges.models import Event
from sarai.partnerships.models import (
    BudgetLine,
    ExchangeRate,
    Milestone,
    MilestoneReached,
    Pilot,
    PilotResult,
    PilotStep,
    Risk,
)
from sarai.partnerships.queries.pilots import state_of
from sarai.partnerships.rules import pilots as rules

from .entries import Act
from .pipeline import NotNow

Sent = TypeVar("Sent", Milestone, Risk, PilotResult)
Held = TypeVar("Held", PilotResult, ExchangeRate)
MOST = 200  # budget lines, results, milestones or risks of one pilot


def entry_of(pilot: Pilot, *, by: str, at: datetime, act: Act = Act.PILOT) -> Source:
    """The source that somebody's word about a pilot is."""
    return entry(act, title=_("Pilot: %(title)s") % {"title": pilot.title}, by=by, at=at, target={"pilot": pilot.slug})


def locked(pilot: Pilot) -> Pilot:
    """The pilot, which nobody else changes until this is done."""
    return Pilot.objects.select_for_update().get(pk=pilot.pk)


def refuse_many(number: int) -> None:
    """Raises NotNow where a pilot has as many of something as it may."""
    if number >= MOST:
        raise NotNow(_("A pilot has %(most)d of these at most. Take some away first.") % {"most": MOST})


@transaction.atomic
def keep_pilot(*, pilot: Pilot, by: str, at: datetime) -> Pilot:
    """Store a pilot, changed or new: then it is an idea (`pilot_parties.begin_pilot` also says who takes part)."""
    new = pilot.pk is None
    pilot.made_at = pilot.made_at or at
    pilot.save()
    source = entry_of(pilot, by=by, at=at)
    if new:
        _add_step(pilot, "propose", source, at.date(), "")
    return pilot


def _add_step(pilot: Pilot, step: str, source: Source, happened_on: date, why: str) -> PilotStep:
    latest = state_of(pilot)
    state = rules.after(latest.state if latest else "", step)
    if state is None:
        raise NotNow(
            _("This cannot be done as the pilot stands. Look at the page again, and choose one of its buttons.")
        )
    if latest is not None and latest.step != "propose" and happened_on < latest.happened_on:
        raise NotNow(_("The step before this one is of a later day. Put steps on record in their order."))
    if latest is not None:
        retract([latest], source)
    return PilotStep.objects.create(
        pilot=pilot,
        step=step,
        state=state,
        happened_on=happened_on,
        why=why,
        source=source,
        recorded_at=source.recorded_at,
    )


@transaction.atomic
def step_pilot(
    *, pilot: Pilot, step: str, seen: int | None, happened_on: date, by: str, at: datetime, why: str = ""
) -> PilotStep:
    """Take a pilot a step on (`rules.pilots.PILOT`). `seen` is the number of the step that whoever takes this one knew
    of. Raises Overtaken where another was taken meanwhile, NotNow where this one cannot be; nothing is kept then."""
    pilot = locked(pilot)
    latest = state_of(pilot)
    if (latest.pk if latest else None) != seen:
        raise Overtaken(_("Somebody else has changed how this pilot stands meanwhile. Look at it as it is now."))
    return _add_step(pilot, step, entry_of(pilot, by=by, at=at), happened_on, why)


def _sent(kept: QuerySet[Sent], token: str, **said: str) -> Sent | None:
    """What a form has added already; None where it is sent for the first time, or says something else by now."""
    return kept.filter(token=token, **said).first() if token else None


@transaction.atomic
def add_milestone(*, milestone: Milestone) -> Milestone:
    """Plan a milestone; the same again by the same form (`token`) is that milestone."""
    locked(milestone.pilot)
    held = _sent(milestone.pilot.milestones.all(), milestone.token, title=milestone.title)
    if held is not None:
        return held
    refuse_many(milestone.pilot.milestones.count())
    milestone.save()
    return milestone


@transaction.atomic
def remove_milestone(*, milestone: Milestone) -> None:
    """Take a milestone out of the plan. Raises NotNow for one that was ever reached: that stays on record."""
    if milestone.reached.exists():
        raise NotNow(_("This milestone was reached once, and stays on record."))
    milestone.delete()


@transaction.atomic
def reach_milestone(*, milestone: Milestone, reached_on: date, by: str, at: datetime) -> MilestoneReached:
    """Put on record that a milestone was reached. Once: the same again changes nothing."""
    locked(milestone.pilot)
    held = milestone.reached.filter(retracted_at=None).first()
    if held is not None:
        return held
    source = entry_of(milestone.pilot, by=by, at=at, act=Act.REACHED)
    return MilestoneReached.objects.create(milestone=milestone, reached_on=reached_on, source=source, recorded_at=at)


@transaction.atomic
def unreach_milestone(*, milestone: Milestone, by: str, at: datetime) -> None:
    """Take back that a milestone was reached."""
    locked(milestone.pilot)
    held = list(milestone.reached.filter(retracted_at=None))
    if held:
        retract(held, entry_of(milestone.pilot, by=by, at=at, act=Act.REACHED))


@transaction.atomic
def add_risk(*, risk: Risk) -> Risk:
    """Note a risk; the same again by the same form (`token`) is that risk."""
    locked(risk.pilot)
    held = _sent(risk.pilot.risks.all(), risk.token, what=risk.what)
    if held is not None:
        return held
    refuse_many(risk.pilot.risks.count())
    risk.save()
    return risk


def remove_risk(*, risk: Risk) -> None:
    """Take a risk away."""
    risk.delete()


@transaction.atomic
def add_result(
    *,
    pilot: Pilot,
    what: str,
    reached_on: date,
    by: str,
    at: datetime,
    value: Decimal | None = None,
    unit: str = "",
    document: Document | None = None,
    event: Event | None = None,
    token: str = "",
) -> PilotResult:
    """Put on record what a pilot came to; the same again by the same form (`token`) changes nothing. Raises Overtaken
    where that was taken back since."""
    locked(pilot)
    held = _sent(pilot.results.all(), token, what=what)
    if held is not None:
        return _still_held(held)
    refuse_many(pilot.results.filter(retracted_at=None).count())
    said = {"what": what, "reached_on": reached_on, "value": value, "unit": unit, "event": event, "token": token}
    source = entry_of(pilot, by=by, at=at, act=Act.REACHED)
    result = PilotResult(pilot=pilot, **said, source=source, recorded_at=at)
    if document is not None:
        result.document.save(document.name, document.content, save=False)
    result.save()
    return result


@transaction.atomic
def take_back_result(*, result: PilotResult, by: str, at: datetime) -> None:
    """Let a result hold no longer. Raises Overtaken where it does not any more."""
    result = PilotResult.objects.select_for_update().select_related("pilot").get(pk=result.pk)
    retract([_still_held(result)], entry_of(result.pilot, by=by, at=at, act=Act.REACHED))


@transaction.atomic
def keep_line(
    *, pilot: Pilot, said: Mapping[str, Any], by: str, at: datetime, key: UUID | None = None, seen: int | None = None
) -> BudgetLine:
    """Keep a budget line, new (nothing `seen`; `key` is of the form) or changed: the version numbered `seen` is
    retracted and this one added. `said` are its fields. Raises Overtaken where the line is another meanwhile; the same
    again changes nothing."""
    pilot = locked(pilot)
    key = key or uuid4()
    held = _line_sent(pilot, key) if seen is None else _line_seen(pilot, key, seen)
    if held is not None and all(getattr(held, name) == value for name, value in said.items()):
        return held
    if held is not None and seen is None:
        raise Overtaken(_("This form was sent already, and its line is kept. Open the line to change it."))
    if held is None:
        refuse_many(pilot.budget.filter(retracted_at=None).count())
    source = entry_of(pilot, by=by, at=at, act=Act.BUDGET)
    if held is not None:
        retract([held], source)
    return BudgetLine.objects.create(pilot=pilot, key=key, **said, source=source, recorded_at=at)


@transaction.atomic
def take_back_line(*, pilot: Pilot, key: UUID, seen: int | None, by: str, at: datetime) -> None:
    """Let a budget line hold no longer. Raises Overtaken where it is another meanwhile."""
    pilot = locked(pilot)
    retract([_line_seen(pilot, key, seen)], entry_of(pilot, by=by, at=at, act=Act.BUDGET))


def _line_sent(pilot: Pilot, key: UUID) -> BudgetLine | None:
    """The line that a form has added already; None where it is sent for the first time."""
    if not BudgetLine.objects.filter(key=key).exists():
        return None
    held = pilot.budget.filter(key=key, retracted_at=None).first()
    if held is None:
        raise Overtaken(_("This form was sent already, and its line was taken back since. Add a line anew."))
    return held


def _line_seen(pilot: Pilot, key: UUID, seen: int | None) -> BudgetLine:
    held = pilot.budget.filter(key=key, retracted_at=None).first()
    if held is None or held.pk != seen:
        raise Overtaken(_("Somebody else has changed this line meanwhile. Look at it as it is now, and say it again."))
    return held


@transaction.atomic
def enter_rates(*, rates: Iterable[rules.Rate], by: str, at: datetime) -> int:
    """Keep rates; another one of the same two currencies and day is corrected. Returns how many were new or changed."""
    source, changed = None, 0
    for rate in rates:
        same = {"of": rate.of, "to": rate.to, "on": rate.on}
        held = ExchangeRate.objects.select_for_update().filter(**same, retracted_at=None).first()
        if held is not None and (held.rate, held.stated_by) == (rate.rate, rate.stated_by):
            continue
        source = source or entry(Act.RATES, title=_("Exchange rates: %(by)s") % {"by": rate.stated_by}, by=by, at=at)
        retract([held] if held else [], source)
        ExchangeRate.objects.create(
            **same, rate=rate.rate, stated_by=rate.stated_by, source=source, recorded_at=source.recorded_at
        )
        changed += 1
    return changed


@transaction.atomic
def take_back_rate(*, rate: ExchangeRate, by: str, at: datetime) -> None:
    """Let a rate hold no longer. Raises Overtaken where it does not any more."""
    rate = ExchangeRate.objects.select_for_update().get(pk=rate.pk)
    retract([_still_held(rate)], entry(Act.RATES, title=_("An exchange rate was taken back"), by=by, at=at))


def _still_held(fact: Held) -> Held:
    """The fact, if it holds. Raises Overtaken."""
    if fact.retracted_at is not None:
        raise Overtaken(_("This was taken back already. Nothing was changed."))
    return fact
