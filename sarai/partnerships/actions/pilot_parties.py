"""Who takes part in a pilot: cities and institutions that are asked, and answer for themselves."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from sarai.network.queries.parties import Party, column_of
from sarai.partnerships.models import Pilot, PilotParty
from sarai.partnerships.queries.pilots import members_of
from sarai.partnerships.rules.pilots import LEADS_TO, PARTY
from sarai.partnerships.rules.pipeline import MOST_OPEN_REQUESTS

from .pilot_letters import tell_asked
from .pilots import entry_of, locked, refuse_many
from .pipeline import NotNow


@transaction.atomic
def ask_party(
    *, pilot: Pilot, who: Party, role: str, by: str, at: datetime, asked_by: Party | None = None
) -> PilotParty:
    """Ask a city or an institution to take part in a pilot, by a letter to those who speak for it; `asked_by` is who
    asks (None: the programme team), and who asks itself takes part at once. Asked twice, it is asked once.

    Raises NotNow with a sentence where it takes part already or has declined, or where there are too many.
    """
    locked(pilot)
    if who in [member.who for member in members_of(pilot)]:
        raise NotNow(_("%(who)s takes part already.") % {"who": who})
    same = {"pilot": pilot, **column_of(who)}
    party = PilotParty.objects.filter(**same).first() or PilotParty(**same)
    if party.state == PilotParty.State.DECLINED:
        said = _("%(who)s has declined, and is not asked again. If it thinks better of it, it accepts on this page.")
        raise NotNow(said % {"who": who})
    step = "join" if who == asked_by else "ask"
    if party.state == LEADS_TO[step]:
        return party
    refuse_many(pilot.parties.exclude(state=PilotParty.State.OUT).count())
    _refuse_haste(asked_by)
    party.role, party.asked_by = role, str(asked_by or "")
    _take(party, step, by=by, at=at)
    if step == "ask":
        tell_asked(party, at)
    return party


@transaction.atomic
def answer_party(*, party: PilotParty, step: str, by: str, at: datetime) -> PilotParty:
    """`accept` or `decline` for a city or an institution that is asked; `leave` a pilot, or take back that it was
    asked. What it has said already changes nothing. Raises NotNow where this cannot be said any more, and for the last
    one that would leave."""
    locked(party.pilot)
    party = PilotParty.objects.select_related("pilot", "city", "institution").get(pk=party.pk)
    if party.state == LEADS_TO[step]:
        return party
    leaves = step == "leave" and party.state == PilotParty.State.IN
    if leaves and len(members_of(party.pilot)) < 2:
        raise NotNow(_("The last one stays. Stop the pilot instead, or add who goes on with it."))
    return _take(party, step, by=by, at=at)


def _refuse_haste(asked_by: Party | None) -> None:
    """Raises NotNow where as many wait for an answer to somebody as may; the team may always ask."""
    if asked_by is None:
        return
    waiting = PilotParty.objects.filter(state=PilotParty.State.ASKED, asked_by=str(asked_by)).count()
    if waiting >= MOST_OPEN_REQUESTS:
        said = _("%(number)d of your requests wait for an answer. Wait for some, or end some, before you ask again.")
        raise NotNow(said % {"number": waiting})


def _take(party: PilotParty, step: str, *, by: str, at: datetime) -> PilotParty:
    state = PARTY[party.state].get(step)
    if state is None:
        raise NotNow(_("This cannot be done as it stands. Look at the page again, and choose one of its buttons."))
    party.state = state
    party.save()
    entry_of(party.pilot, by=by, at=at)
    return party
