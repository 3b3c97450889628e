"""What came of an event by the word of those who were there: knowledge gained, and interest in working together."""

from __future__ import annotations

import ibis.expr.types as ir
from django.utils.translation import gettext_lazy as _

from sarai.evidence.engine import Distinct, Indicator, Known, declare
from sarai.needs.rules import LEARNED, LEARNED_FROM, NOT_INTERESTED
from sarai.network.indicators import PEOPLE
from sarai.surveys.models import Response

from .answers import answered
from .attributes import ASKED, BY


def learned(known: Known) -> ir.Table:
    """Answers that say that somebody knows more than before."""
    said = answered(known, "knowledge.gain")
    return said.filter(said["value"].lower().isin(sorted(LEARNED)) | (said["number"] >= LEARNED_FROM))


def interested(known: Known) -> ir.Table:
    """Answers that say that somebody wishes to work together."""
    said = answered(known, "collaboration.interest")
    return said.filter(said["value"].lower().notin(sorted(NOT_INTERESTED)))


declare(
    Indicator(
        key="needs.increased_knowledge",
        label=_("People with increased knowledge"),
        definition=_(
            "Different people who said that they know more than before: yes, that they agree, or at least four of five."
        ),
        unit=PEOPLE,
        measure=Distinct("person"),
        opens=Response,
        rows=learned,
        attributes=ASKED,
        dimensions=BY,
    ),
    Indicator(
        key="needs.interested_to_collaborate",
        label=_("People interested to collaborate"),
        definition=_("Different people who said that they wish to work together, or with whom."),
        unit=PEOPLE,
        measure=Distinct("person"),
        opens=Response,
        rows=interested,
        attributes=ASKED,
        dimensions=BY,
    ),
)
