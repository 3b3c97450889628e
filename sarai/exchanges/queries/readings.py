"""Readings of view counters: as a table, over time, and where they do not go together."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from django.db.models import Max, Q, QuerySet

from sarai.evidence.engine import Figure, Question, Scope, answer, breakdown
from sarai.exchanges.models import ViewReading
from sarai.network.models import PlaceName

FALLS = 20  # so many counters that fell are told of
Stream = tuple[str, str]  # platform, mode


def known_readings(events: Sequence[int] | None, as_of: datetime | None) -> QuerySet[ViewReading]:
    """The readings of views of some events (None: of all) that were known at a moment (None: now)."""
    found = ViewReading.objects.filter(metric="views")
    found = found if events is None else found.filter(event__in=events)
    if as_of is None:
        return found.filter(retracted_at=None)
    return found.filter(Q(retracted_at=None) | Q(retracted_at__gt=as_of), recorded_at__lte=as_of)


@dataclass(frozen=True)
class Fall:
    """A counter that showed less than before: both readings are kept, the later counts."""

    before: Mapping[str, Any]
    after: Mapping[str, Any]


@dataclass(frozen=True)
class Course:
    """How views went over the days on which counters were read, by platform and mode; and what fell."""

    curves: Mapping[Stream, Sequence[tuple[date, int]]]
    falls: Sequence[Fall]


COLUMNS = ("platform", "mode", "event", "content_id", "recorded", "title", "value", "read_at")


def course(events: Sequence[int], as_of: datetime | None) -> Course:
    """The sum of the latest readings of all counters, on each day on which one was read."""
    found = known_readings(events, as_of).filter(place=None).order_by("read_at", "recorded_at", "pk")
    latest: dict[tuple[Any, ...], tuple[Any, ...]] = {}
    totals: dict[Stream, int] = defaultdict(int)
    curves: dict[Stream, dict[date, int]] = defaultdict(dict)
    falls: list[Fall] = []
    for one in found.values_list(*COLUMNS).iterator():
        *_counter, title, value, read_at = one
        before = latest.get(one[:5])
        if before and value < before[1]:
            falls.append(Fall(*(dict(zip(COLUMNS, (*one[:5], *said), strict=True)) for said in (before, one[5:]))))
        stream = one[:2]
        totals[stream] += value - (before[1] if before else 0)
        curves[stream][read_at.date()] = totals[stream]
        latest[one[:5]] = (title, value, read_at)
    ordered = sorted(curves.items(), key=lambda pair: (pair[0][1], -max(pair[1].values()), pair[0]))
    return Course({stream: list(days.items()) for stream, days in ordered}, falls[-FALLS:])


@dataclass(frozen=True)
class Outgrown:
    """That something has more views than the whole programme was known to have at an earlier moment; `then` is what it
    had itself by then."""

    now: Figure
    whole: Figure
    then: Figure


def outgrown(scope: Scope, as_of: datetime | None) -> Outgrown | None:
    """The latest moment at which the whole programme was known to have fewer views than this alone has now; None where
    there was none, or nothing else had been read by then."""
    now = answer(Question("exchanges.views", scope, as_of))
    if not _number(now):
        return None
    moment = _latest_below(_number(now), as_of)
    if moment is None:
        return None
    whole, then = answer(Question("exchanges.views", as_of=moment)), answer(replace(now.question, as_of=moment))
    return Outgrown(now, whole, then) if 0 < _number(then) < _number(whole) < _number(now) else None


def _latest_below(views: int, as_of: datetime | None) -> datetime | None:
    """The latest moment after which all that is known now of the programme had come to fewer views than these."""
    found = known_readings(None, as_of).filter(place=None).order_by("recorded_at", "read_at", "pk")
    columns = ("recorded_at", "read_at", "value", "event", "platform", "content_id", "mode", "recorded")
    latest: dict[tuple[Any, ...], tuple[datetime, int]] = {}
    total, below, until = 0, None, None
    for moment, read_at, value, *counter in found.values_list(*columns).iterator():
        if until != moment and until is not None and total < views:
            below = until
        before = latest.get(tuple(counter))
        if before is None or before[0] <= read_at:
            total += value - (before[1] if before else 0)
            latest[tuple(counter)] = (read_at, value)
        until = moment
    return below


def _number(figure: Figure) -> int:
    return figure.value if isinstance(figure.value, int) else 0


@dataclass(frozen=True)
class Overfull:
    """That the places of a platform come to more views than all of its counters together."""

    platform: str
    places: int
    whole: int


def overfull(scope: Scope, events: Sequence[int], as_of: datetime | None) -> Iterator[Overfull]:
    """The platforms of which the readings by city, each at its highest, come to more than the latest of everything."""
    wholes = {cell.value: cell.number for cell in breakdown(Question("exchanges.views", scope, as_of), "platform")}
    parts = known_readings(events, as_of).exclude(place=None).order_by()
    most = parts.values_list("platform", "event", "mode", "content_id", "place").annotate(most=Max("value"))
    found = list(most)
    places = {place for *_counter, place, _most in found}
    countries = set(PlaceName.objects.filter(pk__in=places, text="").values_list("pk", flat=True))
    sums: dict[str, int] = defaultdict(int)
    for platform, *_counter, place, value in found:
        sums[platform] += 0 if place in countries else value
    for platform, views in sorted(sums.items()):
        if platform in wholes and views > wholes[platform]:
            yield Overfull(platform, views, wholes[platform])
