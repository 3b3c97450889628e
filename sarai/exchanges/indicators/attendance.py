"""Who was there, for how long: joins, attendances, attendees."""

from __future__ import annotations

from collections.abc import Sequence

import ibis
import ibis.expr.types as ir
from django.utils.translation import gettext_lazy as _

from sarai.evidence.engine import Attributes, Distinct, Indicator, Known, Least, Ranked, Rows, Share, Unit, declare
from sarai.exchanges.models import Attendance, Session
from sarai.network.indicators import (
    ATTRIBUTES,
    CITIES,
    COUNTRIES,
    PEOPLE,
    PERCENT,
    latest_stated,
    linked,
    stated,
    statements,
)

from .registrations import registrations
from .scopes import events_and_series, of_themes

JOINS = Unit("joins", _("joins"))
SESSIONS_ATTENDED = Unit("attendances", _("attendances"))


def stays(known: Known) -> ir.Table:
    """Joins of attendees that overlap their session, one row each: `fact`, `record`, `person`, `at`, `until`, and the
    `session` of an `event`, with when it `opens` and `closes`."""
    fact, session = known(Attendance), known(Session)
    session = session.select(session="id", event="event_id", opens="starts_at", closes="ends_at")
    fact = fact.filter(fact.role == "attendee")
    fact = fact.select(fact="id", record="record_id", session="session_id", at="joined_at", until="left_at")
    found = fact.join(session, "session").join(linked(known), "record")
    return found.filter((found["at"] < found["closes"]) & (found["until"] > found["opens"]))


def joins(known: Known) -> ir.Table:
    """Stays, with the series of their event."""
    return stays(known).join(events_and_series(known), "event")


def stated_by_participants(known: Known, table: ir.Table, names: Sequence[str]) -> ir.Table:
    """`table` with what its person stated: when registering for its event, or else in the record itself."""
    registered = stated(known, registrations(known), names)
    earlier = latest_stated(registered, ["event", "person"], names).rename({f"earlier_{name}": name for name in names})
    table = table.join(statements(known, names), "record").left_join(earlier, ["event", "person"])
    table = table.drop("event_right", "person_right")
    table = table.mutate(**{name: table[f"earlier_{name}"].coalesce(table[name]) for name in names})
    return table.drop(*(f"earlier_{name}" for name in names))


OF_PARTICIPANTS = of_themes(Attributes(ATTRIBUTES, stated_by_participants))


def session_attendances(known: Known) -> ir.Table:
    """One row for each person and session: the earliest of their joins."""
    table = joins(known)
    place = ibis.row_number().over(
        ibis.window(group_by=[table["session"], table["person"]], order_by=[table["at"], table["fact"]])
    )
    table = table.mutate(place=place)
    return table.filter(table["place"] == 0)


def seconds_attended(known: Known) -> ir.Table:
    """(event, session, person, seconds, length): time inside the session, two devices at once counted once.

    Overlapping joins are united by a running maximum: each join adds what lies beyond the latest end before it.
    """
    table = stays(known)
    table = table.select(
        "session",
        "person",
        "fact",
        start=ibis.greatest(table["at"], table["opens"]),
        end=ibis.least(table["until"], table["closes"]),
    )
    earlier = ibis.window(
        group_by=[table["session"], table["person"]], order_by=[table["start"], table["fact"]], preceding=(None, 1)
    )
    reached = ibis.greatest(table["start"], table["end"].max().over(earlier).coalesce(table["start"]))
    table = table.mutate(reached=reached)
    table = table.filter(table["end"] > table["reached"])
    added = table["end"].epoch_seconds() - table["reached"].epoch_seconds()
    time = table.group_by(["session", "person"]).aggregate(seconds=added.sum())
    session = known(Session)
    length = session["ends_at"].epoch_seconds() - session["starts_at"].epoch_seconds()
    return time.join(session.select(session="id", event="event_id", length=length), "session")


declare(
    Indicator(
        key="exchanges.attendees",
        label=_("Attendees"),
        definition=_(
            "Different people who were in at least one session while it ran, as attendees. Hosts and panelists are not "
            "counted. However often somebody joined, from however many devices, they are counted once."
        ),
        unit=PEOPLE,
        measure=Distinct("person"),
        opens=Attendance,
        rows=joins,
        attributes=OF_PARTICIPANTS,
        dimensions=("session", *ATTRIBUTES, "at_event"),
    ),
    Indicator(
        key="exchanges.attendances",
        label=_("Attendances"),
        definition=_("People in sessions: somebody who was in three sessions is three attendances."),
        unit=SESSIONS_ATTENDED,
        measure=Rows(),
        opens=Attendance,
        rows=session_attendances,
        attributes=OF_PARTICIPANTS,
        dimensions=("session", *ATTRIBUTES),
    ),
    Indicator(
        key="exchanges.joins",
        label=_("Joins"),
        definition=_("Times that an attendee entered a session while it ran: a lost connection makes another join."),
        unit=JOINS,
        measure=Rows(),
        opens=Attendance,
        rows=joins,
        attributes=OF_PARTICIPANTS,
        dimensions=("session", *ATTRIBUTES),
    ),
    Indicator(
        key="exchanges.attendee_countries",
        label=_("Countries of attendees"),
        definition=_("Different countries that attendees gave when they registered."),
        unit=COUNTRIES,
        measure=Distinct("country"),
        opens=Attendance,
        rows=joins,
        attributes=OF_PARTICIPANTS,
        dimensions=("organisation_type", "gender"),
    ),
    Least(
        key="exchanges.min_session_attendance",
        label=_("Attendees of the least attended session"),
        definition=_("The smallest number of different attendees that a session had."),
        of="exchanges.attendees",
        unit=PEOPLE,
        by="session",
    ),
    Ranked(
        key="exchanges.attendees_top_countries",
        label=_("Most represented countries"),
        definition=_("The five countries with the most attendees."),
        of="exchanges.attendees",
        unit=COUNTRIES,
        by="country",
    ),
    Ranked(
        key="exchanges.attendees_top_cities",
        label=_("Most represented cities"),
        definition=_("The five cities with the most attendees."),
        of="exchanges.attendees",
        unit=CITIES,
        by="city",
    ),
    Ranked(
        key="exchanges.attendees_top_organisation_types",
        label=_("Most represented types of organisation"),
        definition=_("The three types of organisation with the most attendees."),
        of="exchanges.attendees",
        unit=PEOPLE,
        by="organisation_type",
        first=3,
    ),
    *(
        Share(
            key=f"exchanges.attendees_{name}_share",
            label=label,
            definition=definition,
            of="exchanges.attendees",
            unit=PERCENT,
            by=by,
            among=among,
        )
        for name, label, definition, by, among in (
            (
                "female",
                _("Share of women"),
                _("Of a hundred attendees, how many are female by their own word. The unknown are among the hundred."),
                "gender",
                ("female",),
            ),
            (
                "male",
                _("Share of men"),
                _("Of a hundred attendees, how many are male by their own word. The unknown are among the hundred."),
                "gender",
                ("male",),
            ),
            (
                "government",
                _("Share from government"),
                _("Of a hundred attendees, how many came from local or national government."),
                "organisation_type",
                ("local_government", "national_government"),
            ),
            (
                "igo_cso_academia",
                _("Share from IGOs, civil society and academia"),
                _("Of a hundred attendees, how many came from IGOs, civil society or academia."),
                "organisation_type",
                ("igo", "cso", "academia"),
            ),
        )
    ),
)
