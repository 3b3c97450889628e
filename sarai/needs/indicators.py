"""What needs surveys count: completions and the people behind them, which are two figures."""

import ibis.expr.types as ir
from django.utils.translation import gettext_lazy as _

from sarai.evidence.engine import Distinct, Indicator, Known, Rows, Unit, declare
from sarai.network.indicators import ATTRIBUTES, CITIES, COUNTRIES, PEOPLE, STATED, linked
from sarai.surveys.models import Response

COMPLETIONS = Unit("completions", _("completions"))


def responses(known: Known) -> ir.Table:
    """Responses that no reviewer rejected, one row each, with who gave them."""
    fact = known(Response)
    fact = fact.filter(fact.status != "rejected")
    fact = fact.select(fact=fact.id, record=fact.record_id, survey=fact.survey_id, at=fact.submitted_at)
    return fact.join(linked(known), "record")


declare(
    Indicator(
        key="needs.completions",
        label=_("Completions"),
        definition=_("Times that a survey was completed. One person may complete it several times."),
        unit=COMPLETIONS,
        measure=Rows(),
        opens=Response,
        rows=responses,
        attributes=STATED,
        dimensions=ATTRIBUTES,
    ),
    Indicator(
        key="needs.respondents",
        label=_("Respondents"),
        definition=_("Different people who completed a survey, however often."),
        unit=PEOPLE,
        measure=Distinct("person"),
        opens=Response,
        rows=responses,
        attributes=STATED,
        dimensions=ATTRIBUTES,
    ),
    Indicator(
        key="needs.respondent_cities",
        label=_("Cities of respondents"),
        definition=_("Different cities that respondents gave."),
        unit=CITIES,
        measure=Distinct("city"),
        opens=Response,
        rows=responses,
        attributes=STATED,
        dimensions=("country",),
    ),
    Indicator(
        key="needs.respondent_countries",
        label=_("Countries of respondents"),
        definition=_("Different countries that respondents gave, or in which the city lies that they gave."),
        unit=COUNTRIES,
        measure=Distinct("country"),
        opens=Response,
        rows=responses,
        attributes=STATED,
        dimensions=("organisation_type",),
    ),
)
