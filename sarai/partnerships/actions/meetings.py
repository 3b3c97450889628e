"""Meetings that sides of a partnership propose to each other."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from sarai.evidence.actions import Overtaken
from sarai.partnerships.models import Meeting, Partnership, Side
from sarai.partnerships.queries.partnerships import standing
from sarai.partnerships.rules import pipeline

from . import writing
from .pipeline import NotNow, take_step

MOST_OPEN_MEETINGS = 10


@transaction.atomic
def propose_meeting(
    *,
    partnership: Partnership,
    side: Side | None,
    title: str,
    starts_at: datetime,
    minutes: int,
    timezone: str,
    link: str,
    at: datetime,
) -> Meeting:
    """Propose a meeting to everybody who speaks for a side: each gets its appointment. Proposed twice, it is the one
    that is there. Raises NotNow with a sentence before both sides have accepted an introduction, for a time that is
    over, and for too many at once."""
    Partnership.objects.select_for_update().get(pk=partnership.pk)
    now = standing(partnership)
    if now.state not in pipeline.TALKING | pipeline.STANDING or not now.is_introduced:
        raise NotNow(_("Both sides accept the introduction first; then they meet."))
    if starts_at <= at:
        raise NotNow(_("This time is over. Choose one that is to come."))
    coming = partnership.meetings.filter(ends_at__gt=at).exclude(state=Meeting.State.CANCELLED)
    if held := coming.filter(proposed_by=side, title=title, starts_at=starts_at).first():
        return held
    if partnership.meetings.filter(made_at__gt=at - timedelta(days=1)).count() >= pipeline.MOST_MEETINGS_A_DAY:
        raise NotNow(_("So many meetings were proposed today already. Go on tomorrow."))
    if coming.count() >= MOST_OPEN_MEETINGS:
        raise NotNow(_("So many meetings are proposed already. Cancel some of them first."))
    meeting = Meeting.objects.create(
        partnership=partnership,
        proposed_by=side,
        title=title,
        starts_at=starts_at,
        ends_at=starts_at + timedelta(minutes=minutes),
        timezone=timezone,
        link=link,
        made_at=at,
        uid=f"meeting-{secrets.token_hex(12)}",
    )
    writing.tell_meeting(now, meeting, at)
    return meeting


@transaction.atomic
def answer_meeting(*, meeting: Meeting, side: Side | None, accept: bool, by: str, at: datetime) -> Meeting:
    """Accept a meeting that another side proposed, or cancel it; an accepted one is a step of the dialogue. Raises
    Overtaken where it was cancelled meanwhile, NotNow for one's own proposal, and for a third party that answers for
    the two."""
    meeting = Meeting.objects.select_for_update().select_related("partnership").get(pk=meeting.pk)
    if meeting.state == Meeting.State.CANCELLED:
        raise Overtaken(_("This meeting was cancelled meanwhile."))
    own = side is not None and meeting.proposed_by_id == side.pk
    if side is not None and side.role == Side.Role.SUPPORT and (accept or not own):
        raise NotNow(_("This is for the two whom you support to say. Write a note if you cannot come."))
    if accept and own:
        raise NotNow(_("You have proposed this meeting: the other side accepts it."))
    if accept and not standing(meeting.partnership).is_introduced:
        raise NotNow(_("Both sides accept the introduction first; then they meet."))
    wanted = Meeting.State.ACCEPTED if accept else Meeting.State.CANCELLED
    if meeting.state == wanted:
        return meeting
    meeting.state, meeting.sequence = wanted, meeting.sequence + 1
    meeting.save(update_fields=["state", "sequence"])
    now = standing(meeting.partnership)
    if accept and "talk" in now.possible(side):
        take_step(
            partnership=meeting.partnership, step="talk", side=side, seen=now.seen, what=meeting.title, by=by, at=at
        )
    writing.tell_meeting(standing(meeting.partnership), meeting, at)
    return meeting
