"""What cities offer to others."""

from __future__ import annotations

import ibis.expr.types as ir
from django.utils.translation import gettext_lazy as _

from sarai.evidence.engine import Dimension, Distinct, Indicator, Known, declare
from sarai.needs.models import Statement
from sarai.needs.rules import FIRST, OTHER
from sarai.network.indicators import CITIES, PEOPLE, REGION
from sarai.surveys.models import Response

from .answers import answered, words_in
from .attributes import ASKED, BY, MONTH, add_attributes


def offers(known: Known) -> ir.Table:
    """One row for each thing that a response says a city can offer; of those that it ranks, the first few."""
    said = answered(known, "offer.theme")
    return said.filter(said["rank"] <= FIRST).mutate(offer=said["word"])


def offers_of_cities(known: Known) -> ir.Table:
    """One row for each offer of a city, without those of which its own officer says that it is not so."""
    said = add_attributes(known, offers(known), ["city"])
    denied = known(Statement)
    denied = denied.filter((denied["kind"] == Statement.Kind.OFFER) & ~denied["holds"])
    said = said.filter(said["city"].notnull() & (said["offer"] != OTHER))
    return said.anti_join(denied.select(city="city_id", offer="subject"), ["city", "offer"])


declare(
    Dimension("offer", _("offer"), words_in("offer.theme"), overlapping=True),
    Indicator(
        key="needs.people_offering",
        label=_("People who offer something"),
        definition=_("Different people who said what their city can offer to others."),
        unit=PEOPLE,
        measure=Distinct("person"),
        opens=Response,
        rows=offers,
        attributes=ASKED,
        dimensions=("offer", "theme", *BY),
    ),
    Indicator(
        key="needs.cities_offering",
        label=_("Cities that offer something"),
        definition=_(
            "Different cities for which somebody said what they can offer to others. What a city's own officer says is "
            "not so does not count."
        ),
        unit=CITIES,
        measure=Distinct("city"),
        opens=Response,
        rows=offers_of_cities,
        attributes=ASKED,
        dimensions=("offer", "theme", "country", REGION, MONTH),
    ),
)
