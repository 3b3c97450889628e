"""What people write down about a partnership."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _

from sarai.partnerships.models import Note, Partnership, Side

from .pipeline import NotNow


def write_note(*, partnership: Partnership, side: Side | None, readers: str, text: str, by: str, at: datetime) -> Note:
    """Write a note for the readers whom its writer names: an officer for all sides or their own, the team for all
    sides or itself. The same note again within its day is the one that is there."""
    readers = Note.Readers(readers)
    if (readers == Note.Readers.TEAM) != (side is None and readers != Note.Readers.SIDES):
        raise NotNow(_("Say who may read it."))
    own = side if readers != Note.Readers.TEAM else None
    held = partnership.notes.filter(side=own, readers=readers, text=text, by=by, at__date=at.date()).first()
    return held or Note.objects.create(partnership=partnership, side=own, readers=readers, text=text, by=by, at=at)


def delete_note(*, note: Note) -> None:
    """Delete a note; who may is for the caller to say."""
    note.delete()
