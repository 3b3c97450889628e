"""Taking an outside file in: recognise it, find out what it is about, and file its rows as facts, or refuse it.

One file is one transaction. A dry run does everything and then takes it back, so that a preview cannot say anything
else than what would happen. The parsing is the formats' (`formats.py`); what becomes of their records is decided by
the *desk* of the app that knows them, which the app declares here.
"""

from __future__ import annotations

import csv
import hashlib
import tempfile
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import IO, Any, Protocol
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.files import File
from django.core.files.storage import default_storage
from django.db import transaction
from django.utils.module_loading import autodiscover_modules
from django.utils.translation import gettext as _

from .formats import About, Context, Format, Order, formats, recognise
from .models import ColumnMapping, Source
from .reading import Book, Limits, Problem, Unreadable, open_book
from .reading.safe import defuse

BATCH = 2000
SHOWN_PROBLEMS = 50


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


def discover() -> None:
    """Import every app's `desk.py`."""
    autodiscover_modules("desk")


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
    report: IO[str] | None = field(default=None, repr=False)

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
    progress: Callable[[int], None] = lambda _records: None,
) -> Outcome:
    """Take one file in, or with `dry_run` find out what that would do.

    `at` is now; `known_since` dates what the file says for history that is loaded later. `zone` is that of its times
    where they have none (else the event's); `order` says whether its dates put the day or the month first, where the
    file leaves that open. `progress` is called with the number of records read so far. Raises Refused (or one of its
    kinds) with a sentence; then nothing was changed.
    """
    if known_since and known_since > at:
        raise Refused(_("A file cannot have been known since a day that is still to come (%(day)s).") % {"day": known_since.date()})
    try:
        book = open_book(path, name, limits=Limits(max_bytes=settings.INTAKE_MAX_BYTES))
        how, about = _format_of(book, format_key)
        placement = _desks[_app_of(how)].place(about, target or {})
        placement = replace(placement, context=_context(placement.context, how, book, zone, order))
        sha256, size = _sha256(path)
        if already := Source.objects.filter(sha256=sha256, format=how.key, target=placement.target).first():
            return Outcome(how.key, placement.label, placement.target, Counter(), [], 0, None, already)
        return _file(path, book, how, placement, dry_run=dry_run, progress=progress, source=Source(
            kind=Source.Kind.FILE, title=name[:255], format=how.key, sha256=sha256, size=size,
            target=placement.target, entered_at=at, recorded_at=known_since or at, by=by,
        ))
    except Unreadable as refusal:
        raise Refused(_located(refusal)) from refusal


def _file(
    path: Path,
    book: Book,
    how: Format,
    placement: Placement,
    *,
    source: Source,
    dry_run: bool,
    progress: Callable[[int], None],
) -> Outcome:
    report = _ProblemReport(book.problems)
    tally: Counter[str] = Counter()
    # Kept under its hash before anything refers to it: a crash leaves at most a file that the next try overwrites.
    kept = "" if dry_run else _keep(path, source.sha256)
    try:
        with transaction.atomic():
            source.file.name = kept
            source.save()
            filer = placement.filer(source)
            for batch in _batches(how.read(book, placement.context)):
                records = [item for item in batch if not isinstance(item, Problem)]
                report.add(item for item in batch if isinstance(item, Problem))
                counted, unfiled = filer.file(records)
                tally += counted
                report.add(unfiled)
                tally["read"] += len(records)
                progress(tally["read"])
            filer.finish()
            source.tally = dict(tally) | {"refused": report.errors}
            source.save(update_fields=["tally"])
            if dry_run:
                raise _TakeBack
    except _TakeBack:
        pass
    tally["refused"] = report.errors
    return Outcome(
        how.key, placement.label, placement.target, tally, report.shown, report.count,
        None if dry_run else source, report=report.file,
    )


def _format_of(book: Book, key: str) -> tuple[Format, About]:
    if key:
        chosen = next((how for how in formats() if how.key == key), None)
        if chosen is None:
            known = ", ".join(sorted(how.key for how in formats()))
            raise NeedsFormat(_("There is no format “%(key)s”. Choose one of: %(known)s.") % {"key": key, "known": known}, [])
        about = chosen.recognise(book)
        if about is None:
            raise Refused(_("This file is not a %(format)s: its titles and headers are not those.") % {"format": chosen.label})
        return chosen, about
    found = recognise(book)
    if not found:
        raise NeedsFormat(
            _("The headers of this file are none that we know. If it is a table, say what its columns mean."), ["table"]
        )
    return found[0]


def _context(context: Context, how: Format, book: Book, zone: ZoneInfo | None, order: Order | None) -> Context:
    """How to read the file: the zone and order that were given, and what its columns were once said to mean."""
    if zone is None and how.default_zone:
        zone = ZoneInfo(how.default_zone)
    saved = ColumnMapping.objects.filter(fingerprint=how.fingerprint(book)).first() if how.is_fallback else None
    return replace(context, zone=zone or context.zone, order=order, mapping=saved.columns if saved else None)


def save_mapping(path: Path, *, columns: Mapping[str, str], name: str, by: str, at: datetime) -> ColumnMapping:
    """Remember what the columns of a plain table mean, for this header row. Raises Unreadable."""
    table = next(how for how in formats() if how.is_fallback)
    fingerprint = table.fingerprint(open_book(path))
    saved, _new = ColumnMapping.objects.update_or_create(
        fingerprint=fingerprint, defaults={"name": name, "columns": dict(columns), "by": by, "saved_at": at}
    )
    return saved


def _app_of(how: Format) -> str:
    return type(how).__module__.split(".")[1]


def _batches(items: Iterable[Any]) -> Iterator[list[Any]]:
    iterator = iter(items)
    while batch := list(islice(iterator, BATCH)):
        yield batch


def _sha256(path: Path) -> tuple[str, int]:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest(), path.stat().st_size


def _keep(path: Path, sha256: str) -> str:
    name = f"sources/{sha256[:2]}/{sha256}"
    if not default_storage.exists(name):
        with path.open("rb") as file:
            name = default_storage.save(name, File(file))
    return name


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
        self.file = tempfile.TemporaryFile("w+", encoding="utf-8-sig", newline="")
        self._writer = csv.writer(self.file)
        self._writer.writerow([_("Sheet"), _("Line"), _("Taken"), _("What is wrong"), _("The row as it stands")])
        self.shown: list[Problem] = []
        self.count = self.errors = 0
        self.add(problems)

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
