"""Reports that a letter came back, or is late."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction

from sarai.letters.bounces import Report
from sarai.letters.models import Letter, mark_of
from sarai.letters.rules import after, is_of_the_address

from .stopping import note_refused

SOON = timedelta(days=7)  # in which a report comes that names an address alone


@transaction.atomic
def take_report(report: Report, *, at: datetime) -> Letter | None:
    """Note what a report says of one of our letters; returns the letter, None where it is about none, or says nothing
    new. An address that does not exist is remembered; a report twice is one."""
    letter = _letter(report, at)
    state = after(letter.state, "bounce") if letter is not None else None
    if letter is None or state is None or report.action not in ("failed", "delayed"):
        return None
    letter.error = " ".join(part for part in (report.status, report.words) if part)
    letter.reason = Letter.Reason.DELAYED
    if report.action == "failed":
        letter.state, letter.reason = state, Letter.Reason.BOUNCED
        if is_of_the_address(report.status):
            note_refused(letter=letter, words=letter.error, at=at)
    letter.save(update_fields=["state", "reason", "error"])
    return letter


def _letter(report: Report, at: datetime) -> Letter | None:
    """The letter by its name; without one, the last that went to this address of late."""
    letters = Letter.objects.select_for_update()
    if report.name:
        return letters.filter(name=report.name).first()
    if not report.address:
        return None
    gone = letters.filter(mark=mark_of(report.address), state=Letter.State.SENT, sent_at__gte=at - SOON)
    return gone.order_by("-sent_at").first()
