"""Pilots as they stand: whose they are, what is ready, what their money comes to."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property

from django.db.models import Prefetch, Q, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from sarai.accounts.permissions import Anybody
from sarai.evidence.engine import Question, breakdown
from sarai.needs.models import Statement
from sarai.needs.queries.cities import lines
from sarai.network.models import City, Institution
from sarai.partnerships.models import (
    BudgetLine,
    ExchangeRate,
    Milestone,
    MilestoneReached,
    Partnership,
    Pilot,
    PilotParty,
    PilotResult,
    PilotStep,
    Side,
    Step,
)
from sarai.partnerships.rules import pilots as rules
from sarai.partnerships.rules.pipeline import rung

SIGNS = {"survey": _("Survey"), "training": _("Training"), "partner": _("Partner"), "funds": _("Funds")}
STATES = {rules.YES: _("ready"), rules.PARTLY: _("partly"), rules.NO: _("missing"), rules.UNKNOWN: _("cannot be told")}
# What is counted of a pilot's city.
ANSWERS, TRAINED, ATTENDED = "needs.completions", "exchanges.certificates", "exchanges.attendees"


@dataclass(frozen=True, slots=True)
class Member:
    """A city or institution of a pilot, and its role; `party` is the row that can be taken away (None: a side of the
    partnership)."""

    who: City | Institution
    role: str
    party: PilotParty | None = None

    @property
    def role_label(self) -> str:
        """The role in words."""
        return str(Side.Role(self.role).label)


@dataclass(frozen=True, slots=True)
class Sign:
    """One sign of readiness: how it stands, what stands behind it (and where that is), or what is missing."""

    key: str
    state: str
    number: int | None
    url: str

    @property
    def label(self) -> str | Promise:
        """What it is a sign of."""
        return SIGNS[self.key]

    @property
    def words(self) -> str | Promise:
        """How it stands."""
        return STATES[self.state]


@dataclass(frozen=True)
class Budget:
    """The lines that hold, and what they come to in one currency on a day."""

    lines: Sequence[BudgetLine]
    currency: str
    rates: Sequence[rules.Rate]
    on: date

    @cached_property
    def money(self) -> list[rules.Money]:
        """The lines as the rules know them."""
        return [rules.Money(line.amount, line.currency, line.giver, line.in_kind, line.stage) for line in self.lines]

    @cached_property
    def whole(self) -> rules.Sum:
        """All lines."""
        return self._total(self.money)

    @property
    def in_money(self) -> rules.Sum:
        """What is given in money."""
        return self._total([line for line in self.money if not line.in_kind])

    @property
    def in_kind(self) -> rules.Sum:
        """What is given in kind, as estimated."""
        return self._total([line for line in self.money if line.in_kind])

    @property
    def own(self) -> dict[str, Decimal]:
        """What the lines come to in each of their own currencies."""
        return rules.sums(self.money)

    @property
    def promised(self) -> rules.Promised:
        """How much of it is pledged or more."""
        return rules.promised(self.money, self.currency, self.rates, self.on)

    @property
    def shares(self) -> list[rules.Share]:
        """Who gives how much of it."""
        return rules.shares(self.money, self.currency, self.rates, self.on)

    def _total(self, lines: Sequence[rules.Money]) -> rules.Sum:
        return rules.total(lines, self.currency, self.rates, self.on)


@dataclass(frozen=True)
class Standing:
    """A pilot as it stands."""

    pilot: Pilot
    step: PilotStep | None
    members: Sequence[Member]
    budget: Budget
    signs: Sequence[Sign]

    @property
    def state(self) -> str:
        """Its state; "" before the first step."""
        return self.step.state if self.step else ""

    @property
    def doors(self) -> list[str]:
        """The steps that can be taken."""
        return list(rules.PILOT[self.state])

    def is_of(self, user: Anybody) -> bool:
        """Whether somebody speaks for one of its sides, or is of the team."""
        return user.has_perm("partnerships.manage") or any(
            user.has_perm("partnerships.speak_for", member.who) for member in self.members
        )


def state_of(pilot: Pilot) -> PilotStep | None:
    """The step that says how a pilot stands."""
    return pilot.steps.filter(retracted_at=None).first()


def stated_rates() -> list[rules.Rate]:
    """Every rate that holds, the newest first."""
    held = ExchangeRate.objects.filter(retracted_at=None)
    return [rules.Rate(one.of, one.to, one.rate, one.on, one.stated_by) for one in held]


def _loaded() -> QuerySet[Pilot]:
    sides = Side.objects.select_related("city__country", "institution")
    parties = PilotParty.objects.select_related("city__country", "institution")
    return Pilot.objects.select_related("theme", "city__country", "partnership").prefetch_related(
        Prefetch("partnership__sides", sides),
        Prefetch("partnership__steps", Step.objects.filter(retracted_at=None)),
        Prefetch("parties", parties),
        Prefetch("steps", PilotStep.objects.filter(retracted_at=None)),
        Prefetch("budget", BudgetLine.objects.filter(retracted_at=None).select_related("city", "institution")),
    )


def pilots(on: date, *, state: str = "", theme: str = "", slug: str = "") -> list[Standing]:
    """Pilots as they stand on a day, by title: those in a state, of a theme (its slug), or one; the same number of
    queries however many they are."""
    found = _loaded()
    if state:
        found = found.filter(steps__in=PilotStep.objects.filter(state=state, retracted_at=None))
    if theme:
        found = found.filter(theme__slug=theme)
    if slug:
        found = found.filter(slug=slug)
    listed = list(found)
    rates = stated_rates() if listed else []
    counted = {key: _by_city(key) for key in (ANSWERS, TRAINED, ATTENDED)} if listed else {}
    return [_standing(pilot, rates, counted, on) for pilot in listed]


def pilots_in(of: City | Institution | Partnership) -> list[tuple[Pilot, PilotStep]]:
    """The pilots of a city, an institution or a partnership, each with the step that says how it stands."""
    if isinstance(of, Partnership):
        found = Pilot.objects.filter(partnership=of)
    else:
        kind = "city" if isinstance(of, City) else "institution"
        side = Q(**{f"parties__{kind}": of}) | Q(**{f"partnership__sides__{kind}": of})
        found = Pilot.objects.filter(side)
    held = PilotStep.objects.filter(retracted_at=None, pilot__in=found).select_related("pilot__theme")
    return [(step.pilot, step) for step in held.order_by("pilot__title", "pilot")]


def pilot_called(slug: str, on: date) -> Standing | None:
    """One pilot as it stands on a day."""
    return next(iter(pilots(on, slug=slug)), None)


def _by_city(key: str) -> Mapping[str, int]:
    """How many there are of each city: asked of all cities at once, the next one costs nothing."""
    return {cell.value: cell.number for cell in breakdown(Question(key), "city")}


def _standing(
    pilot: Pilot, rates: Sequence[rules.Rate], counted: Mapping[str, Mapping[str, int]], on: date
) -> Standing:
    sides = pilot.partnership.sides.all() if pilot.partnership else ()
    members = [Member(side.who, side.role) for side in sides]
    known = [member.who for member in members]
    members += [Member(party.who, party.role, party) for party in pilot.parties.all() if party.who not in known]
    budget = Budget(list(pilot.budget.all()), pilot.currency, rates, on)
    step = next(iter(pilot.steps.all()), None)
    return Standing(pilot, step, members, budget, _signs(pilot, members, budget, counted))


def city_of(pilot: Pilot, members: Sequence[Member]) -> City | None:
    """The city whose readiness is asked: that of the need, or else the one that leads."""
    leading = (m.who for m in members if m.role == Side.Role.LEAD and isinstance(m.who, City))
    return pilot.city or next(leading, None)


def _main(partnership: Partnership) -> list[int]:
    return [side.pk for side in partnership.sides.all() if side.role != Side.Role.SUPPORT]


def _signs(
    pilot: Pilot, members: Sequence[Member], budget: Budget, counted: Mapping[str, Mapping[str, int]]
) -> list[Sign]:
    city = city_of(pilot, members)
    number = {key: of.get(str(city.pk), 0) if city else 0 for key, of in counted.items()}
    stands = rung(pilot.partnership.steps.all(), _main(pilot.partnership)) if pilot.partnership else ""
    promised = budget.promised
    states = rules.readiness(
        answers=number[ANSWERS] if city else None,
        trained=number[TRAINED],
        attended=number[ATTENDED],
        rung=stands,
        pledged=promised,
        needed=pilot.pledged_share,
    )
    trained = TRAINED if number[TRAINED] else ATTENDED

    def url(key: str) -> str:
        return Question(key).narrowed("city", str(city.pk)).url() if city else ""

    behind = {
        "survey": (number[ANSWERS] if city else None, url(ANSWERS)),
        "training": (number[trained] if city else None, url(trained)),
        "partner": (None, pilot.partnership.get_absolute_url() if pilot.partnership else ""),
        "funds": (promised.per_cent, ""),
    }
    return [Sign(key, state, *behind[key]) for key, state in states.items()]


def milestones(pilot: Pilot) -> Sequence[Milestone]:
    """Its milestones, each with `done`: the facts that it was reached, one or none."""
    reached = MilestoneReached.objects.filter(retracted_at=None).select_related("source")
    planned = pilot.milestones.prefetch_related(Prefetch("reached", reached, to_attr="done"))
    return sorted(planned, key=lambda one: (one.due_on is None, one.due_on or date.max, one.pk))


def needs_of(city: City) -> list[tuple[str, str]]:
    """(subject, what it is called) of each need of a city that can be chosen for a pilot."""
    return [(line.subject, line.label) for line in lines(city, Statement.Kind.NEED) if not line.denied]


def results(pilot: Pilot) -> list[PilotResult]:
    """What it came to, the earliest first."""
    return list(pilot.results.filter(retracted_at=None).select_related("event", "source"))
