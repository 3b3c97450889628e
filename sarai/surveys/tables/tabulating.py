"""Tables worked out: what was asked, answered out of the records by the engine in use."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property
from typing import Any

import ibis.expr.types as ir
from django.utils import timezone

from sarai.evidence.engine import Known, remembered
from sarai.evidence.engine.backends import engine
from sarai.surveys.models import Question, Survey
from sarai.surveys.rules import Rule

from . import expressions
from .asked import Breakdown, Counting
from .questions import Kind, kind_of, no_answer, unknown, values_of
from .shapes import NOTHING, Crosstab, Numbers, Place, Value, numbers, places

Rows = list[tuple[Any, ...]]
Build = Callable[[Known, Sequence[str]], ir.Table]


@dataclass(frozen=True)
class Asking:
    """A survey asked by a `rule` (None: the published one, as it was known) as of a moment (None: now)."""

    survey: Survey
    counting: Counting = Counting.COMPLETIONS
    rule: Rule | None = None
    as_of: datetime | None = None

    def rows(self, what: Hashable, build: Build, *values: str) -> Rows:
        """The rows of an expression, from memory where nothing has changed since.

        `what` names the expression whatever the survey and the `values`: those that are not empty are left open in
        the statement, which is compiled once for all.
        """
        shape = (what, self.counting, self.rule)

        def built(at: datetime, given: Sequence[str]) -> ir.Table:
            return build(Known(at, ("survey_id", expressions.number(given[0]))), given[1:])

        def find() -> Rows:
            return engine().run(("table", shape), built, self.as_of or timezone.now(), (str(self.survey.pk), *values))

        # The window is not a fact: it is part of what is asked.
        window = (self.survey.opens_at, self.survey.closes_at)
        return remembered("table", (shape, self.survey.pk, window, self.as_of, values), find)


@dataclass(frozen=True)
class Tabulation:
    """One table: a `question`, broken down `by` nothing, a breakdown, or another question."""

    asking: Asking
    question: Question
    by: Breakdown | Question | None = None

    @property
    def kind(self) -> Kind:
        """What the table shows."""
        return kind_of(self.question)

    def _rows(
        self,
        what: Hashable,
        build: Callable[[ir.Table, Sequence[str]], ir.Table],
        *values: str,
        of_question: bool = True,
    ) -> Rows:
        """The rows of `build(every unit with its answers and its columns, values)`."""
        counting, rule, by = self.asking.counting, self.asking.rule, self.by
        breakdown = by.key if isinstance(by, Breakdown) else ""
        of_another = isinstance(by, Question)

        def built(known: Known, given: Sequence[str]) -> ir.Table:
            question = expressions.number(given[0]) if of_question else None
            other = expressions.number(given[1]) if of_another else breakdown
            return build(expressions.crossed(known, counting, rule, question, other), given[2:])

        questions = (str(self.question.pk) if of_question else "", str(by.pk) if isinstance(by, Question) else "")
        return self.asking.rows((what, breakdown, of_question, of_another), built, *questions, *values)

    def crosstab(self) -> Crosstab:
        """How many units gave which answer, in which column."""
        found = self._rows("cells", lambda table, _given: expressions.cells(table))
        cells = {(row or NOTHING, column or NOTHING): int(n) for row, column, n, _r, _c in found}
        several_rows = self.kind in (Kind.SEVERAL, Kind.RANKED) or any(row[3] for row in found)
        several_columns = self._several_columns or any(row[4] for row in found)
        rows = _summed(cells, 0) if not several_columns else self._margin("row", of_question=True)
        columns = _summed(cells, 1) if not several_rows else self._margin("column", of_question=False)
        return Crosstab(
            rows=(*values_of(self.question, rows), no_answer()),
            columns=self._columns(columns),
            cells=cells if self.by else {},
            row_totals=rows,
            column_totals=columns if self.by else {},
            total=self._total(rows, columns, several_rows, several_columns),
            overlapping_rows=several_rows,
            overlapping_columns=several_columns,
        )

    @cached_property
    def _several_columns(self) -> bool:
        return isinstance(self.by, Question) and kind_of(self.by) in (Kind.SEVERAL, Kind.RANKED)

    def _margin(self, name: str, *, of_question: bool) -> dict[str, int]:
        alone = self if name == "column" else replace(self, by=None)
        found = alone._rows(name, lambda table, _given: expressions.margin(table, name), of_question=of_question)
        return {value or NOTHING: int(n) for value, n in found}

    def _total(
        self, rows: Mapping[str, int], columns: Mapping[str, int], several_rows: bool, several_columns: bool
    ) -> int:
        """How many units there are in all; counted apart only where no margin adds up to it."""
        if not several_rows:
            return sum(rows.values())
        return sum(columns.values()) if not several_columns else number_of_units(self.asking)

    def _columns(self, found: Iterable[str]) -> tuple[Value, ...]:
        if self.by is None:
            return ()
        if isinstance(self.by, Question):
            return (*values_of(self.by, found), no_answer())
        counts = dict(found) if isinstance(found, Mapping) else {}
        said = [value for value in counts if value != NOTHING]
        names = self.by.names(said)
        order = sorted(said, key=str if self.by.in_order else lambda value: (-counts[value], names.get(value, value)))
        return (*(Value(value, names.get(value, value)) for value in order), unknown())

    def ranking(self) -> dict[str, tuple[Place, ...]]:
        """How the choices were ranked, in each column (in "" alone, where there are none)."""
        found = self._rows("ranks", lambda table, _given: expressions.ranked(table))
        counts: dict[str, dict[tuple[str, int], int]] = defaultdict(dict)
        for column, row, rank, n in found:
            counts[column or NOTHING][row, int(rank)] = int(n)
        choices = values_of(self.question, {row for _column, row, _rank, _n in found})
        return {column: places(choices, ranks) for column, ranks in (counts or {NOTHING: {}}).items()}

    def numbers(self) -> dict[str, Numbers]:
        """The numbers in short, in each column (in "" alone, where there are none)."""
        counts: dict[str, dict[float, int]] = defaultdict(dict)
        for column, number, n in self._rows("numbers", lambda table, _given: expressions.numbered(table)):
            counts[column or NOTHING][float(number)] = int(n)
        return {column: numbers(given) for column, given in (counts or {NOTHING: {}}).items()}

    def columns(self) -> tuple[tuple[Value, ...], dict[str, int]]:
        """The columns of the table, and how many units are in each."""
        totals = self._margin("column", of_question=False)
        return self._columns(totals), totals

    def behind(self, row: str | None, column: str | None) -> list[int]:
        """The numbers of the responses behind a cell, the latest first (see `expressions.behind`)."""
        wanted = {name: value for name, value in (("row", row), ("column", column)) if value is not None}

        def build(table: ir.Table, given: Sequence[str]) -> ir.Table:
            said = dict(zip(wanted, given, strict=True))
            return expressions.behind(table, said.get("row"), said.get("column"))

        shape = ("behind", *((name, value == NOTHING) for name, value in wanted.items()))
        return [fact for (fact,) in self._rows(shape, build, *wanted.values())]


def _summed(cells: Mapping[tuple[str, str], int], axis: int) -> dict[str, int]:
    found: dict[str, int] = defaultdict(int)
    for key, count in cells.items():
        found[key[axis]] += count
    return dict(found)


def number_of_units(asking: Asking) -> int:
    """How many completions, people, organisations or cities are counted."""
    counting, rule = asking.counting, asking.rule
    [(n,)] = asking.rows("units", lambda known, _values: expressions.number_of_units(known, counting, rule))
    return int(n)


def responses_that_count(asking: Asking) -> list[int]:
    """The numbers of the responses that stand for what is counted, in no order."""
    counting, rule = asking.counting, asking.rule
    found = asking.rows("facts", lambda known, _values: expressions.units(known, counting, rule).select("fact"))
    return [fact for (fact,) in found]


@dataclass(frozen=True, slots=True)
class Effect:
    """What a rule does: how many responses were `received`, how many `count`, and what it `removed` (reason → how
    many; each is told by the first reason that holds, so that they add up)."""

    received: int
    count: int
    removed: Mapping[str, int]


def effect(asking: Asking) -> Effect:
    """What a rule does to the responses of a survey."""
    rule = asking.rule
    found = asking.rows("removed", lambda known, _values: expressions.removed(known, rule))
    because = {why: int(n) for why, n in found}
    count = because.pop("", 0)
    return Effect(count + sum(because.values()), count, because)


@dataclass(frozen=True, slots=True)
class Said:
    """An answer to a question: how many different units gave it (`n`), how often they did, and an instance of a repeat
    where it stands in one: there somebody may give several."""

    value: str
    rank: int
    number: float | None
    n: int
    times: int
    instance: str


Table = Crosstab | Numbers | tuple[Place, ...]


def all_tables(asking: Asking, asked: Sequence[Question]) -> tuple[int, dict[int, Table]]:
    """How many units there are, and a table of each question, by its number: all out of three statements."""
    counting, rule = asking.counting, asking.rule
    said: dict[int, list[Said]] = defaultdict(list)
    for question, *each in asking.rows(
        "all answers", lambda known, _values: expressions.all_answers(known, counting, rule)
    ):
        said[question].append(Said(*each))
    total, answered = number_of_units(asking), _answered(asking, asked, said)
    return total, {one.pk: _table(one, said[one.pk], total, answered[one.pk]) for one in asked}


def _answered(asking: Asking, asked: Sequence[Question], said: Mapping[int, Sequence[Said]]) -> dict[int, int]:
    """How many units answered each question: as many as gave its answers, unless some gave several."""
    counting, rule = asking.counting, asking.rule
    several = tuple(one.pk for one in asked if _may_be_several(one, said.get(one.pk, ())))
    found = {one.pk: sum(each.n for each in said.get(one.pk, ())) for one in asked}
    if several:
        found |= dict.fromkeys(several, 0)
        found |= asking.rows(
            ("answered", several), lambda known, _values: expressions.answered(known, counting, rule, several)
        )
    return found


def _may_be_several(question: Question, said: Sequence[Said]) -> bool:
    return kind_of(question) is Kind.SEVERAL or any(each.instance for each in said)


def _table(question: Question, said: Sequence[Said], total: int, answered: int) -> Table:
    kind = kind_of(question)
    if kind is Kind.NUMBERS:
        return numbers({each.number: each.times for each in said if each.number is not None})
    if kind is Kind.RANKED:
        ranks = {(each.value, each.rank): each.times for each in said}
        return places(values_of(question, {each.value for each in said}), ranks)
    rows = {each.value: each.n for each in said}
    return Crosstab(
        rows=(*values_of(question, rows), no_answer()),
        columns=(),
        cells={},
        row_totals=rows | {NOTHING: total - answered},
        column_totals={},
        total=total,
        overlapping_rows=kind is Kind.SEVERAL or sum(rows.values()) > answered,
    )
