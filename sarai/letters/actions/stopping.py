"""Letters that a reader does not want, and addresses that mail servers refuse."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from sarai.letters.models import Letter, Stop
from sarai.letters.rules import before


@transaction.atomic
def stop(*, mark: str, topic: str, at: datetime) -> None:
    """Send an address no more letters about a topic ("": about anything), save those it cannot do without. Done twice,
    it is done once."""
    Stop.objects.get_or_create(mark=mark, topic=topic, why=Stop.Why.ASKED, defaults={"at": at})
    waiting = Letter.objects.filter(mark=mark, bulk=True, state__in=before("stop"))
    if topic:
        waiting = waiting.filter(topic=topic)
    waiting.update(state=Letter.State.STOPPED, reason=Letter.Reason.UNWANTED)


def resume(*, mark: str, topic: str) -> None:
    """Send an address letters about a topic again, by its reader's own word. One that stopped everything has to say so
    of everything."""
    Stop.objects.filter(mark=mark, topic=topic, why=Stop.Why.ASKED).delete()


def note_refused(*, letter: Letter, words: str, at: datetime) -> None:
    """Remember that a mail server knows no such address, so that it is not bothered again."""
    said = {"at": at, "error": words}
    Stop.objects.update_or_create(mark=letter.mark, topic="", why=Stop.Why.REFUSED, defaults=said)
