"""Filing readings of view counters: which event's counter each is, live or of the recording, and from where."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _

from sarai.evidence.actions import Ledger, Row, digest
from sarai.evidence.intake import Choice, NeedsTarget
from sarai.evidence.models import Source
from sarai.evidence.reading import Problem
from sarai.exchanges import models
from sarai.exchanges.actions import reading_key
from sarai.exchanges.intake import records
from sarai.exchanges.models import Event, Material, Session, ViewReading
from sarai.network.actions import PlaceReader

SHORTEST_ID = 6  # of a content that is looked for in the addresses of sessions and recordings


class ReadingsFiler:
    """Files the readings of one source.

    A reading belongs to the event that its row names; else to the one of which its content is known already, by
    another reading or by the address of a session or recording, or that is called as the content is; else to `event`.
    `mode` is whether what the file leaves open was viewed live or afterwards.
    """

    def __init__(self, source: Source, event: Event | None, session: Session | None = None, mode: str = ""):
        self.source, self.event, self.session, self.mode = source, event, session, mode
        self._places = PlaceReader(source)
        self._ledgers: dict[int, Ledger] = {}

    def file(self, batch: Sequence[Any]) -> tuple[Counter[str], list[Problem]]:
        """Put readings. Raises NeedsTarget where somebody has to say what they are of."""
        if not all(isinstance(record, records.ViewReading) for record in batch):
            raise NeedsTarget(_("This file tells of people, so it is about one event. Choose the event."))
        self._ask_for_mode(batch)
        problems: list[Problem] = []
        owners = self._owners({record.content_id for record in batch})
        places = self._places.read({(r.city, r.country) for r in batch if r.city or r.country})
        rows: dict[int, list[Row]] = defaultdict(list)
        for record in batch:
            event = self._event_of(record, owners, problems)
            if event is not None:
                rows[event].append(self._row(record, event, places.get((record.city, record.country)), problems))
        return sum((self._ledger(event).put(facts) for event, facts in rows.items()), Counter()), problems

    def finish(self) -> None:
        """Nothing is left to be done."""

    def _ask_for_mode(self, batch: Iterable[records.ViewReading]) -> None:
        if self.mode or all(record.mode for record in batch):
            return
        raise NeedsTarget(
            _("This file does not say whether these are views of the live stream or of the recording. Say which."),
            mode_choices({name: value for name, value in self.source.target.items() if name != "mode"}),
        )

    def _ledger(self, event: int) -> Ledger:
        if event not in self._ledgers:
            self._ledgers[event] = Ledger(self.source, models.ViewReading, {"event_id": event})
        return self._ledgers[event]

    def _owners(self, contents: set[str]) -> Mapping[str, int]:
        """The event to which contents are known to belong."""
        wanted = {content for content in contents if content}
        known = ViewReading.objects.filter(content_id__in=wanted, retracted_at=None)
        found = dict(known.order_by("-pk").values_list("content_id", "event"))
        for content in wanted - found.keys():
            if len(content) >= SHORTEST_ID and (
                event := next((pk for address, pk in self._addresses if content in address), None)
            ):
                found[content] = event
        return found

    @cached_property
    def _addresses(self) -> list[tuple[str, int]]:
        """Where sessions are connected to and shown, and where their recordings are, each with the event."""
        sessions = Session.objects.exclude(Q(link="") & Q(stream="")).values_list("link", "stream", "event")
        recordings = Material.objects.exclude(url="").values_list("url", "session__event")
        return [(f"{link} {stream}", event) for link, stream, event in sessions] + list(recordings)

    @cached_property
    def _called(self) -> Mapping[str, int]:
        """Events by their slug and by their title."""
        events = Event.objects.values_list("pk", "slug", "title")
        return {name.casefold(): pk for pk, slug, title in events for name in (title, slug)}

    def _event_of(self, record: records.ViewReading, owners: Mapping[str, int], problems: list[Problem]) -> int | None:
        if record.event:
            if event := self._called.get(record.event.casefold()):
                return event
            sentence = _("There is no event “%(event)s”. Write its title or the last part of its address.")
            problems.append(Problem(record.where, sentence % {"event": record.event[:100]}))
            return None
        event = owners.get(record.content_id) or self._called.get(record.title.casefold())
        event = event or (self.event.pk if self.event else None)
        if event is None:
            raise NeedsTarget(
                _("Line %(line)d of this file does not say which event it is about. Choose the event.")
                % {"line": record.where.line},
                [({"event": event.slug}, event.title) for event in Event.objects.order_by("title")],
            )
        return event

    def _row(self, record: records.ViewReading, event: int, place: int | None, problems: list[Problem]) -> Row:
        read_at = record.read_at or self.source.recorded_at
        if read_at > self.source.recorded_at:
            sentence = _("The counter cannot have been read on %(day)s: this file was known before.")
            problems.append(
                Problem(record.where, sentence % {"day": read_at.date().isoformat()}, (), severity="warning")
            )
            read_at = self.source.recorded_at
        mode = record.mode or self.mode
        own = self.session is not None and self.event is not None and event == self.event.pk
        return {
            "session_id": self.session.pk if own and self.session else None,
            "platform": record.platform,
            "content_id": record.content_id[:100],
            "title": record.title[:300],
            "mode": mode,
            "recorded": record.recorded,
            "metric": record.metric,
            "value": record.value,
            "place_id": place,
            "read_at": read_at,
            "sheet": record.where.sheet[:100],
            "line": record.where.line,
            "key": reading_key(
                platform=record.platform,
                content_id=record.content_id,
                mode=mode,
                recorded=record.recorded,
                metric=record.metric,
                city=record.city,
                country=record.country,
                read_at=read_at,
            ),
            "content": digest(record.value),
        }


def mode_choices(target: Mapping[str, Any]) -> list[Choice]:
    """A target, once for views of the live stream and once for those of the recording."""
    return [
        ({**target, "mode": "live"}, _("views of the live stream")),
        ({**target, "mode": "playback"}, _("views of the recording")),
    ]
