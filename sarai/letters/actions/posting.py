"""Putting letters into the queue."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from sarai.letters.models import Letter, mark_of, name_of
from sarai.letters.rules import NECESSARY, before
from sarai.letters.writing import known

AT_ONCE = 500  # rows of one statement


@dataclass(frozen=True, slots=True)
class Attachment:
    """A small file in a letter. The `kind` of an invitation of a calendar says its method:
    "text/calendar; method=REQUEST"."""

    name: str
    kind: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Draft:
    """A letter that somebody wants sent, written in the reader's language.

    `key`: the same key is the same letter, however often it is posted; it tells nobody's name or address.
    `purpose`: one of `Letter.Purpose`. `topic`: what a reader may stop ("event:training"); `about`: its title.
    `not_before`, `not_after`: when it may go; None: at once, and at any time.
    """

    key: str
    to: str
    subject: str
    text: str
    purpose: str
    language: str = ""
    topic: str = ""
    about: str = ""
    reply_to: str = ""
    attachments: tuple[Attachment, ...] = ()
    not_before: datetime | None = None
    not_after: datetime | None = None


_told: list[Callable[[], object]] = []


def when_posted(send: Callable[[], object]) -> None:
    """Register what is called once letters were posted and the caller's transaction has ended well."""
    _told.append(send)


def post(draft: Draft, *, at: datetime) -> None:
    """Have a letter sent, if the caller's transaction ends well. One statement; a key that is known already changes
    nothing."""
    post_many([draft], at=at)


def post_many(drafts: Iterable[Draft], *, at: datetime) -> None:
    """Have letters sent, each once, if the caller's transaction ends well."""
    letters = [_letter(draft, at) for draft in drafts]
    if letters:
        Letter.objects.bulk_create(letters, batch_size=AT_ONCE, ignore_conflicts=True)
        tell()


def tell() -> None:
    """Tell whoever sends, once the caller's transaction has ended well."""
    for send in _told:
        transaction.on_commit(send)


def _letter(draft: Draft, at: datetime) -> Letter:
    address = draft.to.strip().lower()
    return Letter(
        key=draft.key,
        name=name_of(draft.key),
        email=address,
        mark=mark_of(address),
        language=known(draft.language),
        subject=" ".join(draft.subject.split())[:250],
        text=draft.text,
        reply_to=draft.reply_to,
        attachments=[
            {"name": one.name, "type": one.kind, "content": b64encode(one.content).decode()}
            for one in draft.attachments
        ],
        purpose=Letter.Purpose(draft.purpose),
        bulk=draft.purpose not in NECESSARY,
        topic=draft.topic,
        about=draft.about[:250],
        posted_at=at,
        not_before=draft.not_before or at,
        not_after=draft.not_after,
    )


@transaction.atomic
def call_back(*, keys: Collection[str], at: datetime) -> int:
    """Send no letter of these keys that has not gone yet, such as reminders of a session that was called off; returns
    how many that were."""
    found = Letter.objects.filter(key__in=keys)
    found.filter(state=Letter.State.SENDING).update(not_after=at)  # should it be put off, it does not go later
    waiting = found.filter(state__in=before("stop"))
    return waiting.update(state=Letter.State.STOPPED, reason=Letter.Reason.NOT_NEEDED)
