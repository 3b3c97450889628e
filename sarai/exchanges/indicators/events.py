"""Events held, who trained there, and which cities took part or were reached."""

from __future__ import annotations

from collections.abc import Sequence

import ibis.expr.types as ir
from django.utils.translation import gettext_lazy as _

from sarai.evidence.engine import Attributes, Distinct, Indicator, Known, Rows, Tally, Unit, declare
from sarai.exchanges.models import Attendance, Contribution, Event, Session, TakingPart
from sarai.network.indicators import ATTRIBUTES, CITIES, COUNTRIES, PEOPLE, STATED, linked, located
from sarai.network.models import City, PersonRecord, PlaceReading

from .registrations import registrations
from .scopes import WHEN_AND_WHAT, events_and_series, of_themes, when_and_what
from .views import from_places

EVENTS = Unit("events", _("events"))
WEBINARS = Unit("webinars", _("webinars"))


def _sessions(known: Known) -> ir.Table:
    """Sessions of events that are published, without those that were cancelled."""
    session, event = known(Session), known(Event)
    event = event.filter(event["state"] == "open").select(event="id", kind="kind")
    session = session.filter(~session["cancelled"]).select("starts_at", "ends_at", event="event_id")
    return session.join(event, "event")


def events(known: Known) -> ir.Table:
    """Events of which a session has begun by then, one row each."""
    session = _sessions(known)
    begun = session.filter(session["starts_at"] <= known.as_of)
    first = begun.group_by(["event", "kind"]).aggregate(at=begun["starts_at"].min())
    return first.join(events_and_series(known), "event").mutate(fact=first["event"])


def completed(known: Known) -> ir.Table:
    """Events of which all sessions have ended by then, one row each."""
    session = _sessions(known)
    found = session.group_by(["event", "kind"]).aggregate(at=session["starts_at"].min(), end=session["ends_at"].max())
    found = found.filter(found["end"] <= known.as_of).drop("end")
    return found.join(events_and_series(known), "event").mutate(fact=found["event"])


def trainings(known: Known) -> ir.Table:
    """That somebody trains at an event, one row each."""
    fact = known(Contribution)
    fact = fact.filter(fact["role"] == "trainer")
    fact = fact.select(fact="id", event="event_id", record="record_id", at="recorded_at")
    return fact.join(events_and_series(known), "event").join(linked(known), "record")


def cities_taking_part(known: Known) -> ir.Table:
    """That a city takes part in an event, one row each."""
    fact, city = known(TakingPart), known(City)
    fact = fact.select(fact="id", event="event_id", city="city_id", at="recorded_at")
    fact = fact.join(city.select(city="geonameid", country="country_id"), "city")
    return fact.join(events_and_series(known), "event")


def places_reached(known: Known) -> ir.Table:
    """How typed places are read that somebody gave who registered or was there, and those that platforms name as where
    views came from: a row for each of these."""
    record = known(PersonRecord)
    of_people = record.select(record="id", place="place_id")
    fact, session = known(Attendance), known(Session)
    came = fact.filter(fact["role"] == "attendee").select(session="session_id", record="record_id", at="joined_at")
    came = came.join(session.select(session="id", event="event_id"), "session").join(events_and_series(known), "event")
    columns = ["event", "series", "at", "place"]
    told = registrations(known).join(of_people, "record").select(*columns)
    told = told.union(came.join(of_people, "record").select(*columns))
    told = told.union(from_places(known).select(*columns))
    reading = known(PlaceReading)
    return told.join(reading.select(fact="id", place="place_id", city="city_id", country="country_id"), "place")


def _of_the_reached(known: Known, table: ir.Table, names: Sequence[str]) -> ir.Table:
    return located(known, table.drop("city", "country"), ["city", "country", *names])


OF_EVENTS = of_themes(Attributes(WHEN_AND_WHAT, when_and_what))
OF_THE_REACHED = of_themes(Attributes(("south",), _of_the_reached))

declare(
    Indicator(
        key="exchanges.events",
        label=_("Events"),
        definition=_(
            "Webinars, trainings and exchanges of which at least one session has begun. Drafts and what was cancelled "
            "are not counted."
        ),
        unit=EVENTS,
        measure=Rows(),
        opens=Event,
        rows=events,
        attributes=OF_EVENTS,
        dimensions=("kind", "began"),
    ),
    Indicator(
        key="exchanges.webinars",
        label=_("Webinars completed"),
        definition=_(
            "Webinars, trainings and exchanges of which all sessions have ended: a training of five sessions is one. "
            "Drafts and what was cancelled are not counted."
        ),
        unit=WEBINARS,
        measure=Rows(),
        opens=Event,
        rows=completed,
        attributes=OF_EVENTS,
        dimensions=("kind", "began"),
    ),
    Indicator(
        key="exchanges.trainers",
        label=_("Trainers"),
        definition=_("Different people who train at an event, by its programme."),
        unit=PEOPLE,
        measure=Distinct("person"),
        opens=Contribution,
        rows=trainings,
        attributes=of_themes(STATED),
        dimensions=ATTRIBUTES,
    ),
    Indicator(
        key="exchanges.cities_taking_part",
        label=_("Cities taking part"),
        definition=_("Different cities that take part in an event as such, by its programme, whoever is there."),
        unit=CITIES,
        measure=Distinct("city"),
        opens=TakingPart,
        rows=cities_taking_part,
        attributes=of_themes(),
        dimensions=("country",),
    ),
    Tally(
        key="exchanges.participating_cities",
        label=_("Participating cities by country"),
        definition=_("How many cities of each country take part in an event as such, by its programme."),
        of="exchanges.cities_taking_part",
        unit=CITIES,
        by="country",
    ),
    Indicator(
        key="exchanges.cities_reached",
        label=_("Cities reached"),
        definition=_(
            "Different cities that somebody gave who registered or was there, or from which platforms saw views, live "
            "or of a recording."
        ),
        unit=CITIES,
        measure=Distinct("city"),
        opens=PlaceReading,
        rows=places_reached,
        attributes=OF_THE_REACHED,
        dimensions=("country", "south"),
    ),
    Indicator(
        key="exchanges.countries_reached",
        label=_("Countries reached"),
        definition=_(
            "Different countries that somebody gave who registered or was there, or from which platforms saw views, "
            "live or of a recording. Where a city is given, the country in which that lies."
        ),
        unit=COUNTRIES,
        measure=Distinct("country"),
        opens=PlaceReading,
        rows=places_reached,
        attributes=OF_THE_REACHED,
        dimensions=("south",),
    ),
)
