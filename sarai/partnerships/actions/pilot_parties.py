"""Who takes part in a pilot: who begins it, and cities and institutions that are asked, and answer for themselves."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from sarai.network.queries.parties import Party, column_of
from sarai.partnerships.models import Pilot, PilotParty, Side
from sarai.partnerships.rules.pilots import LEADS_TO, MOST_PILOTS_A_DAY, PARTY, WRITTEN_AGAIN_AFTER
from sarai.partnerships.rules.pipeline import MOST_OPEN_REQUESTS, MOST_REQUESTS_A_DAY

from .pilot_letters import tell_asked
from .pilots import entry_of, keep_pilot, locked, refuse_many
from .pipeline import NotNow

A_DAY = timedelta(days=1)


@transaction.atomic
def begin_pilot(*, pilot: Pilot, by: str, at: datetime, own: Party | None = None) -> Pilot:
    """Begin a pilot. Who begins it (`own`; None: the programme team) takes part at once, as it does in the partnership
    of the pilot, or leads it if there is none; the other sides are asked.

    Raises NotNow with a sentence for too many pilots of one, or too many requests; nothing is kept then.
    """
    if own is not None:
        _refuse_many_pilots(own, at)
    keep_pilot(pilot=pilot, by=by, at=at)
    roles: dict[Party, str] = {own: Side.Role.LEAD} if own is not None else {}
    for side in pilot.partnership.sides.filter(takes_part=True) if pilot.partnership else ():
        roles[side.who] = side.role
    for who, role in roles.items():
        ask_party(pilot=pilot, who=who, role=role, by=by, at=at, asked_by=own)
    return pilot


@transaction.atomic
def ask_party(
    *, pilot: Pilot, who: Party, role: str, by: str, at: datetime, asked_by: Party | None = None
) -> PilotParty:
    """Ask a city or an institution to take part in a pilot, by a letter to those who speak for it; `asked_by` is who
    asks (None: the programme team), and who asks itself takes part at once. Asked twice, it is asked once; asked anew,
    it is written to again after a while only (`WRITTEN_AGAIN_AFTER`).

    Raises NotNow with a sentence where it takes part already or has declined, or where there are too many.
    """
    locked(pilot)
    same = {"pilot": pilot, **column_of(who)}
    party = PilotParty.objects.filter(**same).first() or PilotParty(**same)
    if party.state == PilotParty.State.IN:
        raise NotNow(_("%(who)s takes part already.") % {"who": who})
    if party.state == PilotParty.State.DECLINED:
        said = _("%(who)s has declined, and is not asked again. If it thinks better of it, it accepts on this page.")
        raise NotNow(said % {"who": who})
    if party.state == PilotParty.State.ASKED:
        return party
    refuse_many(pilot.parties.exclude(state=PilotParty.State.OUT).count())
    party.role, party.asked_by = role, str(asked_by or "")
    if who == asked_by:
        return _take(party, "join", by=by, at=at)
    if asked_by is not None:
        _refuse_haste(asked_by, at)
    written = party.asked_at is not None and at - party.asked_at < WRITTEN_AGAIN_AFTER
    party.asked_at = party.asked_at if written else at
    _take(party, "ask", by=by, at=at)
    if not written:
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
    if leaves and party.pilot.parties.filter(state=PilotParty.State.IN).count() < 2:
        raise NotNow(_("The last one stays. Stop the pilot instead, or add who goes on with it."))
    return _take(party, step, by=by, at=at)


def _refuse_many_pilots(own: Party, at: datetime) -> None:
    """Raises NotNow where one has begun as many pilots in a day as it may."""
    _lock(own)
    begun = PilotParty.objects.filter(**column_of(own), asked_by=str(own), pilot__made_at__gt=at - A_DAY).count()
    if begun >= MOST_PILOTS_A_DAY:
        raise NotNow(_("You have begun %(number)d pilots since yesterday. Go on tomorrow.") % {"number": begun})


def _refuse_haste(asked_by: Party, at: datetime) -> None:
    """Raises NotNow where as many wait for an answer to somebody as may, or were written to in a day, also if that was
    taken back since."""
    _lock(asked_by)
    asked = PilotParty.objects.filter(asked_by=str(asked_by))
    waiting = asked.filter(state=PilotParty.State.ASKED).count()
    if waiting >= MOST_OPEN_REQUESTS:
        said = _("%(number)d of your requests wait for an answer. Wait for some, or end some, before you ask again.")
        raise NotNow(said % {"number": waiting})
    today = asked.filter(asked_at__gt=at - A_DAY).count()
    if today >= MOST_REQUESTS_A_DAY:
        raise NotNow(_("You have asked %(number)d partners since yesterday. Go on tomorrow.") % {"number": today})


def _lock(party: Party) -> None:
    """Let what one does at the same time come one after another, so that it is counted."""
    type(party)._default_manager.select_for_update().get(pk=party.pk)


def _take(party: PilotParty, step: str, *, by: str, at: datetime) -> PilotParty:
    state = PARTY[party.state].get(step)
    if state is None:
        raise NotNow(_("This cannot be done as it stands. Look at the page again, and choose one of its buttons."))
    party.state = state
    party.save()
    entry_of(party.pilot, by=by, at=at)
    return party
