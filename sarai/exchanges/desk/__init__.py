"""Where exports of meetings, webinars and registrations are received."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from sarai.evidence.formats import About, Context, declare_acts
from sarai.evidence.intake import NeedsTarget, Placement, declare_desk
from sarai.exchanges.actions import readings as actions
from sarai.exchanges.models import Event, Session

from .choosing import all_choices, session_choices
from .filer import ExchangesFiler
from .several import mode_of, several_of

__all__ = ["ExchangesDesk", "ExchangesFiler"]

NEAR = timedelta(hours=12)


class ExchangesDesk:
    """Receives registrations, attendance, assignments and view counts."""

    app = "exchanges"

    def place(self, about: About, target: Mapping[str, Any]) -> Placement:
        """The event, and for a report of one sitting the session, by the user's word or the file's own."""
        if several := several_of(target):
            return several
        event, session = _session_of(about, target)
        windows = tuple(event.sessions.values_list("starts_at", "ends_at"))
        canonical: dict[str, Any] = {"event": event.slug}
        label = event.title
        if session:
            canonical["session"] = session.number
            windows = ((session.starts_at, session.ends_at),)
            label = _("%(event)s, session %(number)d") % {"event": event.title, "number": session.number}
        mode = mode_of(target)
        canonical |= {"mode": mode} if mode else {}
        return Placement(
            canonical,
            label,
            Context(zone=event.zone, windows=windows),
            lambda source: ExchangesFiler(source, event, session, about, mode),
        )


def _session_of(about: About, target: Mapping[str, Any]) -> tuple[Event, Session | None]:
    if slug := target.get("event"):
        event = Event.objects.filter(slug=slug).first()
        if event is None:
            raise NeedsTarget(_("There is no event “%(slug)s”.") % {"slug": slug}, all_choices())
        return event, _numbered(event, about, target.get("session"))
    session = _session_by_report(about)
    if session is None:
        raise NeedsTarget(_("This file does not say which event it belongs to. Choose the event."), all_choices())
    return session.event, session


def _numbered(event: Event, about: About, number: object) -> Session | None:
    if number not in (None, ""):
        session = event.sessions.filter(number=int(str(number))).first() if str(number).isdigit() else None
        if session is None:
            known = ", ".join(str(n) for n in event.sessions.values_list("number", flat=True))
            raise NeedsTarget(
                _("“%(event)s” has no session %(number)s. Its sessions are: %(known)s.")
                % {"event": event.title, "number": number, "known": known},
                session_choices(event),
            )
        return session
    sessions = list(event.sessions.all())
    if len(sessions) == 1:
        return sessions[0]
    near = [session for session in sessions if _is_near(session, about)]
    return near[0] if len(near) == 1 else None


def _session_by_report(about: About) -> Session | None:
    """The only session with this meeting number, or the one of them that was held when the report says."""
    if not about.platform_id:
        return None
    sessions = list(Session.objects.filter(platform_id=about.platform_id).select_related("event"))
    near = [session for session in sessions if _is_near(session, about)]
    return sessions[0] if len(sessions) == 1 else near[0] if len(near) == 1 else None


def _is_near(session: Session, about: About) -> bool:
    """Whether the report's printed start is that of the session, whichever zone it was printed in."""
    if about.starts_at is None:
        return False
    printed = about.starts_at.replace(tzinfo=session.event.zone)
    return abs(printed - session.starts_at) <= NEAR


declare_desk(ExchangesDesk())
declare_acts(
    {
        actions.ENTERED: gettext_lazy("A reading of views was entered"),
        actions.RETRACTED: gettext_lazy("A reading of views was taken back"),
        actions.RESTORED: gettext_lazy("A reading of views holds again"),
        "event": gettext_lazy("An event was set up or changed"),
        "series": gettext_lazy("A series was set up or changed"),
        "enrolment": gettext_lazy("Registrations on this site"),
        "hand-in": gettext_lazy("Assignments on this site"),
        "certificate": gettext_lazy("Certificates were issued or changed"),
        "certificate-rule": gettext_lazy("It was set what earns a certificate"),
        "certificate-key": gettext_lazy("A key of certificates was marked as stolen"),
    }
)
