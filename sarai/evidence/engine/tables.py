"""Django's tables as Ibis tables, and what was known of them at a moment."""

from datetime import UTC, datetime
from functools import cache
from typing import Any

import ibis
import ibis.expr.types as ir
from django.db import models

from sarai.evidence.models import Fact

_TYPES: dict[type[models.Field], str] = {
    models.AutoField: "int64",
    models.BigAutoField: "int64",
    models.IntegerField: "int64",
    models.PositiveIntegerField: "int64",
    models.PositiveBigIntegerField: "int64",
    models.BigIntegerField: "int64",
    models.SmallIntegerField: "int64",
    models.PositiveSmallIntegerField: "int64",
    models.FloatField: "float64",
    models.DecimalField: "decimal(38, 10)",
    models.BooleanField: "boolean",
    models.CharField: "string",
    models.TextField: "string",
    models.FileField: "string",
    models.JSONField: "string",
    models.UUIDField: "string",
    models.BinaryField: "binary",
    models.DateField: "date",
    # Stored in UTC on every engine and compared as such, so that no engine needs a time zone library.
    models.DateTimeField: "timestamp",
}


def _type_of(field: models.Field) -> str:
    while isinstance(field, models.ForeignKey):
        field = field.target_field
    return next(_TYPES[kind] for kind in type(field).__mro__ if kind in _TYPES)


@cache
def table_of(model: type[models.Model]) -> ir.Table:
    """The Ibis table of a model: its columns under their database names, typed."""
    schema = {field.column: _type_of(field) for field in model._meta.concrete_fields}
    return ibis.table(schema, name=model._meta.db_table)


def naive_utc(moment: datetime) -> datetime:
    """An aware instant as the zone-less UTC that the engine compares with."""
    return moment.astimezone(UTC).replace(tzinfo=None)


class Known:
    """What was known at a moment: `known(Registration)` is the table of the facts that held then.

    `within` confines it to what belongs to one thing, as (column, value): of every table with an `event_id`, only the
    rows of that event are read, so a figure of one event costs the same however many others there are.
    """

    def __init__(self, as_of: datetime, within: tuple[str, Any] | None = None):
        self.as_of = naive_utc(as_of)
        self._within = within

    def __call__(self, model: type[models.Model]) -> ir.Table:
        """The table of `model`; of a fact, only the rows recorded by then and not yet retracted."""
        table = table_of(model)
        if self._within and self._within[0] in table.columns:
            table = table.filter(table[self._within[0]] == self._within[1])
        if not issubclass(model, Fact):
            return table
        held = table["retracted_at"].isnull() | (table["retracted_at"] > self.as_of)
        return table.filter((table["recorded_at"] <= self.as_of) & held)
