"""What cities wish for: partner cities and support."""

from __future__ import annotations

import ibis.expr.types as ir
from django.utils.translation import gettext_lazy as _

from sarai.evidence.engine import Dimension, Distinct, Indicator, Known, Ranked, Tally, Unit, declare, dimension
from sarai.needs.models import Statement
from sarai.needs.rules import FIRST
from sarai.network.indicators import CITIES, PEOPLE
from sarai.network.models import PlaceReading
from sarai.surveys.models import Response

from .answers import answered, words_in
from .attributes import ASKED, BY, add_attributes

SUPPORT = Unit("support", _("kinds of support"))
MOST = 1000  # cities in a list of all that were named


def partner_wishes(known: Known) -> ir.Table:
    """One row for each city that a response would like to work with: the city that it is read as, if it is."""
    reading = known(PlaceReading)
    reading = reading.select(place="place_id", partner_city="city_id")
    return answered(known, "wish.partner_city").left_join(reading, "place")


def standing_wishes(known: Known) -> ir.Table:
    """Those of `partner_wishes` of which the officer of the own city does not say that it is not so."""
    said = add_attributes(known, partner_wishes(known), ["city"])
    denied = known(Statement)
    denied = denied.filter((denied["kind"] == Statement.Kind.PARTNER) & ~denied["holds"])
    denied = denied.select(city="city_id", named="subject")
    return said.mutate(named=said["partner_city"].cast("string")).anti_join(denied, ["city", "named"])


def support_wishes(known: Known) -> ir.Table:
    """One row for each kind of support that a response asks for; of those that it ranks, the first few."""
    said = answered(known, "wish.support")
    return said.filter(said["rank"] <= FIRST).mutate(support=said["word"])


declare(
    Dimension(
        "partner_city",
        _("partner city"),
        dimension("city").names,
        knows=dimension("city").knows,
        overlapping=True,
    ),
    Dimension("support", _("support"), words_in("wish.support"), overlapping=True),
    Indicator(
        key="needs.people_wishing_for_partners",
        label=_("People who wish for partner cities"),
        definition=_("Different people who said with which city, or with a city of which country, they wish to work."),
        unit=PEOPLE,
        measure=Distinct("person"),
        opens=Response,
        rows=partner_wishes,
        attributes=ASKED,
        dimensions=("partner_city", *BY),
    ),
    Indicator(
        key="needs.people_whose_wishes_stand",
        label=_("People whose wishes for partner cities stand"),
        definition=_(
            "Different people who said with which city, or with a city of which country, they wish to work. A city of "
            "which their own city's officer says that it is not so does not count."
        ),
        unit=PEOPLE,
        measure=Distinct("person"),
        opens=Response,
        rows=standing_wishes,
        attributes=ASKED,
        dimensions=("partner_city", *BY),
    ),
    Ranked(
        key="needs.top_partner_cities",
        label=_("Most wished-for partner cities"),
        definition=_(
            "The three cities with which most people wish to work. What a city's own officer says is not so does not "
            "count."
        ),
        of="needs.people_whose_wishes_stand",
        unit=CITIES,
        by="partner_city",
        first=3,
    ),
    Ranked(
        key="needs.partner_cities_named",
        label=_("Partner cities named"),
        definition=_(
            "Every city with which somebody wishes to work, the most wished-for first. What a city's own officer says "
            "is not so does not count."
        ),
        of="needs.people_whose_wishes_stand",
        unit=CITIES,
        by="partner_city",
        first=MOST,
    ),
    Tally(
        key="needs.partner_cities",
        label=_("Partner cities"),
        definition=_(
            "How many people wish to work with each city, in whatever language they wrote its name. Who named a "
            "country and no city in it, or none that can be read, is counted as “not specified”. What a city's own "
            "officer says is not so does not count."
        ),
        of="needs.people_whose_wishes_stand",
        unit=PEOPLE,
        by="partner_city",
        unknown=_("not specified"),
    ),
    Indicator(
        key="needs.people_wishing_for_support",
        label=_("People who wish for support"),
        definition=_("Different people who said what support they expect. One person may name several kinds."),
        unit=PEOPLE,
        measure=Distinct("person"),
        opens=Response,
        rows=support_wishes,
        attributes=ASKED,
        dimensions=("support", *BY),
    ),
    Ranked(
        key="needs.top_support_expected",
        label=_("Most expected support"),
        definition=_("The two kinds of support that most people expect."),
        of="needs.people_wishing_for_support",
        unit=SUPPORT,
        by="support",
        first=2,
    ),
)
