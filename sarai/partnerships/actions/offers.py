"""Offers of technology and know-how: published, confirmed by the team, taken up by cities."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from sarai.evidence.actions import Overtaken, entry, retract
from sarai.network.models import City, Theme
from sarai.partnerships.models import Offer, OfferStep, TakeUp
from sarai.partnerships.rules import advice as rules

from .entries import Act
from .pipeline import NotNow


@transaction.atomic
def keep_offer(*, offer: Offer, themes: Iterable[Theme], confirmed: bool, by: str, at: datetime) -> Offer:
    """Store an offer, new or changed. It waits for the team from then on; where the team itself does it (`confirmed`),
    it is public at once."""
    new = offer.pk is None
    offer.made_at = offer.made_at or at
    offer.save()
    offer.themes.set(themes)
    _add(offer, "publish" if new else "change", by=by, at=at)
    if confirmed:
        _add(offer, "confirm", by=by, at=at)
    return offer


def _add(offer: Offer, step: str, *, by: str, at: datetime, why: str = "") -> OfferStep:
    held = offer.steps.filter(retracted_at=None).first()
    state = rules.after(rules.OFFER, held.state if held else "", step)
    if state is None:
        raise NotNow(_("This cannot be done as it stands. Look at the page again, and choose one of its buttons."))
    title = _("Offer: %(title)s") % {"title": offer.title}
    source = entry(Act.OFFER, title=title, by=by, at=at, target={"offer": offer.pk})
    retract([held] if held else [], source)
    return OfferStep.objects.create(offer=offer, step=step, state=state, why=why, source=source, recorded_at=at)


@transaction.atomic
def step_offer(*, offer: Offer, step: str, seen: int | None, by: str, at: datetime, why: str = "") -> OfferStep:
    """Confirm, refuse or withdraw an offer; `seen` is the number of the step that whoever does this knew of. Raises
    Overtaken where it stands otherwise meanwhile, NotNow where the step cannot be taken."""
    offer = Offer.objects.select_for_update().get(pk=offer.pk)
    held = offer.steps.filter(retracted_at=None).first()
    if held is None or held.pk != seen:
        raise Overtaken(_("Somebody else has changed this offer meanwhile. Look at it as it is now."))
    return _add(offer, step, by=by, at=at, why=why)


@transaction.atomic
def take_up(*, offer: Offer, city: City, step: str, seen: int | None, by: str, at: datetime, text: str = "") -> TakeUp:
    """A city asks to take an offer up, or withdraws; its offerer accepts or declines. `seen` is the number of the step
    before it, None for none. Raises Overtaken and NotNow; then nothing is kept."""
    offer = Offer.objects.select_for_update().get(pk=offer.pk)
    held = TakeUp.objects.filter(offer=offer, city=city, retracted_at=None).first()
    if (held.pk if held else None) != seen:
        raise Overtaken(_("Somebody else has changed this meanwhile. Look at it as it is now."))
    if step == "ask":
        _refuse_to_ask(offer, city, at)
    state = rules.after(rules.TAKE_UP, held.state if held else "", step)
    if state is None:
        raise NotNow(_("This cannot be done as it stands. Look at the page again, and choose one of its buttons."))
    title = _("%(city)s and the offer “%(title)s”") % {"city": city, "title": offer.title}
    source = entry(Act.TAKE_UP, title=title, by=by, at=at, target={"offer": offer.pk, "city": city.pk})
    retract([held] if held else [], source)
    return TakeUp.objects.create(
        offer=offer, city=city, step=step, state=state, text=text, source=source, recorded_at=at
    )


def _refuse_to_ask(offer: Offer, city: City, at: datetime) -> None:
    public = offer.steps.filter(retracted_at=None, state=OfferStep.State.PUBLIC).exists()
    if not public or (offer.until is not None and offer.until < at.date()):
        raise NotNow(_("This offer does not hold any more."))
    if offer.city_id == city.pk:
        raise NotNow(_("This is an offer of your own city."))
