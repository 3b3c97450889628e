"""Writing rows as they are, and short names for what they say."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from functools import lru_cache
from operator import itemgetter
from typing import Any

from django.db import connection, models

Row = dict[str, Any]
"""What is, or is to be, in one row of a table, by the names of its columns (`session_id`, not `session`)."""


def digest(*parts: object) -> str:
    """A short name for what was said, the same whenever the same is said."""
    return hashlib.sha1("\x1f".join(map(str, parts)).encode(), usedforsecurity=False).hexdigest()


def insert(model: type[models.Model], rows: Sequence[Row]) -> None:
    """Insert rows of one model; a column that a row leaves out gets its field's default. No ids come back.

    `bulk_create` makes an object of every row and an expression of every value, which for a large file takes many
    times as long as the database itself. Raises KeyError where a row names a column that the table does not have.
    """
    if not rows:
        return
    fields = [field for field in model._meta.concrete_fields if field is not model._meta.auto_field]
    defaults = {field.attname: field.get_default() for field in fields}
    if unknown := set().union(*rows) - defaults.keys():
        raise KeyError(f"{model._meta.label} has no column {', '.join(sorted(unknown))}")
    names = ", ".join(connection.ops.quote_name(field.column) for field in fields)
    table = f"{connection.ops.quote_name(model._meta.db_table)} ({names})"
    values = _prepared(fields, defaults, rows)
    with connection.cursor() as cursor, connection.wrap_database_errors:
        if connection.vendor == "postgresql":
            with cursor.copy(f"COPY {table} FROM STDIN") as copy:
                for row in values:
                    copy.write_row(row)
        else:
            marks = ", ".join(["%s"] * len(fields))
            cursor.executemany(f"INSERT INTO {table} VALUES ({marks})", list(values))  # noqa: S608 (names of our own)


def _prepared(fields: Sequence[models.Field[Any, Any]], defaults: Row, rows: Sequence[Row]) -> Iterator[list[Any]]:
    """The values of each row in the order of the fields, as the database takes them."""
    pick = itemgetter(*defaults)
    prepare = [(place, how) for place, field in enumerate(fields) if (how := _preparing(field))]
    for row in rows:
        values = list(pick(defaults | row))
        for place, how in prepare:
            values[place] = how(values[place])
        yield values


def _preparing(field: models.Field[Any, Any]) -> Callable[[Any], Any] | None:
    """How a value of a field becomes what the database takes, or None where it is that already."""
    match field:
        case models.DateTimeField():
            return _instant
        case models.CharField() | models.TextField() | models.IntegerField() | models.FloatField():
            return None
        case models.BooleanField() | models.ForeignKey():
            return None
    return lambda value: field.get_db_prep_save(value, connection)


@lru_cache(maxsize=1 << 14)
def _instant(value: datetime | None) -> Any:
    """An instant as the database takes it: the rows of one session have few different ones."""
    return connection.ops.adapt_datetimefield_value(value)
