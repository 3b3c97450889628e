"""The records and sources behind a figure, as a page or a file shows them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import ibis.expr.types as ir
from django.core.exceptions import FieldDoesNotExist
from django.db.models import Model, Q
from django.utils.text import capfirst
from django.utils.translation import gettext
from ibis import _

from .engine import Distinct, Indicator, Question, ask, indicators, remembered
from .engine.tables import table_of
from .formats import label
from .models import Fact, Source

PAGE = 25
BATCH = 1000
FOUND = 5000
HIDDEN = "•••"


@dataclass(frozen=True)
class Column:
    """A column of the evidence table."""

    path: str
    label: str
    personal: bool


@dataclass(frozen=True)
class Record:
    """One record behind a figure. `unit` numbers the counted thing (a person) that it is about, on this page; `url` is
    where all of it stands, for a record that has a page of its own."""

    unit: Any
    cells: tuple[Any, ...]
    source: Source | None
    sheet: str
    line: int | None
    recorded_at: datetime | None
    url: str = ""


@dataclass(frozen=True)
class SourceShare:
    """A source and how many of the records behind the figure came from it."""

    source: Source
    records: int


def columns(model: type[Model]) -> list[Column]:
    """What the evidence table shows of a model: the paths that it names, or its open fields."""
    paths = getattr(model, "EVIDENCE", ()) or [
        field.name for field in model._meta.concrete_fields if field.name in getattr(model, "OPEN", ())
    ]
    return [_column(model, path) for path in paths]


def _column(model: type[Model], path: str) -> Column:
    owner = model
    *parents, last = path.split(".")
    for parent in parents:
        owner = owner._meta.get_field(parent).related_model  # type: ignore[assignment]
    try:
        label = capfirst(str(owner._meta.get_field(last).verbose_name))  # type: ignore[union-attr]
    except FieldDoesNotExist:
        label = capfirst(last.replace("_", " "))
    return Column(path, label, last in getattr(owner, "PERSONAL", ()))


def _unit_column(question: Question) -> str:
    measure = question.indicator.counted.measure
    return measure.column if isinstance(measure, Distinct) else "fact"


def _matching(question: Question, search: str) -> Callable[[ir.Table], ir.Table]:
    """Narrows records to those in which a search finds its text."""
    if not search:
        return lambda table: table
    model = question.indicator.counted.opens
    wanted = Q()
    for path in getattr(model, "SEARCH", ()):
        wanted |= Q(**{f"{path}__icontains": search})
    found = list(model._base_manager.filter(wanted).values_list("pk", flat=True)[:FOUND]) if wanted else []
    return lambda table: table.filter(table["fact"].isin(found or [-1]))


def count_records(question: Question, search: str = "") -> int:
    """How many records stand behind the figure (for people, more than people: each may have several)."""
    matching = _matching(question, search)

    def count() -> int:
        [(number,)] = ask(
            None if search else "records", question, lambda table: matching(table).aggregate(n=_.fact.nunique())
        )
        return int(number)

    return count() if search else remembered("number of records", question, count)


def records(
    question: Question,
    shown: Sequence[Column],
    *,
    search: str = "",
    offset: int = 0,
    limit: int = PAGE,
    personal: bool = False,
) -> list[Record]:
    """A page of the records, those of one counted unit together. Without `personal`, personal cells are covered."""
    matching, unit = _matching(question, search), _unit_column(question)
    what = f"page {offset} {limit}"

    def page(table: ir.Table) -> ir.Table:
        return _in_order(matching(table), unit).limit(limit, offset=offset)

    def find() -> list[tuple[Any, ...]]:
        return ask(None if search else what, question, page)

    return _records(question, find() if search else remembered(what, question, find), shown, personal)


def _in_order(table: ir.Table, unit: str) -> ir.Table:
    """(unit, fact) of records, those of one counted unit together; one that counts for several is with its first."""
    return table.group_by("fact").aggregate(unit=table[unit].min()).order_by(["unit", "fact"]).select("unit", "fact")


def _records(
    question: Question, found: Sequence[tuple[Any, ...]], shown: Sequence[Column], personal: bool
) -> list[Record]:
    loaded = _load(question.indicator.counted.opens, [fact for _unit, fact in found], shown)
    return [_record(loaded[fact], unit, shown, personal) for unit, fact in found if fact in loaded]


def _load(model: type[Model], ids: Sequence[int], shown: Sequence[Column]) -> dict[int, Model]:
    related = {path.rsplit(".", 1)[0].replace(".", "__") for path in (c.path for c in shown) if "." in path}
    related |= {c.path for c in shown if "." not in c.path and model._meta.get_field(c.path).is_relation}
    related |= {f"{c.path.replace('.', '__')}" for c in shown if "." in c.path and _is_relation(model, c.path)}
    if issubclass(model, Fact):
        related.add("source")
    loaded: dict[int, Model] = {}
    for start in range(0, len(ids), 500):
        batch = model._base_manager.filter(pk__in=ids[start : start + 500]).select_related(*sorted(related))
        loaded |= {row.pk: row for row in batch}
    return loaded


def _is_relation(model: type[Model], path: str) -> bool:
    owner: Any = model
    *parents, last = path.split(".")
    for parent in parents:
        owner = owner._meta.get_field(parent).related_model
    return bool(owner._meta.get_field(last).is_relation)


def _record(row: Any, unit: Any, shown: Sequence[Column], personal: bool) -> Record:
    cells = tuple(_cell(row, column, personal) for column in shown)
    if not isinstance(row, Fact):
        return Record(unit, cells, None, "", None, None)
    url = row.get_absolute_url() if hasattr(row, "get_absolute_url") else ""
    return Record(unit, cells, row.source, row.sheet, row.line, row.recorded_at, url)


def _cell(row: Any, column: Column, personal: bool) -> Any:
    *parents, last = column.path.split(".")
    for parent in parents:
        row = getattr(row, parent)
        if row is None:
            return ""
    display = getattr(row, f"get_{last}_display", None)
    value = display() if display else getattr(row, last)
    if column.personal and not personal:
        return HIDDEN if value not in (None, "") else ""
    return "" if value is None else value


def all_records(
    question: Question, shown: Sequence[Column], *, search: str = "", personal: bool = False
) -> Iterator[Record]:
    """Every record behind the figure, or every one that a search finds, for a file: asked for once, read a batch at a
    time."""
    matching, unit = _matching(question, search), _unit_column(question)
    found = ask(None if search else "all records", question, lambda table: _in_order(matching(table), unit))
    for start in range(0, len(found), BATCH):
        yield from _records(question, found[start : start + BATCH], shown, personal)


def counting(model: type[Model]) -> list[Indicator]:
    """The figures that count the records of a model."""
    return [one for one in indicators() if isinstance(one, Indicator) and one.opens is model]


def sources(question: Question) -> list[SourceShare]:
    """The sources of the records behind the figure, in the order in which they became known."""
    model = question.indicator.counted.opens
    if not issubclass(model, Fact):
        return []
    facts = table_of(model).select(fact="id", source="source_id")

    def by_source(table: ir.Table) -> ir.Table:
        return table.select("fact").distinct().join(facts, "fact").group_by("source").aggregate(n=_.count())

    counts = dict(remembered("sources", question, lambda: ask("sources", question, by_source)))
    return [SourceShare(source, counts[source.pk]) for source in Source.objects.filter(pk__in=counts)]


def headers(shown: Sequence[Column]) -> list[str]:
    """The header row of a table of records."""
    return [
        *(column.label for column in shown),
        gettext("Source"),
        gettext("SHA-256"),
        gettext("Sheet"),
        gettext("Line"),
        gettext("Known since"),
        gettext("Entered"),
    ]


def source_name(source: Source, *, named: bool) -> str:
    """A source's title; its kind for readers who may not see it, because a file's name may be a person's."""
    if named:
        return source.title
    if not source.format:
        return str(source.get_kind_display())
    of_file = source.kind == Source.Kind.FILE
    return gettext("File: %(format)s") % {"format": label(source.format)} if of_file else label(source.format)


def plain(record: Record, *, named: bool) -> list[str]:
    """A record as the cells of a row of text; with the titles of sources if `named`."""
    source = record.source
    return [
        *(cell.isoformat() if isinstance(cell, datetime) else str(cell) for cell in record.cells),
        source_name(source, named=named) if source else "",
        source.sha256 if source else "",
        record.sheet if source and (named or record.sheet != source.title) else "",
        str(record.line or ""),
        record.recorded_at.isoformat() if record.recorded_at else "",
        source.entered_at.isoformat() if source else "",
    ]
