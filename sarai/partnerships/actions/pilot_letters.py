"""The letters about pilots: to those who speak for a city or an institution that is asked to take part."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.utils.translation import gettext as _

from sarai.accounts.models import User
from sarai.accounts.queries import team
from sarai.clusters.prose import without_links
from sarai.letters.actions import Draft, post_many
from sarai.letters.writing import greeting, speaking
from sarai.network.queries.parties import speakers_of
from sarai.partnerships.models import PilotParty


def tell_asked(party: PilotParty, at: datetime) -> None:
    """Tell a city or an institution that it is asked to take part, and where it accepts or declines; where nobody
    speaks for it here, the programme team, unless that asks itself."""
    speakers = list(speakers_of(party.who))
    if speakers:
        post_many([_to_speaker(party, user, at) for user in speakers], at=at)
    elif party.asked_by:
        post_many([_to_the_team(party, user, at) for user in team()], at=at)


def _to_speaker(party: PilotParty, user: User, at: datetime) -> Draft:
    with speaking(user.language):
        said = _("%(asker)s asks %(party)s to take part in a pilot: %(title)s.")
        asker = party.asked_by or _("The programme team")
        names = {"asker": asker, "party": party.who, "title": _title(party)}
        parts = [
            said % names,
            _("Here you accept or decline:") + f"\n{_url_of(party)}",
            _("Until you accept, you are named on it to nobody else, and nothing of it counts as yours."),
        ]
        return _draft(party, user, at, _("Would you like to take part in a pilot? %(title)s") % names, parts)


def _to_the_team(party: PilotParty, user: User, at: datetime) -> Draft:
    with speaking(user.language):
        said = _("%(partnership)s: nobody speaks here for %(sides)s. Please ask them, and answer for them:")
        names = {"partnership": _title(party), "sides": party.who}
        return _draft(party, user, at, _("%(partnership)s: news") % names, [said % names, _url_of(party)])


def _title(party: PilotParty) -> str:
    """What the pilot is called, as somebody typed it, without an address to which that would lead."""
    return without_links(party.pilot.title)


def _url_of(party: PilotParty) -> str:
    return f"{settings.SITE_URL.rstrip('/')}{party.pilot.get_absolute_url()}#sides"


def _draft(party: PilotParty, user: User, at: datetime, subject: str, parts: list[str]) -> Draft:
    return Draft(
        key=f"pilot-party:{party.pk}:{at.date()}:{user.pk}",
        to=user.email,
        subject=subject,
        text="\n\n".join(filter(None, [greeting(user.name), *parts])),
        purpose="notice",
        language=user.language,
        topic=f"pilot:{party.pilot_id}",
        about=_title(party),
    )
