"""What cities need: priorities, and goods."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import ibis.expr.types as ir
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from sarai.evidence.engine import Dimension, Distinct, Indicator, Known, Ranked, Share, Unit, declare
from sarai.needs.models import Reply, Statement
from sarai.needs.rules import FIRST, OTHER, SURGICAL_MASKS
from sarai.network.indicators import CITIES, PEOPLE, PERCENT, REGION
from sarai.surveys.models import Choice, Response

from .answers import answered, words_in
from .attributes import ASKED, BY, MONTH, add_attributes
from .responses import LONGEST, asking, responses

PRIORITIES = Unit("priorities", _("priorities"))
GOODS = "goods.item"
NEEDS = Unit("needs", _("needs"))


def priorities(known: Known) -> ir.Table:
    """One row for each priority that a response names; of those that it ranks, the first few."""
    said = answered(known, "need.priority")
    return said.filter(said["rank"] <= FIRST).mutate(priority=said["word"])


def needs_of_cities(known: Known) -> ir.Table:
    """One row for each priority that a response names for a city, without those of which the city's own officer says
    that it is not so; `need` is the city's number and the priority."""
    said = add_attributes(known, priorities(known), ["city"])
    denied = known(Statement)
    denied = denied.filter((denied["kind"] == Statement.Kind.NEED) & ~denied["holds"])
    said = said.filter(said["city"].notnull() & (said["priority"] != OTHER))
    held = said.anti_join(denied.select(city="city_id", priority="subject"), ["city", "priority"])
    return held.mutate(need=held["city"].cast("string") + ":" + held["priority"])


def unanswered(known: Known) -> ir.Table:
    """Those of `needs_of_cities` about which nothing was done yet."""
    done = known(Reply).select(city="city_id", priority="subject")
    return needs_of_cities(known).anti_join(done, ["city", "priority"])


def demands(known: Known) -> ir.Table:
    """Responses to surveys that ask which goods are needed: one row for each that is named, or one without any."""
    said = answered(known, GOODS)
    said = said.select("fact", goods=said["value"].substr(0, LONGEST))
    return responses(known).semi_join(asking(known, [GOODS]), "survey").left_join(said, "fact")


def _goods(values: Iterable[Any]) -> Mapping[Any, Any]:
    """What goods are called in the reader's language, by the name of their choice."""
    language = (get_language() or "en").split("-")[0]
    found = {value: value for value in values}
    for choice in Choice.objects.filter(question__role=GOODS, value__in=found):
        found[choice.value] = choice.labels.get(language) or choice.label
    return found


declare(
    Dimension("priority", _("priority"), words_in("need.priority"), overlapping=True),
    Dimension("goods", _("goods"), _goods, overlapping=True),
    Indicator(
        key="needs.people_with_priorities",
        label=_("People who named priorities"),
        definition=_("Different people who said what their city needs most. One person may name several priorities."),
        unit=PEOPLE,
        measure=Distinct("person"),
        opens=Response,
        rows=priorities,
        attributes=ASKED,
        dimensions=("priority", "theme", *BY),
    ),
    Indicator(
        key="needs.cities_with_priorities",
        label=_("Cities that named priorities"),
        definition=_(
            "Different cities for which somebody said what they need most. What a city's own officer says is not so "
            "does not count."
        ),
        unit=CITIES,
        measure=Distinct("city"),
        opens=Response,
        rows=needs_of_cities,
        attributes=ASKED,
        dimensions=("priority", "theme", "country", REGION, MONTH),
    ),
    Indicator(
        key="needs.city_needs",
        label=_("Needs of cities"),
        definition=_(
            "Priorities of cities, each once for a city, however many people named it. What a city's own officer says "
            "is not so does not count."
        ),
        unit=NEEDS,
        measure=Distinct("need"),
        opens=Response,
        rows=needs_of_cities,
        attributes=ASKED,
        dimensions=("priority", "theme", "city", "country", REGION),
    ),
    Indicator(
        key="needs.unanswered",
        label=_("Unanswered needs"),
        definition=_("Needs of cities about which nothing was done yet: no reply to them is on record."),
        unit=NEEDS,
        measure=Distinct("need"),
        opens=Response,
        rows=unanswered,
        attributes=ASKED,
        dimensions=("priority", "theme", "city", "country", REGION),
    ),
    Ranked(
        key="needs.top_priorities",
        label=_("Most named priorities"),
        definition=_("The five priorities that most people named, in words of the survey; “other” is not ranked."),
        of="needs.people_with_priorities",
        unit=PRIORITIES,
        by="priority",
    ),
    Indicator(
        key="needs.people_asked_for_goods",
        label=_("People asked which goods they need"),
        definition=_("Different people who completed a survey that asks which goods are needed."),
        unit=PEOPLE,
        measure=Distinct("person"),
        opens=Response,
        rows=demands,
        attributes=ASKED,
        dimensions=("goods", *BY),
    ),
    Share(
        key="needs.share_demanding_surgical_masks",
        label=_("Share that demands surgical masks"),
        definition=_("Of a hundred people whom a survey asked which goods they need, how many named surgical masks."),
        of="needs.people_asked_for_goods",
        unit=PERCENT,
        by="goods",
        among=SURGICAL_MASKS,
    ),
)
