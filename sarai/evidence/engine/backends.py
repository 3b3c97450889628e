"""Running an Ibis expression: on Django's own connection, or on DuckDB over a copy of the tables it reads."""

from __future__ import annotations

import re
import threading
from collections.abc import Callable, Hashable, Sequence
from datetime import UTC, datetime
from typing import Any, Protocol

import duckdb
import ibis
import ibis.expr.operations as ops
import ibis.expr.types as ir
import pyarrow as pa
import sqlglot
from django.apps import apps
from django.conf import settings
from django.db import connection
from django.db.models import Count, Max
from sqlglot.optimizer.eliminate_subqueries import eliminate_subqueries

from sarai.evidence.models import Source

from .tables import table_of

KEPT_STATEMENTS = 2000


Build = Callable[[datetime, Sequence[str]], ir.Table]
# An instant that no programme asks about: it stands in a compiled statement where the real one is put in. So does some
# value of a dimension; as a literal, it is put in as a parameter.
SOME_TIME = datetime(1901, 2, 3, 4, 5, 6, 789012, tzinfo=UTC)
SOME_VALUE = "⟦value %d⟧"
_SOME_VALUE = re.compile("'⟦value ([0-9]+)⟧'")


class Engine(Protocol):
    """Something that runs the expression that `build` gives for a moment and the values of some dimensions, and returns
    its rows as tuples.

    `shape` names the expression whatever the moment and the values that are not empty; an engine may keep what it
    compiled for it. None: keep nothing.
    """

    def run(
        self, shape: Hashable | None, build: Build, moment: datetime, values: Sequence[str] = ()
    ) -> list[tuple[Any, ...]]: ...


class OnDatabase:
    """The database in use, on Django's own connection: it sees the current transaction.

    To compile an expression takes longer than to run it on a small programme, so statements are kept by their shape,
    with the moment and the values left open.
    """

    def __init__(self) -> None:
        self._statements: dict[Hashable, str] = {}

    def run(
        self, shape: Hashable | None, build: Build, moment: datetime, values: Sequence[str] = ()
    ) -> list[tuple[Any, ...]]:
        """The rows of what `build` gives for `moment` and `values`."""
        parameters: list[str] | None = None
        if shape is None:
            sql = self._compiled(build, moment, values)
        else:
            sql = self._statement((connection.vendor, shape), build, values)
            for separator in (" ", "T"):
                sql = sql.replace(_written(SOME_TIME, separator), _written(moment, separator))
            if any(values):
                sql, parameters = _with_values(sql, values)
        with connection.cursor() as cursor:
            cursor.execute(sql, parameters)
            return cursor.fetchall()

    def _statement(self, shape: Hashable, build: Build, values: Sequence[str]) -> str:
        if shape not in self._statements:
            if len(self._statements) >= KEPT_STATEMENTS:
                self._statements.clear()
            some = [SOME_VALUE % number if value else "" for number, value in enumerate(values)]
            self._statements[shape] = self._compiled(build, SOME_TIME, some)
        return self._statements[shape]

    def _compiled(self, build: Build, moment: datetime, values: Sequence[str]) -> str:
        dialect = {"sqlite": "sqlite", "postgresql": "postgres"}[connection.vendor]
        statement = str(ibis.to_sql(build(moment, values), dialect=dialect))
        # A query within a query within a query is more than SQLite's parser holds: lay them out one after another.
        flat = eliminate_subqueries(sqlglot.parse_one(statement, read=dialect))
        return flat.sql(dialect=dialect)


def _with_values(sql: str, values: Sequence[str]) -> tuple[str, list[str]]:
    """A statement in which values were left open, with parameters for them, in the order in which they stand."""
    parameters = [values[int(number)] for number in _SOME_VALUE.findall(sql)]
    return _SOME_VALUE.sub("%s", sql.replace("%", "%%")), parameters


def _written(moment: datetime, separator: str) -> str:
    """A moment as Ibis writes it into a statement: with a blank for SQLite, with a T for PostgreSQL."""
    return moment.astimezone(UTC).replace(tzinfo=None).isoformat(sep=separator)


class OnDuckDB:
    """DuckDB, in this process, over copies of the tables that an expression reads, renewed when records change."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._connection = duckdb.connect(config={"threads": 2})
        self._version: object = None
        self._loaded: set[str] = set()

    def run(
        self, shape: Hashable | None, build: Build, moment: datetime, values: Sequence[str] = ()
    ) -> list[tuple[Any, ...]]:
        """The rows of what `build` gives for `moment` and `values`."""
        expr = build(moment, values)
        with self._lock:
            self._load({str(op.name) for op in expr.op().find(ops.UnboundTable)})
            return self._connection.execute(str(ibis.to_sql(expr, dialect="duckdb"))).fetchall()

    def _load(self, names: set[str]) -> None:
        version = data_version()
        if version is None or version != self._version:
            self._loaded.clear()
            self._version = version
        models = {model._meta.db_table: model for model in apps.get_models(include_auto_created=True)}
        for name in names - self._loaded:
            self._connection.register(name, _arrow(models[name]))
            self._loaded.add(name)


def _arrow(model: type[Any]) -> pa.Table:
    schema = table_of(model).schema().to_pyarrow()  # type: ignore[arg-type]
    names = [field.attname for field in model._meta.concrete_fields]
    rows = model._base_manager.values_list(*names)
    columns: Sequence[Sequence[Any]] = list(zip(*rows, strict=True)) or [[] for _ in names]
    return pa.table(
        [pa.array([_plain(v, t) for v in column], t) for column, t in zip(columns, schema.types, strict=True)],
        names=schema.names,
    )


def _plain(value: Any, kind: pa.DataType) -> Any:
    if isinstance(value, datetime):
        return value.astimezone(UTC).replace(tzinfo=None)
    return str(value) if value is not None and pa.types.is_string(kind) else value


def data_version() -> str | None:
    """A word that changes whenever a fact is added or retracted: every such act has a Source of its own.

    The newest source's number alone would not do: a long intake takes its number early and may be committed after a
    later one. None inside a transaction that has not been committed: what is seen there must not be remembered.
    """
    if connection.in_atomic_block and not getattr(settings, "FIGURES_CACHED_IN_TRANSACTIONS", False):
        return None
    held = Source.objects.aggregate(newest=Max("pk"), number=Count("pk"))
    return f"{held['newest']}-{held['number']}"


_database = OnDatabase()
_duckdb: OnDuckDB | None = None


def engine() -> Engine:
    """The engine that the settings choose."""
    global _duckdb
    if settings.FIGURES_ENGINE != "duckdb":
        return _database
    if _duckdb is None:
        _duckdb = OnDuckDB()
    return _duckdb
