"""Where what is handed in and marked on this site becomes facts, like the rows of a table of assignments."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from sarai.evidence.actions import in_turn
from sarai.evidence.formats import Where
from sarai.exchanges.actions.assignments import handed_in_on_file
from sarai.exchanges.intake import records
from sarai.exchanges.models import HandIn
from sarai.exchanges.rules import graded

from .enrolments import file_records, mention_of

FORMAT = "hand-in"
AT_ONCE = 500


def file_hand_ins(*, by: str, at: datetime) -> int:
    """File everything that was handed in, replaced or marked since it was last filed; returns how many."""
    done = 0
    while batch := _batch():
        done += _file(batch, by=by, at=at)
    return done


def _waiting() -> QuerySet[HandIn]:
    found = HandIn.objects.filter(filed_at=None).exclude(enrolment__email="")
    return found.select_related("enrolment", "assignment__event").order_by("changed_at", "pk")


def _batch() -> list[HandIn]:
    """Some that wait, all of one assignment and marked by the same, who stands in the source."""
    first = _waiting().first()
    if first is None:
        return []
    return list(_waiting().filter(assignment=first.assignment_id, marked_by=first.marked_by)[:AT_ONCE])


@in_turn()
def _file(batch: Sequence[HandIn], *, by: str, at: datetime) -> int:
    event = batch[0].assignment.event
    title = _("Assignments on this site: %(event)s") % {"event": event.title}
    marker = batch[0].marked_by or by
    file_records(event, [_record(one) for one in batch], how=FORMAT, title=title, by=marker, at=at)
    return handed_in_on_file(batch, at=at)


def _record(one: HandIn) -> records.Submission:
    """That it was handed in, by the same address as the registration: a row of a file about them is the same fact."""
    mark = graded(one.mark, one.assignment.out_of)
    return records.Submission(Where("", one.pk), mention_of(one.enrolment), one.changed_at, mark)
