"""What exchanges count: registrations, attendance, certificates, views."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

import ibis
import ibis.expr.types as ir
from django.db.models import Max, Min
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from sarai.evidence.engine import (
    Dimension,
    Distinct,
    Indicator,
    Known,
    Least,
    Ranked,
    Rows,
    ScopeKind,
    Share,
    Subject,
    Total,
    Unit,
    UnknownScope,
    declare,
)
from sarai.network.indicators import CITIES, COUNTRIES, PEOPLE, PERCENT, identified, latest_stated, linked

from .models import Attendance, Event, Registration, Series, Session, Submission, ViewReading

ATTRIBUTES = ["country", "city", "organisation_type", "gender"]
JOINS = Unit("joins", _("joins"))
SESSIONS_ATTENDED = Unit("attendances", _("attendances"))
REGISTRATIONS = Unit("registrations", _("registrations"))
SUBMISSIONS = Unit("submissions", _("assignments"))
EVENTS = Unit("events", _("events"))
VIEWS = Unit("views", _("views"))


def _session_names(values: Iterable[Any]) -> Mapping[Any, Any]:
    sessions = Session.objects.filter(pk__in=[int(value) for value in values])
    return {str(session.pk): gettext("Session %(number)s") % {"number": session.number} for session in sessions}


def _find_event(slug: str) -> tuple[int, str, str]:
    event = Event.objects.filter(slug=slug).first()
    if event is None:
        raise UnknownScope(_("There is no event “%(slug)s”.") % {"slug": slug})
    return event.pk, event.title, event.get_absolute_url()


def _events_between(since: date, until: date) -> list[Subject]:
    """The events with a session in the period, in the order in which they began; days are those of UTC."""
    sessions = Session.objects.filter(starts_at__date__gte=since, starts_at__date__lte=until)
    found = Event.objects.filter(pk__in=sessions.values("event"))
    found = found.annotate(begins=Min("sessions__starts_at"), ends=Max("sessions__starts_at"))
    return [
        Subject(
            event.slug,
            event.title,
            event.begins.date(),
            event.ends.date(),
            _("Demonstration with synthetic data") if event.synthetic else "",
        )
        for event in found.order_by("begins", "pk")
    ]


def _find_series(slug: str) -> tuple[int, str, str]:
    series = Series.objects.filter(slug=slug).first()
    if series is None:
        raise UnknownScope(_("There is no series “%(slug)s”.") % {"slug": slug})
    return series.pk, series.title, reverse("portal:home")


declare(
    Dimension("session", _("session"), _session_names, overlapping=True, order=int),
    Dimension("platform", _("platform")),
    ScopeKind("event", _("event"), _find_event, _events_between),
    ScopeKind("series", _("series"), _find_series),
)


def _events(known: Known) -> ir.Table:
    event = known(Event)
    return event.select(event=event.id, series=event.series_id)


def registrations(known: Known) -> ir.Table:
    """Approved registrations, one row each, with who registered and what they stated."""
    fact = known(Registration)
    fact = fact.filter(fact.status.isin(["approved", "unknown"]))
    fact = fact.select(fact=fact.id, record=fact.record_id, event=fact.event_id, at=fact.registered_at)
    return fact.join(_events(known), "event").join(identified(known), "record")


def stays(known: Known) -> ir.Table:
    """Joins of attendees that overlap their session, one row each: `fact`, `at`, `until`, `person`, and the session
    with when it `opens` and `closes`."""
    fact, session = known(Attendance), known(Session)
    session = session.select(session="id", event="event_id", opens="starts_at", closes="ends_at")
    fact = fact.filter(fact.role == "attendee")
    fact = fact.select(fact="id", record="record_id", session="session_id", at="joined_at", until="left_at")
    found = fact.join(session, "session").join(linked(known), "record")
    return found.filter((found["at"] < found["closes"]) & (found["until"] > found["opens"]))


def joins(known: Known) -> ir.Table:
    """Stays with what the person stated: when registering for the event, or else in the attendance report itself."""
    found = stays(known).join(_events(known), "event").join(identified(known).drop("person"), "record")
    stated = latest_stated(registrations(known), ["event", "person"], ATTRIBUTES)
    stated = stated.rename({f"stated_{name}": name for name in ATTRIBUTES})
    found = found.left_join(stated, ["event", "person"])
    return found.mutate(**{name: found[f"stated_{name}"].coalesce(found[name]) for name in ATTRIBUTES})


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
    opens, closes = table["opens"].epoch_seconds(), table["closes"].epoch_seconds()
    table = table.mutate(
        start=ibis.greatest(table["at"].epoch_seconds(), opens),
        end=ibis.least(table["until"].epoch_seconds(), closes),
        length=closes - opens,
    )
    earlier = ibis.window(
        group_by=[table["session"], table["person"]], order_by=[table["start"], table["fact"]], preceding=(None, 1)
    )
    table = table.mutate(reached=table["end"].max().over(earlier).coalesce(table["start"]))
    table = table.mutate(added=ibis.greatest(0, table["end"] - ibis.greatest(table["start"], table["reached"])))
    return table.group_by(["event", "session", "person"]).aggregate(
        seconds=table["added"].sum(), length=table["length"].max()
    )


def submissions(known: Known) -> ir.Table:
    """Assignments handed in, one row each."""
    fact = known(Submission)
    fact = fact.select(fact=fact.id, record=fact.record_id, event=fact.event_id, at=fact.submitted_at)
    return fact.join(_events(known), "event").join(identified(known), "record")


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
    return joins(known).semi_join(judged, ["event", "person"])


def events(known: Known) -> ir.Table:
    """Events of which a session has begun by then, one row each."""
    session = known(Session)
    begun = session.filter(session.starts_at <= known.as_of)
    first = begun.group_by(event=begun.event_id).aggregate(at=begun.starts_at.min())
    return first.join(_events(known), "event").mutate(fact=first["event"])


def view_readings(known: Known) -> ir.Table:
    """The latest reading of each content's views: readings are never added up over time."""
    fact = known(ViewReading)
    place = ibis.row_number().over(
        ibis.window(
            group_by=[fact.platform, fact.content_id, fact.metric], order_by=[fact.recorded_at.desc(), fact.id.desc()]
        )
    )
    fact = fact.mutate(place=place)
    fact = fact.filter((fact["place"] == 0) & (fact["metric"] == "views"))
    fact = fact.select(fact=fact.id, event=fact.event_id, at=fact.recorded_at, platform=fact.platform, value=fact.value)
    return fact.join(_events(known), "event")


BY_PERSON = ("country", "city", "organisation_type", "gender")

declare(
    Indicator(
        key="exchanges.registrants",
        label=_("Registrants"),
        definition=_(
            "Different people with an approved registration that has not been withdrawn. Somebody who registered "
            "twice, or under two addresses that are known to be theirs, is counted once."
        ),
        unit=PEOPLE,
        measure=Distinct("person"),
        opens=Registration,
        rows=registrations,
        dimensions=BY_PERSON,
    ),
    Indicator(
        key="exchanges.registrations",
        label=_("Registrations"),
        definition=_("Approved registrations that have not been withdrawn, each counted, whoever made it."),
        unit=REGISTRATIONS,
        measure=Rows(),
        opens=Registration,
        rows=registrations,
        dimensions=BY_PERSON,
    ),
    Indicator(
        key="exchanges.registrant_countries",
        label=_("Countries of registrants"),
        definition=_("Different countries that registrants gave, or in which the city lies that they gave."),
        unit=COUNTRIES,
        measure=Distinct("country"),
        opens=Registration,
        rows=registrations,
        dimensions=("organisation_type", "gender"),
    ),
    Indicator(
        key="exchanges.registrant_cities",
        label=_("Cities of registrants"),
        definition=_("Different cities that registrants gave, as the gazetteer or a person's decision reads them."),
        unit=CITIES,
        measure=Distinct("city"),
        opens=Registration,
        rows=registrations,
        dimensions=("country", "organisation_type"),
    ),
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
        dimensions=("session", *BY_PERSON),
    ),
    Indicator(
        key="exchanges.attendances",
        label=_("Attendances"),
        definition=_("People in sessions: somebody who was in three sessions is three attendances."),
        unit=SESSIONS_ATTENDED,
        measure=Rows(),
        opens=Attendance,
        rows=session_attendances,
        dimensions=("session", *BY_PERSON),
    ),
    Indicator(
        key="exchanges.joins",
        label=_("Joins"),
        definition=_("Times that an attendee entered a session while it ran: a lost connection makes another join."),
        unit=JOINS,
        measure=Rows(),
        opens=Attendance,
        rows=joins,
        dimensions=("session", *BY_PERSON),
    ),
    Indicator(
        key="exchanges.attendee_countries",
        label=_("Countries of attendees"),
        definition=_("Different countries that attendees gave when they registered."),
        unit=COUNTRIES,
        measure=Distinct("country"),
        opens=Attendance,
        rows=joins,
        dimensions=("organisation_type", "gender"),
    ),
    Indicator(
        key="exchanges.submissions",
        label=_("Assignments handed in"),
        definition=_("Different people who handed in the assignment."),
        unit=PEOPLE,
        measure=Distinct("person"),
        opens=Submission,
        rows=submissions,
        dimensions=BY_PERSON,
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
        dimensions=BY_PERSON,
    ),
    Indicator(
        key="exchanges.events",
        label=_("Events"),
        definition=_("Events of which at least one session has begun."),
        unit=EVENTS,
        measure=Rows(),
        opens=Event,
        rows=events,
    ),
    Indicator(
        key="exchanges.playback_views",
        label=_("Playback views"),
        definition=_("Views of recordings, as each platform last reported them. Views are not people."),
        unit=VIEWS,
        measure=Total("value"),
        opens=ViewReading,
        rows=view_readings,
        dimensions=("platform",),
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
