"""The audience of an event or a series as tables for files, with what their columns mean."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from sarai.evidence.engine import Question, answer, breakdown, dimension
from sarai.exchanges.models import Event, Series
from sarai.exchanges.queries.audience import participants

Row = Sequence[str | int | float]
COUNTED = {
    "exchanges.registrants": ("country", "city", "organisation_type", "gender", "at_event"),
    "exchanges.attendees": ("session", "country", "city", "organisation_type", "gender", "at_event"),
    "exchanges.live_views": ("platform", "of_event"),
    "exchanges.playback_views": ("platform", "of_event"),
    "exchanges.view_cities": ("country", "south"),
}


@dataclass(frozen=True)
class Column:
    """A column of a table: its name, the kind of its values, and what they mean."""

    name: str
    kind: str
    meaning: str


@dataclass(frozen=True)
class Table:
    """Rows, and what their columns are."""

    columns: Sequence[Column]
    rows: Iterable[Row]


def numbers(about: Event | Series, as_of: datetime | None, *, site: str) -> Table:
    """Every figure of an audience with its breakdowns, a row a number, each with the address of its evidence."""
    text, whole = _("text"), _("whole number")
    columns = [
        Column(_("What"), text, _("What is counted; its definition stands at the address of the evidence.")),
        Column(_("Key"), text, _("The name by which programs know the figure.")),
        Column(_("Broken down by"), text, _("Blank for the figure as a whole.")),
        Column(_("Value"), text, _("Of what it is broken down by; “unknown” where nobody said.")),
        Column(_("Number"), whole, _("How many. Rows by session or by event overlap and are not to be added up.")),
        Column(_("Unit"), text, _("People, views and cities are different units, and are never added up.")),
        Column(_("Evidence"), _("address"), _("Where the records behind the number are.")),
    ]
    return Table(columns, _numbers(about, as_of, site))


def _numbers(about: Event | Series, as_of: datetime | None, site: str) -> Iterator[Row]:
    of_events = isinstance(about, Series)
    for key, dimensions in COUNTED.items():
        question = Question(key, about.scope, as_of)
        counted, unit = question.indicator, str(question.indicator.unit.label)
        yield str(counted.label), key, "", "", _whole(question), unit, site + question.url()
        for by in dimensions:
            if by.endswith("_event") == of_events or by not in ("session", "at_event", "of_event"):
                for cell in breakdown(question, by):
                    where = site + cell.question.url()
                    yield str(counted.label), key, str(dimension(by).label), cell.label, cell.number, unit, where


def _whole(question: Question) -> int:
    value = answer(question).value
    return value if isinstance(value, int) else 0


def people(event: Event, as_of: datetime) -> Table:
    """Everybody who registered for an event or was at it, a row a person, with the minutes of each session."""
    text, whole = _("text"), _("whole number")
    sessions = sorted(event.sessions.all(), key=lambda one: one.number)
    columns = [
        Column(_("Number"), whole, _("The person's number here; the same person has the same number in every file.")),
        Column(_("Name"), text, _("As stated when registering, or else where they joined.")),
        Column(_("E-mail"), text, _("As stated.")),
        Column(_("Organisation"), text, _("As stated.")),
        Column(_("Type of organisation"), text, _("One of the programme's types, blank where not stated.")),
        Column(_("Gender"), text, _("By their own word, blank where not stated.")),
        Column(_("City as typed"), text, _("As they wrote it.")),
        Column(_("City"), text, _("As the gazetteer or a person's decision reads it.")),
        Column(_("Country"), _("ISO 3166 code"), _("Of two letters, as read.")),
        Column(_("Registered"), _("1 or 0"), _("Whether there is an approved registration.")),
        *(
            Column(
                _("Minutes of session %(number)d") % {"number": one.number},
                whole,
                _("Whole minutes inside the session, two devices at once counted once: %(title)s")
                % {"title": one.title},
            )
            for one in sessions
        ),
    ]
    return Table(columns, _people(event, as_of, [one.number for one in sessions]))


def _people(event: Event, as_of: datetime, sessions: Sequence[int]) -> Iterator[Row]:
    for one in participants(event, as_of):
        record = one.record
        said = (record.name, record.email, record.organisation, record.organisation_type, record.gender)
        place = (str(record.place) if record.place else "", one.city, one.country)
        minutes = (one.seconds.get(number, 0) // 60 for number in sessions)
        yield one.person, *said, *place, int(one.registered), *minutes


def about(thing: Event | Series, as_of: datetime) -> list[list[str]]:
    """What a file is about, as known when."""
    return [[_("About"), str(thing)], [_("Key"), str(thing.scope)], [_("As known on"), as_of.isoformat()]]
