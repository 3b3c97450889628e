"""Who asked to be contacted, and who was."""

from __future__ import annotations

import ibis.expr.types as ir
from django.utils.translation import gettext_lazy as _

from sarai.evidence.engine import Dimension, Distinct, Indicator, Known, declare
from sarai.needs.models import Contact
from sarai.needs.rules import NOT_INTERESTED
from sarai.network.indicators import ATTRIBUTES, PEOPLE, STATED, linked
from sarai.surveys.answering.telling import CONTACT
from sarai.surveys.models import Response

from .answers import answered
from .attributes import ASKED, BY


def asking_for_contact(known: Known) -> ir.Table:
    """Responses that ask to be contacted."""
    said = answered(known, CONTACT)
    return said.filter(said["value"].lower().notin(sorted(NOT_INTERESTED)))


def contacts(known: Known) -> ir.Table:
    """Every step in following up on somebody, one row each."""
    done = known(Contact)
    done = done.select("state", fact="id", record="record_id", at="recorded_at", outcome=done["outcome"].nullif(""))
    return done.join(linked(known), "record")


def reached(known: Known) -> ir.Table:
    """Those steps in which somebody was spoken to, or after which their case was closed."""
    done = contacts(known)
    return done.filter(done["state"].isin([Contact.State.REACHED, Contact.State.CLOSED]))


declare(
    Dimension(
        "outcome",
        _("outcome"),
        lambda _values: dict(Contact.Outcome.choices),
        knows=Contact.Outcome.values.__contains__,
    ),
    Indicator(
        key="needs.people_asking_for_contact",
        label=_("People who asked to be contacted"),
        definition=_("Different people who agreed in a survey to be contacted."),
        unit=PEOPLE,
        measure=Distinct("person"),
        opens=Response,
        rows=asking_for_contact,
        attributes=ASKED,
        dimensions=BY,
    ),
    Indicator(
        key="needs.people_followed_up",
        label=_("People followed up on"),
        definition=_(
            "Different people who were reached after they had asked to be contacted, or whose case is closed."
        ),
        unit=PEOPLE,
        measure=Distinct("person"),
        opens=Contact,
        rows=reached,
        attributes=STATED,
        dimensions=("outcome", *ATTRIBUTES),
    ),
)
