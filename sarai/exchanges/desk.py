"""Where exports of meetings, webinars and registrations are received."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

from django.utils.translation import gettext as _

from sarai.evidence.actions import Ledger, digest
from sarai.evidence.formats import About, Context
from sarai.evidence.intake import NeedsTarget, Placement, Refused, declare_desk
from sarai.evidence.models import KeyedFact, Source
from sarai.evidence.reading import Problem
from sarai.network.actions import Identifier, gazetteer
from sarai.network.mentions import Mention
from sarai.network.rules import classified, combined

from . import models
from .intake import records
from .models import Event, Session

NEAR = timedelta(hours=12)


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
        self.event, self.session = event, session
        self.identifier = Identifier(source)
        self.by_event = Ledger(source, {"event": event}, self._reconcile)
        self.by_session = Ledger(source, {"session": session}) if session else None
        self._mentions: dict[int, Mention] = {}
        self._countries: dict[str, str] = {}

    def file(self, batch: Sequence[Any]) -> tuple[Counter[str], list[Problem]]:
        """Identify who the records are about, and put them."""
        problems: list[Problem] = []
        people = [record for record in batch if not isinstance(record, records.ViewReading)]
        ids = self.identifier.identify([(classified(r.mention), f"{r.where.sheet}:{r.where.line}") for r in people])
        facts: dict[type, list[KeyedFact]] = defaultdict(list)
        self._mentions = {}
        for record, record_id in zip(people, ids, strict=True):
            fact = self._fact(record, record_id, problems)
            if fact:
                facts[type(fact)].append(fact)
        for record in batch:
            if isinstance(record, records.ViewReading):
                facts[models.ViewReading].append(self._view_reading(record))
        tally: Counter[str] = Counter()
        for model, rows in facts.items():
            ledger = self.by_session if model is models.Attendance else self.by_event
            assert ledger is not None
            tally += ledger.put(rows)
        return tally, problems

    def finish(self) -> None:
        """Nothing is left to do."""

    def _fact(self, record: Any, record_id: int, problems: list[Problem]) -> KeyedFact | None:
        match record:
            case records.Attendance():
                return self._attendance(record, record_id, problems)
            case records.Registration():
                return self._registration(record, record_id)
            case _:
                return self._submission(record, record_id)

    def _attendance(self, record: records.Attendance, record_id: int, problems: list[Problem]) -> KeyedFact | None:
        if self.session is None:
            raise Refused(
                _("This file tells who was in a session. Say which session of “%(event)s” it was.")
                % {"event": self.event.title}
            )
        if record.joined_at is None or record.left_at is None:
            problems.append(
                Problem(record.where, _("When this person joined or left is missing; the row was not taken."))
            )
            return None
        key = digest(identity(record.mention, record.where, self.by_event.source), record.joined_at, record.left_at)
        return models.Attendance(
            session=self.session,
            record_id=record_id,
            joined_at=record.joined_at,
            left_at=record.left_at,
            role=record.role,
            country_by_ip=self._country(record.country_by_ip),
            sheet=record.where.sheet[:100],
            line=record.where.line,
            key=key,
            content=record.role,
        )

    def _country(self, printed: str) -> str:
        """The ISO code of the country that the platform derived; it has nothing to do with the one stated."""
        if printed not in self._countries:
            self._countries[printed] = (gazetteer().country(printed) or "") if printed else ""
        return self._countries[printed]

    def _registration(self, record: records.Registration, record_id: int) -> models.Registration:
        fact = models.Registration(
            event=self.event,
            record_id=record_id,
            registered_at=record.registered_at,
            status=record.status,
            answers=record.answers,
            sheet=record.where.sheet[:100],
            line=record.where.line,
            key=digest(identity(record.mention, record.where, self.by_event.source)),
        )
        mention = classified(record.mention)
        fact.content = _said(fact, mention)
        self._mentions[record_id] = mention
        return fact

    def _submission(self, record: records.Submission, record_id: int) -> models.Submission:
        return models.Submission(
            event=self.event,
            record_id=record_id,
            submitted_at=record.submitted_at,
            mark=record.mark[:40],
            sheet=record.where.sheet[:100],
            line=record.where.line,
            key=digest(identity(record.mention, record.where, self.by_event.source)),
            content=digest(record.submitted_at, record.mark),
        )

    def _view_reading(self, record: records.ViewReading) -> models.ViewReading:
        source = self.by_event.source
        return models.ViewReading(
            event=self.event,
            platform=record.platform,
            content_id=record.content_id[:100],
            title=record.title[:300],
            metric=record.metric,
            value=record.value,
            sheet=record.where.sheet[:100],
            line=record.where.line,
            # A later reading is a new fact, not a correction of the earlier one.
            key=digest(record.platform, record.content_id, record.metric, source.recorded_at),
            content=digest(record.value),
        )

    def _reconcile(self, old: KeyedFact, new: KeyedFact) -> KeyedFact | None:
        """A later row about a registration: what it leaves blank is not unsaid by it."""
        if not isinstance(old, models.Registration) or not isinstance(new, models.Registration):
            return new
        before, now = _stated(old.record), self._mentions[new.record_id]
        mention = combined(before, now)
        new.registered_at = new.registered_at or old.registered_at
        new.status = old.status if new.status == models.Registration.Status.UNKNOWN else new.status
        new.answers = old.answers | {question: answer for question, answer in new.answers.items() if answer}
        if mention == before:
            new.record_id = old.record_id
        elif mention != now:
            [new.record_id] = self.identifier.identify([(mention, f"{new.sheet}:{new.line}")])
        new.content = _said(new, mention)
        return new


def identity(mention: Mention, where: Any, source: Source) -> str:
    """What makes rows about the same somebody the same: address, token, else only the very row of the very file."""
    return mention.email or mention.token or f"{source.sha256}:{where.sheet}:{where.line}"


def _said(fact: models.Registration, mention: Mention) -> str:
    return digest(fact.status, fact.registered_at, mention, sorted(fact.answers.items()))


def _stated(record: Any) -> Mention:
    place = record.place
    return Mention(
        name=record.name,
        email=record.email,
        phone=record.phone,
        token=record.token,
        organisation=record.organisation,
        organisation_type=record.organisation_type,
        job_title=record.job_title,
        city=place.text if place else "",
        country=place.country_text if place else "",
        gender=record.gender,
        language=record.language,
    )


declare_desk(ExchangesDesk())
