"""What was handed in for an assignment as a table for files, with what its columns mean."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from django.utils.translation import gettext as _

from sarai.exchanges.models import HandIn
from sarai.exchanges.rules import graded, points_of

from .audience import Column, Row, Table


def handed_in(found: Iterable[HandIn]) -> Table:
    """A row for everybody who handed in, with what they wrote and how it was marked."""
    text, whole, moment = _("text"), _("whole number"), _("date and time, UTC")
    columns = [
        Column(_("Number"), whole, _("The number of what was handed in; it stands at the end of its address here.")),
        Column(_("Name"), text, _("As stated when registering.")),
        Column(_("E-mail"), text, _("As stated when registering, and proved.")),
        Column(_("Organisation"), text, _("As stated.")),
        Column(_("Handed in"), moment, _("What stands now; who hands in again replaces what they handed in before.")),
        Column(_("Late"), _("1 or 0"), _("Whether it came after the assignment was due.")),
        Column(_("Withdrawn"), _("1 or 0"), _("Whether they took their registration back.")),
        Column(_("Text"), text, _("As written; blank where only a file was handed in.")),
        Column(_("File"), text, _("The name of the file, which is fetched on the page of what was handed in.")),
        Column(_("Bytes"), whole, _("The size of the file, blank without one.")),
        Column(_("SHA-256"), text, _("By which a copy of the file is known to be the same.")),
        Column(_("Mark"), text, _("As it is on record; blank where it is not marked yet.")),
        Column(
            _("Points"), _("number"), _("The mark as a number, of a hundred where it says of how many; else blank.")
        ),
        Column(_("Comment"), text, _("What was written to them.")),
        Column(_("Marked by"), text, _("Who of the team marked it last.")),
        Column(_("Marked"), moment, _("When it was marked last.")),
    ]
    return Table(columns, _rows(found))


def _rows(found: Iterable[HandIn]) -> Iterator[Row]:
    for one in found:
        who, mark = one.enrolment, graded(one.mark, one.assignment.out_of)
        points = points_of(mark)
        yield (
            one.pk,
            who.name,
            who.email,
            who.organisation,
            one.changed_at.isoformat(),
            int(one.late),
            int(who.withdrawn_at is not None),
            one.text,
            one.file_name,
            "" if one.size is None else one.size,
            one.sha256,
            mark,
            "" if points is None else points,
            one.comment,
            one.marked_by,
            one.marked_at.isoformat() if one.marked_at else "",
        )
