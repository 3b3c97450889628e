"""Who answered: completions and the people behind them, which are two figures; and what of it is valid."""

from __future__ import annotations

from collections.abc import Iterable

import ibis.expr.types as ir
from django.utils.translation import gettext_lazy as _

from sarai.evidence.engine import Dimension, Distinct, Indicator, Known, Rows, Tally, Unit, declare
from sarai.needs.rules import ASKS_FOR_NEEDS
from sarai.network.indicators import CITIES, COUNTRIES, PEOPLE, linked, statements
from sarai.surveys.indicators import valid
from sarai.surveys.models import Answer, Question, Response
from sarai.surveys.rules import Rule

from .attributes import ASKED, BY

COMPLETIONS = Unit("completions", _("completions"))
RESPONSES = Unit("responses", _("responses"))
SURVEYS = Unit("surveys", _("surveys"))
LONGEST = 100  # of a word that something is broken down by: an address holds it


def completions(known: Known) -> ir.Table:
    """Responses that were finished, are no trial of the team's and were not rejected, with who gave them."""
    return valid(known, Rule()).join(linked(known), "record")


def responses(known: Known) -> ir.Table:
    """Responses that are valid by the rule of their survey, one row each, with who gave them."""
    return valid(known).join(linked(known), "record")


def asking(known: Known, roles: Iterable[str]) -> ir.Table:
    """(survey): those with a question that has one of these roles."""
    question = known(Question)
    return question.filter(question.role.isin(sorted(roles))).select(survey=question.survey_id).distinct()


def needs_responses(known: Known) -> ir.Table:
    """Valid responses to surveys that ask for needs."""
    return responses(known).semi_join(asking(known, ASKS_FOR_NEEDS), "survey")


def municipal_officials(known: Known) -> ir.Table:
    """Responses of people from local government, with the city and country as they wrote them themselves."""
    said = statements(known, ["organisation_type"])
    said = said.filter(said.organisation_type == "local_government").select("record")
    found = responses(known).semi_join(said, "record").left_join(_as_written(known), "fact").drop("fact_right")
    both = found["city"] + " (" + found["country"] + ")"
    typed = both.coalesce(found["city"]).coalesce(found["country"]).substr(0, LONGEST)
    return found.mutate(typed_place=typed).drop("city", "country")


def _as_written(known: Known) -> ir.Table:
    """(fact, city, country): where a response says that it comes from, in its own words."""
    question, answer = known(Question), known(Answer)
    question = question.filter(question.role.isin(["place.city", "place.country"])).select("role", question="id")
    said = answer.select("value", question="question_id", fact="response_id").join(question, "question")
    city, country = (said["value"].min(where=said["role"] == f"place.{name}") for name in ("city", "country"))
    return said.group_by("fact").aggregate(city=city, country=country)


declare(
    Dimension("typed_place", _("place as typed")),
    Indicator(
        key="needs.completions",
        label=_("Completions"),
        definition=_("Times that a survey was completed. One person may complete it several times."),
        unit=COMPLETIONS,
        measure=Rows(),
        opens=Response,
        rows=completions,
        attributes=ASKED,
        dimensions=BY,
    ),
    Indicator(
        key="needs.counted_responses",
        label=_("Responses that count"),
        definition=_("Completions that are valid by the rule of their survey, or that a reviewer approved."),
        unit=RESPONSES,
        measure=Rows(),
        opens=Response,
        rows=responses,
        attributes=ASKED,
        dimensions=BY,
    ),
    Indicator(
        key="needs.respondents",
        label=_("Respondents"),
        definition=_("Different people who completed a survey, however often."),
        unit=PEOPLE,
        measure=Distinct("person"),
        opens=Response,
        rows=completions,
        attributes=ASKED,
        dimensions=BY,
    ),
    Indicator(
        key="needs.respondent_cities",
        label=_("Cities of respondents"),
        definition=_("Different cities that respondents gave."),
        unit=CITIES,
        measure=Distinct("city"),
        opens=Response,
        rows=completions,
        attributes=ASKED,
        dimensions=("country",),
    ),
    Indicator(
        key="needs.respondent_countries",
        label=_("Countries of respondents"),
        definition=_("Different countries that respondents gave, or in which the city lies that they gave."),
        unit=COUNTRIES,
        measure=Distinct("country"),
        opens=Response,
        rows=completions,
        attributes=ASKED,
        dimensions=("organisation_type",),
    ),
    Indicator(
        key="needs.surveys",
        label=_("Needs surveys"),
        definition=_(
            "Surveys that asked what cities need, wish for or offer (a question has a role for it), and were answered."
        ),
        unit=SURVEYS,
        measure=Distinct("survey"),
        opens=Response,
        rows=needs_responses,
    ),
    Indicator(
        key="needs.valid_responses",
        label=_("Valid responses"),
        definition=_(
            "Responses to surveys that asked what cities need, wish for or offer, and that are valid by the rule of "
            "their survey. One person may have given several."
        ),
        unit=RESPONSES,
        measure=Rows(),
        opens=Response,
        rows=needs_responses,
        attributes=ASKED,
        dimensions=BY,
    ),
    Indicator(
        key="needs.municipal_officials",
        label=_("Municipal officials"),
        definition=_("Different people from local government who completed a survey."),
        unit=PEOPLE,
        measure=Distinct("person"),
        opens=Response,
        rows=municipal_officials,
        attributes=ASKED,
        dimensions=("typed_place", *BY),
    ),
    Tally(
        key="needs.municipal_officials_by_city",
        label=_("Municipal officials by city"),
        definition=_("How many people from local government answered, by city and country in their own spelling."),
        of="needs.municipal_officials",
        unit=PEOPLE,
        by="typed_place",
    ),
)
