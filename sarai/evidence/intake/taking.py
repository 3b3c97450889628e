"""One file, from its bytes to facts, in one transaction."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any, BinaryIO
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.files import File
from django.core.files.storage import default_storage
from django.db import connection
from django.utils.translation import gettext as _

from sarai.evidence.actions import Busy, in_turn
from sarai.evidence.formats import Format, Order
from sarai.evidence.models import Source
from sarai.evidence.reading import Ambiguous, Book, Limits, Problem, Unreadable, open_book

from .desks import Filer, Placement, desk_for, follow_up_on, screens
from .problems import ProblemReport
from .recognising import format_of, mapping_of, nothing_in
from .refusals import NeedsOrder, Refused, located

BATCH = 2000
WIDE = 50_000


@dataclass
class Outcome:
    """What an intake did, or in a dry run would do."""

    format: str
    about: str
    target: dict[str, Any]
    tally: Counter[str]
    problems: list[Problem]
    problem_count: int
    source: Source | None
    already: Source | None = None

    @property
    def summary(self) -> dict[str, Any]:
        """As plain data, for JSON and for the preview page."""
        return {
            "format": self.format,
            "about": self.about,
            "target": self.target,
            "tally": dict(self.tally),
            "problem_count": self.problem_count,
            "problems": [
                {"sheet": p.where.sheet, "line": p.where.line, "message": p.message, "severity": p.severity}
                for p in self.problems
            ],
            "source": self.source.pk if self.source else None,
            "already": self.already.pk if self.already else None,
        }


def take_in(
    path: Path,
    *,
    name: str,
    by: str,
    at: datetime,
    target: Mapping[str, Any] | None = None,
    format_key: str = "",
    known_since: datetime | None = None,
    zone: ZoneInfo | None = None,
    order: Order | None = None,
    columns: Mapping[str, str] | None = None,
    dry_run: bool = False,
    problems_to: BinaryIO | None = None,
    progress: Callable[[int], None] = lambda _records: None,
) -> Outcome:
    """Take one file in, or with `dry_run` find out what that would do.

    `at` is now; `known_since` dates what the file says for history that is loaded later. `zone` is that of its times
    where they have none (else the event's); `order` says whether its dates put the day or the month first, where the
    file leaves that open; `columns` what those of a plain table mean (header → field), instead of what is remembered
    of them. The rows that are not taken go with the reason into a table that is kept with the source, and into
    `problems_to`. `progress` is called with the number of records read so far. Raises Refused (or one of its kinds)
    with a sentence; then nothing was changed.
    """
    if known_since and known_since > at:
        raise Refused(
            _("A file cannot have been known since a day that is still to come (%(day)s).")
            % {"day": known_since.date()}
        )
    try:
        book = open_book(path, name, limits=Limits(max_bytes=settings.INTAKE_MAX_BYTES))
        how, about = format_of(book, format_key)
        mapping = mapping_of(how, book, columns)
        placement = desk_for(how).place(about, target or {})
        zone = zone or (ZoneInfo(how.default_zone) if how.default_zone else placement.context.zone)
        context = replace(placement.context, zone=zone, order=order, mapping=mapping)
        placement = replace(placement, context=context)
        sha256, size = _sha256(path)
        source = Source(
            kind=Source.Kind.FILE,
            title=name[:255],
            format=how.key,
            sha256=sha256,
            size=size,
            target=placement.target,
            entered_at=at,
            recorded_at=known_since or at,
            by=by,
        )
        with ProblemReport(book.problems) as report:
            outcome = _file(path, book, how, placement, report, source, dry_run=dry_run, progress=progress)
            if problems_to:
                report.copy_to(problems_to)
        return outcome
    except Unreadable as refusal:
        raise Refused(located(refusal)) from refusal
    except Busy as busy:
        raise Refused(str(busy)) from busy


def _file(
    path: Path,
    book: Book,
    how: Format,
    placement: Placement,
    report: ProblemReport,
    source: Source,
    *,
    dry_run: bool,
    progress: Callable[[int], None],
) -> Outcome:
    tally: Counter[str] = Counter()
    with in_turn(dry_run=dry_run):
        if already := _taken_before(source):
            return Outcome(how.key, placement.label, placement.target, tally, [], 0, None, already)
        source.save()
        filer, seen_by = placement.filer(source), screens()
        for batch in _batches(how.read(book, placement.context)):
            for screen in seen_by:
                batch = screen(batch)
            tally += _file_batch(filer, batch, report)
            progress(tally["read"])
        if not (tally["read"] or report.errors or report.skipped):
            raise Refused(nothing_in(book))
        _finish(filer, tally, report)
        tally += Counter(refused=report.errors, skipped=report.skipped)
        source.tally = dict(tally)
        if not dry_run:
            # Kept last, so that nothing is left of a file that is refused.
            source.file.name = _keep(path, source)
            report.keep_with(source)
            source.save()
            _measure_tables()
            follow_up_on(source)
    kept = None if dry_run else source
    return Outcome(how.key, placement.label, placement.target, tally, report.shown, report.count, kept)


def _measure_tables() -> None:
    """Let the database look again how its tables are filled: without that, its planner takes joins that are a hundred
    times slower. SQLite never looks by itself; it looks at a sample here, so that this costs the same at any size."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("PRAGMA analysis_limit=1000")
        cursor.execute("ANALYZE")


def _taken_before(source: Source) -> Source | None:
    """The source that the very same file is already, about the same thing. One that was withdrawn may come again."""
    same = {"sha256": source.sha256, "format": source.format, "target": source.target}
    return Source.objects.filter(kind=source.kind, withdrawn=None, **same).first()


def _file_batch(filer: Filer, batch: Sequence[Any], report: ProblemReport) -> Counter[str]:
    if question := next((item for item in batch if isinstance(item, Ambiguous)), None):
        raise NeedsOrder(question.message)
    records = [item for item in batch if not isinstance(item, Problem)]
    report.add(item for item in batch if isinstance(item, Problem))
    tally, unfiled = filer.file(records)
    report.add(unfiled)
    return tally + Counter(read=len(records))


def _finish(filer: Filer, tally: Counter[str], report: ProblemReport) -> None:
    """What is left to do when all is filed; it may take some of the tally back."""
    counted, unfiled = filer.finish() or ({}, ())
    tally.update(counted)
    report.add(unfiled)


def _batches(items: Iterable[Any]) -> Iterator[list[Any]]:
    """As many items at a time as are filed at once; of a very wide table fewer, so that they fit the memory."""
    batch: list[Any] = []
    answers = 0
    for item in items:
        batch.append(item)
        answers += len(getattr(item, "answers", ()))
        if len(batch) == BATCH or answers > WIDE:
            yield batch
            batch, answers = [], 0
    if batch:
        yield batch


def _sha256(path: Path) -> tuple[str, int]:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest(), path.stat().st_size


def _keep(path: Path, source: Source) -> str:
    """Where the file is kept: under its hash, once, and whole, whatever an earlier try may have left there."""
    name = f"sources/{source.sha256[:2]}/{source.sha256}"
    if default_storage.exists(name):
        if default_storage.size(name) == source.size:
            return name
        default_storage.delete(name)
    with path.open("rb") as file:
        return default_storage.save(name, File(file))
