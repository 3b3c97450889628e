"""What an event's page shows around its figures."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import prefetch_related_objects

from sarai.exchanges.models import Event, EventSurvey
from sarai.surveys.pages import Tongue, tongues
from sarai.surveys.queries import Entrance, engine_of, entrances


def event_page(slug: str) -> Event | None:
    """The event that a page is about. What stands around it is fetched by `surrounded`, where it is not remembered."""
    return Event.objects.filter(slug=slug).select_related("series").first()


def surrounded(event: Event) -> Event:
    """The event with its sessions, themes and hosts, in a fixed number of queries."""
    prefetch_related_objects([event], "sessions", "themes", "hosts__institution")
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


def _asked_at(relation: EventSurvey, entrance: Entrance) -> AskedAt:
    if entrance.shut or entrance.version is None:
        return AskedAt(relation, entrance)
    form = engine_of(entrance.version.pk).form
    return AskedAt(relation, entrance, tongues(form), len(form.by_path))
