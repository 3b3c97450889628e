"""Letters that need not be kept: of people whose data is erased, and old ones."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction

from sarai.letters.models import Letter, mark_of
from sarai.letters.rules import before

# What says who a letter was to, and what it said.
_BLANK = {"email": "", "subject": "", "text": "", "reply_to": "", "attachments": [], "error": ""}


@transaction.atomic
def forget(*, addresses: Collection[str], topics: str = "") -> int:
    """Blank every letter to these addresses, or those whose topic begins with `topics`; what has not gone does not go.
    Returns how many letters.

    That they went, when and what for, stays; so does the hash of an address that wants no letters.
    """
    marks = {mark_of(address) for address in addresses if address}
    found = Letter.objects.filter(mark__in=marks, topic__startswith=topics)
    found.filter(state__in=before("stop")).update(state=Letter.State.STOPPED, reason=Letter.Reason.ERASED)
    return found.update(language="", **_BLANK)


def sweep(*, at: datetime) -> int:
    """Forget what letters said that were posted long ago (`LETTERS_KEPT`, days) and are not on their way; returns of
    how many. Whom they went to, and when, stays."""
    old = Letter.objects.filter(posted_at__lt=at - timedelta(days=settings.LETTERS_KEPT)).exclude(text="")
    settled = old.exclude(state__in=(Letter.State.WAITING, Letter.State.SENDING))
    return settled.update(text="", attachments=[])
