"""Setting events up: what is held when, who speaks, what is left of it. Whom a change concerns is written to."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.core.files.storage import Storage
from django.db import transaction
from django.db.models import Max
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from sarai.evidence.actions import Row, digest, in_turn, insert
from sarai.evidence.models import Source
from sarai.exchanges.models import (
    AgendaItem,
    Assignment,
    Contribution,
    Event,
    Host,
    Material,
    Series,
    Session,
    TakingPart,
)
from sarai.exchanges.queries.enrolments import coming_or_waiting
from sarai.network.actions import Identifier
from sarai.network.mentions import Mention
from sarai.network.models import City, Institution

from . import writing
from .enrolling import promote

SHOWN_IN_CALENDARS = ("title", "starts_at", "ends_at", "link", "link_note", "cancelled")
WEEK = timedelta(weeks=1)
# What the team did, as the list of sources tells it.
WHAT = {
    "new": _("New event"),
    "changed": _("Event changed"),
    "session": _("Session set up or changed"),
    "session removed": _("Session taken away"),
    "agenda": _("Agenda changed"),
    "taking part": _("Who takes part"),
    "no longer taking part": _("Who takes part no more"),
    "cities taking part": _("Cities that take part"),
    "material": _("Material added"),
    "material removed": _("Material taken away"),
    "assignment": _("Assignment set"),
    "assignment removed": _("Assignment taken away"),
}
Later = Callable[[Session], object]
Hosting = tuple[Institution, str]  # who holds an event, and as what (Host.Role)


def noted(event: Event, what: str, *, by: str, at: datetime) -> Source:
    """That the team changed something about an event: what is remembered of figures ends with it."""
    return Source.objects.create(
        kind=Source.Kind.ENTRY,
        format="event",
        title=f"{WHAT[what]}: {event.title}"[:255],
        target={"event": event.slug},
        entered_at=at,
        recorded_at=at,
        by=by,
    )


@transaction.atomic
def keep_event(*, event: Event, themes: Iterable[Any], hosts: Sequence[Hosting], by: str, at: datetime) -> Event:
    """Keep what was filled in about an event, and who holds it, in order. When it is cancelled, who registered is told;
    when it has more places than before, those who wait get them."""
    before = Event.objects.filter(pk=event.pk).first() if event.pk else None
    event.save()
    event.themes.set(themes)
    if [(host.institution_id, host.role) for host in event.hosts.all()] != [(one.pk, role) for one, role in hosts]:
        event.hosts.all().delete()
        Host.objects.bulk_create(
            Host(event=event, institution=one, role=role, position=n) for n, (one, role) in enumerate(hosts)
        )
    noted(event, "changed" if before else "new", by=by, at=at)
    if before and before.state != event.state and Event.State.CANCELLED in (before.state, event.state):
        for session in event.sessions.filter(ends_at__gt=at):
            _announce(session, at)
    if before:
        promote(event=event, at=at)
    return event


@transaction.atomic
def keep_session(*, session: Session, by: str, at: datetime, then: Later = lambda _session: None) -> Session:
    """Keep a session; a new one gets the next number. Whom a change of time, title or link concerns is told, and their
    calendars change by themselves. `then` is called for one that has another time than before."""
    before = Session.objects.filter(pk=session.pk).first() if session.pk else None
    if before is None:
        last = session.event.sessions.aggregate(last=Max("number"))["last"]
        session.number, session.changed_at = (last or 0) + 1, at
        session.save()
    else:
        changed = [name for name in SHOWN_IN_CALENDARS if getattr(before, name) != getattr(session, name)]
        session.save()
        if changed and session.ends_at > at and session.event.state != Event.State.DRAFT:
            _announce(session, at)
    noted(session.event, "session", by=by, at=at)
    promote(event=session.event, at=at)  # one that takes place after all has places that became free meanwhile
    if before is None or before.starts_at != session.starts_at:
        transaction.on_commit(lambda: then(session))
    return session


def _announce(session: Session, at: datetime) -> None:
    """Give a session the next revision, by which calendars know that it has changed, and write to who is going."""
    session.revision += 1
    session.changed_at = at
    session.save(update_fields=["revision", "changed_at"])
    writing.tell_changed(session, coming_or_waiting(session.event).select_related("event"), at)


def set_cancelled(
    *, session: Session, cancelled: bool, by: str, at: datetime, then: Later = lambda _s: None
) -> Session:
    """Cancel a session, or let it take place after all; who is going is told."""
    session.cancelled = cancelled
    return keep_session(session=session, by=by, at=at, then=then)


@transaction.atomic
def remove_session(*, session: Session, by: str, at: datetime) -> None:
    """Take a session away of which nothing is known. Raises ValueError where there are records of it: of who was there,
    of how often it was viewed. Such a one is cancelled."""
    if any(records.exists() for records in (session.attendances, session.view_readings, session.viewings)):
        raise ValueError
    files = [(one.file.storage, one.file.name) for one in session.materials.exclude(file="")]
    if session.ends_at > at:
        session.cancelled = True
        _announce(session, at)
    noted(session.event, "session removed", by=by, at=at)
    session.delete()
    for storage, name in files:
        delete_later(storage, name)


@transaction.atomic
def keep_agenda(*, session: Session, items: Sequence[Mapping[str, Any]], by: str, at: datetime) -> None:
    """The parts of a session, as they are from now on: `after`, `minutes`, `title`, `summary`, and the `id` of one that
    was there before, which keeps who speaks in it; any other `id` says nothing."""
    before = session.agenda.in_bulk([item["id"] for item in items if item.get("id")])
    session.agenda.exclude(pk__in=before).delete()
    for item in items:
        part = before.pop(item.get("id"), None) or AgendaItem(session=session)
        for name in ("after", "minutes", "title", "summary"):
            setattr(part, name, item[name])
        part.save()
    noted(session.event, "agenda", by=by, at=at)


@in_turn()
def contribute(
    *,
    event: Event,
    role: str,
    by: str,
    at: datetime,
    who: Mention | None = None,
    institution: Institution | None = None,
    session: Session | None = None,
    item: AgendaItem | None = None,
) -> Contribution:
    """Name somebody, or an institution, who does something at an event. Named twice, they are named once."""
    key = digest(
        role, session and session.pk, item and item.pk, institution and institution.pk, *(who.stated if who else ())
    )
    known = Contribution.objects.filter(event=event, key=key, retracted_at=None).first()
    if known is not None:
        return known
    source = noted(event, "taking part", by=by, at=at)
    [record] = Identifier(source).identify([(who, key)]) if who else [None]
    row: Row = {
        "event_id": event.pk,
        "session_id": session and session.pk,
        "item_id": item and item.pk,
        "record_id": record,
        "institution_id": institution and institution.pk,
        "role": role,
        "position": event.contributions.filter(retracted_at=None).count(),
        "key": key,
        "content": key,
        "source_id": source.pk,
        "recorded_at": at,
    }
    insert(Contribution, [row])
    return Contribution.objects.get(event=event, key=key, retracted_at=None)


@in_turn()
def contribute_no_more(*, contribution: Contribution, by: str, at: datetime) -> None:
    """Take back that somebody does something at an event."""
    if contribution.retracted_at is None:
        act = noted(contribution.event, "no longer taking part", by=by, at=at)
        Contribution.objects.filter(pk=contribution.pk).update(retracted_at=at, retracted_by=act)


@in_turn()
def keep_taking_part(*, event: Event, cities: Iterable[City], by: str, at: datetime) -> None:
    """The cities that take part in an event as such, from now on."""
    wanted = {digest(city.pk): city for city in cities}
    held = {fact.key: fact for fact in event.taking_part.filter(retracted_at=None)}
    if wanted.keys() == held.keys():
        return
    act = noted(event, "cities taking part", by=by, at=at)
    gone = [fact.pk for key, fact in held.items() if key not in wanted]
    TakingPart.objects.filter(pk__in=gone).update(retracted_at=at, retracted_by=act)
    fresh = [
        {
            "event_id": event.pk,
            "city_id": city.pk,
            "key": key,
            "content": key,
            "source_id": act.pk,
            "recorded_at": at,
        }
        for key, city in wanted.items()
        if key not in held
    ]
    insert(TakingPart, fresh)


@transaction.atomic
def copy_event(
    *, event: Event, weeks: int, slug: str, title: str, by: str, at: datetime, then: Later = lambda _session: None
) -> Event:
    """Another event like this one, so many weeks later by the host's clock: its sessions with their agendas, its hosts,
    themes, surveys and assignment. A draft, without anything that came of the first: nobody is registered, nothing was
    said. `then` is called for each new session."""
    sessions = list(event.sessions.all())
    themes, hosts = list(event.themes.all()), [(host.institution, host.role) for host in event.hosts.all()]
    asked = list(event.asked.all())
    closes = event.registration_closes_at and _later(event.registration_closes_at, event.zone, weeks)
    copy = Event.objects.get(pk=event.pk)
    copy.pk, copy.slug, copy.title, copy.state, copy.registration_closes_at = (
        None,
        slug,
        title,
        Event.State.DRAFT,
        closes,
    )
    copy._state.adding = True
    keep_event(event=copy, themes=themes, hosts=hosts, by=by, at=at)
    for relation in asked:
        relation.pk, relation.event = None, copy
        relation.save(force_insert=True)
    for one in Assignment.objects.filter(event=event, removed_at=None):
        due = one.due_at and _later(one.due_at, event.zone, weeks)
        one.pk, one.event, one.due_at, one.set_at, one.by = None, copy, due, at, by
        one.save(force_insert=True)
    for session in sessions:
        _copy_session(session, copy, weeks, by=by, at=at, then=then)
    return copy


def _copy_session(session: Session, event: Event, weeks: int, *, by: str, at: datetime, then: Later) -> None:
    agenda = list(session.agenda.all())
    starts = _later(session.starts_at, event.zone, weeks)
    made = Session(
        event=event,
        title=session.title,
        starts_at=starts,
        ends_at=starts + (session.ends_at - session.starts_at),
    )
    keep_session(session=made, by=by, at=at, then=then)
    for item in agenda:
        item.pk, item.session = None, made
        item.save(force_insert=True)


def _later(moment: datetime, zone: ZoneInfo, weeks: int) -> datetime:
    """The same time by the clock of a zone, weeks later: a clock that is put forward in between changes nothing."""
    return moment.astimezone(zone) + weeks * WEEK


def repeat_weekly(
    *, event: Event, times: int, by: str, at: datetime, then: Later = lambda _session: None
) -> list[Event]:
    """So many more events of its series, one a week, each a draft with a number in its name."""
    taken = set(Event.objects.values_list("slug", flat=True))
    found = []
    with transaction.atomic():
        for number in range(1, times + 1):
            slug = _free(event.slug, number + 1, taken)
            taken.add(slug)
            title = f"{event.title} ({number + 1})"[:300]
            copy = copy_event(event=event, weeks=number, slug=slug, title=title, by=by, at=at, then=then)
            found.append(copy)
    return found


def _free(slug: str, number: int, taken: set[str]) -> str:
    stem = slugify(slug)[:44]
    while f"{stem}-{number}" in taken:
        number += 1
    return f"{stem}-{number}"


@transaction.atomic
def keep_series(*, series: Series, by: str, at: datetime) -> Series:
    """Keep what was filled in about a series."""
    series.save()
    Source.objects.create(
        kind=Source.Kind.ENTRY, format="series", title=series.title[:255], entered_at=at, recorded_at=at, by=by
    )
    return series


@transaction.atomic
def add_material(*, material: Material, by: str, at: datetime) -> Material:
    """Add something that is left of a session."""
    material.added_at, material.by = at, by
    material.size = material.file.size if material.file else None
    material.save()
    noted(material.session.event, "material", by=by, at=at)
    return material


@transaction.atomic
def remove_material(*, material: Material, by: str, at: datetime) -> None:
    """Take something away that was left of a session, with its file."""
    noted(material.session.event, "material removed", by=by, at=at)
    storage, name = material.file.storage, material.file.name
    material.delete()
    if name:
        delete_later(storage, name)


def delete_later(storage: Storage, name: str) -> None:
    """Delete a file once it is sure that nothing speaks of it any more."""
    transaction.on_commit(lambda: storage.delete(name), robust=True)
