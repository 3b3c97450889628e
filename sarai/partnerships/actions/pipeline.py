"""From an interest to a result, a step at a time; each is a fact with its source."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from sarai.evidence.actions import Overtaken, entry
from sarai.evidence.reading.documents import Document
from sarai.exchanges.models import Event, Series
from sarai.network.models import Theme
from sarai.network.queries.parties import Party, column_of
from sarai.partnerships.models import Meeting, Partnership, Side, Step
from sarai.partnerships.queries.partnerships import (
    Standing,
    asked_lately,
    name_of,
    open_between,
    pair_of,
    standing,
    standings,
    steps_since,
)
from sarai.partnerships.rules import pipeline

from . import writing
from .entries import Act

EASTERNMOST = timedelta(hours=14)  # where a day begins first: Kiritimati


class NotNow(ValueError):
    """A step that cannot be taken as things stand. `str()` says why, and what to do."""


@transaction.atomic
def ask(
    *,
    lead: Party,
    partner: Party,
    by: str,
    at: datetime,
    theme: Theme | None = None,
    support: Iterable[Party] = (),
    event: Event | None = None,
    series: Series | None = None,
    what: str = "",
    known: datetime | None = None,
) -> Partnership:
    """Ask for an introduction to a partner; who asks agrees that the other may have their contact details once it
    accepts. Where the two have an open partnership it is that one, unchanged: nobody is asked twice; where the other
    had asked already, this accepts. Raises NotNow with a sentence: to oneself, or too many at once.
    """
    _lock(lead, partner)
    held = open_between(lead, partner)
    if held is not None:
        return _answered(held, lead, by=by, at=at)
    if known is None:
        _refuse_many(lead, at)
    made = _begin(lead, partner, support, theme=theme, event=event, series=series, at=known or at)
    _add(made, "ask", _side_of(made, lead), by=by, at=at, known=known, what=what)
    if known is None:  # what is put on record of the past is news for nobody
        _tell_asked(standing(made), at)
    return made


def _answered(held: Partnership, lead: Party, *, by: str, at: datetime) -> Partnership:
    """What asking means where the two are in touch already."""
    now = standing(held)
    side = _side_of(held, lead)
    if now.state in pipeline.WAITING and side.pk not in now.consenting:
        take_step(partnership=held, step="accept", side=side, seen=now.seen, by=by, at=at)
    return held


def _tell_asked(now: Standing, at: datetime) -> None:
    writing.tell_asked(now, at)
    writing.tell_the_team(now, at)


@transaction.atomic
def propose(
    *,
    lead: Party,
    partner: Party,
    by: str,
    at: datetime,
    theme: Theme | None = None,
    support: Iterable[Party] = (),
    event: Event | None = None,
    series: Series | None = None,
    what: str = "",
    known: datetime | None = None,
) -> Partnership:
    """Propose a partnership to both sides; each is asked. An open one of the two stays as it is."""
    _lock(lead, partner)
    held = open_between(lead, partner)
    if held is not None:
        return held
    made = _begin(lead, partner, support, theme=theme, event=event, series=series, at=known or at)
    _add(made, "propose", None, by=by, at=at, known=known, what=what)
    if known is None:
        _tell_asked(standing(made), at)
    return made


@transaction.atomic
def declare(
    *,
    lead: Party,
    partner: Party,
    by: str,
    at: datetime,
    said_by: Party | None = None,
    theme: Theme | None = None,
    support: Iterable[Party] = (),
    event: Event | None = None,
    series: Series | None = None,
    happened_on: date | None = None,
    what: str = "",
    known: datetime | None = None,
) -> Partnership:
    """Put on record that a partnership exists by the word of one side (`said_by`; None: of somebody whom the source
    names). It stands on the lowest rung until the other side says so, too. Twice changes nothing."""
    _lock(lead, partner)
    held = open_between(lead, partner)
    if held is not None:
        if standing(held).rung:
            return held
        raise NotNow(_("These two are being introduced already. Open that partnership and say there what came of it."))
    made = _begin(lead, partner, support, theme=theme, event=event, series=series, at=known or at)
    side = _side_of(made, said_by) if said_by else None
    _add(made, "declare", side, by=by, at=at, known=known, what=what, happened_on=happened_on)
    return made


@transaction.atomic
def take_step(
    *,
    partnership: Partnership,
    step: str,
    side: Side | None,
    seen: int | None,
    by: str,
    at: datetime,
    what: str = "",
    happened_on: date | None = None,
    document: Document | None = None,
    activity: Event | None = None,
    known: datetime | None = None,
) -> Step:
    """Take a step (`rules.pipeline.PIPELINE`) for a side; None: the team takes it for all.

    `seen` is the number of the latest step that whoever takes this one knew of. Raises Overtaken where somebody else
    was quicker, NotNow where the step cannot be taken; both have a sentence, and nothing is kept.
    """
    Partnership.objects.select_for_update().get(pk=partnership.pk)
    now = standing(partnership)
    if now.seen != seen:
        raise Overtaken(_("Somebody else has taken a step meanwhile. Look at how it stands now."))
    _refuse(now, step, side, (happened_on, known or at), document, activity, what)
    if known is None and side is not None and steps_since(side, at - timedelta(days=1)) >= pipeline.MOST_STEPS_A_DAY:
        raise NotNow(_("That is enough for a day. Go on tomorrow."))
    taken = _add(
        partnership,
        step,
        side,
        by=by,
        at=at,
        known=known,
        what=what,
        happened_on=happened_on,
        document=document,
        activity=activity,
    )
    if known is None:
        writing.tell_step(standing(partnership), taken, at)
    return taken


def _refuse(
    now: Standing,
    step: str,
    side: Side | None,
    when: tuple[date | None, datetime],
    document: Document | None,
    activity: Event | None,
    what: str,
) -> None:
    """Refuse a step that cannot be taken, with a sentence."""
    if step not in now.possible(side):
        raise NotNow(_("This cannot be done as it stands. Look at the page again, and choose one of its buttons."))
    if step in ("accept", "agree", "withdraw", "decline") and side is None:
        raise NotNow(_("Say for which side."))
    happened_on, moment = when
    if happened_on and happened_on > (moment + EASTERNMOST).date():
        raise NotNow(_("This day is still to come. Say it when it has happened."))
    if happened_on and now.steps and happened_on < now.steps[0].happened_on:
        raise NotNow(_("On this day you were not yet in touch here. Choose a later one."))
    if step == "achieve" and not what:
        raise NotNow(_("Say what came of it, in a sentence."))
    if step == "sign" and document is None:
        raise NotNow(_("Add the document that was signed."))
    if step == "act" and activity is None and happened_on is None:
        raise NotNow(_("Say on which day it was, or at which event."))


def look_after(*, at: datetime, by: str) -> tuple[int, int]:
    """Remind sides that have not answered, and let expire what nobody answers; returns how many of each. Nobody is
    reminded twice of the same."""
    reminded = expired = 0
    states = pipeline.WAITING | pipeline.TALKING
    for now in standings(Partnership.objects.filter(is_open=True)):
        if now.latest is None or now.state not in states:
            continue
        # What was put on record of the past waits since it was entered.
        to_do = pipeline.due(now.state, at - now.latest.source.entered_at)
        if to_do == "remind":
            reminded += writing.remind(now, at)
        elif to_do == "expire":
            expired += _expire(now, by=by, at=at)
    return reminded, expired


@transaction.atomic
def _expire(now: Standing, *, by: str, at: datetime) -> int:
    Partnership.objects.select_for_update().get(pk=now.partnership.pk)
    latest = now.partnership.steps.filter(retracted_at=None).order_by("recorded_at", "pk").last()
    if latest is None or now.latest is None or latest.pk != now.latest.pk:
        return 0  # somebody answered meanwhile
    taken = _add(now.partnership, "expire", None, by=by, at=at)
    writing.tell_step(standing(now.partnership), taken, at)
    return 1


@transaction.atomic
def plan(*, partnership: Partnership, next_action: str, owner: str, due_on: date | None) -> None:
    """Keep who does what next, and until when."""
    partnership.next_action, partnership.owner, partnership.due_on = next_action, owner, due_on
    partnership.save(update_fields=["next_action", "owner", "due_on"])


def _lock(one: Party, other: Party) -> None:
    """Let requests between the same two come one after another. Raises NotNow for a request to oneself."""
    if pair_of(one, one) == pair_of(one, other):
        raise NotNow(_("This is a request to oneself. Choose another city or institution."))
    for party in sorted((one, other), key=lambda each: (type(each).__name__, each.pk)):
        type(party)._default_manager.select_for_update().get(pk=party.pk)


def _refuse_many(lead: Party, at: datetime) -> None:
    waiting, today = asked_lately(lead, at - timedelta(days=1))
    if waiting >= pipeline.MOST_OPEN_REQUESTS:
        raise NotNow(
            _("%(number)d of your requests wait for an answer. Wait for some, or end some, before you ask again.")
            % {"number": waiting}
        )
    if today >= pipeline.MOST_REQUESTS_A_DAY:
        raise NotNow(_("You have asked %(number)d partners since yesterday. Go on tomorrow.") % {"number": today})


def _begin(
    lead: Party,
    partner: Party,
    support: Iterable[Party],
    *,
    at: datetime,
    theme: Theme | None = None,
    event: Event | None = None,
    series: Series | None = None,
) -> Partnership:
    supporting = {name_of(one): one for one in support}
    if supporting.keys() & {name_of(lead), name_of(partner)}:
        raise NotNow(_("The third party is one of the two. Choose another, or none."))
    made = Partnership.objects.create(pair=pair_of(lead, partner), theme=theme, event=event, series=series, made_at=at)
    Side.objects.create(partnership=made, role=Side.Role.LEAD, **column_of(lead))
    Side.objects.create(partnership=made, role=Side.Role.PARTNER, **column_of(partner))
    for party in supporting.values():
        Side.objects.create(partnership=made, role=Side.Role.SUPPORT, takes_part=False, **column_of(party))
    return made


def _side_of(partnership: Partnership, party: Party) -> Side:
    return partnership.sides.get(**column_of(party))


def _add(
    partnership: Partnership,
    step: str,
    side: Side | None,
    *,
    by: str,
    at: datetime,
    known: datetime | None = None,
    what: str = "",
    happened_on: date | None = None,
    document: Document | None = None,
    activity: Event | None = None,
) -> Step:
    """Write a step down, with the state after it."""
    now = standing(partnership)
    moment = known or at
    if now.latest is not None and moment < now.latest.recorded_at:
        raise NotNow(_("The step before this one is of a later day. Put steps on record in their order."))
    kind = Step.Kind(step)
    title = f"{partnership}: {kind.label}"
    source = entry(Act.STEP, title=title, by=by, at=at, known=known, target={"partnership": partnership.pk})
    of_support = side is not None and side.role == Side.Role.SUPPORT
    state = pipeline.after(now.state, step, by_all=_by_all(now, step, side), of_support=of_support)
    assert state is not None
    taken = Step(
        partnership=partnership,
        step=step,
        state=state,
        side=side,
        happened_on=happened_on or (activity and _day_of(activity)) or moment.date(),
        what=what,
        activity=activity,
        source=source,
        recorded_at=moment,
    )
    if document is not None:
        # Under a name that nobody guesses; what it is called is told by `what`.
        taken.what = what or document.name
        kept = f"{secrets.token_urlsafe(16)}.{document.name.rpartition('.')[2]}"
        taken.document.save(kept, document.content, save=False)
    taken.save()
    keep_state(partnership, state)
    if state in pipeline.CLOSED or state in pipeline.WAITING or (step == "withdraw" and not of_support):
        _call_off(partnership, at)
    return taken


def _day_of(event: Event) -> date | None:
    first = event.sessions.order_by("starts_at").first()
    return first.starts_at.astimezone(event.zone).date() if first else None


def _by_all(now: Standing, step: str, side: Side | None) -> bool:
    """Whether with this step of a side both have accepted, or have said that they work together."""
    if side is None:
        return True
    words: Sequence[pipeline.Taken] = [*now.steps, Step(step=step, side=side)]
    held = pipeline.consenting(words) if step == "accept" else pipeline.confirming(words)
    return now.main <= held


def _call_off(partnership: Partnership, at: datetime) -> None:
    """Cancel the meetings that are to come, in the calendars of everybody who was to be there."""
    coming = partnership.meetings.filter(ends_at__gt=at).exclude(state=Meeting.State.CANCELLED)
    for meeting in coming:
        meeting.state, meeting.sequence = Meeting.State.CANCELLED, meeting.sequence + 1
        meeting.save(update_fields=["state", "sequence"])
        writing.tell_meeting(standing(partnership), meeting, at)


def keep_state(partnership: Partnership, state: str) -> None:
    """Keep what its steps make of a partnership where lists read it: whether it is open, who supports it."""
    is_open = state not in pipeline.CLOSED
    if partnership.is_open != is_open:
        partnership.is_open = is_open
        partnership.save(update_fields=["is_open"])
    accepted = pipeline.supporting(partnership.steps.filter(retracted_at=None))
    for side in partnership.sides.filter(role=Side.Role.SUPPORT):
        if side.takes_part != (side.pk in accepted):
            side.takes_part = side.pk in accepted
            side.save(update_fields=["takes_part"])
