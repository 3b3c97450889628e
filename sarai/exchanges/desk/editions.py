"""Two exports of one attendance report: which they are exports of, and what the newer one does to the older."""

from __future__ import annotations

from collections import Counter
from datetime import datetime

from django.db.models import Exists, OuterRef

from sarai.evidence.actions import Edition, digest
from sarai.evidence.formats import About, Where
from sarai.evidence.models import Source
from sarai.evidence.reading.dates import DateReader, NotADate, Sample
from sarai.exchanges.models import Attendance, Registration, Session


def edition_of(source: Source, about: About, session: Session) -> Edition | None:
    """The edition that a file is of the report about one sitting: the same meeting with the same actual start. A
    meeting that was started again is another sitting. None where the file does not say which it was."""
    meeting = about.platform_id or about.topic
    if not (meeting and about.started):
        return None
    dates = DateReader(session.event.zone, [(session.starts_at, session.ends_at)])
    nowhere = Where("", 1)
    dates.decide([Sample(nowhere, about.started, True), Sample(nowhere, about.drawn, False)])
    report = digest(source.format, session.pk, meeting, _started(dates, about.started))
    return Edition(source, report=report, drawn_at=_drawn(dates, about.drawn))


def _started(dates: DateReader, text: str) -> str:
    """A start to the minute, however it is printed: some exports have its seconds and others have not."""
    try:
        return dates.printed(text).isoformat(timespec="minutes")
    except NotADate:
        return text


def _drawn(dates: DateReader, text: str) -> datetime | None:
    try:
        return dates.utc(text) if text else None
    except NotADate:
        return None


def superseded(edition: Edition) -> Counter[str]:
    """Let an edition take the place of the older ones; returns what that adds to its tally. A stay of which only the
    leave is another now was added beside the old one, and is a correction."""
    if edition.is_outdated:
        return Counter()
    retracted = edition.supersede(Registration) + edition.supersede(Attendance)
    moved = min(_moved(edition.source), retracted)
    return Counter(retracted=retracted - moved, corrected=moved, added=-moved)


def _moved(source: Source) -> int:
    """How many stays this source ended for which it states another of the same person from the same moment."""
    stated = Attendance.objects.filter(source=source)
    same = stated.filter(session=OuterRef("session"), key=OuterRef("key"))
    instead = stated.filter(session=OuterRef("session"), record=OuterRef("record"), joined_at=OuterRef("joined_at"))
    return Attendance.objects.filter(~Exists(same), Exists(instead), retracted_by=source).count()
