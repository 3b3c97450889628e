"""What cities say of themselves, and what was done about their needs."""

from __future__ import annotations

import ibis.expr.types as ir
from django.utils.translation import gettext_lazy as _

from sarai.evidence.engine import Dimension, Indicator, Known, Rows, Unit, declare
from sarai.needs.models import Reply, Statement
from sarai.network.indicators import REGION, with_region
from sarai.network.models import City

from .needs import NEEDS

REPLIES = Unit("replies", _("replies"))
OFFERS, WISHES = Unit("offers", _("offers")), Unit("wishes", _("wishes"))


def stated_needs(known: Known) -> ir.Table:
    """One row for each need that a city has by the word of its own officer."""
    return _stated(known, Statement.Kind.NEED, "priority")


def stated_offers(known: Known) -> ir.Table:
    """One row for each thing that a city offers by the word of its own officer."""
    return _stated(known, Statement.Kind.OFFER, "offer")


def stated_wishes(known: Known) -> ir.Table:
    """One row for each city with which another wishes to work by the word of its own officer."""
    return _stated(known, Statement.Kind.PARTNER, "partner_city")


def _stated(known: Known, kind: Statement.Kind, called: str) -> ir.Table:
    said = known(Statement)
    said = said.filter((said["kind"] == kind) & said["holds"])
    columns = {"fact": "id", "at": "recorded_at", called: "subject", "theme": "theme_id"}
    return _of_cities(known, said.select("city_id", **columns))


def replies(known: Known) -> ir.Table:
    """One row for each thing that was done about a need of a city."""
    done = known(Reply)
    at = done["replied_on"].cast("timestamp")
    return _of_cities(known, done.select("city_id", "means", fact="id", at=at, priority="subject"))


def _of_cities(known: Known, table: ir.Table) -> ir.Table:
    city = known(City)
    city = city.select(city="geonameid", country="country_id")
    return with_region(known, table.join(city, table["city_id"] == city["city"]).drop("city_id"))


declare(
    Dimension("means", _("means"), lambda _values: dict(Reply.Means.choices), knows=Reply.Means.values.__contains__),
    Indicator(
        key="needs.stated_needs",
        label=_("Needs stated by cities"),
        definition=_("Needs that a city has by the word of its own officer, who confirmed or added them."),
        unit=NEEDS,
        measure=Rows(),
        opens=Statement,
        rows=stated_needs,
        dimensions=("priority", "theme", "city", "country", REGION),
    ),
    Indicator(
        key="needs.stated_offers",
        label=_("Offers stated by cities"),
        definition=_("What a city offers by the word of its own officer, who confirmed or added it."),
        unit=OFFERS,
        measure=Rows(),
        opens=Statement,
        rows=stated_offers,
        dimensions=("offer", "theme", "city", "country", REGION),
    ),
    Indicator(
        key="needs.stated_wishes",
        label=_("Partner cities that cities wish for by their own word"),
        definition=_("Cities with which a city wishes to work by the word of its own officer."),
        unit=WISHES,
        measure=Rows(),
        opens=Statement,
        rows=stated_wishes,
        dimensions=("partner_city", "city", "country", REGION),
    ),
    Indicator(
        key="needs.replies",
        label=_("Replies to needs"),
        definition=_("What was done about needs of cities: trainings, partners, goods, advice, funding."),
        unit=REPLIES,
        measure=Rows(),
        opens=Reply,
        rows=replies,
        dimensions=("means", "priority", "city", "country", REGION),
    ),
)
