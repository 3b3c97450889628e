"""Watching in tests: heartbeats as pages say them, read as the worker reads them."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

from sarai.exchanges.actions.watching import read_journals
from sarai.exchanges.beats import Journal, Ticket
from sarai.exchanges.beats.saying import written
from sarai.exchanges.desk.enrolments import file_enrolments
from sarai.exchanges.models import Enrolment, Session
from tests.making import START


def at(minutes: float) -> datetime:
    """So many minutes into the first session of an event."""
    return START + timedelta(minutes=minutes)


def enrolled(session: Session, name: str, **fields: object) -> Enrolment:
    """Somebody who registered, proved their address and was filed."""
    said = {
        "name": name,
        "email": f"{name.split()[0].lower()}@example.org",
        "made_at": at(-900),
        "changed_at": at(-900),
    }
    enrolment = Enrolment.objects.create(event=session.event, **said | {"proved_at": at(-900)} | fields)
    file_enrolments(by="test", at=at(-800))
    enrolment.refresh_from_db()
    return enrolment


def beat(
    folder: Path,
    session: Session,
    viewer: Enrolment | str,
    page: str,
    *stretches: tuple[int, int],
    opened: float = 0,
    came: float = 60 * 24,
    mode: str = "l",
) -> None:
    """A heartbeat of a page that was made at minute `opened` and says its stretches (began, lasted) in seconds; it came
    in at minute `came`. Nobody has read it yet."""
    who = viewer if isinstance(viewer, str) else f"e{viewer.pk}"
    ticket = Ticket(session.pk, who, page.ljust(16, "-"), mode, int(at(opened).timestamp()))  # type: ignore[arg-type]
    said = "".join(f"{number}:{began}:{lasted};" for number, (began, lasted) in enumerate(stretches, 1))
    journal = Journal(folder)
    journal.write(written(int(at(came).timestamp()), ticket.claims, said.encode()))
    journal.close()


def read(folder: Path) -> set[int]:
    """As the worker does."""
    return read_journals(folder=folder, at=at(2000))
