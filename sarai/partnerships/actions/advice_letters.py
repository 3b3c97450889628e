"""The letters about advice: to an expert who is asked for consent, and to both sides of a request at each step."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from django.conf import settings
from django.utils.translation import gettext as _

from sarai.letters.actions import Draft, post, post_many
from sarai.letters.models import mark_of
from sarai.letters.writing import speaking
from sarai.network.models import Institution
from sarai.network.queries.parties import speakers_of
from sarai.partnerships.models import AdviceRequest, AdviceStep, Expert
from sarai.partnerships.queries.advice import link_of


def ask_for_consent(expert: Expert, at: datetime) -> None:
    """Ask somebody whether they want to be listed; nothing of them is shown before."""
    parts = [
        _("Good day,"),
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
    drafts = []
    for address, language in dict(_readers(request, adviser)).items():
        with speaking(language):
            parts = [
                _("Good day,"),
                _("on the request for advice “%(title)s” of %(city)s: %(step)s.")
                % {"title": request.title, "city": request.city, "step": step.get_step_display()},
                settings.SITE_URL.rstrip("/") + request.get_absolute_url(),
            ]
            subject = _("Advice: %(title)s") % {"title": request.title}
            key = f"advice:{step.pk}:{mark_of(address)}"
            drafts.append(
                Draft(
                    key=key, to=address, subject=subject, text="\n\n".join(parts), purpose="notice", language=language
                )
            )
    post_many(drafts, at=at)


def _readers(request: AdviceRequest, adviser: Expert | Institution | None) -> Iterator[tuple[str, str]]:
    """(address, language) of everybody who is told."""
    if isinstance(adviser, Institution):
        yield from speakers_of(adviser).values_list("email", "language")
    elif adviser is not None and adviser.email:
        yield adviser.email, ""
    yield from speakers_of(request.city).values_list("email", "language")
