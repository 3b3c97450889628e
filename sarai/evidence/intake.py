"""Taking an outside file in: recognise it, find out what it is about, and file its rows as facts, or refuse it.

One file is one transaction. A dry run does everything and then takes it back, so that a preview cannot say anything
else than what would happen. The parsing is the formats' (`formats.py`); what becomes of their records is decided by
the *desk* of the app that knows them, which the app declares here.
"""

from __future__ import annotations

import csv
import hashlib
import io
import shutil
import tempfile
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any, BinaryIO, Protocol
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.files import File
from django.core.files.storage import default_storage
from django.db import OperationalError, connection, transaction
from django.utils.module_loading import autodiscover_modules
from django.utils.translation import gettext as _

from .formats import About, ColumnGuess, Context, Format, Order, formats, recognise
from .models import ColumnMapping, Source
from .reading import Ambiguous, Book, Limits, Problem, Unreadable, open_book
from .reading.safe import defuse

BATCH = 2000
WIDE = 50_000
SHOWN_PROBLEMS = 50
_TURNSTILE = int.from_bytes(b"intake")  # the number of the lock that PostgreSQL keeps for us


class Refused(Exception):
    """A file that is not taken in. `str()` is a sentence that says why and what to do."""


class NeedsTarget(Refused):
    """The file does not say what it is about. `choices` are (target, label) that it may be."""

    def __init__(self, message: str, choices: Sequence[tuple[dict[str, Any], str]] = ()):
        super().__init__(message)
        self.choices = list(choices)


class NeedsFormat(Refused):
    """The file could be of several formats, or of none. `choices` are their keys."""

    def __init__(self, message: str, choices: Sequence[str]):
        super().__init__(message)
        self.choices = list(choices)


class NeedsOrder(Refused):
    """The file's dates may put the day or the month first; somebody has to say."""


class NeedsColumns(Refused):
    """A table whose header row says nothing to us: somebody has to say what its `columns` mean."""

    def __init__(self, message: str, columns: Sequence[ColumnGuess]):
        super().__init__(message)
        self.columns = list(columns)


class Filer(Protocol):
    """Files the records of one source. `file` returns how many were added, unchanged, corrected, … and what could not
    be filed; `finish` what is left to do when all are filed."""

    def file(self, records: Sequence[Any]) -> tuple[Counter[str], list[Problem]]: ...

    def finish(self) -> None: ...


@dataclass(frozen=True)
class Placement:
    """What a file is about: the canonical target (kept with the source), its label, and how to read times in it."""

    target: dict[str, Any]
    label: str
    context: Context
    filer: Callable[[Source], Filer]


class Desk(Protocol):
    """Where an app receives the records of its formats."""

    app: str

    def place(self, about: About, target: Mapping[str, Any]) -> Placement:
        """What the file is about, by what it says of itself and what the user said. Raises NeedsTarget."""
        ...


_desks: dict[str, Desk] = {}


def declare_desk(desk: Desk) -> None:
    """Register an app's desk."""
    _desks[desk.app] = desk


Screen = Callable[[list[Any]], list[Any]]
_screens: list[Callable[[], Screen]] = []
_follow_ups: list[Callable[[int], object]] = []


def declare_screen(make: Callable[[], Screen]) -> None:
    """Register what sees the records and problems of every file before they are filed, and may put others in their
    place. `make` is called for each file."""
    _screens.append(make)


def after_intake(follow_up: Callable[[int], object]) -> None:
    """Register what an app does once a file has been taken in: called with the number of its source after the commit,
    never in a dry run. It should put work into the queue, not do it."""
    _follow_ups.append(follow_up)


def discover() -> None:
    """Import every app's `desk.py`, and its `tasks.py` for what is to be done after an intake."""
    autodiscover_modules("desk", "tasks")


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


class _TakeBack(Exception):
    """Ends a dry run's transaction."""


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
    dry_run: bool = False,
    problems_to: BinaryIO | None = None,
    progress: Callable[[int], None] = lambda _records: None,
) -> Outcome:
    """Take one file in, or with `dry_run` find out what that would do.

    `at` is now; `known_since` dates what the file says for history that is loaded later. `zone` is that of its times
    where they have none (else the event's); `order` says whether its dates put the day or the month first, where the
    file leaves that open. The rows that are not taken go with the reason into a table that is kept with the source, and
    into `problems_to`. `progress` is called with the number of records read so far. Raises Refused (or one of its
    kinds) with a sentence; then nothing was changed.
    """
    if known_since and known_since > at:
        raise Refused(
            _("A file cannot have been known since a day that is still to come (%(day)s).")
            % {"day": known_since.date()}
        )
    try:
        book = open_book(path, name, limits=Limits(max_bytes=settings.INTAKE_MAX_BYTES))
        how, about = _format_of(book, format_key)
        mapping = _mapping(how, book)
        placement = _desks[_app_of(how)].place(about, target or {})
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
        with _ProblemReport(book.problems) as report:
            outcome = _file(path, book, how, placement, report, source, dry_run=dry_run, progress=progress)
            if problems_to:
                report.copy_to(problems_to)
        return outcome
    except Unreadable as refusal:
        raise Refused(_located(refusal)) from refusal
    except OperationalError as error:
        if "locked" not in str(error):
            raise
        raise Refused(
            _("Another file is being taken in, and this one has waited as long as it may. Try again when that is done.")
        ) from error


def _file(
    path: Path,
    book: Book,
    how: Format,
    placement: Placement,
    report: _ProblemReport,
    source: Source,
    *,
    dry_run: bool,
    progress: Callable[[int], None],
) -> Outcome:
    tally: Counter[str] = Counter()
    try:
        with transaction.atomic():
            _wait_for_turn()
            if already := _taken_before(source):
                return Outcome(how.key, placement.label, placement.target, tally, [], 0, None, already)
            source.save()
            filer, screens = placement.filer(source), [make() for make in _screens]
            for batch in _batches(how.read(book, placement.context)):
                for screen in screens:
                    batch = screen(batch)
                tally += _file_batch(filer, batch, report)
                progress(tally["read"])
            if not tally["read"] and not report.errors:
                raise Refused(_nothing_in(book))
            filer.finish()
            tally += Counter(refused=report.errors)
            source.tally = dict(tally)
            if dry_run:
                raise _TakeBack
            # Kept last, so that nothing is left of a file that is refused.
            source.file.name = _keep(path, source)
            report.keep_with(source)
            source.save()
            for follow_up in _follow_ups:
                transaction.on_commit(partial(follow_up, source.pk), robust=True)
    except _TakeBack:
        pass
    kept = None if dry_run else source
    return Outcome(how.key, placement.label, placement.target, tally, report.shown, report.count, kept)


def _nothing_in(book: Book) -> str:
    if any(head.lines for head in book.head()):
        return _(
            "This file names its columns and has no row under them that says anything. Export it again from the "
            "platform and check that it has rows."
        )
    return _("This file is empty. Export it again from the platform and check that it has rows.")


def _wait_for_turn() -> None:
    """Let files in one after another, so that each sees what the one before it brought. A transaction of SQLite begins
    with the lock; elsewhere they queue here."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_TURNSTILE])


def _taken_before(source: Source) -> Source | None:
    """The source that the very same file is already, about the same thing."""
    known = Source.objects.filter(kind=source.kind, sha256=source.sha256, format=source.format, target=source.target)
    return known.first()


def _file_batch(filer: Filer, batch: Sequence[Any], report: _ProblemReport) -> Counter[str]:
    if question := next((item for item in batch if isinstance(item, Ambiguous)), None):
        raise NeedsOrder(question.message)
    records = [item for item in batch if not isinstance(item, Problem)]
    report.add(item for item in batch if isinstance(item, Problem))
    tally, unfiled = filer.file(records)
    report.add(unfiled)
    return tally + Counter(read=len(records))


def _format_of(book: Book, key: str) -> tuple[Format, About]:
    if key:
        chosen = next((how for how in formats() if how.key == key), None)
        if chosen is None:
            known = ", ".join(sorted(how.key for how in formats()))
            raise NeedsFormat(
                _("There is no format “%(key)s”. Choose one of: %(known)s.") % {"key": key, "known": known}, []
            )
        about = chosen.recognise(book)
        if about is None:
            raise Refused(
                _("This file is not a %(format)s: its titles and headers are not those.") % {"format": chosen.label}
            )
        return chosen, about
    found = recognise(book)
    if len(found) > 1:
        labels = ", ".join(f"{how.label} ({how.key})" for how, _about in found)
        raise NeedsFormat(
            _("This file could be one of several: %(labels)s. Say which.") % {"labels": labels},
            [how.key for how, _about in found],
        )
    if not found:
        if not any(head.lines for head in book.head()):
            raise Refused(_nothing_in(book))
        table = next(how for how in formats() if how.is_fallback)
        about = table.recognise(book)
        if about is None:
            raise NeedsFormat(
                _("The headers of this file are none that we know, and it is not a table with a header row."), []
            )
        return table, about
    return found[0]


def _mapping(how: Format, book: Book) -> Mapping[str, str] | None:
    """What the columns of a plain table were once said to mean. Raises NeedsColumns where nobody can tell."""
    if not how.is_fallback:
        return None
    if saved := ColumnMapping.objects.filter(fingerprint=how.fingerprint(book)).first():
        return dict(saved.columns)
    if not how.understands(book):
        raise NeedsColumns(
            _("The headers of this file are none that we know. Say what its columns mean, once; it is remembered."),
            how.describe(book),
        )
    return None


def save_mapping(path: Path, *, columns: Mapping[str, str], name: str, by: str, at: datetime) -> ColumnMapping:
    """Remember what the columns of a plain table mean, for this header row. Raises Refused."""
    table = next(how for how in formats() if how.is_fallback)
    try:
        fingerprint = table.fingerprint(open_book(path, name, limits=Limits(max_bytes=settings.INTAKE_MAX_BYTES)))
    except Unreadable as refusal:
        raise Refused(_located(refusal)) from refusal
    saved, _new = ColumnMapping.objects.update_or_create(
        fingerprint=fingerprint, defaults={"name": name, "columns": dict(columns), "by": by, "saved_at": at}
    )
    return saved


def _app_of(how: Format) -> str:
    return type(how).__module__.split(".")[1]


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


def _located(refusal: Unreadable) -> str:
    if refusal.where is None:
        return str(refusal)
    where = _("line %(line)d") % {"line": refusal.where.line}
    if refusal.where.sheet:
        where = _("sheet “%(sheet)s”, line %(line)d") % {"sheet": refusal.where.sheet, "line": refusal.where.line}
    return f"{refusal} ({where})"


class _ProblemReport:
    """Problems as a table that can be downloaded, however many they are; the first of them are kept to be shown."""

    def __init__(self, problems: Iterable[Problem] = ()):
        self._file = tempfile.TemporaryFile()  # noqa: SIM115 (closed with the report)
        self._text = io.TextIOWrapper(self._file, encoding="utf-8-sig", newline="", write_through=True)
        self._writer = csv.writer(self._text)
        self._writer.writerow([_("Sheet"), _("Line"), _("Taken"), _("What is wrong"), _("The row as it stands")])
        self.shown: list[Problem] = []
        self.count = self.errors = 0
        self.add(problems)

    def __enter__(self) -> _ProblemReport:
        return self

    def __exit__(self, *_exception: object) -> None:
        self._text.close()

    def add(self, problems: Iterable[Problem]) -> None:
        """Write problems down."""
        for problem in problems:
            self.count += 1
            self.errors += problem.severity == "error"
            if len(self.shown) < SHOWN_PROBLEMS:
                self.shown.append(problem)
            taken = _("no") if problem.severity == "error" else _("yes")
            row = [problem.where.sheet, problem.where.line, taken, problem.message, *problem.raw]
            self._writer.writerow([defuse(cell) for cell in row])

    def copy_to(self, target: BinaryIO) -> None:
        """Copy the table, as UTF-8 with a mark, into an open file."""
        self._file.seek(0)
        shutil.copyfileobj(self._file, target)

    def keep_with(self, source: Source) -> None:
        """Keep the table with a source, if it has a row."""
        if self.count:
            self._file.seek(0)
            source.problems.save(f"{source.pk}.csv", File(self._file), save=False)
