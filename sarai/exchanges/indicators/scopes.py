"""What exchanges' figures can be about, and how they break down: events, series, sessions, platforms."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

import ibis.expr.types as ir
from django.db.models import Max, Min
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from sarai.evidence.engine import Attributes, Dimension, Known, ScopeKind, Subject, UnknownScope, declare
from sarai.exchanges.models import Event, Series, Session


def _session_names(values: Iterable[Any]) -> Mapping[Any, Any]:
    sessions = Session.objects.filter(pk__in=[int(value) for value in values])
    return {str(session.pk): gettext("Session %(number)s") % {"number": session.number} for session in sessions}


def _is_session(value: str) -> bool:
    return value.isdecimal() and len(value) < 19 and Session.objects.filter(pk=int(value)).exists()


def _find_event(slug: str) -> tuple[int, str, str]:
    event = Event.objects.filter(slug=slug).first()
    if event is None:
        raise UnknownScope(_("There is no event “%(slug)s”.") % {"slug": slug})
    return event.pk, event.title, event.get_absolute_url()


def _events_between(since: date, until: date) -> list[Subject]:
    """The events with a session in the period, in the order in which they began; days are those of UTC."""
    sessions = Session.objects.filter(starts_at__date__gte=since, starts_at__date__lte=until)
    found = Event.objects.filter(pk__in=sessions.values("event"))
    found = found.annotate(begins=Min("sessions__starts_at"), ends=Max("sessions__starts_at"))
    return [
        Subject(
            event.slug,
            event.title,
            event.begins.date(),
            event.ends.date(),
            _("Demonstration with synthetic data") if event.synthetic else "",
        )
        for event in found.order_by("begins", "pk")
    ]


def _find_series(slug: str) -> tuple[int, str, str]:
    series = Series.objects.filter(slug=slug).first()
    if series is None:
        raise UnknownScope(_("There is no series “%(slug)s”.") % {"slug": slug})
    return series.pk, series.title, reverse("portal:home")


declare(
    Dimension("session", _("session"), _session_names, knows=_is_session, overlapping=True, order=int),
    Dimension("platform", _("platform")),
    ScopeKind("event", _("event"), _find_event, _events_between, owns="event_id"),
    ScopeKind("series", _("series"), _find_series),
)


def events_and_series(known: Known) -> ir.Table:
    event = known(Event)
    return event.select(event=event.id, series=event.series_id)


def of_themes(attributes: Attributes | None = None) -> Attributes:
    """The attributes of an event's records, with the themes of the event. A record of an event of two themes is then
    there twice, so that this column is added only where a figure is about one theme."""

    def add(known: Known, table: ir.Table, names: Sequence[str]) -> ir.Table:
        others = [name for name in names if name != "theme"]
        if attributes and others:
            table = attributes.add(known, table, others)
        if "theme" not in names:
            return table
        themes = known(Event.themes.through)
        return table.join(themes.select(event="event_id", theme="theme_id"), "event")

    return Attributes(("theme", *(attributes.names if attributes else ())), add)
