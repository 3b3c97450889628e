"""Where exports of meetings, webinars and registrations are received."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any

from django.utils.translation import gettext as _

from sarai.evidence.actions import Ledger, Row, digest
from sarai.evidence.formats import About, Context
from sarai.evidence.intake import NeedsTarget, Placement, Refused, declare_desk
from sarai.evidence.models import Source
from sarai.evidence.reading import Problem
from sarai.network.actions import Identifier, declare_restated, gazetteer
from sarai.network.mentions import Mention
from sarai.network.models import PersonRecord
from sarai.network.rules import classified, combined

from . import models
from .intake import records
from .models import Event, Session

NEAR = timedelta(hours=12)
# The times that tell rows of nameless people apart.
MOMENTS = ("joined_at", "left_at", "registered_at", "submitted_at")


class ExchangesDesk:
    """Receives registrations, attendance, assignments and view counts."""

    app = "exchanges"

    def place(self, about: About, target: Mapping[str, Any]) -> Placement:
        """The event, and for a report of one sitting the session, by the user's word or the file's own."""
        event, session = _session_of(about, target)
        windows = tuple(event.sessions.values_list("starts_at", "ends_at"))
        canonical: dict[str, Any] = {"event": event.slug}
        label = event.title
        if session:
            canonical["session"] = session.number
            windows = ((session.starts_at, session.ends_at),)
            label = _("%(event)s, session %(number)d") % {"event": event.title, "number": session.number}
        return Placement(
            canonical,
            label,
            Context(zone=event.zone, windows=windows),
            lambda source: ExchangesFiler(source, event, session),
        )


def _session_of(about: About, target: Mapping[str, Any]) -> tuple[Event, Session | None]:
    if slug := target.get("event"):
        event = Event.objects.filter(slug=slug).first()
        if event is None:
            raise NeedsTarget(_("There is no event “%(slug)s”.") % {"slug": slug}, _choices(Event.objects.all()))
        return event, _numbered(event, about, target.get("session"))
    session = _session_by_report(about)
    if session is None:
        raise NeedsTarget(
            _("This file does not say which event it belongs to. Choose the event."),
            _choices(Event.objects.all()),
        )
    return session.event, session


def _choices(events: Any) -> list[tuple[dict[str, Any], str]]:
    return [({"event": event.slug}, event.title) for event in events.order_by("title")]


def _numbered(event: Event, about: About, number: object) -> Session | None:
    if number not in (None, ""):
        session = event.sessions.filter(number=int(str(number))).first() if str(number).isdigit() else None
        if session is None:
            known = ", ".join(str(n) for n in event.sessions.values_list("number", flat=True))
            raise NeedsTarget(
                _("“%(event)s” has no session %(number)s. Its sessions are: %(known)s.")
                % {"event": event.title, "number": number, "known": known}
            )
        return session
    sessions = list(event.sessions.all())
    if len(sessions) == 1:
        return sessions[0]
    near = [session for session in sessions if _is_near(session, about)]
    return near[0] if len(near) == 1 else None


def _session_by_report(about: About) -> Session | None:
    """The only session with this meeting number, or the one of them that was held when the report says."""
    if not about.platform_id:
        return None
    sessions = list(Session.objects.filter(platform_id=about.platform_id).select_related("event"))
    near = [session for session in sessions if _is_near(session, about)]
    return sessions[0] if len(sessions) == 1 else near[0] if len(near) == 1 else None


def _is_near(session: Session, about: About) -> bool:
    """Whether the report's printed start is that of the session, whichever zone it was printed in."""
    if about.starts_at is None:
        return False
    printed = about.starts_at.replace(tzinfo=session.event.zone)
    return abs(printed - session.starts_at) <= NEAR


class ExchangesFiler:
    """Files the records of one source about one event."""

    def __init__(self, source: Source, event: Event, session: Session | None):
        self.source, self.event, self.session = source, event, session
        self.identifier = Identifier(source)
        within = {"event_id": event.pk}
        self._registrations = Ledger(source, models.Registration, within, self._reconcile, self._meet)
        self._submissions = Ledger(source, models.Submission, within)
        self._view_readings = Ledger(source, models.ViewReading, within)
        self._attendances = Ledger(source, models.Attendance, {"session_id": session.pk}) if session else None
        self._mentions: dict[int, Mention] = {}
        self._nameless: Counter[str] = Counter()
        self._attended, self._in_session = 0, 0

    def file(self, batch: Sequence[Any]) -> tuple[Counter[str], list[Problem]]:
        """Identify who the records are about, and put them."""
        problems: list[Problem] = []
        people = [record for record in batch if not isinstance(record, records.ViewReading)]
        mentions = [classified(record.mention) for record in people]
        names = [self._identity(record) for record in people]
        # What the file is about decides too, for the same file may be taken in for two events.
        rows = [f"{self.source.target}:{name}" for name in names]
        ids = self.identifier.identify(list(zip(mentions, rows, strict=True)))
        self._mentions = dict(zip(ids, mentions, strict=True))
        facts: dict[Ledger, list[Row]] = defaultdict(list)
        for record, record_id, name in zip(people, ids, names, strict=True):
            self._say(record, record_id, name, facts, problems)
        for record in batch:
            if isinstance(record, records.ViewReading):
                facts[self._view_readings].append(self._view_reading(record))
        return sum((ledger.put(rows) for ledger, rows in facts.items()), Counter()), problems

    def finish(self) -> None:
        """Refuse a report of another day: nobody in it was there while this session ran."""
        if self.session and self._attended and not self._in_session:
            raise NeedsTarget(
                _("Nobody in this file was there while %(session)s ran (%(day)s). Choose the session that it is about.")
                % {"session": self.session, "day": self.session.starts_at.date().isoformat()},
                [({"event": self.event.slug, "session": one.number}, str(one)) for one in self.event.sessions.all()],
            )

    def _identity(self, record: Any) -> str:
        """What makes rows about the same somebody the same: address, token, else all that the row says.

        A second guest of the same name and times is another row; a later export of the same report has both again.
        """
        if record.mention.email or record.mention.token:
            return str(record.mention.email or record.mention.token)
        said = digest(*record.mention.stated, *(getattr(record, name, None) for name in MOMENTS))
        self._nameless[said] += 1
        return f"{said}:{self._nameless[said]}"

    def _say(
        self, record: Any, record_id: int, who: str, facts: dict[Ledger, list[Row]], problems: list[Problem]
    ) -> None:
        """Turn one record about somebody into the row of a fact, or into a problem."""
        match record:
            case records.Attendance():
                if self._attendances is None:
                    raise Refused(
                        _("This file tells who was in a session. Say which session of “%(event)s” it was.")
                        % {"event": self.event.title}
                    )
                if row := self._attendance(record, record_id, who):
                    facts[self._attendances].append(row)
                else:
                    sentence = _("When this person joined or left is missing; the row was not taken.")
                    problems.append(Problem(record.where, sentence, tuple(filter(None, record.mention.stated))))
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
            "key": _attendance_key(who, record.joined_at, record.left_at),
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
            "key": digest(who),
        }
        return row | {"content": _said(row, self._mentions[record_id])}

    def _submission(self, record: records.Submission, record_id: int, who: str) -> Row:
        return {
            "record_id": record_id,
            "submitted_at": record.submitted_at,
            "mark": record.mark[:40],
            "sheet": record.where.sheet[:100],
            "line": record.where.line,
            "key": digest(who),
            "content": digest(record.submitted_at, record.mark),
        }

    def _view_reading(self, record: records.ViewReading) -> Row:
        return {
            "platform": record.platform,
            "content_id": record.content_id[:100],
            "title": record.title[:300],
            "metric": record.metric,
            "value": record.value,
            "sheet": record.where.sheet[:100],
            "line": record.where.line,
            # A later reading is a new fact, not a correction of the earlier one.
            "key": digest(record.platform, record.content_id, record.metric, self.source.recorded_at),
            "content": digest(record.value),
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
        return said | {"content": _said(said, mention)}

    def _meet(self, known: Sequence[Row]) -> None:
        """Read at once what the records state that registrations were about until now."""
        wanted = {row["record_id"] for row in known} - self._mentions.keys()
        found = PersonRecord.objects.select_related("place").filter(pk__in=wanted) if wanted else ()
        self._mentions |= {record.pk: record.mention for record in found}


@lru_cache(maxsize=1024)
def _country(printed: str) -> str:
    """The ISO code of the country that a platform derived; it has nothing to do with the one stated."""
    return (gazetteer().country(printed) or "") if printed else ""


def _said(row: Row, mention: Mention) -> str:
    return digest(row["status"], row["registered_at"], *mention.stated, sorted(row["answers"].items()))


def _attendance_key(who: str, joined_at: datetime, left_at: datetime) -> str:
    return digest(who, joined_at.timestamp(), left_at.timestamp())


def _registration_again(fact: models.Registration) -> dict[str, str]:
    row = {"status": fact.status, "registered_at": fact.registered_at, "answers": fact.answers}
    return {"key": _key_again(fact, digest), "content": _said(row, fact.record.mention)}


def _attendance_again(fact: models.Attendance) -> dict[str, str]:
    return {"key": _key_again(fact, lambda who: _attendance_key(who, fact.joined_at, fact.left_at))}


def _submission_again(fact: models.Submission) -> dict[str, str]:
    return {"key": _key_again(fact, digest), "content": digest(fact.submitted_at, fact.mark)}


def _key_again(fact: Any, key: Callable[[str], str]) -> str:
    """The key of a fact about somebody who is called otherwise now; that of a nameless row stays."""
    who = fact.record.email or fact.record.token
    return key(who) if who else str(fact.key)


declare_restated(models.Registration, _registration_again)
declare_restated(models.Attendance, _attendance_again)
declare_restated(models.Submission, _submission_again)
declare_desk(ExchangesDesk())
