"""The letters about offers of technology and know-how: to the team, of what waits for it; to who offers, of what the
team said and who would like to take it up; and to the city, of the answer."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from functools import partial
from typing import NamedTuple

from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from sarai.accounts.models import User
from sarai.accounts.queries import team
from sarai.clusters.prose import without_links
from sarai.letters.actions import Draft, post_many
from sarai.letters.writing import greeting, speaking
from sarai.network.queries.parties import Party, speakers_of
from sarai.partnerships.models import Offer, OfferStep, TakeUp

# What the team is told of a step of an offer after which something waits for it, by the state of the offer.
WAITS = {
    "waiting": gettext_lazy("%(who)s offers “%(title)s”. Please confirm it, or say why not:"),
    "changed": gettext_lazy(
        "%(who)s has changed its offer “%(title)s”. Please confirm the change, or say why not; until then everybody "
        "reads what was confirmed before:"
    ),
}
# What who offers is told of a step of the team.
SAID = {
    "confirm": gettext_lazy("the programme team has confirmed your offer “%(title)s”. Everybody reads it now:"),
    "refuse": gettext_lazy("the programme team has refused your offer “%(title)s”. You can change it here:"),
    "decline": gettext_lazy(
        "the programme team did not confirm the change of your offer “%(title)s”. What was public stays; you can mend "
        "the change here:"
    ),
}
# What who offers is told of a step of a city, and a city of a step of who offers.
TAKEN = {
    "ask": gettext_lazy(
        "%(city)s would like to take up the offer “%(title)s” of %(who)s. Here it is accepted or declined:"
    ),
    "withdraw": gettext_lazy("%(city)s does not take up the offer “%(title)s” of %(who)s any more."),
    "accept": gettext_lazy("%(who)s has accepted that %(city)s takes up the offer “%(title)s”."),
    "decline": gettext_lazy("%(who)s has declined that %(city)s takes up the offer “%(title)s”."),
}


class _News(NamedTuple):
    """What there is to tell of an offer. The same `key` is the same letter to a reader, however often it is told."""

    key: str
    offer: Offer
    said: Promise
    city: str = ""
    why: str = ""


def tell_waiting(offer: Offer, step: OfferStep, at: datetime) -> None:
    """Tell the team that an offer, or a change of one, waits for it; of one offer once a day."""
    _tell(team(), _News(f"offer:{offer.pk}:{step.state}:{at.date()}", offer, WAITS[step.state]), at)


def tell_decided(offer: Offer, step: OfferStep, at: datetime) -> None:
    """Tell who offers what the team said of it."""
    _tell(speakers_of(offer.who), _News(f"offer:{step.pk}", offer, SAID[step.step], why=step.why), at)


def tell_taken(take_up: TakeUp, at: datetime) -> None:
    """Tell who offers that a city asks to take it up, or does not any more; or the city what the answer is. Where
    nobody speaks here for whoever is to answer, the team is told. Of each such step of a city once a day."""
    offer = take_up.offer
    key = f"take-up:{offer.pk}:{take_up.city_id}:{take_up.step}:{at.date()}"
    told: Party = offer.who if take_up.step in ("ask", "withdraw") else take_up.city
    readers = list(speakers_of(told))
    if not readers and take_up.step == "ask":
        readers = list(team())
    _tell(readers, _News(key, offer, TAKEN[take_up.step], city=str(take_up.city)), at)


def _tell(readers: Iterable[User], news: _News, at: datetime) -> None:
    post_many(list(map(partial(_draft, news), readers)), at=at)


def _draft(news: _News, user: User) -> Draft:
    offer = news.offer
    with speaking(user.language):
        # What somebody typed, without an address to which it would lead.
        title = without_links(offer.title)
        names = {"title": title, "who": offer.who, "city": news.city}
        parts = [
            greeting(user.name),
            str(news.said) % names,
            settings.SITE_URL.rstrip("/") + offer.get_absolute_url(),
            _("Why: %(why)s") % {"why": without_links(news.why)} if news.why else "",
        ]
        return Draft(
            key=f"{news.key}:{user.pk}",
            to=user.email,
            subject=_("Offer: %(title)s") % names,
            text="\n\n".join(filter(None, parts)),
            purpose="notice",
            language=user.language,
            topic=f"offer:{offer.pk}",
            about=title,
        )
