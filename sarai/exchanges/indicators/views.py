"""How often streams and recordings were viewed, and from where."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import ibis
import ibis.expr.types as ir
from django.utils.translation import gettext_lazy as _

from sarai.evidence.engine import Attributes, Distinct, Indicator, Known, Share, Total, Unit, declare
from sarai.exchanges.models import ViewReading
from sarai.network.indicators import CITIES, COUNTRIES, PERCENT, located

from .scopes import WHEN_AND_WHAT, events_and_series, of_themes, when_and_what

VIEWS = Unit("views", _("views"))
COUNTER = ("event_id", "platform", "content_id", "mode", "recorded")
WHOLE = ("platform", "mode", *WHEN_AND_WHAT)
WHERE = ("country", "city", "south")


def counters(known: Known) -> ir.Table:
    """Known readings of counters of views."""
    fact = known(ViewReading)
    return fact.filter(fact["metric"] == "views")


def _plain(known: Known, fact: ir.Table) -> ir.Table:
    columns = {"fact": "id", "event": "event_id", "at": "read_at", "place": "place_id"}
    return fact.select("platform", "mode", "recorded", "value", **columns).join(events_and_series(known), "event")


def whole(mode: str = "", recorded: bool = False) -> Callable[[Known], ir.Table]:
    """The latest reading of each counter of everything that was viewed: live or afterwards, or where `mode` is empty,
    both. Readings are never added up over time."""

    def rows(known: Known) -> ir.Table:
        fact = counters(known)
        fact = fact.filter(fact["place_id"].isnull())
        fact = fact.filter(fact["mode"] == mode) if mode else fact
        fact = fact.filter(fact["recorded"]) if recorded else fact
        fact = fact.select("id", *COUNTER, "value", "place_id", "read_at", "recorded_at")
        order = [fact["read_at"].desc(), fact["recorded_at"].desc(), fact["id"].desc()]
        readings = ibis.window(group_by=[fact[key] for key in COUNTER], order_by=order)
        fact = fact.mutate(turn=ibis.row_number().over(readings))
        return _plain(known, fact.filter(fact["turn"] == 0))

    return rows


def from_places(known: Known) -> ir.Table:
    """Readings of counters of what was viewed from one country or city, if only once."""
    fact = counters(known)
    return _plain(known, fact.filter(fact["place_id"].notnull() & (fact["value"] > 0)))


def _of_places(known: Known, table: ir.Table, names: Sequence[str]) -> ir.Table:
    table = when_and_what(known, table, names)
    where = [name for name in names if name in WHERE]
    return located(known, table, where) if where else table


OF_VIEWS = of_themes(Attributes(WHEN_AND_WHAT, when_and_what))
OF_PLACES = of_themes(Attributes((*WHEN_AND_WHAT, *WHERE), _of_places))

declare(
    Indicator(
        key="exchanges.live_views",
        label=_("Live views"),
        definition=_(
            "Views of streams while they were broadcast, as each platform last showed them, also where what was "
            "broadcast had been recorded before. Views are not people, and are not added up over time: of each counter "
            "the latest reading counts."
        ),
        unit=VIEWS,
        measure=Total("value"),
        opens=ViewReading,
        rows=whole("live"),
        attributes=OF_VIEWS,
        dimensions=WHOLE,
    ),
    Indicator(
        key="exchanges.playback_views",
        label=_("Playback views"),
        definition=_(
            "Views of recordings, as each platform last showed them. Views are not people, and are not added up over "
            "time: of each counter the latest reading counts."
        ),
        unit=VIEWS,
        measure=Total("value"),
        opens=ViewReading,
        rows=whole("playback"),
        attributes=OF_VIEWS,
        dimensions=WHOLE,
    ),
    Indicator(
        key="exchanges.views",
        label=_("Views, live and playback"),
        definition=_(
            "Live views and playback views, added up because somebody asked for the sum. They stay apart everywhere "
            "else: whoever watched live and again afterwards is two views."
        ),
        unit=VIEWS,
        measure=Total("value"),
        opens=ViewReading,
        rows=whole(),
        attributes=OF_VIEWS,
        dimensions=WHOLE,
    ),
    Indicator(
        key="exchanges.recorded_webinar_views",
        label=_("Views of recorded webinars"),
        definition=_(
            "Live views of webinars that had been recorded before they were broadcast. They are among the live views."
        ),
        unit=VIEWS,
        measure=Total("value"),
        opens=ViewReading,
        rows=whole("live", recorded=True),
        attributes=OF_VIEWS,
        dimensions=WHOLE,
    ),
    Indicator(
        key="exchanges.view_countries",
        label=_("Countries of viewers"),
        definition=_(
            "Different countries from which platforms saw at least one view, live or of a recording. Where a platform "
            "names the city, the country in which that lies. Platforms tell it by the address on the network."
        ),
        unit=COUNTRIES,
        measure=Distinct("country"),
        opens=ViewReading,
        rows=from_places,
        attributes=OF_PLACES,
        dimensions=("south",),
    ),
    Indicator(
        key="exchanges.view_cities",
        label=_("Cities of viewers"),
        definition=_(
            "Different cities from which platforms saw at least one view, live or of a recording, as the gazetteer or "
            "a person's decision reads their names."
        ),
        unit=CITIES,
        measure=Distinct("city"),
        opens=ViewReading,
        rows=from_places,
        attributes=OF_PLACES,
        dimensions=("country", "south"),
    ),
    Share(
        key="exchanges.view_countries_southern_city_share",
        label=_("Share of Southern countries among those of viewers"),
        definition=_(
            "Of a hundred countries from which there were views, how many are of the South as the programme defines "
            "it, on the day as of which it is asked. The report of 2020 writes “Southern cities” beside its "
            "number of countries; what is counted here are the countries."
        ),
        of="exchanges.view_countries",
        unit=PERCENT,
        by="south",
        among=("south",),
    ),
    Share(
        key="exchanges.view_cities_southern_share",
        label=_("Share of Southern cities among those of viewers"),
        definition=_(
            "Of a hundred cities from which there were views, how many lie in a country of the South as the programme "
            "defines it, on the day as of which it is asked."
        ),
        of="exchanges.view_cities",
        unit=PERCENT,
        by="south",
        among=("south",),
    ),
)
