"""Offers of technology and know-how: published, confirmed by the team, taken up by cities."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from sarai.evidence.actions import Overtaken, entry, retract
from sarai.network.models import City, Theme
from sarai.network.queries.parties import Party
from sarai.partnerships.models import Offer, OfferStep, TakeUp
from sarai.partnerships.models.offers import Wording
from sarai.partnerships.queries.offers import made_since, waiting_of
from sarai.partnerships.rules import advice as rules

from . import offer_letters as letters
from .entries import Act
from .pipeline import NotNow


@transaction.atomic
def keep_offer(
    *, offer: Offer, themes: Iterable[Theme], confirmed: bool, by: str, at: datetime, token: str = ""
) -> Offer:
    """Store an offer, new or changed. It waits for the team, and so does a change of what is public, while everybody
    reads what was confirmed before. Where the team itself does it (`confirmed`), it is public at once. A change back to
    what is public takes the change back. A new offer with the `token` of one that is there is that offer. The team is
    told what waits for it. Raises NotNow where too much of one city or institution waits already, or is new today."""
    said = offer.wording(themes)
    if offer.pk is None:
        return _publish(offer, said, token=token, confirmed=confirmed, by=by, at=at)
    shown = Offer.objects.select_for_update().get(pk=offer.pk)
    held = _held(shown)
    if held.state not in rules.SHOWN:
        if held.state != OfferStep.State.WAITING and not confirmed:
            _refuse_many(shown.who)
        _say(shown, said)
        held = _add(shown, "change", by=by, at=at)
    elif said != shown.wording(shown.themes.all()):
        held = _add(shown, "change", words=said.plain, by=by, at=at)
    elif held.state == OfferStep.State.CHANGED:
        held = _add(shown, "drop", by=by, at=at)
    if confirmed and held.state in rules.UNDECIDED:
        letters.tell_decided(shown, _add(shown, "confirm", by=by, at=at), at)
    elif held.state in rules.UNDECIDED and held.recorded_at == at:
        letters.tell_waiting(shown, held, at)
    return shown


def _publish(offer: Offer, said: Wording, *, token: str, confirmed: bool, by: str, at: datetime) -> Offer:
    who = offer.who
    type(who)._default_manager.select_for_update().get(pk=who.pk)  # one new offer of theirs at a time
    known = Offer.objects.filter(token=token).first() if token else None
    if known is not None and known.who == who:
        return known
    if not confirmed:
        _refuse_many(who)
        if made_since(who, at - timedelta(days=1)) >= rules.MOST_OFFERS_A_DAY:
            raise NotNow(_("That is enough for a day. Go on tomorrow."))
    offer.made_at, offer.token = at, "" if known else token
    _say(offer, said)
    waits = _add(offer, "publish", by=by, at=at)
    if confirmed:
        letters.tell_decided(offer, _add(offer, "confirm", by=by, at=at), at)
    else:
        letters.tell_waiting(offer, waits, at)
    return offer


def _refuse_many(who: Party) -> None:
    """The team reads a few offers of one city or institution at a time."""
    if waiting_of(who) >= rules.MOST_WAITING:
        told = _("%(most)d offers of yours wait for the programme team already. Add others once it has confirmed some.")
        raise NotNow(told % {"most": rules.MOST_WAITING})


def _say(offer: Offer, said: Wording) -> None:
    """Let an offer say this from now on."""
    for name in ("title", "text", "conditions", "until", "link"):
        setattr(offer, name, getattr(said, name))
    offer.languages = list(said.languages)
    offer.save()
    offer.themes.set(Theme.objects.filter(slug__in=said.themes))


def _held(offer: Offer) -> OfferStep:
    return offer.steps.get(retracted_at=None)


def _add(
    offer: Offer, step: str, *, by: str, at: datetime, why: str = "", words: dict[str, Any] | None = None
) -> OfferStep:
    """Add a step. A change that waits is what the offer says once it is confirmed; its words stay with a step that lets
    them not be public, so that whoever wrote them can mend them. Raises NotNow where the step cannot be taken."""
    held = offer.steps.filter(retracted_at=None).first()
    state = rules.after(rules.OFFER, held.state if held else "", step)
    if state is None:
        raise NotNow(_("This cannot be done as it stands. Look at the page again, and choose one of its buttons."))
    if held is not None and step == "confirm" and held.proposed:
        _say(offer, held.proposed)
    if held is not None and step in ("decline", "withdraw"):
        words = held.words
    title = _("Offer: %(title)s") % {"title": offer.title}
    source = entry(Act.OFFER, title=title, by=by, at=at, target={"offer": offer.pk})
    retract([held] if held else [], source)
    return OfferStep.objects.create(
        offer=offer, step=step, state=state, why=why, words=words or {}, source=source, recorded_at=at
    )


@transaction.atomic
def step_offer(*, offer: Offer, step: str, seen: int | None, by: str, at: datetime, why: str = "") -> OfferStep:
    """Confirm, refuse or withdraw an offer, or decline or drop a change of it; `seen` is the number of the step that
    whoever does this knew of. Who offers is told what the team said. Raises Overtaken where it stands otherwise
    meanwhile, NotNow where the step cannot be taken."""
    offer = Offer.objects.select_for_update().get(pk=offer.pk)
    if _held(offer).pk != seen:
        raise Overtaken(_("Somebody else has changed this offer meanwhile. Look at it as it is now."))
    made = _add(offer, step, by=by, at=at, why=why)
    if step in rules.OF_TEAM:
        letters.tell_decided(offer, made, at)
    return made


@transaction.atomic
def take_up(*, offer: Offer, city: City, step: str, seen: int | None, by: str, at: datetime, text: str = "") -> TakeUp:
    """A city asks to take an offer up, or withdraws; its offerer accepts or declines. `seen` is the number of the step
    before it, None for none. The other is told by a letter. Raises Overtaken and NotNow; then nothing is kept."""
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
    made = TakeUp.objects.create(
        offer=offer, city=city, step=step, state=state, text=text, source=source, recorded_at=at
    )
    letters.tell_taken(made, at)
    return made


def _refuse_to_ask(offer: Offer, city: City, at: datetime) -> None:
    if _held(offer).state not in rules.SHOWN or (offer.until is not None and offer.until < at.date()):
        raise NotNow(_("This offer does not hold any more."))
    if offer.city_id == city.pk:
        raise NotNow(_("This is an offer of your own city."))
