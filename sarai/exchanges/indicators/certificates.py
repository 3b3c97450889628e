"""Assignments handed in, who fulfils the certificate rule, and which certificates were issued."""

from __future__ import annotations

import ibis
import ibis.expr.types as ir
from django.utils.translation import gettext_lazy as _

from sarai.evidence.engine import Distinct, Indicator, Known, Rows, Unit, declare
from sarai.exchanges.models import Attendance, Certificate, RuleVersion, Ruling, Submission
from sarai.network.indicators import ATTRIBUTES, PEOPLE, linked
from sarai.surveys.models import Response

from .attendance import OF_PARTICIPANTS, joins, seconds_attended
from .scopes import events_and_series

CERTIFICATES = Unit("certificates", _("certificates"))


def submissions(known: Known) -> ir.Table:
    """Assignments handed in, one row each, with who did."""
    fact = known(Submission)
    fact = fact.select(
        fact=fact.id, record=fact.record_id, event=fact.event_id, at=fact.submitted_at, points=fact.points
    )
    return fact.join(events_and_series(known), "event").join(linked(known), "record")


def certificates(known: Known) -> ir.Table:
    """The joins of everybody who fulfils the certificate rule of an event (see `rules.judge`, which must agree), or was
    granted it; and for whom it was granted without a join, one row that opens nothing."""
    qualified = ibis.union(_fulfilling(known), _granted(known).select("event", "person"), distinct=True)
    joined = joins(known)
    found = joined.join(qualified, ["event", "person"])
    absent = _granted(known).join(joins(known).select("event", "person").distinct(), ["event", "person"], how="anti")
    absent = absent.join(events_and_series(known), "event")
    blank = {name: ibis.null(kind) for name, kind in joined.schema().items() if name not in absent.columns}
    return ibis.union(found, absent.mutate(**blank).select(*found.columns))


def _fulfilling(known: Known) -> ir.Table:
    """(event, person): who fulfils the rule that held."""
    rule = known(RuleVersion)
    rule = rule.select("sessions", "share", "assignment", "least_mark", event=rule.event_id, survey=rule.survey_id)
    time = seconds_attended(known).join(rule, "event")
    # Rounded as `CertificateRule.needed` does, which databases do not all do by themselves.
    time = time.filter(time["seconds"] >= (time["length"] * time["share"] + 0.5).floor())
    enough = time.group_by(["event", "person", "sessions", "assignment", "least_mark", "survey"])
    judged = enough.aggregate(attended=time.count())
    judged = judged.filter(judged["attended"] >= judged["sessions"])
    handed_in = (
        submissions(known)
        .group_by(["event", "person"])
        .aggregate(points=lambda t: t["points"].max(), n=lambda t: t.count())
    )
    judged = judged.left_join(handed_in, ["event", "person"]).drop("event_right", "person_right")
    marked = judged["least_mark"].isnull() | (judged["points"].coalesce(0) >= judged["least_mark"])
    judged = judged.filter(~judged["assignment"] | (judged["n"].notnull() & marked))
    answered = _answered(known)
    judged = judged.left_join(answered, ["survey", "person"])
    return judged.filter(judged["survey"].isnull() | judged["answer"].notnull()).select("event", "person")


def _answered(known: Known) -> ir.Table:
    """(survey, person, answer): who answered a survey."""
    response = known(Response)
    response = response.select(record=response.record_id, survey=response.survey_id)
    who = response.join(linked(known), "record").select("survey", "person").distinct()
    return who.mutate(answer=ibis.literal(True))


def _granted(known: Known) -> ir.Table:
    """(event, person, record, at): whose appeal was granted, one row each."""
    ruling = known(Ruling)
    ruling = ruling.filter(ruling.granted).select(event=ruling.event_id, record=ruling.record_id, at=ruling.recorded_at)
    found = ruling.join(linked(known), "record")
    return found.group_by(["event", "person"]).aggregate(record=found["record"].min(), at=found["at"].min())


def issued(known: Known) -> ir.Table:
    """Certificates that were issued and hold, one row each, with whose they are."""
    fact = known(Certificate)
    fact = fact.select(fact=fact.id, record=fact.record_id, event=fact.event_id, at=fact.recorded_at)
    return fact.join(events_and_series(known), "event").join(linked(known), "record")


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
            "Different people who fulfil the event's certificate rule as it held then: enough of enough sessions, and "
            "the assignment and the survey where the rule asks for them; or whose appeal was granted. Joins are "
            "clipped to the session, and overlapping ones united."
        ),
        unit=PEOPLE,
        measure=Distinct("person"),
        opens=Attendance,
        rows=certificates,
        attributes=OF_PARTICIPANTS,
        dimensions=ATTRIBUTES,
    ),
    Indicator(
        key="exchanges.certificates_issued",
        label=_("Certificates issued"),
        definition=_("Certificates that were issued and had not been revoked by then."),
        unit=CERTIFICATES,
        measure=Rows(),
        opens=Certificate,
        rows=issued,
        attributes=OF_PARTICIPANTS,
        dimensions=ATTRIBUTES,
    ),
)
