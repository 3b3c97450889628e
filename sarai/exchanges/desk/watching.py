"""Where what was watched on this site becomes facts: who was in a session, like any platform's report, and how often a
stream or a recording was viewed, like any platform's counter."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from sarai.evidence.actions import in_turn
from sarai.evidence.formats import About, Where
from sarai.evidence.intake import follow_up_on
from sarai.evidence.models import Source
from sarai.exchanges.beats import stretches_of
from sarai.exchanges.intake import records
from sarai.exchanges.models import Session, Viewing, ViewReading
from sarai.exchanges.rules import Interval, clipped, watching_window, without_gaps
from sarai.network.models import PersonRecord

from .filer import ExchangesFiler

FORMAT = "watching"
PLATFORM = "sarai"
SHORTEST_ABSENCE = timedelta(minutes=1)
SHORTEST_VIEW = 10  # seconds, for a loading of the page to be a view
# All filings of one session are exports of one report: the newer holds.
REPORT = About(platform_id=PLATFORM, started="-")


@in_turn()
def file_viewings(*, session: Session, by: str, at: datetime) -> Counter[str]:
    """File how long registered people watched a session as their attendance; returns the tally of the ledger, which is
    empty where nothing waits.

    A registration counts once its address is proved and it was filed itself. Everything that is known is stated again,
    so what later heartbeats say otherwise is corrected, and nothing is doubled.
    """
    known = _known(session)
    if not known.filter(filed_at=None).exists():
        return Counter()
    stays = _stays(session, known)
    if not stays:
        return Counter()
    source = _source(session, by=by, at=at)
    filer = ExchangesFiler(source, session.event, session, REPORT)
    tally, _problems = filer.file([_attendance(who, stay) for who, found in stays for stay in found])
    more, _kept = filer.finish()
    known.update(record=_record_of_viewing(), filed_at=at)
    source.tally = {name: count for name, count in (tally + more).items() if count}
    source.save(update_fields=["tally"])
    follow_up_on(source)
    return tally + more


def _known(session: Session) -> QuerySet[Viewing]:
    """What was watched live by people of whom it is known who they are."""
    who = Q(record__isnull=False) | Q(enrolment__record__isnull=False)
    return Viewing.objects.filter(who, session=session, mode=Viewing.Mode.LIVE, seconds__gt=0)


def _record_of_viewing() -> Coalesce:
    own = PersonRecord.objects.filter(enrolments__viewings=OuterRef("pk")).values("pk")[:1]
    return Coalesce("record", Subquery(own))


def _stays(session: Session, known: QuerySet[Viewing]) -> list[tuple[PersonRecord, list[Interval]]]:
    """Each person with their stays, put together from all their pages; of those who were there while it ran."""
    about = Coalesce("record", "enrolment__record")
    found: dict[int, list[Interval]] = defaultdict(list)
    window, planned = watching_window(session.starts_at, session.ends_at), (session.starts_at, session.ends_at)
    for who, issued, stretches in known.values_list(about, "issued_at", "stretches").order_by("pk"):
        found[who] += [part for one in _intervals(issued, stretches) if (part := clipped(one, window))]
    people = PersonRecord.objects.select_related("place").in_bulk(found)
    stays = ((people[who], without_gaps(intervals, SHORTEST_ABSENCE)) for who, intervals in sorted(found.items()))
    return [(who, there) for who, there in stays if any(clipped(stay, planned) for stay in there)]


def _intervals(issued: datetime, stretches: str) -> Iterable[Interval]:
    for began, lasted in stretches_of(stretches).values():
        yield issued + timedelta(seconds=began), issued + timedelta(seconds=began + lasted)


def _attendance(who: PersonRecord, stay: Interval) -> records.Attendance:
    return records.Attendance(Where("", who.pk), who.mention, *stay, None)


def _source(session: Session, *, by: str, at: datetime) -> Source:
    title = _("Watched on this site: %(event)s, session %(number)d")
    return Source.objects.create(
        kind=Source.Kind.FORM,
        format=FORMAT,
        title=(title % {"event": session.event.title, "number": session.number})[:255],
        target={"event": session.event.slug, "session": session.number},
        entered_at=at,
        recorded_at=at,
        by=by,
    )


@in_turn()
def read_own_counters(*, session: Session, by: str, at: datetime) -> Counter[str]:
    """Read how often a session was viewed on this site, live and afterwards; a counter that shows what it showed when
    it was last read is not read again."""
    counters = {mode: _count(session, mode) for mode in Viewing.Mode}
    moved = {mode: value for mode, value in counters.items() if value != _last(session, mode)}
    if not moved:
        return Counter()
    source = _source(session, by=by, at=at)
    filer = ExchangesFiler(source, session.event, session)
    tally, _problems = filer.file([_reading(session, mode, value) for mode, value in moved.items()])
    filer.finish()
    source.tally = dict(tally)
    source.save(update_fields=["tally"])
    return tally


def _count(session: Session, mode: Viewing.Mode) -> int:
    """A view is a viewer, however often they loaded the page; of those who are not registered one a day."""
    found = Viewing.objects.filter(session=session, mode=mode, seconds__gte=SHORTEST_VIEW)
    return found.values("viewer").distinct().count()


def _content(session: Session) -> str:
    return f"{session.event.slug}/{session.number}"[:100]


def _last(session: Session, mode: Viewing.Mode) -> int:
    known = ViewReading.objects.filter(
        event=session.event_id, platform=PLATFORM, content_id=_content(session), mode=mode, retracted_at=None
    )
    return known.order_by("-read_at").values_list("value", flat=True).first() or 0


def _reading(session: Session, mode: Viewing.Mode, value: int) -> records.ViewReading:
    said: records.Mode = "live" if mode == Viewing.Mode.LIVE else "playback"
    return records.ViewReading(Where("", 1), PLATFORM, _content(session), session.title, "views", value, mode=said)
