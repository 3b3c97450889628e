"""What a file may be about, where it does not say so itself."""

from __future__ import annotations

from django.utils.translation import gettext as _

from sarai.evidence.intake import Choice
from sarai.exchanges.models import Event, Series
from sarai.network.models import Programme


def all_choices() -> list[Choice]:
    """Every event; under one of several sessions, each of these. Then what a table of views may be about."""
    found: list[Choice] = []
    for event in Event.objects.prefetch_related("sessions").order_by("title"):
        found.append(({"event": event.slug}, event.title))
        found += session_choices(event) if len(event.sessions.all()) > 1 else ()
    return [*found, *several_choices()]


def session_choices(event: Event) -> list[Choice]:
    """The sessions of an event, with their days as its host counts them."""
    return [
        (
            {"event": event.slug, "session": session.number},
            _("%(event)s, session %(number)d (%(day)s)")
            % {
                "event": event.title,
                "number": session.number,
                "day": session.starts_at.astimezone(event.zone).date().isoformat(),
            },
        )
        for session in event.sessions.all()
    ]


def several_choices() -> list[Choice]:
    """The series and the programme, for tables of views in which each row says which event it is about."""
    named = _("%(title)s (views of several events)")
    series = [({"series": one.slug}, named % {"title": one.title}) for one in Series.objects.order_by("title")]
    return [*series, *(({"programme": one.slug}, named % {"title": one.title}) for one in Programme.objects.all())]
