"""Asking people to answer: each has a link of their own, good for one submission."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from smtplib import SMTPException

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.db import transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from sarai.network.actions import Identifier
from sarai.network.mentions import Mention
from sarai.network.rules import combined
from sarai.surveys.models import Invitation, Survey
from sarai.surveys.queries import MOST_REMINDERS, REST

from .judging import noted

FORMAT = "invitation"  # what a source is by which the team named people to ask
AT_ONCE = 50  # mails in one go of the mail server


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


def send_letters(*, survey: Survey, at: datetime, progress: Callable[[int], object] = lambda _sent: None) -> int:
    """Write to everybody who was invited and has had no letter yet; returns to how many."""
    return _send(survey, survey.invitations.filter(sent_at=None), _invited, at, progress)


def send_reminders(*, survey: Survey, at: datetime, progress: Callable[[int], object] = lambda _sent: None) -> int:
    """Write again to who has not answered: never within three days of the last letter, nor more than three times."""
    quiet = at - REST
    silent = survey.invitations.filter(submission=None, sent_at__lte=quiet, reminders__lt=MOST_REMINDERS)
    return _send(survey, silent.filter(Q(reminded_at=None) | Q(reminded_at__lte=quiet)), _reminded, at, progress)


def _invited(one: Invitation, at: datetime) -> None:
    one.sent_at = at


def _reminded(one: Invitation, at: datetime) -> None:
    one.reminded_at, one.reminders = at, one.reminders + 1


def _send(
    survey: Survey,
    invitations: Iterable[Invitation],
    note: Callable[[Invitation, datetime], None],
    at: datetime,
    progress: Callable[[int], object],
) -> int:
    """Send letters, and note each as soon as the mail server has it: a killed process writes to nobody twice but those
    of its last letter."""
    waiting = [one for one in _open(invitations) if "@" in one.record.email]
    reminding, sent = note is _reminded, 0
    for start in range(0, len(waiting), AT_ONCE):
        with get_connection(settings.MAIL_TRANSPORT) as connection:
            for one in waiting[start : start + AT_ONCE]:
                if _sent(_letter(survey, one, reminding), connection):
                    note(one, at)
                    one.save(update_fields=["sent_at", "reminded_at", "reminders"])
                    sent += 1
        progress(sent)
    return sent


def _open(invitations: Iterable[Invitation]) -> list[Invitation]:
    """Those to whom a letter may go: not answered, and nobody who asked not to be written to."""
    found = invitations.filter(submission=None, declined_at=None)  # type: ignore[attr-defined]
    return list(found.select_related("record").order_by("pk"))


def _sent(letter: EmailMessage, connection: object) -> bool:
    """Whether the mail server took a letter; an address that it refuses is left for the next time."""
    letter.connection = connection
    try:
        return bool(letter.send())
    except SMTPException:
        return False


def _letter(survey: Survey, one: Invitation, reminding: bool) -> EmailMessage:
    language = one.record.language if one.record.language in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE
    with translation.override(language):
        subject = _("Reminder: %(title)s") if reminding else _("An invitation: %(title)s")
        return EmailMessage(subject % {"title": survey.called}, _body(survey, one), to=[one.record.email])


def _body(survey: Survey, one: Invitation) -> str:
    begin = settings.SITE_URL + reverse("surveys:answer-invited", args=[survey.slug, one.key])
    stop = settings.SITE_URL + reverse("surveys:invitation-decline", args=[survey.slug, one.key])
    greeting = _("Dear %(name)s,") % {"name": one.record.name} if one.record.name else _("Good day,")
    until = _("It is open until %(day)s.") % {"day": date_format(survey.closes_at)} if survey.closes_at else ""
    parts = [
        greeting,
        _("you are invited to answer this survey: %(title)s.") % {"title": survey.called},
        survey.about,
        until,
        _("This link is for you alone, and is good for one answer:") + "\n" + begin,
        _("Do not write to me about this survey again:") + "\n" + stop,
    ]
    return "\n\n".join(part for part in parts if part) + "\n"


def decline(*, invitation: Invitation, at: datetime) -> None:
    """Remember that somebody does not want to be written to about this survey."""
    if invitation.declined_at is None:
        invitation.declined_at = at
        invitation.save(update_fields=["declined_at"])
