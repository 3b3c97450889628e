"""How partnerships stand: their sides, the steps that hold, and what these make of them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from django.db.models import Prefetch, Q, QuerySet

from sarai.accounts.models import Consent, User
from sarai.accounts.permissions import Anybody, is_officer_of, is_partner_of
from sarai.network.models import City, Institution
from sarai.network.queries.parties import Party, column_of, own_party, speakers_of
from sarai.partnerships.models import Note, Partnership, Side, Step
from sarai.partnerships.rules import pipeline

NUMBER = re.compile(r"-?[0-9]{1,18}")


@dataclass(frozen=True)
class Standing:
    """A partnership as it stands: `sides` in order (who leads first), `steps` that hold, the earliest first."""

    partnership: Partnership
    sides: Sequence[Side]
    steps: Sequence[Step]

    @property
    def latest(self) -> Step | None:
        """The last step; None before the first."""
        return self.steps[-1] if self.steps else None

    @property
    def seen(self) -> int | None:
        """The number of the last step, by which somebody says what they knew of; None before the first."""
        return self.latest.pk if self.latest else None

    @property
    def state(self) -> str:
        """The state after the last step; "" before the first."""
        return self.latest.state if self.latest else ""

    @property
    def state_label(self) -> str:
        """… in words."""
        return self.latest.get_state_display() if self.latest else ""

    @property
    def rung(self) -> str:
        """The rung of the evidence ladder on which it stands; "" beneath it."""
        return pipeline.rung(self.steps, self.main)

    @property
    def rung_label(self) -> str:
        """… in words."""
        return str(Step.Rung(self.rung).label) if self.rung else ""

    @cached_property
    def main(self) -> set[int]:
        """The numbers of the two sides that it is between."""
        return {side.pk for side in self.sides if side.role != Side.Role.SUPPORT}

    @cached_property
    def consenting(self) -> set[int]:
        """The numbers of the sides that agree that the others have their contact details."""
        return pipeline.consenting(self.steps)

    @property
    def is_introduced(self) -> bool:
        """Whether both sides agree that the other has their contact details."""
        return self.main <= self.consenting

    @property
    def waits_for(self) -> list[Side]:
        """The sides that have been asked and not answered."""
        if self.state not in pipeline.WAITING:
            return []
        return [side for side in self.sides if side.pk in self.main - self.consenting]

    @property
    def withdrew(self) -> set[int]:
        """The numbers of the sides whose last word was that their contact details be not shown any more."""
        said = [step for step in self.steps if step.step in pipeline.CONSENTS | pipeline.REFUSES]
        last = {step.side_id: step.step for step in said}
        return {side for side, step in last.items() if step == "withdraw" and side is not None}

    @property
    def taking_part(self) -> list[Side]:
        """The two, and the third parties that have accepted: whoever else was asked reads nothing of them."""
        return [side for side in self.sides if side.takes_part]

    @property
    def supporting(self) -> list[Side]:
        """The third parties that have accepted."""
        return [side for side in self.taking_part if side.pk not in self.main]

    @property
    def invited(self) -> list[Side]:
        """The third parties that have been asked and not answered."""
        if self.state in pipeline.CLOSED:
            return []
        return [side for side in self.sides if not side.takes_part and side.pk not in self.withdrew]

    def side_of(self, user: Anybody) -> Side | None:
        """The side for which somebody speaks, as its officer or partner; None for anybody else, the team included."""
        return next((side for side in self.sides if is_officer_of(user, side) or is_partner_of(user, side)), None)

    def others(self, side: Side | None) -> list[Side]:
        """The other sides that take part."""
        return [one for one in self.taking_part if side is None or one.pk != side.pk]

    def possible(self, side: Side | None) -> list[str]:
        """The steps that can be taken now, by this side or (None) by the team."""
        steps = [step for step in pipeline.PIPELINE[self.state] if step not in pipeline.OF_NOBODY]
        if side is None:
            return steps
        if side.role == Side.Role.SUPPORT:
            steps = sorted(pipeline.OF_SUPPORT) if self.state not in pipeline.CLOSED else []
        return [step for step in steps if self._is_open_to(step, side)]

    def _is_open_to(self, step: str, side: Side) -> bool:
        if step == "accept":
            return side.pk not in self.consenting
        if step == "withdraw":
            return side.pk in self.consenting or side in self.invited
        return step != "agree" or side.pk not in pipeline.confirming(self.steps)


def standing(partnership: Partnership) -> Standing:
    """How one partnership stands."""
    return standings(Partnership.objects.filter(pk=partnership.pk))[0]


def standings(found: QuerySet[Partnership]) -> list[Standing]:
    """How these partnerships stand, in three queries however many they are."""
    sides = Side.objects.select_related("city__country", "institution")
    steps = Step.objects.filter(retracted_at=None).select_related(
        "source", "activity", "side__city", "side__institution"
    )
    listed = found.select_related("theme", "event", "series").prefetch_related(
        Prefetch("sides", sides), Prefetch("steps", steps)
    )
    return [Standing(one, list(one.sides.all()), list(one.steps.all())) for one in listed]


def of_party(party: Party) -> QuerySet[Partnership]:
    """The partnerships in which a city or an institution takes part."""
    return Partnership.objects.filter(sides__in=Side.objects.filter(**column_of(party), takes_part=True))


def existing() -> QuerySet[Partnership]:
    """The partnerships that came about (`rules.pipeline.exists`)."""
    came = Step.objects.filter(retracted_at=None, state__in=pipeline.STANDING)
    return Partnership.objects.filter(pk__in=came.values("partnership"))


def seen_by(user: Anybody) -> QuerySet[Partnership]:
    """The partnerships whose page somebody may open: all of them for the team, else those in which their own city or
    institution takes part or is asked to."""
    if user.has_perm("partnerships.manage"):
        return Partnership.objects.all()
    own = own_party(user)
    sides = Side.objects.filter(**column_of(own)) if own else Side.objects.none()
    return Partnership.objects.filter(sides__in=sides)


def read_by(user: Anybody) -> QuerySet[Partnership]:
    """Those in which somebody reads what is said and done: all of them for the team, else where their own city or
    institution takes part."""
    if user.has_perm("partnerships.manage"):
        return Partnership.objects.all()
    own = own_party(user)
    return of_party(own) if own else Partnership.objects.none()


def may_read(user: Anybody, now: Standing) -> bool:
    """Whether somebody reads what is said and done between the sides (`read_by`)."""
    own = now.side_of(user)
    return own.takes_part if own else bool(user.has_perm("partnerships.manage"))


def name_of(party: Party) -> str:
    """How a city or institution is called in `Partnership.pair`."""
    return f"city:{party.pk}" if isinstance(party, City) else f"institution:{party.slug}"


def pair_of(one: Party, other: Party) -> str:
    """How two are called together, whichever of them asks."""
    return "|".join(sorted((name_of(one), name_of(other))))


def open_between(one: Party, other: Party) -> Partnership | None:
    """The open partnership of two; None where there is none."""
    return Partnership.objects.filter(pair=pair_of(one, other), is_open=True).first()


def party_named(name: str) -> Party | None:
    """The city or institution of a name such as "city:1816670"; None where there is none."""
    kind, _colon, value = name.partition(":")
    if kind == "city" and NUMBER.fullmatch(value):
        return City.objects.filter(pk=int(value)).first()
    return Institution.objects.filter(slug=value).first() if kind == "institution" else None


def contacts(now: Standing, side: Side) -> list[User]:
    """Who of the other sides can be written to by this one: both sides agree, and so do they themselves (their account
    says so, and can take it back)."""
    if side.pk not in now.consenting or not now.is_introduced:
        return []
    willing = [one for one in now.others(side) if one.pk in now.consenting]
    return [user for one in willing for user in _sharing(speakers_of(one.who))]


def _sharing(users: Iterable[User]) -> list[User]:
    listed = list(users)
    words = Consent.objects.filter(user__in=listed, purpose=Consent.Purpose.SHARE).order_by("at", "pk")
    latest = {word.user_id: word.given for word in words}
    return [user for user in listed if latest.get(user.pk)]


def steps_since(side: Side, since: datetime) -> int:
    """How many steps a side has taken since a moment, those that were taken back among them."""
    return side.steps.filter(recorded_at__gte=since).count()


def notes_for(user: Anybody, now: Standing) -> QuerySet[Note]:
    """The notes that somebody may read: an officer those of all sides and of their own, the team those of all sides
    and its own."""
    notes = now.partnership.notes.select_related("author", "side__city", "side__institution")
    if not may_read(user, now):
        return notes.none()
    own = now.side_of(user)
    alone = Q(readers=Note.Readers.OWN, side=own) if own else Q(readers=Note.Readers.TEAM)
    return notes.filter(Q(readers=Note.Readers.SIDES) | alone)


def asked_lately(party: Party, since: datetime) -> tuple[int, int]:
    """How many introductions this side has asked for that wait, and how many it asked for since a moment."""
    asked = Step.objects.filter(step="ask", retracted_at=None)
    asked = asked.filter(**{f"side__{column}": who for column, who in column_of(party).items()})
    waiting = asked.filter(partnership__is_open=True).exclude(
        partnership__steps__in=Step.objects.exclude(step="ask").filter(retracted_at=None)
    )
    return waiting.count(), asked.filter(recorded_at__gte=since).count()
