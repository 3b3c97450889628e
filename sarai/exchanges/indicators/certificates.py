"""Assignments handed in, and who fulfils the certificate rule."""

from __future__ import annotations

import ibis
import ibis.expr.types as ir
from django.utils.translation import gettext_lazy as _

from sarai.evidence.engine import Distinct, Indicator, Known, declare
from sarai.exchanges.models import Attendance, Event, Submission
from sarai.network.indicators import ATTRIBUTES, PEOPLE, linked

from .attendance import OF_PARTICIPANTS, joins, seconds_attended
from .scopes import events_and_series


def submissions(known: Known) -> ir.Table:
    """Assignments handed in, one row each, with who did."""
    fact = known(Submission)
    fact = fact.select(fact=fact.id, record=fact.record_id, event=fact.event_id, at=fact.submitted_at)
    return fact.join(events_and_series(known), "event").join(linked(known), "record")


def certificates(known: Known) -> ir.Table:
    """The joins of everybody who fulfils the certificate rule of an event (see `rules.judge`, which must agree)."""
    event = known(Event)
    rule = event.filter(event.certificate_sessions.notnull()).select(
        event=event.id,
        sessions=event.certificate_sessions,
        share=event.certificate_share,
        assignment=event.certificate_assignment,
    )
    time = seconds_attended(known).join(rule, "event")
    time = time.filter(time["seconds"] >= (time["length"] * time["share"]).round())
    enough = time.group_by(["event", "person", "sessions", "assignment"]).aggregate(attended=time.count())
    enough = enough.filter(enough["attended"] >= enough["sessions"])
    handed_in = submissions(known).select("event", "person").distinct().mutate(handed_in=ibis.literal(True))
    judged = enough.left_join(handed_in, ["event", "person"])
    judged = judged.filter(~judged["assignment"] | judged["handed_in"].notnull())
    return joins(known).join(judged.select("event", "person"), ["event", "person"])


declare(
    Indicator(
        key="exchanges.submissions",
        label=_("Assignments handed in"),
        definition=_("Different people who handed in the assignment."),
        unit=PEOPLE,
        measure=Distinct("person"),
        opens=Submission,
        rows=submissions,
        attributes=OF_PARTICIPANTS,
        dimensions=ATTRIBUTES,
    ),
    Indicator(
        key="exchanges.certificates",
        label=_("Qualified for a certificate"),
        definition=_(
            "Different people who fulfil the event's certificate rule: enough of enough sessions, and the assignment "
            "handed in where the rule asks for it. Joins are clipped to the session, and overlapping ones united."
        ),
        unit=PEOPLE,
        measure=Distinct("person"),
        opens=Attendance,
        rows=certificates,
        attributes=OF_PARTICIPANTS,
        dimensions=ATTRIBUTES,
    ),
)
