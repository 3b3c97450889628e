"""Who looks at a watch page: somebody who registered, by their personal link, or a name that lasts a day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.http import HttpRequest

from sarai.accounts.adapter import client_address
from sarai.exchanges import actions, tasks
from sarai.exchanges.models import Enrolment, Event

from .registering import enrolled_here


@dataclass(frozen=True)
class Viewer:
    """`key` is what viewings and votes call them. By `voice` they are counted: of those who are not registered, all
    behind one address have one, for any program calls itself another browser as often as it likes."""

    key: str
    voice: str
    enrolment: Enrolment | None

    @property
    def admitted(self) -> bool:
        """Whether they may connect because they registered."""
        return self.enrolment is not None and self.enrolment.connects

    @property
    def name(self) -> str:
        """Their name, "" where nobody told it."""
        return self.enrolment.name if self.enrolment else ""


def viewer_of(request: HttpRequest, event: Event, now: datetime) -> Viewer:
    """Who this browser is, at an event."""
    enrolment = enrolled_here(request, event)
    if enrolment is not None and enrolment.withdrawn_at is None:
        return Viewer(f"e{enrolment.pk}", f"e{enrolment.pk}", enrolment)
    tasks.forget_salts_in_time(now)
    address, browser = client_address(request), request.headers.get("User-Agent", "")[:500]
    key, voice = (actions.anonymous_viewer(address=address, browser=one, at=now) for one in (browser, ""))
    return Viewer(key, voice, None)
