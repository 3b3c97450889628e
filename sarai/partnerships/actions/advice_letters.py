"""The letters about advice: to an expert who is asked for consent, and to both sides of a request at each step."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import NamedTuple

from django.conf import settings
from django.utils.translation import gettext as _

from sarai.clusters.prose import without_links
from sarai.letters.actions import Draft, post, post_many
from sarai.letters.models import mark_of
from sarai.letters.writing import greeting, speaking
from sarai.network.models import Institution
from sarai.network.queries.parties import Party, speakers_of
from sarai.partnerships.models import AdviceRequest, AdviceStep, Expert
from sarai.partnerships.queries.advice import link_of


def ask_for_consent(expert: Expert, at: datetime) -> None:
    """Ask somebody whether they want to be listed; nothing of them is shown before."""
    parts = [
        greeting(),
        _(
            "the programme team would like to have you on its roster of experts. Nothing of you is shown before you "
            "say so."
        ),
        _("Look at your entry, change it, and agree; or remove it:"),
        settings.SITE_URL.rstrip("/") + link_of(expert),
    ]
    post(
        Draft(
            key=f"expert:{expert.pk}:consent",
            to=expert.email,
            subject=_("Would you like to be listed as an expert?"),
            text="\n\n".join(parts),
            purpose="confirmation",
        ),
        at=at,
    )


def tell_step(request: AdviceRequest, step: AdviceStep, adviser: Expert | Institution | None, at: datetime) -> None:
    """Tell the city's officers and whoever advises how a request stands, and where its page is."""
    readers = {reader.address: reader for reader in _readers(request, adviser)}
    post_many([_told(request, step, reader) for reader in readers.values()], at=at)


class _Reader(NamedTuple):
    address: str
    name: str
    language: str


def _readers(request: AdviceRequest, adviser: Expert | Institution | None) -> Iterator[_Reader]:
    """Everybody who is told."""
    if isinstance(adviser, Institution):
        yield from _speakers(adviser)
    elif adviser is not None and adviser.email:
        yield _Reader(adviser.email, adviser.name, "")
    yield from _speakers(request.city)


def _speakers(party: Party) -> Iterator[_Reader]:
    return (_Reader(user.email, user.name, user.language) for user in speakers_of(party))


def _told(request: AdviceRequest, step: AdviceStep, reader: _Reader) -> Draft:
    with speaking(reader.language):
        # A title is as somebody typed it: no address in it leads anywhere.
        stands = {"title": without_links(request.title), "city": request.city, "step": step.get_step_display()}
        parts = [
            greeting(reader.name),
            _("on the request for advice “%(title)s” of %(city)s: %(step)s.") % stands,
            settings.SITE_URL.rstrip("/") + request.get_absolute_url(),
        ]
        return Draft(
            key=f"advice:{step.pk}:{mark_of(reader.address)}",
            to=reader.address,
            subject=_("Advice: %(title)s") % stands,
            text="\n\n".join(parts),
            purpose="notice",
            language=reader.language,
        )
