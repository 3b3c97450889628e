"""Advice that cities asked for and got; technology and know-how that is offered, and was taken up."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import ibis.expr.types as ir
from django.utils.translation import gettext_lazy as _

from sarai.evidence.engine import Attributes, Dimension, Indicator, Known, Rows, Unit, declare
from sarai.network.models import City, Institution
from sarai.partnerships.models import AdviceRequest, AdviceStep, Offer, OfferStep, TakeUp
from sarai.partnerships.rules.advice import ADVICE, GIVEN, SHOWN

REQUESTS = Unit("requests", _("requests"))
OFFERS = Unit("offers", _("offers"))
ADVICE_STATES = tuple(state for state in ADVICE if state)


def _of_city(known: Known, table: ir.Table) -> ir.Table:
    """`table`, which has a `city`, with the `country` of it."""
    city = known(City)
    return table.join(city.select(city="geonameid", country="country_id"), "city")


def requests(known: Known) -> ir.Table:
    """Every request for advice, one row each, with the `advice_state` in which it is."""
    step, request = known(AdviceStep), known(AdviceRequest)
    at = step["happened_on"].cast("timestamp")
    step = step.select("request_id", fact="id", advice_state="state", at=at)
    request = request.select(request_id="id", theme="theme_id", city="city_id")
    return _of_city(known, step.join(request, "request_id").drop("request_id"))


def given(known: Known) -> ir.Table:
    """Those that came to a report."""
    found = requests(known)
    return found.filter(found["advice_state"].isin(sorted(GIVEN)))


def offers(known: Known) -> ir.Table:
    """Every offer that is public, one row each."""
    step, offer = known(OfferStep), known(Offer)
    step = step.filter(step["state"].isin(sorted(SHOWN)))
    step = step.select(fact="id", offer="offer_id", at=step["recorded_at"])
    return _from(known, step.join(offer.select(offer="id", city="city_id", institution="institution_id"), "offer"))


def _from(known: Known, table: ir.Table) -> ir.Table:
    """`table`, which has a `city` or an `institution`, with the `country` that either is in."""
    city, institution = known(City), known(Institution)
    city = city.select(city="geonameid", of_city="country_id")
    institution = institution.select(institution="id", of_institution="country_id")
    table = table.left_join(city, "city").drop("city_right")
    table = table.left_join(institution, "institution").drop("institution_right")
    country = table["of_city"].fill_null(table["of_institution"])
    return table.mutate(country=country).drop("of_city", "of_institution", "city", "institution")


def taken_up(known: Known) -> ir.Table:
    """Every time that a city took an offer up and its offerer accepted, one row each."""
    fact = known(TakeUp)
    fact = fact.filter(fact["state"] == TakeUp.State.ACCEPTED)
    return _of_city(known, fact.select(fact="id", offer="offer_id", city="city_id", at=fact["recorded_at"]))


def _with_themes(known: Known, table: ir.Table, _names: Any) -> ir.Table:
    """`table`, which has an `offer`, with a row for each of its themes, or one with none."""
    themes = known(Offer.themes.through)
    themes = themes.select(offer="offer_id", theme="theme_id")
    return table.left_join(themes, "offer").drop("offer_right")


THEMES = Attributes(("theme",), _with_themes)


def _state_names(_values: Iterable[Any]) -> Mapping[Any, Any]:
    return dict(AdviceStep.State.choices)


declare(
    Dimension("advice_state", _("state"), _state_names, ADVICE_STATES.__contains__, order=ADVICE_STATES.index),
    Indicator(
        key="partnerships.advice_requests",
        label=_("Requests for advice"),
        definition=_("What cities asked to be advised on, each in the state in which it is."),
        unit=REQUESTS,
        measure=Rows(),
        opens=AdviceStep,
        rows=requests,
        dimensions=("advice_state", "theme", "city", "country"),
        opened_by="evidence.view_source",
    ),
    Indicator(
        key="partnerships.advice_given",
        label=_("Advice given"),
        definition=_("Requests for advice that came to a report of whoever advised, rated by the city or not yet."),
        unit=REQUESTS,
        measure=Rows(),
        opens=AdviceStep,
        rows=given,
        dimensions=("theme", "city", "country"),
        opened_by="evidence.view_source",
    ),
    Indicator(
        key="partnerships.technology_offers",
        label=_("Technology and know-how offered"),
        definition=_(
            "Offers of institutions, companies and cities that the programme team confirmed and that were not "
            "withdrawn."
        ),
        unit=OFFERS,
        measure=Rows(),
        opens=OfferStep,
        rows=offers,
        attributes=THEMES,
        dimensions=("theme", "country"),
    ),
    Indicator(
        key="partnerships.offers_taken_up",
        label=_("Offers taken up"),
        definition=_("How often a city took up an offer of technology or know-how and its offerer accepted."),
        unit=OFFERS,
        measure=Rows(),
        opens=TakeUp,
        rows=taken_up,
        attributes=THEMES,
        dimensions=("theme", "city", "country"),
    ),
)
