"""The rows of a file that were not taken, or not wholly, with the reason in words."""

from __future__ import annotations

import csv
import io
import shutil
import tempfile
from collections.abc import Iterable
from typing import BinaryIO

from django.core.files import File
from django.utils.translation import gettext as _

from sarai.evidence.models import Source
from sarai.evidence.reading import Problem
from sarai.evidence.reading.safe import defuse

SHOWN_PROBLEMS = 50


class ProblemReport:
    """Problems as a table that can be downloaded, however many they are; the first of them are kept to be shown."""

    def __init__(self, problems: Iterable[Problem] = ()):
        self._file = tempfile.TemporaryFile()  # noqa: SIM115 (closed with the report)
        self._text = io.TextIOWrapper(self._file, encoding="utf-8-sig", newline="", write_through=True)
        self._writer = csv.writer(self._text)
        self._writer.writerow([_("Sheet"), _("Line"), _("Taken"), _("What is wrong"), _("The row as it stands")])
        self.shown: list[Problem] = []
        self.count = self.errors = self.skipped = 0
        self.add(problems)

    def __enter__(self) -> ProblemReport:
        return self

    def __exit__(self, *_exception: object) -> None:
        self._text.close()

    def add(self, problems: Iterable[Problem]) -> None:
        """Write problems down."""
        for problem in problems:
            self.count += 1
            self.errors += problem.severity == "error"
            self.skipped += problem.severity == "skipped"
            if len(self.shown) < SHOWN_PROBLEMS:
                self.shown.append(problem)
            taken = _("yes") if problem.severity == "warning" else _("no")
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
