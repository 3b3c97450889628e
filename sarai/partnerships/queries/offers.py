"""Offers of technology and know-how as they stand, and who took them up."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Prefetch, Q, QuerySet

from sarai.accounts.permissions import Anybody
from sarai.network.models import City
from sarai.network.queries.parties import Party, column_of, own_party
from sarai.partnerships.models import Offer, OfferStep, TakeUp
from sarai.partnerships.models.offers import Wording
from sarai.partnerships.rules import advice as rules


@dataclass(frozen=True)
class Standing:
    """An offer as it stands, and how it stands with each city that asked for it."""

    offer: Offer
    step: OfferStep
    take_ups: Sequence[TakeUp]

    @property
    def state(self) -> str:
        """Its state."""
        return self.step.state

    @property
    def is_public(self) -> bool:
        """Whether everybody reads it: what the team has confirmed of it."""
        return self.state in rules.SHOWN

    @property
    def said(self) -> Wording:
        """What was said of it last: a change that waits or was not confirmed, or else what it says."""
        return self.step.proposed or self.offer.wording(self.offer.themes.all())

    @property
    def is_undecided(self) -> bool:
        """Whether it, or a change of it, waits for the team."""
        return self.state in rules.UNDECIDED

    @property
    def is_to_mend(self) -> bool:
        """Whether the team did not confirm it, or a change of it, and who offers it has not answered."""
        return self.step.step in ("refuse", "decline")

    @property
    def is_alive(self) -> bool:
        """Whether it was not withdrawn."""
        return self.state != OfferStep.State.WITHDRAWN

    @property
    def asked(self) -> list[TakeUp]:
        """Who waits for an answer."""
        return [one for one in self.take_ups if one.state == TakeUp.State.ASKED]

    @property
    def accepted(self) -> list[TakeUp]:
        """By whom it was taken up."""
        return [one for one in self.take_ups if one.state == TakeUp.State.ACCEPTED]

    def is_of(self, user: Anybody) -> bool:
        """Whether somebody speaks for who offers it, or is of the team."""
        return bool(user.has_perm("partnerships.manage") or user.has_perm("partnerships.speak_for", self.offer.who))

    def is_over(self, on: date) -> bool:
        """Whether it held until before that day."""
        return self.offer.until is not None and self.offer.until < on

    def doors(self, user: Anybody) -> list[str]:
        """The steps that somebody can take by a button."""
        if not self.is_of(user):
            return []
        others = {"change", "drop"} if user.has_perm("partnerships.manage") else {"change", *rules.OF_TEAM}
        return [step for step in rules.OFFER[self.state] if step not in others]

    def taken_up_by(self, city: City) -> TakeUp | None:
        """How it stands with a city."""
        return next((one for one in self.take_ups if one.city_id == city.pk), None)


def _loaded(found: QuerySet[Offer]) -> list[Standing]:
    take_ups = TakeUp.objects.filter(retracted_at=None).select_related("city__country")
    listed = found.select_related("city__country", "institution__country").prefetch_related(
        "themes",
        Prefetch("steps", OfferStep.objects.filter(retracted_at=None)),
        Prefetch("take_ups", take_ups),
    )
    return [Standing(one, one.steps.all()[0], list(one.take_ups.all())) for one in listed]


def public_offers(
    on: date, of: Party | None = None, /, *, theme: str = "", language: str = "", q: str = ""
) -> list[Standing]:
    """What is public and holds on a day: of a theme (its slug), in a language, with all of these words, and of one city
    or institution."""
    found = Offer.objects.filter(steps__in=OfferStep.objects.filter(retracted_at=None, state__in=rules.SHOWN))
    found = found.filter(Q(until=None) | Q(until__gte=on))
    if of is not None:
        found = found.filter(**column_of(of))
    if theme:
        found = found.filter(themes__slug=theme)
    for word in q.split():
        found = found.filter(Q(title__icontains=word) | Q(text__icontains=word))
    return [one for one in _loaded(found.distinct()) if not language or rules.speaks(one.offer.languages, language)]


def own_offers(user: Anybody) -> list[Standing]:
    """What somebody's own city or institution offers, whatever its state; for the team what waits for it."""
    if user.has_perm("partnerships.manage"):
        waiting = OfferStep.objects.filter(retracted_at=None, state__in=rules.UNDECIDED)
        return _loaded(Offer.objects.filter(steps__in=waiting).distinct())
    own = own_party(user)
    return offers_of(own) if own else []


def offers_of(party: Party) -> list[Standing]:
    """What a city or an institution offers, whatever its state."""
    return _loaded(Offer.objects.filter(**column_of(party)))


def taken_up_by(city: City) -> list[Offer]:
    """The offers that a city took up, the latest first, as far as everybody reads them."""
    shown = OfferStep.objects.filter(retracted_at=None, state__in=rules.SHOWN)
    held = TakeUp.objects.filter(city=city, retracted_at=None, state=TakeUp.State.ACCEPTED)
    found = Offer.objects.filter(take_ups__in=held, steps__in=shown).distinct()
    return list(found.select_related("city__country", "institution"))


def waiting_of(party: Party) -> int:
    """How many offers of a city or an institution wait for the team, and are read by nobody else until then."""
    waits = OfferStep.objects.filter(retracted_at=None, state=OfferStep.State.WAITING)
    return Offer.objects.filter(steps__in=waits, **column_of(party)).count()


def made_since(party: Party, moment: datetime) -> int:
    """How many offers of a city or an institution are newer than a moment."""
    return Offer.objects.filter(made_at__gt=moment, **column_of(party)).count()


def was_public(offer: Offer) -> bool:
    """Whether everybody could ever read an offer."""
    return OfferStep.objects.filter(offer=offer, state__in=rules.SHOWN).exists()


def offer_numbered(pk: int) -> Standing | None:
    """One offer as it stands."""
    return next(iter(_loaded(Offer.objects.filter(pk=pk))), None)
