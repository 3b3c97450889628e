"""What somebody of the team decides about letters that did not simply go."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from sarai.letters.models import Letter, Stop
from sarai.letters.rules import after

from .posting import tell


@transaction.atomic
def send_again(*, letter: int, at: datetime) -> None:
    """Have a letter sent once more; whoever says so knows the address to be good. Raises ValueError where it cannot
    be."""
    row = Letter.objects.select_for_update().get(pk=letter)
    state = after(row.state, "again")
    if state is None:
        raise ValueError(_("This letter is %(state)s: it cannot be sent again.") % {"state": row.get_state_display()})
    if not (row.email and row.text):
        raise ValueError(_("What this letter said is not kept any more, so it cannot be sent again."))
    asked = Stop.objects.filter(mark=row.mark, topic__in={row.topic, ""}, why=Stop.Why.ASKED)
    if row.bulk and asked.exists():
        raise ValueError(_("The reader asked not to be written to about this, so it is not sent again."))
    lift(mark=row.mark)
    row.state, row.reason, row.error, row.run, row.tries = state, "", "", "", 0
    row.not_before, row.not_after, row.sent_at = at, None, None
    row.save()
    tell()


@transaction.atomic
def leave(*, letter: int) -> None:
    """Leave a letter as it is: somebody saw it, and it needs nothing more. Raises ValueError where that is not to be
    decided."""
    row = Letter.objects.select_for_update().get(pk=letter)
    state = after(row.state, "leave")
    if state is None:
        said = _("This letter is %(state)s: there is nothing to decide.")
        raise ValueError(said % {"state": row.get_state_display()})
    row.state, row.reason = state, Letter.Reason.LEFT
    row.save(update_fields=["state", "reason"])


def lift(*, mark: str) -> int:
    """Take an address that was refused for a good one again; returns whether it was remembered as refused (0 or 1)."""
    return Stop.objects.filter(mark=mark, why=Stop.Why.REFUSED).delete()[0]
