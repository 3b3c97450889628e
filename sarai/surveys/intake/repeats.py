"""Repeat groups: rows of other sheets, each of which belongs to a row of the main one or of another group.

They are put on disk before the responses are read, because nothing keeps a file from having them in another order; so
memory does not grow with the file.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from types import TracebackType
from typing import Self

from django.utils.translation import gettext as _

from sarai.evidence.formats import Problem, Where
from sarai.surveys.intake.records import Answers

DEEPEST = 8
"""Groups within groups; beyond it, a file that names each row as the parent of the next would never end."""

_TABLE = """
    CREATE TABLE repeated (id INTEGER PRIMARY KEY, parent TEXT, own TEXT, name TEXT, answers TEXT,
                           sheet TEXT, line INTEGER, cells TEXT, met INTEGER DEFAULT 0);
    CREATE INDEX repeated_parent ON repeated (parent);
"""


class Repeats:
    """A context manager: the rows of the repeat groups of one file, by the key of the row that they belong to."""

    def __enter__(self) -> Self:
        self._rows = sqlite3.connect("")  # a file of its own that nobody else sees and that goes when it is closed
        self._rows.executescript(_TABLE)
        self._is_empty = True
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._rows.close()

    def add(self, where: Where, cells: list[str], *, name: str, parent: str, own: str, answers: Answers) -> None:
        """Put one row of the group `name` away. `parent` and `own` are keys, of its parent row and of itself."""
        self._is_empty = False
        texts = [json.dumps(part, ensure_ascii=False) for part in (answers, cells)]
        self._rows.execute(
            "INSERT INTO repeated (parent, own, name, answers, cells, sheet, line) VALUES (?, ?, ?, ?, ?, ?, ?)",
            (parent, own, name, *texts, *where),
        )

    def of(self, key: str, depth: int = 0) -> Answers:
        """What the groups of one row say: group → its rows, each question → answer, with the groups inside them."""
        found: dict[str, list[Answers]] = {}
        if self._is_empty or not key or depth == DEEPEST:
            return {}
        select = "SELECT id, own, name, answers FROM repeated WHERE parent = ? AND NOT met ORDER BY id"
        rows = self._rows.execute(select, (key,)).fetchall()
        self._rows.executemany("UPDATE repeated SET met = 1 WHERE id = ?", [(row[0],) for row in rows])
        for _id, own, name, answers in rows:
            found.setdefault(name, []).append(json.loads(answers) | self.of(own, depth + 1))
        return {**found}

    def left(self) -> Iterator[Problem]:
        """The rows that belong to no response that was read."""
        sentence = _(
            "This row of the repeated group “%(name)s” belongs to no response of this file that could be read, so it "
            "was not taken. Export the file again with all its sheets."
        )
        for name, sheet, line, cells in self._rows.execute(
            "SELECT name, sheet, line, cells FROM repeated WHERE NOT met ORDER BY id"
        ):
            yield Problem(Where(sheet, line), sentence % {"name": name}, tuple(json.loads(cells)))
