"""Which format a file is in, and what the columns of a plain table mean."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext as _

from sarai.evidence.formats import About, Format, formats, recognise
from sarai.evidence.models import ColumnMapping
from sarai.evidence.reading import Book, Limits, Unreadable, open_book

from .refusals import NeedsColumns, NeedsFormat, Refused, located


def format_of(book: Book, key: str) -> tuple[Format, About]:
    """The format that a file is in, by its key or by itself, and what the file says of itself. Raises Refused."""
    if key:
        chosen = next((how for how in formats() if how.key == key), None)
        if chosen is None:
            known = ", ".join(sorted(how.key for how in formats()))
            raise NeedsFormat(
                _("There is no format “%(key)s”. Choose one of: %(known)s.") % {"key": key, "known": known}, []
            )
        about = chosen.recognise(book)
        if about is None:
            raise Refused(
                _("This file is not a %(format)s: its titles and headers are not those.") % {"format": chosen.label}
            )
        return chosen, about
    found = recognise(book)
    if len(found) > 1:
        labels = ", ".join(f"{how.label} ({how.key})" for how, _about in found)
        raise NeedsFormat(
            _("This file could be one of several: %(labels)s. Say which.") % {"labels": labels},
            [how.key for how, _about in found],
        )
    if not found:
        if not any(head.lines for head in book.head()):
            raise Refused(nothing_in(book))
        table = next(how for how in formats() if how.is_fallback)
        about = table.recognise(book)
        if about is None:
            raise NeedsFormat(
                _("The headers of this file are none that we know, and it is not a table with a header row."), []
            )
        return table, about
    return found[0]


def mapping_of(how: Format, book: Book, said: Mapping[str, str] | None = None) -> Mapping[str, str] | None:
    """What the columns of a plain table are `said`, or else were once said, to mean.

    Raises NeedsColumns where nobody can tell, and Refused where what is said does not fit the file.
    """
    if not how.is_fallback:
        return None
    if said:
        _refuse_unknown(how, book, said)
        return dict(said)
    if saved := ColumnMapping.objects.filter(fingerprint=how.fingerprint(book)).first():
        return dict(saved.columns)
    if not how.understands(book):
        raise NeedsColumns(
            _("The headers of this file are none that we know. Say what its columns mean, once; it is remembered."),
            how.describe(book),
        )
    return None


def save_mapping(path: Path, *, columns: Mapping[str, str], name: str, by: str, at: datetime) -> ColumnMapping:
    """Remember what the columns of a plain table mean, for this header row. Raises Refused, also for a column that
    the file does not have and a field that does not exist."""
    table = next(how for how in formats() if how.is_fallback)
    try:
        book = open_book(path, name, limits=Limits(max_bytes=settings.INTAKE_MAX_BYTES))
        _refuse_unknown(table, book, columns)
        fingerprint = table.fingerprint(book)
    except Unreadable as refusal:
        raise Refused(located(refusal)) from refusal
    saved, _new = ColumnMapping.objects.update_or_create(
        fingerprint=fingerprint, defaults={"name": name, "columns": dict(columns), "by": by, "saved_at": at}
    )
    return saved


def _refuse_unknown(table: Format, book: Book, columns: Mapping[str, str]) -> None:
    headers = [guess.header for guess in table.describe(book)]
    if unknown := [header for header in columns if header not in headers]:
        raise Refused(
            _("This file has no column “%(column)s”. Its columns are: %(known)s.")
            % {"column": unknown[0], "known": ", ".join(headers)}
        )
    if unknown := [field for field in columns.values() if field not in table.fields]:
        raise Refused(
            _("A column cannot mean “%(field)s”. Choose one of: %(known)s.")
            % {"field": unknown[0], "known": ", ".join(table.fields)}
        )


def nothing_in(book: Book) -> str:
    """What to say of a file in which no row says anything."""
    if any(head.lines for head in book.head()):
        return _(
            "This file names its columns and has no row under them that says anything. Export it again from the "
            "platform and check that it has rows."
        )
    return _("This file is empty. Export it again from the platform and check that it has rows.")
