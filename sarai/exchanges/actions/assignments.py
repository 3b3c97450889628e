"""The assignment of an event: set, handed in, marked. What is filed of it as facts follows in the background."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable
from datetime import datetime
from uuid import uuid4

from django.core.files.base import File
from django.db import transaction
from django.utils.translation import gettext as _

from sarai.evidence.reading.documents import Document
from sarai.exchanges.models import Assignment, Enrolment, Event, HandIn

from .arranging import delete_later, noted
from .enrolling import NOTHING
from .writing import tell_marked

Then = Callable[[], object]


class NotTaken(ValueError):
    """What somebody hands in cannot be taken, with the sentence that says why."""


class Meanwhile(ValueError):
    """What is marked is not any more what the team looked at."""


@transaction.atomic
def set_assignment(*, assignment: Assignment, by: str, at: datetime, then: Then = NOTHING) -> Assignment:
    """Keep what the team filled in: a new assignment of an event, or another wording or time of the one it has. Of
    another number of points, marks that were given are on record anew."""
    if assignment.pk is None:
        assignment.set_at = at
    elif not Assignment.objects.filter(pk=assignment.pk, out_of=assignment.out_of).exists():
        assignment.hand_ins.exclude(mark="").update(filed_at=None)
        transaction.on_commit(then)
    assignment.by, assignment.removed_at = by, None
    assignment.save()
    noted(assignment.event, "assignment", by=by, at=at)
    return assignment


@transaction.atomic
def remove_assignment(*, assignment: Assignment, by: str, at: datetime) -> None:
    """Take an assignment away. Raises ValueError where somebody has handed it in."""
    held = Assignment.objects.select_for_update(of=("self",)).select_related("event").get(pk=assignment.pk)
    if held.hand_ins.exists():
        raise ValueError(_("Somebody has handed this assignment in, so it stays."))
    held.removed_at = at
    held.save(update_fields=["removed_at"])
    noted(held.event, "assignment removed", by=by, at=at)


@transaction.atomic
def hand_in(
    *,
    assignment: Assignment,
    enrolment: Enrolment,
    text: str,
    document: Document | None,
    keep_file: bool = True,
    at: datetime,
    then: Then = NOTHING,
) -> HandIn:
    """Hand the assignment in, or something else instead of what was handed in. Sent twice, it is handed in once.

    `document` is a file; without one, the file handed in before stays with `keep_file`. What somebody handed in stays
    when they withdraw from the event afterwards: they did it, and it can still be marked; but from then on they hand
    nothing in, as it is for those who take part. Raises NotTaken.
    """
    assignments = Assignment.objects.select_for_update(of=("self",)).select_related("event")
    assignment = assignments.get(pk=assignment.pk)  # it may be taken away at this moment
    enrolment = Enrolment.objects.select_for_update().get(pk=enrolment.pk)
    known = HandIn.objects.select_for_update().filter(assignment=assignment, enrolment=enrolment).first()
    if known:
        known.assignment = assignment
    _refuse(assignment, enrolment, known, document, at)
    one = known or HandIn(assignment=assignment, enrolment=enrolment, handed_in_at=at)
    sha256 = _hash(document.content) if document else one.sha256 if keep_file else ""
    if not text.strip() and not sha256:
        raise NotTaken(_("Write something, or choose a file."))
    if known and (known.text, known.sha256) == (text, sha256):
        return known
    if one.sha256 and one.sha256 != sha256:
        delete_later(one.file.storage, str(one.file.name))
    one.text, one.changed_at, one.filed_at = text, at, None
    if one.sha256 != sha256:
        _put(one, document, sha256)
    one.save()
    transaction.on_commit(then)
    return one


def _refuse(
    assignment: Assignment, enrolment: Enrolment, known: HandIn | None, document: Document | None, at: datetime
) -> None:
    if assignment.removed_at or assignment.event.state != Event.State.OPEN or not enrolment.connects:
        raise NotTaken(_("This cannot be handed in. Who takes part in the event hands its assignment in."))
    if known and known.marked_at:
        raise NotTaken(_("What you handed in is marked already, so it stays as it is."))
    if known and not known.may_be_replaced(at):
        raise NotTaken(_("The time is over. What you handed in before it ended stays as it is."))
    if document and not assignment.takes_files:
        raise NotTaken(_("For this assignment you write a text; no file is taken."))


def _hash(content: File[bytes]) -> str:
    content.seek(0)
    found = hashlib.file_digest(content, "sha256").hexdigest()
    content.seek(0)
    return found


def _put(one: HandIn, document: Document | None, sha256: str) -> None:
    """Put a file in the place of the one before, under a name that tells nobody anything."""
    one.sha256 = sha256
    if document is None:
        one.file, one.file_name, one.size = "", "", None
        return
    one.file_name, one.size = document.name, document.content.size
    one.file.save(uuid4().hex, document.content, save=False)


@transaction.atomic
def mark_hand_in(
    *, hand_in: HandIn, mark: str, comment: str, seen: datetime, by: str, at: datetime, then: Then = NOTHING
) -> HandIn:
    """Mark what was handed in, or mark it otherwise; whoever handed it in is written to, the first time. With a blank
    mark it counts as not marked any more, and can be replaced.

    `seen` is when what the marker looked at was last replaced or marked. Raises Meanwhile where it was either since.
    """
    held = _locked(hand_in)
    if (held.mark, held.comment) == (mark, comment) and held.marked_at:
        return held
    if held.changed_at > seen:
        raise Meanwhile(_("Something else was handed in meanwhile. Look at it before you mark it."))
    if held.touched_at != seen:
        raise Meanwhile(_("Somebody else marked it meanwhile. Look at that before you mark it otherwise."))
    refiled = held.mark != mark
    held.mark, held.comment, held.marked_by, held.marked_at = mark, comment, by, at if mark else None
    if refiled:
        held.filed_at = None
        transaction.on_commit(then)
    held.save(update_fields=["mark", "comment", "marked_by", "marked_at", "filed_at"])
    if mark and held.enrolment.connects:
        tell_marked(held, at)
    return held


def _locked(hand_in: HandIn) -> HandIn:
    held = HandIn.objects.select_for_update(of=("self",)).select_related("enrolment__event", "assignment__event")
    return held.get(pk=hand_in.pk)


def handed_in_on_file(found: Iterable[HandIn], *, at: datetime) -> int:
    """Remember that hand-ins were filed as they stand, unless they were replaced or marked meanwhile; returns how
    many."""
    return sum(
        HandIn.objects.filter(pk=one.pk, changed_at=one.changed_at, mark=one.mark).update(filed_at=at) for one in found
    )


def forget_hand_ins(enrolments: Iterable[Enrolment], *, at: datetime) -> None:
    """Take out what somebody wrote, their files, and what was written to them. That they handed in stays."""
    for one in HandIn.objects.filter(enrolment__in=enrolments):
        if one.file:
            delete_later(one.file.storage, str(one.file.name))
        one.text = one.file = one.file_name = one.sha256 = one.mark = one.comment = one.marked_by = ""
        one.size = one.marked_at = None
        one.filed_at = at
        one.save()
