"""Adding facts and retracting them. Nothing else writes a fact."""

from __future__ import annotations

import hashlib
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime
from functools import lru_cache
from operator import itemgetter
from typing import Any

from django.db import connection, models

from .models import KeyedFact, Source

Row = dict[str, Any]
"""What is, or is to be, in one row of a table, by the names of its columns (`session_id`, not `session`)."""

Reconcile = Callable[[Row, Row], Row | None]


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


class Ledger:
    """Puts the facts of one source into one table, each at most once.

    For every key there is at each moment at most one fact that holds. A source that knew it at time T is held
    against what was known at T: the same content changes nothing, another content retracts the old fact at T and
    adds the new, and an earlier source than what is known already holds only until that was known. So files give the
    same history in whatever order they are loaded.

    `within` are the columns that all these facts share: the keys are told apart inside them. `reconcile(old, new)` may
    return another fact than `new` (a later file that leaves a cell blank does not unsay it), or None when the new one
    says nothing new; `meet` is shown all that may be reconciled in a batch before it begins.
    """

    def __init__(
        self,
        source: Source,
        model: type[KeyedFact],
        within: Mapping[str, object],
        reconcile: Reconcile | None = None,
        meet: Callable[[Sequence[Row]], object] = lambda _known: None,
    ):
        self.source, self.model, self.within = source, model, within
        self.reconcile, self.meet = reconcile or (lambda _old, new: new), meet
        self._said = {**within, "source_id": source.pk, "recorded_at": source.recorded_at}

    def put(self, facts: Sequence[Row]) -> Counter[str]:
        """Store facts, `key` and `content` among their columns; returns how many were added, unchanged, corrected,
        repeated in this file or kept withdrawn."""
        tally: Counter[str] = Counter()
        if not facts:
            return tally
        versions = self._versions({fact["key"] for fact in facts})
        self.meet([old for new in facts for old in versions[new["key"]] if old["content"] != new["content"]])
        fresh: dict[str, Row] = {}
        retracted: list[int] = []
        for fact in facts:
            tally[self._place(fact | self._said, versions[fact["key"]], fresh, retracted)] += 1
        if retracted:
            held = self.model._base_manager.filter(pk__in=retracted)
            held.update(retracted_at=self.source.recorded_at, retracted_by=self.source)
        insert(self.model, list(fresh.values()))
        return tally

    def _versions(self, keys: set[str]) -> dict[str, list[Row]]:
        """What is known of each key, and who took back what no longer holds."""
        found: dict[str, list[Row]] = defaultdict(list)
        known = self.model._base_manager.filter(key__in=keys, **self.within)
        for fact in known.annotate(retracted_by_kind=models.F("retracted_by__kind")).values():
            found[fact["key"]].append(fact)
        return found

    def _place(self, new: Row, versions: list[Row], fresh: dict[str, Row], retracted: list[int]) -> str:
        moment = self.source.recorded_at
        if twin := fresh.get(new["key"]):
            return self._replace_in_file(twin, new, fresh)
        holder = next((fact for fact in versions if _holds(fact, moment)), None)
        if holder is None:
            if any(_withdrawn(fact, moment) for fact in versions):
                return "withdrawn"
            fresh[new["key"]] = new | _until(versions, moment)
            return "added"
        said = self.reconcile(holder, new) if holder["content"] != new["content"] else None
        if said is None or said["content"] == holder["content"]:
            return "unchanged"
        fresh[new["key"]] = said | _ending(holder)
        # What this file itself has just retracted is not read again.
        holder["retracted_at"] = moment
        retracted.append(holder["id"])
        return "corrected"

    def _replace_in_file(self, twin: Row, new: Row, fresh: dict[str, Row]) -> str:
        """Of two rows of one file about the same, the later holds, as far as it says anything."""
        said = self.reconcile(twin, new) if new["content"] != twin["content"] else None
        if said is not None:
            fresh[new["key"]] = said | _ending(twin)
        return "repeated"


def _holds(fact: Row, moment: datetime) -> bool:
    return fact["recorded_at"] <= moment and (fact["retracted_at"] is None or fact["retracted_at"] > moment)


def _until(versions: list[Row], moment: datetime) -> Row:
    """When what is said at a moment ends, and by whose word: once something later is known already."""
    later = min((f for f in versions if f["recorded_at"] > moment), key=itemgetter("recorded_at"), default=None)
    return {"retracted_at": later["recorded_at"], "retracted_by_id": later["source_id"]} if later else {}


def _ending(fact: Row) -> Row:
    return {"retracted_at": fact.get("retracted_at"), "retracted_by_id": fact.get("retracted_by_id")}


def _withdrawn(fact: Row, moment: datetime) -> bool:
    """Whether a person took this back before: a file that still lists it does not bring it back."""
    ended = fact["retracted_at"]
    return fact["retracted_by_kind"] == Source.Kind.ENTRY and ended is not None and ended <= moment


def withdraw(fact: KeyedFact, *, reason: str, by: str, at: datetime, title: str) -> Source:
    """Retract one fact, because a person says that it does not hold."""
    source = Source.objects.create(
        kind=Source.Kind.ENTRY,
        format="withdrawal",
        title=title,
        entered_at=at,
        recorded_at=at,
        by=by,
        reason=reason,
    )
    fact.retracted_at, fact.retracted_by = at, source
    fact.save(update_fields=["retracted_at", "retracted_by"])
    return source
