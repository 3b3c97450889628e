"""Events held, and the views of their recordings."""

from __future__ import annotations

import ibis
import ibis.expr.types as ir
from django.utils.translation import gettext_lazy as _

from sarai.evidence.engine import Indicator, Known, Rows, Total, Unit, declare
from sarai.exchanges.models import Event, Session, ViewReading

from .scopes import events_and_series, of_themes

EVENTS = Unit("events", _("events"))
VIEWS = Unit("views", _("views"))


def events(known: Known) -> ir.Table:
    """Events of which a session has begun by then, one row each."""
    session = known(Session)
    begun = session.filter(session.starts_at <= known.as_of)
    first = begun.group_by(event=begun.event_id).aggregate(at=begun.starts_at.min())
    return first.join(events_and_series(known), "event").mutate(fact=first["event"])


def view_readings(known: Known) -> ir.Table:
    """The latest reading of each content's views: readings are never added up over time."""
    fact = known(ViewReading)
    place = ibis.row_number().over(
        ibis.window(
            group_by=[fact.platform, fact.content_id, fact.metric], order_by=[fact.recorded_at.desc(), fact.id.desc()]
        )
    )
    fact = fact.mutate(place=place)
    fact = fact.filter((fact["place"] == 0) & (fact["metric"] == "views"))
    fact = fact.select(fact=fact.id, event=fact.event_id, at=fact.recorded_at, platform=fact.platform, value=fact.value)
    return fact.join(events_and_series(known), "event")


declare(
    Indicator(
        key="exchanges.events",
        label=_("Events"),
        definition=_("Events of which at least one session has begun."),
        unit=EVENTS,
        measure=Rows(),
        opens=Event,
        rows=events,
        attributes=of_themes(),
    ),
    Indicator(
        key="exchanges.playback_views",
        label=_("Playback views"),
        definition=_("Views of recordings, as each platform last reported them. Views are not people."),
        unit=VIEWS,
        measure=Total("value"),
        opens=ViewReading,
        rows=view_readings,
        attributes=of_themes(),
        dimensions=("platform",),
    ),
)
