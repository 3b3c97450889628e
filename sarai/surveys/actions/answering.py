"""Answers given on a survey's page: begun, changed page by page, sent; corrected and withdrawn afterwards."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Any
from zoneinfo import ZoneInfo

from django.core.files.base import ContentFile
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import Sum
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _

from sarai.surveys import pages
from sarai.surveys.answering import finish, write
from sarai.surveys.models import Draft, DraftFile, Invitation, Submission, Survey, Version
from sarai.surveys.models.questionnaires import new_key
from sarai.surveys.queries import engine_of
from sarai.surveys.xpath import Node

from .receiving import attach, receive

KEPT = timedelta(days=30)  # answers that are not sent, after they were changed last
LARGEST_FILE = 25 * 1024 * 1024  # bytes
MOST_FILES = 100 * 1024 * 1024  # bytes of all files of one set of answers
ADD, REMOVE = "add:", "remove:"


class NotThere(LookupError):
    """A page that these answers do not have, or answers that are not here any more."""


class Answered(ValueError):
    """An invitation that was good for one submission, and was used."""


@dataclass(frozen=True, slots=True)
class Sent:
    """What a page sent: its fields, its files, and the button that was pressed."""

    fields: pages.Posted
    files: Mapping[str, UploadedFile]
    button: str = ""


@dataclass(frozen=True, slots=True)
class Taken:
    """The answers after a page was taken over; `before` are the questions that were asked on it until then."""

    sitting: pages.Sitting
    page: pages.Page
    read: pages.Read
    before: frozenset[str]


def now_in(survey: Survey, at: datetime) -> datetime:
    """A moment in the zone in which a survey is asked."""
    return at.astimezone(ZoneInfo(survey.timezone))


def sitting_of(draft: Draft, at: datetime) -> pages.Sitting:
    """The answers of a draft with their logic."""
    now = now_in(draft.version.survey, at)
    return pages.resume(engine_of(draft.version_id), bytes(draft.xml), now=now, language=draft.language)


@transaction.atomic
def begin_answers(
    *,
    survey: Survey,
    version: Version,
    language: str,
    at: datetime,
    invitation: Invitation | None = None,
    test: bool = False,
) -> Draft:
    """Begin to answer, with `test` as a trial; who was invited goes on with what they began before. Raises
    `Answered`."""
    known: dict[str, str] = {}
    if invitation is not None:
        invitation = Invitation.objects.select_for_update(of=("self",)).select_related("record").get(pk=invitation.pk)
        if invitation.submission_id is not None:
            raise Answered
        if begun := invitation.drafts.first():
            return begun
        known = {"email": invitation.record.email, "username": invitation.record.name}
    sitting = pages.begin(
        engine_of(version.pk), now=now_in(survey, at), language=language, known=lambda name: known.get(name, "")
    )
    return _keep(version, sitting, at, invitation, test)


def _keep(
    version: Version, sitting: pages.Sitting, at: datetime, invitation: Invitation | None = None, test: bool = False
) -> Draft:
    return Draft.objects.create(
        version=version,
        invitation=invitation,
        key=(Draft.TRIAL if test else "") + new_key(),
        xml=sitting.xml(),
        language=sitting.language,
        test=test,
        begun_at=at,
        changed_at=at,
    )


@transaction.atomic
def take_page(*, draft: Draft, number: int, sent: Sent, language: str, at: datetime) -> Taken:
    """Take the answers of a page over, and do what its button says. Raises `NotThere`, and `pages.TooMuch`."""
    draft = _locked(draft)
    sitting = sitting_of(draft, at)
    found = pages.pages_of(sitting.state)
    if not 0 < number <= len(found):
        raise NotThere
    page = found[number - 1]
    before = frozenset(pages.names_asked(sitting, page))
    told = pages.read(sitting, page, sent.fields, _keeper(draft, sent.files))
    press(sitting, page, sent.button)
    draft.xml, draft.language, draft.changed_at = sitting.xml(), language, at
    draft.save(update_fields=["xml", "language", "changed_at"])
    return Taken(sitting, page, told, before)


def _locked(draft: Draft) -> Draft:
    """The draft as it is now, for nobody else to change until this is done. Raises `NotThere`."""
    held = Draft.objects.select_for_update(of=("self",)).select_related("version__survey", "invitation")
    found = held.defer("version__original", "version__xform").filter(pk=draft.pk).first()
    if found is None:
        raise NotThere
    return found


def press(sitting: pages.Sitting, page: pages.Page, button: str) -> None:
    """Add or remove an instance of a repeat, if the button says so and the page has it."""
    for spot in pages.spots(sitting.state, page):
        name = pages.name_of(sitting.state, spot.node)
        if spot.what == "add" and button == f"{ADD}{name}/{spot.item.path[-1]}":
            return sitting.add(spot.node, spot.item.path)
        if spot.what == "instance" and spot.removable and button == f"{REMOVE}{name}":
            return sitting.remove(spot.node)


def _keeper(draft: Draft, files: Mapping[str, UploadedFile]) -> Callable[[Node, str], str]:
    """Keeps the files that a page brought with the draft; one that is too large is refused with a sentence."""

    def keep(node: Node, name: str) -> str:
        upload = files.get(name)
        if upload is None or not upload.size:
            return ""
        limits = {"most": filesizeformat(LARGEST_FILE), "all": filesizeformat(MOST_FILES)}
        if upload.size > LARGEST_FILE:
            raise ValueError(_("This file is larger than %(most)s, and was not kept. Choose a smaller one.") % limits)
        kept = draft.files.exclude(name=node.text).aggregate(size=Sum("size"))["size"] or 0
        if kept + upload.size > MOST_FILES:
            raise ValueError(_("All files together may have %(all)s; this one was not kept.") % limits)
        _forget_files(draft.files.filter(name=node.text))
        return _store(draft, pages.file_name(upload.name or "", _taken(draft)), upload)

    return keep


def _taken(draft: Draft) -> set[str]:
    return set(draft.files.values_list("name", flat=True))


def _store(draft: Draft, name: str, content: Any) -> str:
    kept = DraftFile(draft=draft, name=name, size=content.size)
    kept.file.save(f"{draft.pk}", content, save=False)
    kept.save()
    return name


def _forget_files(files: Any) -> None:
    """Delete rows of files, and once that is certain what they held."""
    for one in list(files):
        one.delete()
        transaction.on_commit(partial(one.file.storage.delete, one.file.name), robust=True)


@transaction.atomic
def send_answers(*, draft: Draft, at: datetime, then: Callable[[], object] = lambda: None) -> Submission:
    """Send answers: they are received with their files, and the draft is gone. Raises `NotThere`, `Answered`."""
    draft = _locked(draft)
    invitation = draft.invitation
    if invitation is not None:
        invitation = Invitation.objects.select_for_update().get(pk=invitation.pk)
        if invitation.submission_id is not None:
            raise Answered
    sitting = sitting_of(draft, at)
    finish(sitting.state)
    submission = receive(
        survey=draft.version.survey,
        xml=write(sitting.tree),
        door=Submission.Door.PAGE,
        at=at,
        language=draft.language,
        test=draft.test,
        then=then,
    ).submission
    named = {node.text for node in sitting.tree.descendants() if node.relevant and node.text and not node.children}
    for file in draft.files.filter(name__in=named):
        with file.file.open() as content:
            attach(submission=submission, name=file.name, content=content, at=at)
    if invitation is not None:
        invitation.submission = submission
        invitation.save(update_fields=["submission"])
    _forget(draft)
    return submission


def _forget(draft: Draft) -> None:
    _forget_files(draft.files.all())
    draft.delete()


@transaction.atomic
def correct_answers(*, submission: Submission, at: datetime) -> Draft:
    """Begin a correction of answers that were sent: a draft with what they say, and with their files."""
    version = submission.version
    assert version is not None  # what has no version is flagged, and has no page on which to correct it
    sitting = pages.correct(
        engine_of(version.pk),
        bytes(submission.xml),
        now=now_in(submission.survey, at),
        language=submission.language,
    )
    draft = _keep(version, sitting, at, test=submission.test)
    for file in submission.files.all():
        with file.file.open() as content:
            _store(draft, file.name, ContentFile(content.read()))
    return draft


def sweep_drafts(*, at: datetime) -> int:
    """Forget answers that were begun and not changed for thirty days; returns how many."""
    old = Draft.objects.filter(changed_at__lt=at - KEPT)
    count = 0
    for draft in old.only("pk").iterator(chunk_size=500):
        with transaction.atomic():
            _forget(draft)
        count += 1
    return count
