"""What an event's page shows around its figures."""

from __future__ import annotations

from collections.abc import Sequence, Set
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Min, Prefetch, QuerySet, prefetch_related_objects

from sarai.clusters.models import Cluster
from sarai.exchanges.models import Contribution, Enrolment, Event, EventSurvey, Material, Session, TakingPart
from sarai.network.models import City, Institution
from sarai.surveys.models import Invitation
from sarai.surveys.pages import Tongue, tongues
from sarai.surveys.queries import Entrance, engine_of, entrances


def event_page(slug: str) -> Event | None:
    """The event that a page is about. What stands around it is fetched by `surrounded`, where it is not remembered."""
    return Event.objects.filter(slug=slug).select_related("series").first()


def events_listed(*, drafts: bool) -> QuerySet[Event]:
    """Every event with its sessions, the latest first; what is not published yet only with `drafts`."""
    found = Event.objects.select_related("series").prefetch_related("sessions").order_by("-pk")
    return found if drafts else found.exclude(state=Event.State.DRAFT)


def events_of(who: City | Institution, *, drafts: bool) -> QuerySet[Event]:
    """The events in which a city takes part as such, or that an institution holds, the latest first."""
    if isinstance(who, City):
        taking_part = TakingPart.objects.filter(city=who, retracted_at=None)
        return events_listed(drafts=drafts).filter(pk__in=taking_part.values("event"))
    return events_listed(drafts=drafts).filter(pk__in=who.hosted.values("event"))


def events_about(cluster: Cluster, now: datetime, *, drafts: bool) -> tuple[QuerySet[Event], QuerySet[Event]]:
    """The events of a cluster's themes: those to come, the next first; and those that are over, the latest first; each
    with its sessions."""
    about = Event.themes.through.objects.filter(theme__in=cluster.themes.all())
    found = events_listed(drafts=drafts).filter(pk__in=about.values("event"))
    found = found.annotate(begins=Min("sessions__starts_at"))
    still = Session.objects.filter(ends_at__gt=now).values("event")
    return found.filter(pk__in=still).order_by("begins", "pk"), found.exclude(pk__in=still).order_by("-begins", "-pk")


def videos_of(events: QuerySet[Event]) -> QuerySet[Material]:
    """The recordings of events, each with its session and event, the latest first."""
    found = Material.objects.filter(kind=Material.Kind.RECORDING, session__event__in=events.order_by().values("pk"))
    return found.select_related("session__event").order_by("-session__starts_at", "-session", "pk")


def surrounded(event: Event) -> Event:
    """The event with its sessions, their agendas and materials, its themes, hosts, who speaks and which cities take
    part (`said_to_speak`, `said_to_take_part`), in a fixed number of queries."""
    held = Contribution.objects.filter(retracted_at=None).select_related("record", "institution").order_by("position")
    cities = TakingPart.objects.filter(retracted_at=None).select_related("city").order_by("city__country", "city__name")
    prefetch_related_objects(
        [event],
        "sessions__agenda",
        "sessions__materials",
        "themes",
        "hosts__institution",
        Prefetch("contributions", held, to_attr="said_to_speak"),
        Prefetch("taking_part", cities, to_attr="said_to_take_part"),
    )
    return event


@dataclass(frozen=True)
class AskedAt:
    """A survey of an event: how to begin it, and in which languages; `questions` at most are asked."""

    relation: EventSurvey
    entrance: Entrance
    tongues: Sequence[Tongue] = ()
    questions: int = 0


def surveys_of(event: Event, now: datetime) -> list[AskedAt]:
    """What those who take part in an event are asked, as far as there is something to answer or to see."""
    relations = list(event.asked.select_related("survey"))
    doors = entrances([one.survey for one in relations], now)
    found = [_asked_at(relation, door) for relation, door in zip(relations, doors, strict=True)]
    return [one for one in found if one.entrance.version is not None]


def answered_by(enrolment: Enrolment) -> Set[int]:
    """The surveys of an event that somebody who registered has answered by their own invitation."""
    mine = Invitation.objects.filter(record__email=enrolment.email, survey__asked_at__event=enrolment.event_id)
    return set(mine.exclude(submission=None).values_list("survey", flat=True))


def _asked_at(relation: EventSurvey, entrance: Entrance) -> AskedAt:
    if entrance.shut or entrance.version is None:
        return AskedAt(relation, entrance)
    form = engine_of(entrance.version.pk).form
    return AskedAt(relation, entrance, tongues(form), len(form.by_path))
