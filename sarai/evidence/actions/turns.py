"""Files come one after another."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import OperationalError, connection, transaction
from django.utils.translation import gettext as _

_TURNSTILE = int.from_bytes(b"intake")  # the number of the lock that PostgreSQL keeps for us


class Busy(ValueError):
    """Another file is being taken in or withdrawn, and takes longer than one may wait."""


def _wait() -> None:
    """Let files in one after another, so that each sees what the one before it brought. A transaction of SQLite begins
    with the lock; elsewhere they queue here."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_TURNSTILE])


@contextmanager
def in_turn(*, dry_run: bool = False) -> Iterator[None]:
    """A transaction in which one file is taken in or withdrawn; a dry run does all of it and takes it back. Also for a
    whole function, as `@in_turn()`. Raises Busy with a sentence."""
    try:
        with transaction.atomic():
            _wait()
            yield
            transaction.set_rollback(dry_run)
    except OperationalError as error:
        if "locked" not in str(error):
            raise
        raise Busy(
            _("Another file is being taken in, and this one has waited as long as it may. Try again when that is done.")
        ) from error
