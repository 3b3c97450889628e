"""Who belongs to clusters."""

from __future__ import annotations

import ibis.expr.types as ir
from django.utils.translation import gettext_lazy as _

from sarai.clusters.models import Membership
from sarai.evidence.engine import Distinct, Indicator, Known, Unit, declare
from sarai.network.indicators import CITIES
from sarai.network.models import City

from .scopes import OF_THEMES

MEMBERS = Unit("members", _("members"))


def members(known: Known) -> ir.Table:
    """One row for each membership that holds."""
    held = known(Membership)
    return held.select(
        "member",
        fact="id",
        at="recorded_at",
        cluster="cluster_id",
        in_cluster="cluster_id",
        member_kind="kind",
        city="city_id",
    )


def member_cities(known: Known) -> ir.Table:
    """Those of cities, with the country."""
    held = members(known)
    city = known(City)
    city = city.select(city="geonameid", country="country_id")
    return held.join(city, "city")


declare(
    Indicator(
        key="clusters.members",
        label=_("Members of clusters"),
        definition=_(
            "Different cities, institutions and people with an account that belong to a cluster. Who belongs to "
            "several is one member; a person is counted beside the city or institution that they speak for."
        ),
        unit=MEMBERS,
        measure=Distinct("member"),
        opens=Membership,
        rows=members,
        dimensions=("member_kind", "in_cluster"),
        attributes=OF_THEMES,
    ),
    Indicator(
        key="clusters.member_cities",
        label=_("Cities in clusters"),
        definition=_("Different cities that belong to a cluster."),
        unit=CITIES,
        measure=Distinct("city"),
        opens=Membership,
        rows=member_cities,
        dimensions=("in_cluster", "country"),
        attributes=OF_THEMES,
    ),
)
