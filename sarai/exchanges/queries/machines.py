"""An event as machines read it: schema.org's Event, for search engines and other sites."""

from __future__ import annotations

from typing import Any

from django.conf import settings

from sarai.exchanges.models import Event, Session


def as_schema_org(event: Event) -> dict[str, Any]:
    """A published event in JSON-LD (schema.org/Event); what stands around it has been fetched."""
    url = settings.SITE_URL + event.get_absolute_url()
    sessions = list(event.sessions.all())
    found: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "Event",
        "@id": url,
        "name": event.title,
        "url": url,
        "eventAttendanceMode": "https://schema.org/OnlineEventAttendanceMode",
        "eventStatus": _status(event.state == Event.State.CANCELLED),
        "location": {"@type": "VirtualLocation", "url": url},
        "inLanguage": event.languages,
        "organizer": [{"@type": "Organization", "name": host.institution.name} for host in event.hosts.all()],
        "performer": [
            {"@type": "Person" if one.record else "Organization", "name": one.called}
            for one in event.said_to_speak  # type: ignore[attr-defined]
            if one.called
        ],
    }
    if event.summary:
        found["description"] = event.summary
    if sessions:
        found["startDate"] = _at(sessions[0], "starts_at", event)
        found["endDate"] = _at(sessions[-1], "ends_at", event)
    if len(sessions) > 1:
        found["subEvent"] = [_session(one, event, url) for one in sessions]
    if event.series:
        found["superEvent"] = {
            "@type": "EventSeries",
            "name": event.series.title,
            "url": settings.SITE_URL + event.series.get_absolute_url(),
        }
    recorded = [m for one in sessions for m in one.materials.all() if m.kind == m.Kind.RECORDING and m.url]
    if recorded:
        found["recordedIn"] = [{"@type": "VideoObject", "name": one.title, "url": one.url} for one in recorded]
    return {name: value for name, value in found.items() if value}


def _session(session: Session, event: Event, url: str) -> dict[str, Any]:
    return {
        "@type": "Event",
        "name": session.title,
        "startDate": _at(session, "starts_at", event),
        "endDate": _at(session, "ends_at", event),
        "eventStatus": _status(session.cancelled),
        "eventAttendanceMode": "https://schema.org/OnlineEventAttendanceMode",
        "location": {"@type": "VirtualLocation", "url": url},
        "url": f"{url}#session-{session.number}",
    }


def _at(session: Session, name: str, event: Event) -> str:
    """An instant as the host's clock shows it, with its offset."""
    return str(getattr(session, name).astimezone(event.zone).isoformat())


def _status(cancelled: bool) -> str:
    return f"https://schema.org/{'EventCancelled' if cancelled else 'EventScheduled'}"
