"""Asking people to answer: each has a link of their own, good for one submission. Their letters go by the queue of
the site; who wants no more of them says so there."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from sarai.letters.actions import Draft, post_many
from sarai.letters.models import Letter
from sarai.letters.writing import greeting, speaking
from sarai.network.actions import Identifier
from sarai.network.mentions import Mention
from sarai.network.rules import combined
from sarai.surveys.models import Invitation, Survey
from sarai.surveys.queries import open_invitations, to_be_reminded, topic_of

from .judging import noted

FORMAT = "invitation"  # what a source is by which the team named people to ask


@transaction.atomic
def invite(*, survey: Survey, people: Sequence[Mention], by: str, at: datetime) -> int:
    """Give people an invitation each; returns how many are new. Who was invited before keeps the one they have."""
    source = noted(FORMAT, survey, reason="", by=by, at=at)
    asked = set(survey.invitations.values_list("record__email", flat=True))
    fresh = _once([one for one in people if one.email not in asked])
    ids = Identifier(source).identify([(one, "") for one in fresh])
    made = [Invitation(survey=survey, record_id=pk, made_at=at, by=by) for pk in ids]
    Invitation.objects.bulk_create(made, ignore_conflicts=True)
    return len(made)


def _once(people: Sequence[Mention]) -> list[Mention]:
    """Each address once, with whatever any of its lines says of the person."""
    found: dict[str, Mention] = {}
    for one in people:
        found[one.email] = combined(found[one.email], one) if one.email in found else one
    return list(found.values())


def send_letters(*, survey: Survey, at: datetime) -> int:
    """Write to everybody who was invited and has had no letter yet; returns to how many."""
    return _write(survey, open_invitations(survey).filter(letter=None), at, reminding=False)


def send_reminders(*, survey: Survey, at: datetime) -> int:
    """Write again to who has not answered: never within three days of the last letter, nor more than three times."""
    return _write(survey, open_invitations(survey).filter(to_be_reminded(at)), at, reminding=True)


def _write(survey: Survey, invitations: Iterable[Invitation], at: datetime, *, reminding: bool) -> int:
    """Post a letter for each invitation and note it there; asked twice at once, each still has one."""
    drafts = {one: _draft(survey, one, reminding) for one in invitations if "@" in one.record.email}
    with transaction.atomic():
        post_many(drafts.values(), at=at)
        letters = Letter.objects.in_bulk([draft.key for draft in drafts.values()], field_name="key")
        for one, draft in drafts.items():
            if reminding:
                one.reminder, one.reminders = letters[draft.key], one.reminders + 1
            else:
                one.letter = letters[draft.key]
        Invitation.objects.bulk_update(drafts, ["letter", "reminder", "reminders"], batch_size=500)
    return len(drafts)


def _draft(survey: Survey, one: Invitation, reminding: bool) -> Draft:
    with speaking(one.record.language) as language:
        subject = _("Reminder: %(title)s") if reminding else _("An invitation: %(title)s")
        return Draft(
            key=f"invitation:{one.pk}:{one.reminders + 1 if reminding else 0}",
            to=one.record.email,
            subject=subject % {"title": survey.called},
            text=_body(survey, one),
            purpose=Letter.Purpose.REMINDER if reminding else Letter.Purpose.INVITATION,
            language=language,
            topic=topic_of(survey),
            about=survey.called,
        )


def _body(survey: Survey, one: Invitation) -> str:
    begin = settings.SITE_URL + reverse("surveys:answer-invited", args=[survey.slug, one.key])
    until = _("It is open until %(day)s.") % {"day": date_format(survey.closes_at)} if survey.closes_at else ""
    parts = [
        greeting(one.record.name),
        _("you are invited to answer this survey: %(title)s.") % {"title": survey.called},
        survey.about,
        until,
        _("This link is for you alone, and is good for one answer:") + "\n" + begin,
    ]
    return "\n\n".join(part for part in parts if part) + "\n"
