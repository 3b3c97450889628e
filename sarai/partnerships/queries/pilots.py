"""Pilots as they stand: whose they are, what is ready, what their money comes to."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property, reduce
from operator import or_

from django.db.models import Prefetch, Q, QuerySet
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
from sarai.partnerships.rules.pipeline import exists, rung

from .partnerships import existing

SIGNS = {"survey": _("Survey"), "training": _("Training"), "partner": _("Partner"), "funds": _("Funds")}
STATES = {rules.YES: _("ready"), rules.PARTLY: _("partly"), rules.NO: _("missing"), rules.UNKNOWN: _("cannot be told")}
# What is counted of a pilot's city.
ANSWERS, TRAINED, ATTENDED = "needs.completions", "exchanges.certificates", "exchanges.attendees"


@dataclass(frozen=True, slots=True)
class Member:
    """A city or institution that takes part in a pilot, and its role; `party` is the row by which it does (None: a
    side of the partnership)."""

    who: Party
    role: str
    party: PilotParty | None = None

    @property
    def role_label(self) -> str:
        """The role in words."""
        return str(Side.Role(self.role).label)

    @property
    def leads(self) -> bool:
        """Whether it leads the pilot."""
        return self.role == Side.Role.LEAD


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
    """A pilot as it stands. Its `members` take part; who was `asked` has not answered yet, or has declined, and is
    nobody else's business."""

    pilot: Pilot
    step: PilotStep | None
    members: Sequence[Member]
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
        the team, and who leads; but none who leads takes out another."""
        if user.has_perm("partnerships.speak_for", party):
            return True
        leading = [member for member in self.members if member.leads]
        return party not in [member.party for member in leading] and any(
            user.has_perm("partnerships.speak_for", member.who) for member in leading
        )

    def taken_out_by(self, user: Anybody) -> list[PilotParty]:
        """All that somebody may take out."""
        parties = [*filter(None, (member.party for member in self.members)), *self.asked]
        return [party for party in parties if self.may_take_out(user, party)]


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
    """The pilots of a partnership, or in which a city or an institution takes part, each with the step that says how it
    stands."""
    if isinstance(of, Partnership):
        found = Pilot.objects.filter(partnership=of)
    else:
        parties = PilotParty.objects.filter(**column_of(of), state=PilotParty.State.IN)
        sides = Side.objects.filter(**column_of(of), takes_part=True, partnership__in=existing())
        found = Pilot.objects.filter(Q(parties__in=parties) | Q(partnership__sides__in=sides))
    held = PilotStep.objects.filter(retracted_at=None, pilot__in=found).select_related("pilot__theme")
    return [(step.pilot, step) for step in held.order_by("pilot__title", "pilot")]


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
    members = _members(pilot)
    known = [member.who for member in members]
    asked = [one for one in pilot.parties.all() if one.state != PilotParty.State.IN and one.who not in known]
    budget = Budget(list(pilot.budget.all()), pilot.currency, rates, on)
    step = next(iter(pilot.steps.all()), None)
    return Standing(pilot, step, members, asked, budget, _signs(pilot, members, budget, counted))


def members_of(pilot: Pilot) -> list[Member]:
    """Who takes part in a pilot: the sides of its partnership, once that came about, and who was asked and accepted."""
    return _members(_loaded().get(pk=pilot.pk))


def _members(pilot: Pilot) -> list[Member]:
    of_partnership = pilot.partnership if pilot.partnership and exists(pilot.partnership.steps.all()) else None
    sides = [side for side in of_partnership.sides.all() if side.takes_part] if of_partnership else []
    known = [side.who for side in sides]
    accepted = [party for party in pilot.parties.all() if party.state == PilotParty.State.IN and party.who not in known]
    return [Member(side.who, side.role) for side in sides] + [Member(one.who, one.role, one) for one in accepted]


def city_of(pilot: Pilot, members: Sequence[Member]) -> City | None:
    """The city whose readiness is asked: that of the need, if it takes part, or else the one that leads."""
    if pilot.city in [member.who for member in members]:
        return pilot.city
    return next((member.who for member in members if member.leads and isinstance(member.who, City)), None)


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
