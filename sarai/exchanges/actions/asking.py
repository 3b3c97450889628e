"""What the team decides about events on the site."""

from __future__ import annotations

from datetime import datetime

from sarai.exchanges.models import Event, EventSurvey
from sarai.network.models import PersonRecord
from sarai.surveys.actions import invite
from sarai.surveys.models import Invitation, Survey


def ask_at_event(*, event: Event, survey: Survey, purpose: str) -> EventSurvey:
    """Ask those who take part in an event a survey, before it or after it; the last of those that it asks. What is
    asked there already keeps its place."""
    said = {"purpose": purpose}
    relation, _new = EventSurvey.objects.update_or_create(
        event=event, survey=survey, defaults=said, create_defaults=said | {"position": event.asked.count()}
    )
    return relation


def ask_no_more(*, event: Event, survey: Survey) -> None:
    """Take a survey from an event's page. What was answered stays."""
    EventSurvey.objects.filter(event=event, survey=survey).delete()


def invited_when_registering(survey: Survey, record: PersonRecord | None, *, at: datetime) -> Invitation | None:
    """The invitation by which somebody who registers answers an event's own questions; None where they did."""
    if record is None:
        return None
    invite(survey=survey, people=[record.mention], by="registration", at=at)
    return Invitation.objects.filter(survey=survey, record__email=record.email, submission=None).first()
