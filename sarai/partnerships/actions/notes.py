"""What people write down about a partnership."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _

from sarai.accounts.models import User
from sarai.partnerships.models import Note, Partnership, Side

from .pipeline import NotNow


def write_note(
    *, partnership: Partnership, side: Side | None, readers: str, text: str, author: User, at: datetime
) -> Note:
    """Write a note for the readers whom its writer names: an officer for all sides or their own, the team for all
    sides or itself. The same note again within its day is the one that is there."""
    own_alone = Note.Readers.TEAM if side is None else Note.Readers.OWN
    if readers not in (Note.Readers.SIDES, own_alone):
        raise NotNow(_("Say who may read it."))
    said = {"partnership": partnership, "side": side, "readers": readers, "text": text, "author": author}
    return Note.objects.filter(**said, at__date=at.date()).first() or Note.objects.create(**said, at=at)


def delete_note(*, note: Note) -> None:
    """Delete a note; who may is for the caller to say."""
    note.delete()
