"""Filing the records of one file about one event: who they are about, and which facts they are."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from sarai.evidence.actions import Ledger, Row, digest
from sarai.evidence.formats import About, Where
from sarai.evidence.intake import NeedsTarget
from sarai.evidence.models import Source
from sarai.evidence.reading import Problem
from sarai.exchanges import models
from sarai.exchanges.intake import records
from sarai.exchanges.models import Event, Session
from sarai.exchanges.rules import points_of
from sarai.network.actions import Identifier, Screen, gazetteer
from sarai.network.mentions import Mention
from sarai.network.models import PersonRecord
from sarai.network.rules import classified, combined

from .choosing import session_choices
from .editions import edition_of, superseded
from .naming import MOMENTS, Names, key_of, registration_content
from .readings import ReadingsFiler

NOTHING_SAID = About()
EARLIEST = datetime(1990, 1, 1, tzinfo=UTC)
A_YEAR = timedelta(days=366)


class ExchangesFiler:
    """Files the records of one source about one event. What it says of itself is `about`: a report that can be drawn
    again takes the place of an older export of it."""

    def __init__(
        self, source: Source, event: Event, session: Session | None, about: About = NOTHING_SAID, mode: str = ""
    ):
        self.source, self.event, self.session = source, event, session
        self.identifier = Identifier(source)
        self._edition = edition_of(source, about, session) if session else None
        among = self._edition.among if self._edition else {}
        within = {"event_id": event.pk}
        self._registrations = Ledger(source, models.Registration, within, self._reconcile, self._meet, **among)
        self._submissions = Ledger(source, models.Submission, within)
        self._readings = ReadingsFiler(source, event, session, mode)
        sitting = {"session_id": session.pk} if session else {}
        self._attendances = Ledger(source, models.Attendance, sitting, **among) if session else None
        self._mentions: dict[int, Mention] = {}
        self._names, self._forgotten = Names(), Screen()
        self._latest = source.entered_at + A_YEAR
        self._attended, self._in_session, self._outdated = 0, 0, 0

    def file(self, batch: Sequence[Any]) -> tuple[Counter[str], list[Problem]]:
        """Identify who the records are about, and put them."""
        if batch and all(isinstance(record, records.ViewReading) for record in batch):
            return self._readings.file(batch)
        problems: list[Problem] = []
        people = [self._named(record) for record in batch]
        mentions = [classified(record.mention) for record, _who in people]
        # What the file is about decides too, for the same file may be taken in for two events.
        rows = [f"{self.source.target}:{who}" for _record, who in people]
        ids = self.identifier.identify(list(zip(mentions, rows, strict=True)))
        self._mentions = dict(zip(ids, mentions, strict=True))
        facts: dict[Ledger, list[Row]] = defaultdict(list)
        for (record, who), record_id in zip(people, ids, strict=True):
            self._say(self._dated(record, problems), record_id, who, facts, problems)
        tally = sum((ledger.put(rows) for ledger, rows in facts.items()), Counter())
        self._outdated += tally["outdated"]
        return tally, problems

    def finish(self) -> tuple[Counter[str], list[Problem]]:
        """Let this export take the place of older ones, and say what a newer one kept. Raises NeedsTarget for a report
        of another day: nobody in it was there while this session ran."""
        self._refuse_another_day()
        tally = Counter(self._registrations.settled)
        if self._attendances:
            tally.update(self._attendances.settled)
        if self._edition and self._attended:
            tally.update(superseded(self._edition))
            self._edition.keep()
        return tally, self._what_was_kept()

    def _refuse_another_day(self) -> None:
        if self.session and self._attended and not self._in_session:
            raise NeedsTarget(
                _("Nobody in this file was there while %(session)s ran (%(day)s). Choose the session that it is about.")
                % {"session": self.session, "day": self.session.starts_at.date().isoformat()},
                session_choices(self.event),
            )

    def _what_was_kept(self) -> list[Problem]:
        """That a newer export of this report was taken in before, and is right where this one says otherwise."""
        newer = self._edition and self._edition.overruled_by
        if not (newer and self._outdated):
            return []
        sentence = ngettext(
            "“%(newer)s” is a newer export of this report and was taken in before. It was kept: %(count)d row of this "
            "file says otherwise and was not taken.",
            "“%(newer)s” is a newer export of this report and was taken in before. It was kept: %(count)d rows of this "
            "file say otherwise and were not taken.",
            self._outdated,
        )
        values = {"newer": newer.title, "count": self._outdated}
        return [Problem(Where(self.source.title, 1), sentence % values, (), "warning")]

    def _named(self, record: Any) -> tuple[Any, str]:
        """A record, and which somebody it is about. One about somebody who was erased and had no address is recognised
        by its key, and comes without their name."""
        who = self._names.of(record)
        if record.mention.email or record.mention.token:
            return record, who
        seen = self._forgotten.row(record, key_of(record, who))
        return seen, seen.mention.token or who

    def _dated(self, record: Any, problems: list[Problem]) -> Any:
        """A record without those of its times that cannot be, which are told of."""
        far = [name for name in MOMENTS if (at := getattr(record, name, None)) and not EARLIEST <= at <= self._latest]
        for name in far:
            day = getattr(record, name).date().isoformat()
            sentence = _(
                "The date %(day)s cannot be right: it is before 1990, or more than a year from now. It was left as "
                "unknown; correct it where it was typed, and export the file again."
            )
            problems.append(Problem(record.where, sentence % {"day": day}, _stated(record), "warning"))
        return replace(record, **dict.fromkeys(far)) if far else record

    def _say(
        self, record: Any, record_id: int, who: str, facts: dict[Ledger, list[Row]], problems: list[Problem]
    ) -> None:
        """Turn one record about somebody into the row of a fact, or into a problem."""
        match record:
            case records.Attendance():
                if self._attendances is None:
                    raise NeedsTarget(
                        _("This file tells who was in a session. Say which session of “%(event)s” it was.")
                        % {"event": self.event.title},
                        session_choices(self.event),
                    )
                if row := self._attendance(record, record_id, who):
                    facts[self._attendances].append(row)
                else:
                    sentence = _("When this person joined or left is missing; the row was not taken.")
                    problems.append(Problem(record.where, sentence, _stated(record)))
            case records.Registration():
                facts[self._registrations].append(self._registration(record, record_id, who))
            case _:
                facts[self._submissions].append(self._submission(record, record_id, who))

    def _attendance(self, record: records.Attendance, record_id: int, who: str) -> Row | None:
        if record.joined_at is None or record.left_at is None or self.session is None:
            return None
        self._attended += 1
        self._in_session += record.joined_at < self.session.ends_at and record.left_at > self.session.starts_at
        return {
            "record_id": record_id,
            "joined_at": record.joined_at,
            "left_at": record.left_at,
            "role": record.role,
            "country_by_ip": _country(record.country_by_ip[:100]),
            "sheet": record.where.sheet[:100],
            "line": record.where.line,
            "key": key_of(record, who),
            "content": record.role,
        }

    def _registration(self, record: records.Registration, record_id: int, who: str) -> Row:
        row: Row = {
            "record_id": record_id,
            "registered_at": record.registered_at,
            "status": record.status,
            "answers": record.answers,
            "sheet": record.where.sheet[:100],
            "line": record.where.line,
            "key": key_of(record, who),
        }
        return row | {"content": registration_content(row, self._mentions[record_id])}

    def _submission(self, record: records.Submission, record_id: int, who: str) -> Row:
        return {
            "record_id": record_id,
            "submitted_at": record.submitted_at,
            "mark": record.mark[:40],
            "points": points_of(record.mark),
            "sheet": record.where.sheet[:100],
            "line": record.where.line,
            "key": key_of(record, who),
            "content": digest(record.submitted_at, record.mark),
        }

    def _reconcile(self, old: Row, new: Row) -> Row:
        """A later row about a registration: what it leaves blank is not unsaid by it."""
        before, now = self._mentions[old["record_id"]], self._mentions[new["record_id"]]
        mention = combined(before, now)
        answered = {question: answer for question, answer in new["answers"].items() if answer}
        said = new | {
            "registered_at": new["registered_at"] or old["registered_at"],
            "status": old["status"] if new["status"] == models.Registration.Status.UNKNOWN else new["status"],
            "answers": old["answers"] | answered,
        }
        if mention == before:
            said["record_id"] = old["record_id"]
        elif mention != now:
            [said["record_id"]] = self.identifier.identify([(mention, new["key"])])
            self._mentions[said["record_id"]] = mention
        return said | {"content": registration_content(said, mention)}

    def _meet(self, known: Sequence[Row]) -> None:
        """Read at once what the records state that registrations were about until now."""
        wanted = {row["record_id"] for row in known} - self._mentions.keys()
        found = PersonRecord.objects.select_related("place").filter(pk__in=wanted) if wanted else ()
        self._mentions |= {record.pk: record.mention for record in found}


@lru_cache(maxsize=1024)
def _country(printed: str) -> str:
    """The ISO code of the country that a platform derived; it has nothing to do with the one stated."""
    return (gazetteer().country(printed) or "") if printed else ""


def _stated(record: Any) -> tuple[str, ...]:
    return tuple(filter(None, record.mention.stated))
