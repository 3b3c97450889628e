"""Pilots as they stand: whose they are, what is ready, what their money comes to."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property, reduce
from operator import or_

from django.db.models import Prefetch, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from sarai.accounts.permissions import Anybody, is_officer_of, is_partner_of
from sarai.evidence.engine import Question, breakdown
from sarai.needs.models import Statement
from sarai.needs.queries.cities import lines
from sarai.network.models import City
from sarai.network.queries.parties import Party, column_of, speakers_of
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

from .partnerships import existing, read_by

SIGNS = {"survey": _("Survey"), "training": _("Training"), "partner": _("Partner"), "funds": _("Funds")}
STATES = {rules.YES: _("ready"), rules.PARTLY: _("partly"), rules.NO: _("missing"), rules.UNKNOWN: _("cannot be told")}
# What is counted of a pilot's city.
ANSWERS, TRAINED, ATTENDED = "needs.completions", "exchanges.certificates", "exchanges.attendees"


@dataclass(frozen=True, slots=True)
class Sign:
    """One sign of readiness: how it stands, what stands behind it (and where that is), or what is missing."""

    key: str
    state: str
    number: int | Decimal | None
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
    def promised_money(self) -> dict[str, Decimal]:
        """What is pledged or more in money, in each currency: to the cent what the figure tells in whole units."""
        return rules.sums(line for line in self.money if not line.in_kind and line.stage in rules.PROMISED)

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
    """A pilot as it stands. Its `members` take part; who was `asked` has not answered yet, or has declined, and is
    nobody else's business."""

    pilot: Pilot
    step: PilotStep | None
    members: Sequence[PilotParty]
    asked: Sequence[PilotParty]
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

    @property
    def has_its_city(self) -> bool:
        """Whether the city whose need it answers takes part."""
        return self.pilot.city is not None and self.pilot.city in [member.who for member in self.members]

    @property
    def left_behind(self) -> list[BudgetLine]:
        """The budget lines of cities and institutions that take part no more."""
        taking_part = [member.who for member in self.members]
        given = [(line, line.city or line.institution) for line in self.budget.lines]
        return [line for line, giver in given if giver is not None and giver not in taking_part]

    def is_of(self, user: Anybody) -> bool:
        """Whether somebody speaks for one of its sides, or is of the team."""
        return user.has_perm("partnerships.manage") or any(
            user.has_perm("partnerships.speak_for", member.who) for member in self.members
        )

    def asks(self, user: Anybody) -> PilotParty | None:
        """The city or institution that has been asked, and for which somebody speaks; None for the team."""
        return next((party for party in self.asked if _speaks_for(user, party)), None)

    def may_take_out(self, user: Anybody, party: PilotParty) -> bool:
        """Whether somebody may take a city or an institution out, or take back that it was asked: who speaks for it,
        the team, and who leads (where nobody does yet, who takes part); but none of these takes out another."""
        if user.has_perm("partnerships.speak_for", party):
            return True
        leading = [member for member in self.members if member.leads] or self.members
        return party not in leading and any(user.has_perm("partnerships.speak_for", member.who) for member in leading)

    def taken_out_by(self, user: Anybody) -> list[PilotParty]:
        """All that somebody may take out."""
        return [party for party in (*self.members, *self.asked) if self.may_take_out(user, party)]


def stages_said_by(user: Anybody, giver: Party | None) -> tuple[str, ...]:
    """How sure somebody may say that the money of a giver is; None is one that is named only, for which the team
    speaks."""
    speaks = user.has_perm("partnerships.speak_for", giver) if giver else user.has_perm("partnerships.manage")
    return rules.sayable(speaks=speaks)


def _speaks_for(user: Anybody, party: PilotParty) -> bool:
    return bool(is_officer_of(user, party) or is_partner_of(user, party))


def silent(asked: Sequence[PilotParty]) -> list[PilotParty]:
    """Those for which nobody speaks here: the team answers for them. One query, however many they are."""
    if not asked:
        return []
    users = list(reduce(or_, (speakers_of(party.who) for party in asked)))
    return [party for party in asked if not any(_speaks_for(user, party) for user in users)]


def state_of(pilot: Pilot) -> PilotStep | None:
    """The step that says how a pilot stands."""
    return pilot.steps.filter(retracted_at=None).first()


def stated_rates() -> list[rules.Rate]:
    """Every rate that holds, the newest first."""
    held = ExchangeRate.objects.filter(retracted_at=None)
    return [rules.Rate(one.of, one.to, one.rate, one.on, one.stated_by) for one in held]


def _loaded() -> QuerySet[Pilot]:
    sides = Side.objects.select_related("city__country", "institution")
    parties = PilotParty.objects.exclude(state=PilotParty.State.OUT).select_related("city__country", "institution")
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


def pilots_in(of: Party | Partnership) -> list[tuple[Pilot, PilotStep]]:
    """The pilots in which a city or an institution takes part, or of a partnership, in which both of its sides do; each
    with the step that says how it stands."""
    if isinstance(of, Partnership):
        found, parties = Pilot.objects.filter(partnership=of), [side.who for side in _main(of)]
    else:
        found, parties = Pilot.objects.all(), [of]
    for who in parties:
        found = found.filter(parties__in=PilotParty.objects.filter(**column_of(who), state=PilotParty.State.IN))
    held = PilotStep.objects.filter(retracted_at=None, pilot__in=found).select_related("pilot__theme")
    return [(step.pilot, step) for step in held.order_by("pilot__title", "pilot")]


def open_to_pilots(user: Anybody) -> QuerySet[Partnership]:
    """The partnerships in which somebody may begin a pilot: those that came about and are open, and in which they take
    part."""
    return read_by(user).filter(pk__in=existing(), is_open=True)


def asking(party: Party) -> list[PilotParty]:
    """The pilots that wait for the answer of a city or an institution, the one that asked first on top."""
    asked = PilotParty.objects.filter(**column_of(party), state=PilotParty.State.ASKED)
    return list(asked.select_related("pilot"))


def pilot_called(slug: str, on: date) -> Standing | None:
    """One pilot as it stands on a day."""
    return next(iter(pilots(on, slug=slug)), None)


def _by_city(key: str) -> Mapping[str, int]:
    """How many there are of each city: asked of all cities at once, the next one costs nothing."""
    return {cell.value: cell.number for cell in breakdown(Question(key), "city")}


def _standing(
    pilot: Pilot, rates: Sequence[rules.Rate], counted: Mapping[str, Mapping[str, int]], on: date
) -> Standing:
    members = [one for one in pilot.parties.all() if one.state == PilotParty.State.IN]
    asked = [one for one in pilot.parties.all() if one.state != PilotParty.State.IN]
    budget = Budget(list(pilot.budget.all()), pilot.currency, rates, on)
    step = next(iter(pilot.steps.all()), None)
    return Standing(pilot, step, members, asked, budget, _signs(pilot, members, budget, counted))


def city_of(pilot: Pilot, members: Sequence[PilotParty]) -> City | None:
    """The city whose readiness is asked: that of the need, if it takes part, or else the one that leads."""
    if pilot.city in [member.who for member in members]:
        return pilot.city
    return next((member.who for member in members if member.leads and isinstance(member.who, City)), None)


def _main(partnership: Partnership) -> list[Side]:
    """The two sides that a partnership is between."""
    return [side for side in partnership.sides.all() if side.role != Side.Role.SUPPORT]


def _partnership_of(pilot: Pilot, members: Sequence[PilotParty]) -> Partnership | None:
    """The partnership of a pilot, once both of its sides take part: until then it speaks for nobody who has not said so
    itself."""
    taking_part = [member.who for member in members]
    made = pilot.partnership
    return made if made and all(side.who in taking_part for side in _main(made)) else None


def _signs(
    pilot: Pilot, members: Sequence[PilotParty], budget: Budget, counted: Mapping[str, Mapping[str, int]]
) -> list[Sign]:
    city = city_of(pilot, members)
    number = {key: of.get(str(city.pk), 0) if city else 0 for key, of in counted.items()}
    partnership = _partnership_of(pilot, members)
    stands = rung(partnership.steps.all(), [side.pk for side in _main(partnership)]) if partnership else ""
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
        "partner": (None, partnership.get_absolute_url() if partnership else ""),
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
