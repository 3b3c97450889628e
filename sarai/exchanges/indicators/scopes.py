"""What exchanges' figures can be about, and how they break down: events, series, sessions, platforms."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

import ibis.expr.types as ir
from django.db.models import Max, Min
from django.utils.formats import date_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from sarai.evidence.engine import Attributes, Dimension, Known, ScopeKind, Subject, UnknownScope, declare
from sarai.exchanges.models import Event, Host, Series, Session, ViewReading

# What a record of an event can be broken down by through the event.
WHEN_AND_WHAT = ("of_event", "began")


def _session_names(values: Iterable[Any]) -> Mapping[Any, Any]:
    sessions = Session.objects.filter(pk__in=[int(value) for value in values])
    return {str(session.pk): gettext("Session %(number)s") % {"number": session.number} for session in sessions}


def _event_names(values: Iterable[Any]) -> Mapping[Any, Any]:
    events = Event.objects.filter(pk__in=[int(value) for value in values])
    return {str(pk): title for pk, title in events.values_list("pk", "title")}


def _is_event(value: str) -> bool:
    return value.isdecimal() and len(value) < 19 and Event.objects.filter(pk=int(value)).exists()


def _month(value: str) -> datetime:
    return datetime.strptime(value, "%Y-%m")


def _is_month(value: str) -> bool:
    try:
        return bool(_month(value))
    except ValueError:
        return False


def _is_session(value: str) -> bool:
    return value.isdecimal() and len(value) < 19 and Session.objects.filter(pk=int(value)).exists()


def _find_event(slug: str) -> tuple[int, str, str]:
    event = Event.objects.filter(slug=slug).first()
    if event is None:
        raise UnknownScope(_("There is no event “%(slug)s”.") % {"slug": slug})
    return event.pk, event.title, event.get_absolute_url()


def _may_know_of(slug: str, user: Any) -> bool:
    """A draft is nobody's business but the team's."""
    drafts = Event.objects.filter(slug=slug, state=Event.State.DRAFT)
    return user.has_perm("exchanges.manage") or not drafts.exists()


def _events_between(since: date, until: date) -> list[Subject]:
    """The published events with a session in the period, in the order in which they began; days are those of UTC."""
    sessions = Session.objects.filter(starts_at__date__gte=since, starts_at__date__lte=until)
    found = Event.objects.filter(pk__in=sessions.values("event")).exclude(state=Event.State.DRAFT)
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
    return series.pk, series.title, series.get_absolute_url()


declare(
    Dimension("session", _("session"), _session_names, knows=_is_session, overlapping=True, order=int),
    Dimension("platform", _("platform")),
    Dimension(
        "mode",
        _("live or playback"),
        lambda _values: dict(ViewReading.Mode.choices),
        ViewReading.Mode.values.__contains__,
    ),
    Dimension("kind", _("kind"), lambda _values: dict(Event.Kind.choices), Event.Kind.values.__contains__),
    Dimension("of_event", _("event"), _event_names, _is_event),
    Dimension("at_event", _("event"), _event_names, _is_event, overlapping=True),
    Dimension(
        "began",
        _("month in which the event began"),
        lambda values: {value: date_format(_month(value), "YEAR_MONTH_FORMAT") for value in values},
        _is_month,
        order=_month,
    ),
    ScopeKind("event", _("event"), _find_event, _events_between, owns="event_id", shown_to=_may_know_of),
    ScopeKind("series", _("series"), _find_series),
)


def events_and_series(known: Known) -> ir.Table:
    event = known(Event)
    return event.select(event=event.id, series=event.series_id)


def when_and_what(known: Known, table: ir.Table, names: Sequence[str]) -> ir.Table:
    """`table`, which has an `event`, with those of `WHEN_AND_WHAT` that are named."""
    if "began" in names:
        session = known(Session)
        first = session.group_by(event=session["event_id"]).aggregate(begins=session["starts_at"].min())
        table = table.left_join(first, "event").drop("event_right")
        table = table.mutate(began=table["begins"].strftime("%Y-%m")).drop("begins")
    return table.mutate(of_event=table["event"]) if "of_event" in names else table


def of_themes(attributes: Attributes | None = None) -> Attributes:
    """The attributes of an event's records, with the themes of the event and the institutions that hold it. A record of
    an event of two themes is then there twice, so that these columns are added only where a figure is about one."""

    def add(known: Known, table: ir.Table, names: Sequence[str]) -> ir.Table:
        others = [name for name in names if name not in ("theme", "institution", "at_event")]
        if attributes and others:
            table = attributes.add(known, table, others)
        if "at_event" in names:
            table = table.mutate(at_event=table["event"])
        if "institution" in names:
            hosts = known(Host)
            table = table.join(hosts.select(event="event_id", institution="institution_id"), "event")
        if "theme" not in names:
            return table
        themes = known(Event.themes.through)
        return table.join(themes.select(event="event_id", theme="theme_id"), "event")

    return Attributes(("theme", "institution", "at_event", *(attributes.names if attributes else ())), add)
