"""What is still to be done about an event, who is missing, what could not be sent."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, Max, Min, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from sarai.exchanges.models import Attendance, Contribution, Event, EventSurvey, Material, Registration, Session
from sarai.letters.models import Letter
from sarai.letters.queries import troubled
from sarai.network.models import PersonLink, PersonRecord

from .assignments import to_mark
from .certificates import undecided

AHEAD = timedelta(days=60)  # what the desk looks forward to
BEHIND = timedelta(days=30)  # … and back on


@dataclass(frozen=True, slots=True)
class Todo:
    """Something to do, in a sentence, and where it is done."""

    sentence: str
    url: str


@dataclass(frozen=True, slots=True)
class _Done:
    """What has been done about some events: of several, asked for in as many queries as of one."""

    troubled: Mapping[str, int]  # letters, by topic
    thanked: Collection[str]  # topics
    spoken_for: Collection[int]  # events
    surveyed: Collection[int]  # events
    recorded: Collection[int]  # events
    attended: Collection[int]  # sessions
    to_mark: Mapping[int, int]  # hand-ins, by event
    appeals: Mapping[int, int]  # that nobody has decided, by event


def _done(events: Iterable[Event]) -> _Done:
    topics, numbers = [topic_of(event) for event in events], [event.pk for event in events]
    thanks = Letter.objects.filter(topic__in=topics, purpose=Letter.Purpose.THANKS)
    named = Contribution.objects.filter(event__in=numbers, retracted_at=None)
    asked = EventSurvey.objects.filter(event__in=numbers, purpose=EventSurvey.Purpose.AFTER)
    recordings = Material.objects.filter(session__event__in=numbers, kind=Material.Kind.RECORDING)
    there = Attendance.objects.filter(session__event__in=numbers, retracted_at=None)
    return _Done(
        troubled=troubled(topics),
        thanked=_distinct(thanks, "topic"),
        spoken_for=_distinct(named, "event"),
        surveyed=_distinct(asked, "event"),
        recorded=_distinct(recordings, "session__event"),
        attended=_distinct(there, "session"),
        to_mark=to_mark(numbers),
        appeals=undecided(numbers),
    )


def _distinct(found: QuerySet[Any], field: str) -> set[Any]:
    return set(found.order_by().values_list(field, flat=True).distinct())


def todo_of(event: Event, now: datetime, done: _Done | None = None) -> list[Todo]:
    """What is still to be done about an event, in the order in which it matters."""
    done = done or _done([event])
    sessions = [one for one in event.sessions.all() if not one.cancelled]
    coming = [one for one in sessions if one.ends_at > now]
    past = [one for one in sessions if one.ends_at <= now]
    found = list(_troubles(event, done))
    if event.state != Event.State.CANCELLED:
        found += _before(event, sessions, coming, done)
        found += _after(event, past, done, over=bool(past) and not coming)
    return found


def _troubles(event: Event, done: _Done) -> Iterator[Todo]:
    if count := done.troubled.get(topic_of(event)):
        sentence = ngettext("%(count)d letter could not be sent.", "%(count)d letters could not be sent.", count)
        yield Todo(sentence % {"count": count}, letters_url(event))
    if count := done.to_mark.get(event.pk):
        sentence = ngettext(
            "%(count)d assignment waits to be marked.", "%(count)d assignments wait to be marked.", count
        )
        yield Todo(sentence % {"count": count}, reverse("exchanges:hand-in-list", args=[event.slug]))
    if count := done.appeals.get(event.pk):
        sentence = ngettext(
            "%(count)d person says that they earned a certificate: decide it.",
            "%(count)d people say that they earned a certificate: decide it.",
            count,
        )
        yield Todo(sentence % {"count": count}, reverse("exchanges:appeal-list", args=[event.slug]))


def topic_of(event: Event) -> str:
    """Under which topic the letters about an event stand."""
    return f"event:{event.slug}"


def letters_url(event: Event) -> str:
    """Where the team sees the letters about an event."""
    return f"{reverse('letters:letter-list')}?topic={topic_of(event)}"


def _before(event: Event, sessions: Sequence[Session], coming: Sequence[Session], done: _Done) -> Iterator[Todo]:
    change = reverse("exchanges:event-change", args=[event.slug])
    if not sessions:
        yield Todo(_("It has no session yet: say when it is."), reverse("exchanges:session-new", args=[event.slug]))
    if event.state == Event.State.DRAFT:
        yield Todo(_("It is a draft: publish it when it is ready."), change)
    for session in coming:
        if not session.link and not session.stream:
            yield Todo(
                _("Session %(number)d has no way to connect yet.") % {"number": session.number},
                reverse("exchanges:session-change", args=[event.slug, session.number]),
            )
    if coming and event.pk not in done.spoken_for:
        yield Todo(_("Nobody is named who speaks."), f"{_arrange(event)}#speakers")
    if coming and not event.languages:
        yield Todo(_("It does not say which languages are spoken."), change)


def _after(event: Event, past: Sequence[Session], done: _Done, *, over: bool) -> Iterator[Todo]:
    for session in past:
        if session.pk not in done.attended:
            sentence = _("Nobody is known to have been at session %(number)d: take the platform's report in.")
            yield Todo(sentence % {"number": session.number}, reverse("evidence:intake-list"))
    if not over:
        return
    if event.pk not in done.recorded:
        yield Todo(_("There is no recording for those who could not come."), f"{_arrange(event)}#materials")
    if event.pk not in done.surveyed:
        yield Todo(_("No survey asks those who took part what they think."), reverse("surveys:survey-list"))
    if event.registers and topic_of(event) not in done.thanked:
        yield Todo(_("Nobody has been thanked yet."), f"{_arrange(event)}#letters")


def _arrange(event: Event) -> str:
    return reverse("exchanges:event-arrange", args=[event.slug])


@dataclass(frozen=True, slots=True)
class DeskRow:
    """An event on the organisers' desk, with its next session (None: all are over) and what is to be done."""

    event: Event
    next: Session | None
    going: int
    waiting: int
    todo: Sequence[Todo]


def desk_rows(now: datetime) -> list[DeskRow]:
    """The events that the organisers have to think of: drafts, what comes within sixty days, and what was within
    thirty; the next first."""
    near = Q(first__lte=now + AHEAD, last__gte=now - BEHIND)
    found = Event.objects.annotate(first=Min("sessions__starts_at"), last=Max("sessions__ends_at"))
    found = found.filter(near | Q(state=Event.State.DRAFT)).prefetch_related("sessions")
    counts = _counts(found)
    done = _done(found)
    rows = [_row(event, now, done, *counts.get(event.pk, (0, 0))) for event in found]
    return sorted(rows, key=lambda row: (row.next is None, row.next.starts_at if row.next else now, -row.event.pk))


def _row(event: Event, now: datetime, done: _Done, going: int, waiting: int) -> DeskRow:
    coming = [one for one in event.sessions.all() if one.ends_at > now and not one.cancelled]
    return DeskRow(event, coming[0] if coming else None, going, waiting, todo_of(event, now, done))


def _counts(events: QuerySet[Event]) -> dict[int, tuple[int, int]]:
    held = Q(enrolments__withdrawn_at=None, enrolments__proved_at__isnull=False)
    counted = Event.objects.filter(pk__in=events).annotate(
        going=Count("enrolments", filter=held & Q(enrolments__place="seat")),
        waiting=Count("enrolments", filter=held & Q(enrolments__place="waiting")),
    )
    return {pk: (going, waiting) for pk, going, waiting in counted.values_list("pk", "going", "waiting")}


def letters_of(event: Event) -> dict[str, int]:
    """How many letters about an event are in which state."""
    found = Letter.objects.filter(topic=topic_of(event)).values_list("state").annotate(count=Count("pk"))
    return {str(Letter.State(state).label): count for state, count in found}


def left_of(event: Event, absolute: Callable[[str], str]) -> list[tuple[str, str]]:
    """What is left of an event, for a letter: titles and addresses of materials."""
    return [
        (one.title, absolute(reverse("exchanges:material-file", args=[one.pk]) if one.file else one.url))
        for one in Material.objects.filter(session__event=event)
    ]


def missing_of(event: Event) -> QuerySet[PersonRecord]:
    """Who registered and was in no session of an event, as their registration states them."""
    held = {"retracted_at": None}
    there = PersonLink.objects.filter(
        record__attendances__session__event=event, record__attendances__retracted_at=None, **held
    ).values("person")
    counted = (Registration.Status.APPROVED, Registration.Status.UNKNOWN)
    registered = Registration.objects.filter(event=event, status__in=counted, **held).values("record")
    links = PersonLink.objects.filter(record__in=registered, **held).exclude(person__in=there)
    return PersonRecord.objects.filter(pk__in=links.values("record")).select_related("place").order_by("name", "pk")
