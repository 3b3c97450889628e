"""What cities need: priorities, and goods."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import ibis.expr.types as ir
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from sarai.evidence.engine import Dimension, Distinct, Indicator, Known, Ranked, Share, Unit, declare
from sarai.needs.rules import SURGICAL_MASKS
from sarai.network.indicators import ATTRIBUTES, PEOPLE, PERCENT, STATED
from sarai.surveys.models import Choice, Response

from .answers import answered, words_in
from .responses import LONGEST, asking, responses

PRIORITIES = Unit("priorities", _("priorities"))
GOODS = "goods.item"


def priorities(known: Known) -> ir.Table:
    """One row for each priority that a response names."""
    said = answered(known, "need.priority")
    return said.mutate(priority=said["word"])


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
        attributes=STATED,
        dimensions=("priority", *ATTRIBUTES),
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
        attributes=STATED,
        dimensions=("goods", *ATTRIBUTES),
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
