"""Taking rows out of kept files, because somebody whom they are about asked to be forgotten.

The source keeps the SHA-256 of the file as it came; the copy that takes its place has one of its own, and both are
shown. Every step may be repeated: work that broke off is done again, and what was done is found done.
"""

from __future__ import annotations

import csv
import hashlib
import io
import shutil
import sys
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any, BinaryIO

from django.core.files import File
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction
from django.utils.translation import gettext as _

from .models import Intake, Redaction, Source
from .reading import Limits, Unreadable
from .reading.blanking import Concerns, concerned, write_blanked

NO_LIMIT = Limits(max_bytes=sys.maxsize)  # what was once taken in is read again, whatever the limit is now
SAID_OF_A_ROW = 4  # columns of a table of problems before the row itself: sheet, line, taken, what is wrong


def redact(sources: Sequence[Source], concerns: Concerns, *, because: Source, at: datetime) -> int:
    """Blank rows in the file that these sources share, and in what else is kept of it; returns how many.

    A file that cannot be read or written anew is not kept at all.
    """
    file, name, rows = sources[0].file.name, sources[0].title, 0
    if file and default_storage.exists(file):
        try:
            rows = _redact_file(file, name, sources, concerns, because=because, at=at)
        except (Unreadable, ValueError):
            _replace(sources, None, because=because, at=at, rows=0)
    for source in sources:
        _remove_originals(source, file)
        _redact_problems(source, concerns)
    return rows


def redact_uploads(concerns: Concerns) -> None:
    """Take away uploads that are kept beside their source, and those not taken in that hold such a row; whoever still
    has the file puts it down again."""
    for job in Intake.objects.exclude(file="").filter(source__redactions__isnull=False).distinct():
        _forget_upload(job)
    busy = (Intake.State.PREVIEWING, Intake.State.RUNNING)
    for job in Intake.objects.exclude(file="").filter(source=None).exclude(state__in=busy):
        if _holds(job, concerns):
            job.state = Intake.State.FAILED
            job.message = _(
                "This file was taken away, because somebody in it asked to be forgotten. Put it down again to take it "
                "in: they will be counted without a name."
            )
            _forget_upload(job)


def _redact_file(
    file: str, name: str, sources: Sequence[Source], concerns: Concerns, *, because: Source, at: datetime
) -> int:
    with _local(file) as path, tempfile.TemporaryFile() as copy:
        rows = concerned(path, name, concerns, NO_LIMIT)
        if rows:
            write_blanked(path, name, rows, copy, NO_LIMIT)
            _replace(sources, copy, because=because, at=at, rows=len(rows))
    return len(rows)


def _holds(job: Intake, concerns: Concerns) -> bool:
    try:
        with _local(job.file.name) as path:
            return bool(concerned(path, job.name, concerns, NO_LIMIT))
    except (Unreadable, FileNotFoundError):
        return False


@contextmanager
def _local(file: str) -> Iterator[Path]:
    """A kept file on this machine's disk, wherever it is kept. Raises FileNotFoundError."""
    with tempfile.NamedTemporaryFile() as local:
        with default_storage.open(file) as kept:
            shutil.copyfileobj(kept, local)
        local.flush()
        yield Path(local.name)


def _replace(sources: Iterable[Source], copy: BinaryIO | None, *, because: Source, at: datetime, rows: int) -> None:
    """Let sources point at the copy, and say so; nothing is kept where there is none."""
    name, said = _keep(copy) if copy else ("", {"sha256": "", "size": None})
    with transaction.atomic():
        for source in sources:
            source.file.name = name
            source.save(update_fields=["file"])
            Redaction.objects.create(source=source, because=because, at=at, rows=rows, **said)


def _keep(copy: BinaryIO) -> tuple[str, dict[str, Any]]:
    copy.seek(0)
    sha256 = hashlib.file_digest(copy, "sha256").hexdigest()  # type: ignore[arg-type]  # it can be read into
    size = copy.tell()
    name = _copy_name(sha256)
    if not default_storage.exists(name):
        copy.seek(0)
        name = default_storage.save(name, File(copy))
    return name, {"sha256": sha256, "size": size}


def _remove_originals(source: Source, before: str) -> None:
    """Delete what was kept of a redacted file before its newest copy, unless another source still stands on it."""
    redacted = source.redactions.values_list("sha256", flat=True)
    if not redacted:
        return
    copies = {_copy_name(sha256) for sha256 in redacted if sha256}
    for name in {before, f"sources/{source.sha256[:2]}/{source.sha256}"} | copies:
        if name and not Source.objects.filter(file=name).exists():
            default_storage.delete(name)


def _copy_name(sha256: str) -> str:
    return f"sources/redacted/{sha256[:2]}/{sha256}"


def _redact_problems(source: Source, concerns: Concerns) -> None:
    """Blank in the table of problems what it repeats of a row that is to be blanked."""
    if not source.problems:
        return
    with default_storage.open(source.problems.name) as kept:
        table = list(csv.reader(io.TextIOWrapper(kept, encoding="utf-8-sig", newline="")))
    rows = [_without_row(row) if place and _is_about(row, concerns) else row for place, row in enumerate(table)]
    if rows == table:
        return
    text = io.StringIO()
    csv.writer(text).writerows(rows)
    old = source.problems.name
    source.problems.save(f"{source.pk}.csv", ContentFile(text.getvalue().encode("utf-8-sig")), save=False)
    source.save(update_fields=["problems"])
    default_storage.delete(old)


def _is_about(row: list[str], concerns: Concerns) -> bool:
    sheet, line = row[0], row[1]
    return concerns(sheet, int(line) if line.isdecimal() else 0, row[SAID_OF_A_ROW - 1 :])


def _without_row(row: list[str]) -> list[str]:
    return [*row[: SAID_OF_A_ROW - 1], _("(erased)")]


def _forget_upload(job: Intake) -> None:
    """Keep of a file that was put down only that it was."""
    files = [name for name in (job.file.name, job.problems.name) if name]
    job.file.name = job.problems.name = ""
    said = ("problems", "problem_count", "columns")
    job.preview = {key: value for key, value in job.preview.items() if key not in said}
    job.save()
    for name in files:
        default_storage.delete(name)
