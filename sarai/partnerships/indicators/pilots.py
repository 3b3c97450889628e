"""Pilots, the milestones that they reached, and the money that is behind them: never added across currencies."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import ibis.expr.types as ir
from babel.numbers import list_currencies
from django.utils.translation import gettext_lazy as _

from sarai.evidence.engine import Dimension, Indicator, Known, Rows, ScopeKind, Total, Unit, UnknownScope, declare
from sarai.partnerships.models import BudgetLine, Milestone, MilestoneReached, Pilot, PilotStep
from sarai.partnerships.rules.pilots import PROMISED, STATES

PILOTS = Unit("pilots", _("pilots"))
MILESTONES = Unit("milestones", _("milestones"))
MONEY = Unit("money", _("of the currency named, in whole units"))


def _of_pilot(known: Known, table: ir.Table) -> ir.Table:
    """`table`, which has a `pilot`, with the `theme` of it."""
    of = known(Pilot).select(pilot="id", theme="theme_id")
    return table.join(of, "pilot")


def pilots(known: Known) -> ir.Table:
    """Every pilot, one row each, with the `pilot_state` in which it is."""
    step = known(PilotStep)
    at = step["happened_on"].cast("timestamp")
    return _of_pilot(known, step.select(fact="id", pilot="pilot_id", pilot_state="state", at=at))


def milestones_reached(known: Known) -> ir.Table:
    """Every milestone that was reached, one row each."""
    fact, planned = known(MilestoneReached), known(Milestone)
    fact = fact.select("milestone_id", fact="id", at=fact["reached_on"].cast("timestamp"))
    planned = planned.select(milestone="id", pilot="pilot_id")
    joined = fact.join(planned, fact["milestone_id"] == planned["milestone"]).drop("milestone_id", "milestone")
    return _of_pilot(known, joined)


def _lines(known: Known, *, in_kind: bool, stages: Iterable[str]) -> ir.Table:
    line = known(BudgetLine)
    line = line.filter((line["in_kind"] == in_kind) & line["stage"].isin(sorted(stages)))
    at = line["happened_on"].cast("timestamp")
    return _of_pilot(known, line.select("amount", "currency", fact="id", pilot="pilot_id", at=at))


def funds(known: Known) -> ir.Table:
    """Budget lines in money that are pledged, committed or paid."""
    return _lines(known, in_kind=False, stages=PROMISED)


def funds_paid(known: Known) -> ir.Table:
    """Those that are paid."""
    return _lines(known, in_kind=False, stages=["paid"])


def funds_in_kind(known: Known) -> ir.Table:
    """Budget lines in kind that are pledged, committed or given, at their estimated value."""
    return _lines(known, in_kind=True, stages=PROMISED)


def _find(slug: str) -> tuple[int, str, str]:
    found = Pilot.objects.filter(slug=slug).first()
    if found is None:
        raise UnknownScope(_("There is no pilot “%(slug)s”.") % {"slug": slug})
    return found.pk, found.title, found.get_absolute_url()


def _state_names(_values: Iterable[Any]) -> Mapping[Any, Any]:
    return dict(PilotStep.State.choices)


declare(
    ScopeKind("pilot", _("pilot"), _find),
    Dimension("pilot_state", _("state"), _state_names, STATES.__contains__, order=STATES.index),
    Dimension("currency", _("currency"), knows=lambda value: value in list_currencies()),
    Indicator(
        key="partnerships.pilots",
        label=_("Pilots"),
        definition=_("Pilots that cities plan, run or have finished together, each in the state in which it is."),
        unit=PILOTS,
        measure=Rows(),
        opens=PilotStep,
        rows=pilots,
        dimensions=("pilot_state", "theme"),
    ),
    Indicator(
        key="partnerships.milestones_reached",
        label=_("Milestones reached"),
        definition=_("Milestones of pilots that were reached, by the word of a side or the programme team."),
        unit=MILESTONES,
        measure=Rows(),
        opens=MilestoneReached,
        rows=milestones_reached,
        dimensions=("theme",),
    ),
    Indicator(
        key="partnerships.pilot_funds",
        label=_("Funds of pilots"),
        definition=_(
            "Money that was pledged, committed or paid for pilots, each currency for itself: amounts in different "
            "currencies are not added. What is only planned does not count, nor what is given in kind."
        ),
        unit=MONEY,
        measure=Total("amount", apart="currency"),
        opens=BudgetLine,
        rows=funds,
        dimensions=("currency",),
        opened_by="evidence.view_source",
    ),
    Indicator(
        key="partnerships.pilot_funds_in_kind",
        label=_("Given to pilots in kind"),
        definition=_(
            "The estimated value of what was pledged, committed or given to pilots in kind, each currency for itself. "
            "Each record says how it was estimated."
        ),
        unit=MONEY,
        measure=Total("amount", apart="currency"),
        opens=BudgetLine,
        rows=funds_in_kind,
        dimensions=("currency",),
        opened_by="evidence.view_source",
    ),
    Indicator(
        key="partnerships.pilot_funds_paid",
        label=_("Funds paid for pilots"),
        definition=_("Money that was paid for pilots, each currency for itself."),
        unit=MONEY,
        measure=Total("amount", apart="currency"),
        opens=BudgetLine,
        rows=funds_paid,
        dimensions=("currency",),
        opened_by="evidence.view_source",
    ),
)
