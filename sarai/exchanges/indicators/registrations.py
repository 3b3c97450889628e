"""Who registered."""

from __future__ import annotations

import ibis.expr.types as ir
from django.utils.translation import gettext_lazy as _

from sarai.evidence.engine import Distinct, Indicator, Known, Rows, Unit, declare
from sarai.exchanges.models import Registration
from sarai.network.indicators import ATTRIBUTES, CITIES, COUNTRIES, PEOPLE, STATED, linked

from .scopes import events_and_series, of_themes

REGISTRATIONS = Unit("registrations", _("registrations"))
OF_REGISTRANTS = of_themes(STATED)


def registrations(known: Known) -> ir.Table:
    """Approved registrations, one row each, with who registered."""
    fact = known(Registration)
    fact = fact.filter(fact.status.isin(["approved", "unknown"]))
    fact = fact.select(fact=fact.id, record=fact.record_id, event=fact.event_id, at=fact.registered_at)
    return fact.join(events_and_series(known), "event").join(linked(known), "record")


declare(
    Indicator(
        key="exchanges.registrants",
        label=_("Registrants"),
        definition=_(
            "Different people with an approved registration that has not been withdrawn. Somebody who registered "
            "twice, or under two addresses that are known to be theirs, is counted once."
        ),
        unit=PEOPLE,
        measure=Distinct("person"),
        opens=Registration,
        rows=registrations,
        attributes=OF_REGISTRANTS,
        dimensions=(*ATTRIBUTES, "at_event"),
    ),
    Indicator(
        key="exchanges.registrations",
        label=_("Registrations"),
        definition=_("Approved registrations that have not been withdrawn, each counted, whoever made it."),
        unit=REGISTRATIONS,
        measure=Rows(),
        opens=Registration,
        rows=registrations,
        attributes=OF_REGISTRANTS,
        dimensions=ATTRIBUTES,
    ),
    Indicator(
        key="exchanges.registrant_countries",
        label=_("Countries of registrants"),
        definition=_("Different countries that registrants gave, or in which the city lies that they gave."),
        unit=COUNTRIES,
        measure=Distinct("country"),
        opens=Registration,
        rows=registrations,
        attributes=OF_REGISTRANTS,
        dimensions=("organisation_type", "gender"),
    ),
    Indicator(
        key="exchanges.registrant_cities",
        label=_("Cities of registrants"),
        definition=_("Different cities that registrants gave, as the gazetteer or a person's decision reads them."),
        unit=CITIES,
        measure=Distinct("city"),
        opens=Registration,
        rows=registrations,
        attributes=OF_REGISTRANTS,
        dimensions=("country", "organisation_type"),
    ),
)
