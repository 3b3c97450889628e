"""Answering a question: the figure, its breakdown, the records behind it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, time, timedelta
from functools import cached_property
from typing import Any

import ibis
import ibis.expr.types as ir
from django.utils import timezone
from django.utils.translation import gettext as _

from .backends import engine
from .declare import (
    Beside,
    Declared,
    Dimension,
    Distinct,
    Indicator,
    Least,
    Ranked,
    Rows,
    Share,
    Tally,
    Total,
    dimension,
    scope_kinds,
)
from .memory import remembered
from .question import Question, Scope, UnknownScope
from .tables import Known, naive_utc

Value = int | float | list[str] | dict[str, int] | dict[str, list[str]] | None


@dataclass(frozen=True)
class Cell:
    """One row of a breakdown: the raw value ("" when unknown), its label, how many, and the question that opens it."""

    value: str
    label: str
    number: int
    question: Question

    @property
    def known(self) -> bool:
        """Whether this row says something; the unknown is a row like the others."""
        return self.value != ""


@dataclass(frozen=True)
class Reconsidered:
    """What a figure would be if every open suggestion were accepted, and how many of them that takes."""

    value: int
    suggestions: int


@dataclass(frozen=True)
class Figure:
    """An indicator's value for a scope, as of a date.

    `parts` is what a share was computed from (how many, of how many).
    """

    question: Question
    value: Value
    as_of: datetime
    parts: tuple[int, int] | None = None

    @property
    def indicator(self) -> Declared:
        """What is counted."""
        return self.question.indicator

    @property
    def url(self) -> str:
        """Where the evidence is."""
        return self.question.url()

    @cached_property
    def reconsidered(self) -> Reconsidered | None:
        """What the value would be if every open suggestion were accepted; None where that changes nothing."""
        counted, doubt = self.indicator, self.indicator.unit.doubt
        if doubt is None or not isinstance(counted, Indicator) or not isinstance(counted.measure, Distinct):
            return None
        column, settled = counted.measure.column, doubt.settled

        def would_be() -> tuple[int, int]:
            found = ask("ids", self.question, lambda table: table.select(id=table[column]).distinct())
            return settled({row[0] for row in found})

        value, suggestions = remembered(f"reconsidered {doubt.version()}", self.question, would_be)
        return Reconsidered(value, suggestions) if value != self.value else None


def ask(what: str | None, question: Question, build: Callable[[ir.Table], ir.Table], *by: str) -> list[tuple[Any, ...]]:
    """The rows of `build(records of the question, with what they say of the dimensions by)`, by the engine in use.

    `what` names what `build` does, so that the engine need not compile it anew for another date; None where it
    depends on more than the question. Raises UnknownScope.
    """
    value, _label, _url = question.scope.found()
    names, values = [name for name, _value in question.where], [value for _name, value in question.where]
    left_open = tuple((name, "some" if value else "") for name, value in question.where)
    # Which event it is changes nothing in a statement but a number: one that is compiled for one does for all of them.
    scope, scoped, number = Scope(question.scope.kind), [] if value is None else [str(value)], isinstance(value, int)
    shape = None if what is None else (what, replace(question, scope=scope, as_of=None, where=left_open))

    def built(moment: datetime, given: Sequence[str]) -> ir.Table:
        narrowed = tuple(zip(names, given[len(scoped) :], strict=True))
        of = _Of(given[0] if scoped else "", number)
        return build(_rows(replace(question, as_of=moment, where=narrowed), of, *by))

    return engine().run(shape, built, question.as_of or timezone.now(), [*scoped, *values])


@dataclass(frozen=True, slots=True)
class _Of:
    """The value that a scope's column has, as it stands in a statement: it may be left open there."""

    text: str
    is_number: bool

    @property
    def value(self) -> ir.Value:
        """… to compare the column with."""
        return ibis.literal(self.text).cast("int64") if self.is_number else ibis.literal(self.text)


def rows(question: Question, *by: str) -> ir.Table:
    """The records that the question counts, as an Ibis table with a column for each of the dimensions `by`.

    Raises UnknownScope where the scope does not apply.
    """
    value, _label, _url = question.scope.found()
    return _rows(question, _Of(str(value), isinstance(value, int)), *by)


def _rows(question: Question, of: _Of, *by: str) -> ir.Table:
    counted = question.indicator.counted
    table = _of_scope(_described(question, counted, of, *by), question, counted, of)
    if question.since:
        table = table.filter(table["at"] >= naive_utc(datetime.combine(question.since, time(), UTC)))
    if question.until:
        table = table.filter(table["at"] < naive_utc(datetime.combine(question.until + timedelta(days=1), time(), UTC)))
    for name, value in question.where:
        table = _where(table, counted, name, (value,))
    return table


def _described(question: Question, counted: Indicator, of: _Of, *by: str) -> ir.Table:
    """The indicator's rows, with the columns that this question needs of those that cost a join."""
    known = Known(question.as_of or timezone.now(), _within(question, of))
    table = counted.rows(known)
    if counted.attributes is None:
        return table
    named = {name for name, _value in question.where} | {question.scope.kind, *by}
    if isinstance(counted.measure, Distinct):
        named.add(counted.measure.column)
    missing = [name for name in counted.attributes.names if name in named]
    return counted.attributes.add(known, table, missing) if missing else table


def _within(question: Question, of: _Of) -> tuple[str, Any] | None:
    """The column and value that every record of this question's scope has."""
    kind = scope_kinds().get(question.scope.kind)
    return (kind.owns, of.value) if kind and kind.owns else None


def _of_scope(table: ir.Table, question: Question, counted: Indicator, of: _Of) -> ir.Table:
    if question.scope.kind == "programme":
        return table
    if question.scope.kind not in table.columns:
        raise UnknownScope(
            _("%(indicator)s is not counted by %(kind)s.") % {"indicator": counted.label, "kind": question.scope.kind}
        )
    if question.scope.kind in counted.dimensions:
        return _where(table, counted, question.scope.kind, (of.text,))
    return table.filter(table[question.scope.kind] == of.value)


def _where(table: ir.Table, counted: Indicator, name: str, values: tuple[str, ...]) -> ir.Table:
    """The rows of the units that have one of `values` in a dimension ("" is the unknown)."""
    if name not in counted.dimensions:
        raise ValueError(
            _("%(indicator)s is not broken down by %(name)s.") % {"indicator": counted.label, "name": name}
        )
    if not isinstance(counted.measure, Distinct) or dimension(name).overlapping:
        return table.filter(_is_one_of(table[name], values))
    unit = counted.measure.column
    each = _one_value_each(table, (unit,), name)
    # A join, because each unit is there once; asking whether one EXISTS would be worked out anew for every row.
    return table.join(each.filter(_is_one_of(each[name], values)).select(unit), unit)


def _is_one_of(column: ir.Column, values: tuple[str, ...]) -> ir.BooleanValue:
    text = column.cast("string")
    return (text.isnull() | (text == "")) if values == ("",) else text.isin(values)


def _one_value_each(table: ir.Table, unit: Sequence[str], name: str) -> ir.Table:
    """(*unit, value): the latest stated value of a dimension for each counted unit, so that a breakdown is a partition.

    A person who gave two cities over the year is counted once, under the later. The first of `unit` is what is counted;
    the others are what it is told apart by.
    """
    stated = table[name].cast("string").nullif("")
    ranked = table.filter(table[unit[0]].notnull()).select(*unit, "at", "fact", **{name: stated})
    order = [ranked[name].isnull(), ranked["at"].desc(), ranked["fact"].desc()]
    place = ibis.row_number().over(ibis.window(group_by=[ranked[key] for key in unit], order_by=order))
    ranked = ranked.mutate(place=place)
    return ranked.filter(ranked["place"] == 0).select(*unit, name)


def answer(question: Question) -> Figure:
    """The figure; a question about now is asked of all that is known. Raises UnknownScope, ValueError."""

    def find() -> Figure:
        value, parts = _value(question)
        return Figure(question, value, question.as_of or timezone.now(), parts)

    return remembered("figure", question, find)


def _value(question: Question) -> tuple[Value, tuple[int, int] | None]:
    declared = question.indicator
    if isinstance(declared, Indicator):
        apart = _apart(declared, question)
        if apart:
            return {cell.label: cell.number for cell in breakdown(question, apart)}, None
        return _counted(declared, question), None
    of = replace(question, key=declared.of)
    if isinstance(declared, Share):
        whole = int(answer(of).value or 0)  # type: ignore[arg-type]  # a share is of something counted
        some = sum(cell.number for cell in breakdown(of, declared.by) if cell.value in declared.among)
        return (round(100 * some / whole) if whole else None), (some, whole)
    if isinstance(declared, Beside):
        return _beside(of, declared), None
    cells = breakdown(of, declared.by)
    if isinstance(declared, Ranked):
        named = [cell for cell in cells if cell.known and cell.value != "other"]
        return [cell.label for cell in named[: declared.first]], None
    if isinstance(declared, Tally):
        tally: Counter[str] = Counter()
        for cell in cells:
            tally[cell.label if cell.known else str(declared.unknown) or cell.label] += cell.number
        return dict(tally), None
    assert isinstance(declared, Least)
    return (min((cell.number for cell in cells if cell.known), default=None)), None


def _apart(declared: Indicator, question: Question) -> str:
    """The dimension whose values are not added up, where the question is not about one of them alone."""
    apart = declared.measure.apart if isinstance(declared.measure, Total) else ""
    return "" if apart in dict(question.where) else apart


def _beside(question: Question, declared: Beside) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    told = {pair: cell.label for pair, cell in crossed(question, declared.by, declared.beside).items() if all(pair)}
    names = dimension(declared.by).names({value for value, _other in told})
    for (value, _other), label in told.items():
        found.setdefault(str(names.get(value, value)), []).append(label)
    return {name: sorted(found[name]) for name in sorted(found)}


def _counted(declared: Indicator, question: Question) -> int:
    """How many there are. Of those that have a value of a dimension, the breakdown tells: it answers for all of its
    values at once, so that whoever goes from one to the next asks nothing new."""
    if question.where:
        *others, (name, value) = question.where
        return _numbers(replace(question, where=tuple(others)), name).get(value, 0)
    if question.scope.kind in declared.dimensions:
        value, _label, _url = question.scope.found()
        return _numbers(replace(question, scope=Scope()), question.scope.kind).get(str(value), 0)
    return _measure(declared, question)


def _measure(declared: Indicator, question: Question) -> int:
    [(value,)] = ask("value", question, lambda table: table.aggregate(value=_aggregate(table, declared)))
    return round(value or 0)


def _aggregate(table: ir.Table, declared: Indicator) -> ir.Scalar:
    match declared.measure:
        case Rows():
            return table.count()
        case Distinct(column):
            return table[column].nunique()
        case Total(column):
            return table[column].sum()


def breakdown(question: Question, by: str) -> list[Cell]:
    """The figure's cells by a dimension, the largest first and the unknown last.

    Every counted unit is in exactly one cell, so the cells sum to the figure, save in a dimension that overlaps, or
    that is told apart (`Total.apart`). Raises ValueError when the indicator is not broken down so.
    """
    return remembered(f"cells by {by}", question, lambda: _breakdown(question, by))


def _breakdown(question: Question, by: str) -> list[Cell]:
    numbers = _numbers(question, by)
    return _cells(question, dimension(by), list(numbers.items()))


def _numbers(question: Question, by: str) -> dict[str, int]:
    """How many have each value of a dimension ("" is the unknown). Raises ValueError."""
    counted = question.indicator.counted
    _refuse_dimension(counted, by)

    def grouped(table: ir.Table) -> ir.Table:
        if isinstance(counted.measure, Distinct) and not dimension(by).overlapping:
            table = _one_value_each(table, (counted.measure.column,), by)
        else:
            table = table.mutate(**{by: table[by].cast("string").nullif("")})
        return table.group_by(by).aggregate(number=_aggregate(table, counted))

    def find() -> dict[str, int]:
        return {value or "": round(number or 0) for value, number in ask(f"by {by}", question, grouped, by)}

    return remembered(f"numbers by {by}", replace(question, key=counted.key), find)


def _refuse_dimension(counted: Indicator, by: str) -> None:
    if by not in counted.dimensions:
        known = ", ".join(counted.dimensions)
        raise ValueError(
            _("%(indicator)s is not broken down by %(by)s. Choose one of: %(known)s.")
            % {"indicator": counted.label, "by": by, "known": known}
        )


def crossed(question: Question, one: str, other: str) -> dict[tuple[str, str], Cell]:
    """The figure's cells by two dimensions at once: (value of `one`, value of `other`) → the cell, labelled by `other`.

    Each cell opens what it counts. A unit has one value of a dimension that does not overlap, and is in the cells of
    all its values of one that does. Raises ValueError when the indicator is not broken down so.
    """
    for name in (one, other):
        _refuse_dimension(question.indicator.counted, name)
    return remembered(f"cells by {one} and {other}", question, lambda: _crossed(question, one, other))


def _crossed(question: Question, one: str, other: str) -> dict[tuple[str, str], Cell]:
    # In the order in which an address narrows a question: its dimensions by name.
    first, second = sorted((one, other))
    counted = question.indicator.counted

    def grouped(table: ir.Table) -> ir.Table:
        table = _with_values(table, counted, first, ())
        table = _with_values(table, counted, second, (first,))
        return table.group_by([first, second]).aggregate(number=_aggregate(table, counted))

    found = ask(f"by {first} and {second}", question, grouped, first, second)
    told = [({first: a or "", second: b or ""}, round(number or 0)) for a, b, number in found]
    labels = dimension(other).names({values[other] for values, _number in told} - {""})
    of = replace(question, key=counted.key)
    return {
        (values[one], values[other]): Cell(
            values[other],
            str(labels.get(values[other], values[other])) if values[other] else _("unknown"),
            number,
            of.narrowed(first, values[first]).narrowed(second, values[second]),
        )
        for values, number in told
    }


def _with_values(table: ir.Table, counted: Indicator, name: str, within: tuple[str, ...]) -> ir.Table:
    """`table` with the values of a dimension as texts, null where unknown: of a dimension that does not overlap one
    for each counted unit, told apart by its values of the dimensions `within`."""
    if not isinstance(counted.measure, Distinct) or dimension(name).overlapping:
        return table.mutate(**{name: table[name].cast("string").nullif("")})
    keys = (counted.measure.column, *within)
    each = _one_value_each(table, keys, name).rename({f"each_{key}": key for key in keys})
    same = [table[key].identical_to(each[f"each_{key}"]) for key in keys]
    return table.drop(name).join(each, same).drop(*(f"each_{key}" for key in keys))


def _cells(question: Question, how: Dimension, found: list[tuple[str, int]]) -> list[Cell]:
    labels = how.names([value for value, _n in found if value])
    unknown = _("unknown")

    def order(pair: tuple[str, int]) -> tuple[Any, ...]:
        value, number = pair
        rank = how.order(value) if how.order and value else -number
        return (value == "", rank, str(labels.get(value, "")), value)

    question = replace(question, key=question.indicator.counted.key)
    return [
        Cell(value, str(labels.get(value, value)) if value else unknown, number, question.narrowed(how.key, value))
        for value, number in sorted(found, key=order)
    ]
