"""Letters that need not be kept: of people whose data is erased, and old ones."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from datetime import datetime, timedelta
from functools import reduce
from operator import or_

from django.conf import settings
from django.db import transaction
from django.db.models import Q, QuerySet

from sarai.letters.models import Letter, mark_of
from sarai.letters.rules import before

# What a letter said, and what says whom it was to.
_SAID: dict[str, object] = {"subject": "", "text": "", "reply_to": "", "attachments": []}
_READER: dict[str, object] = {"email": "", "language": "", "error": ""}
_NAMING = ("subject", "text")  # where a letter may name somebody else than its reader


@transaction.atomic
def forget(*, addresses: Collection[str], topics: str = "") -> int:
    """Blank every letter to these addresses, and every letter to others that names one of them, or those whose topic
    begins with `topics`; what has not gone does not go. Returns how many letters.

    That they went, when and what for, stays, and of what went to others, to whom; so does the hash of an address that
    wants no letters.
    """
    known = {address.strip().lower() for address in addresses} - {""}
    letters = Letter.objects.filter(topic__startswith=topics)
    number = _blank(letters.filter(mark__in=map(mark_of, known)), _SAID | _READER)
    letters.filter(reply_to__in=known).update(reply_to="")  # such a letter may go: only answers to it would not
    return number + _blank(Letter.objects.filter(pk__in=list(_naming(letters, known))), _SAID)


def _blank(letters: QuerySet[Letter], blank: dict[str, object]) -> int:
    letters.filter(state__in=before("stop")).update(state=Letter.State.STOPPED, reason=Letter.Reason.ERASED)
    return letters.update(**blank)


def _naming(letters: QuerySet[Letter], addresses: Collection[str]) -> Iterator[int]:
    """The letters in which one of these addresses stands; not those where it is the end or beginning of another."""
    if not addresses:
        return
    whole = "|".join(map(re.escape, addresses))
    pattern = re.compile(rf"(?<![\w.+-])(?:{whole})(?![\w-]|\.\w)", re.IGNORECASE)
    stands = reduce(or_, (Q(**{f"{field}__icontains": one}) for field in _NAMING for one in addresses))
    for pk, *said in letters.filter(stands).values_list("pk", *_NAMING).iterator():
        if any(map(pattern.search, said)):
            yield pk


def sweep(*, at: datetime) -> int:
    """Forget what letters said that were posted long ago (`LETTERS_KEPT`, days) and are not on their way; returns of
    how many. Whom they went to, and when, stays."""
    old = Letter.objects.filter(posted_at__lt=at - timedelta(days=settings.LETTERS_KEPT)).exclude(text="")
    settled = old.exclude(state__in=(Letter.State.WAITING, Letter.State.SENDING))
    return settled.update(text="", attachments=[])
