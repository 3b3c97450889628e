"""What files say of the same, and what holds when one of them no longer does."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import datetime
from operator import itemgetter
from typing import Any, cast

from django.db.models import CASCADE, F, Model, Q, QuerySet

from sarai.evidence.models import KeyedFact, Repetition, Source

from .inserting import Row, insert

BATCH = 1000


def take_back(
    model: type[KeyedFact], said: QuerySet[KeyedFact], act: Source, without: Collection[int] = ()
) -> tuple[int, int]:
    """Retract those of some facts that hold when a source becomes known, or later; returns how many facts, and how many
    of them another file keeps. What the sources `without` say, by their numbers, counts for nothing."""
    moment = act.recorded_at
    said = said.filter(Q(retracted_at=None) | Q(retracted_at__gt=moment))
    ids = list(said.values_list("pk", flat=True))
    kept = 0
    for start in range(0, len(ids), BATCH):
        batch = model._base_manager.filter(pk__in=ids[start : start + BATCH])
        held: list[Row] = [*map(dict, batch.values())]
        others = list(_others(model, held, moment, without))
        batch.update(retracted_at=moment, retracted_by=act)
        insert(model, [fact for fact, _said in others])
        _bring_details(model, others)
        kept += len(others)
    return len(ids), kept


def _others(
    model: type[KeyedFact], held: Sequence[Row], moment: datetime, without: Collection[int]
) -> Iterator[tuple[Row, int]]:
    """What other files say in the place of facts that are withdrawn at a moment: new facts from then on, each with the
    id of the one that said it first."""
    names = [column.attname for column in model._meta.concrete_fields if not column.primary_key]
    identity = itemgetter(*model.identity())
    statements = _statements(model, held, without)
    for fact in held:
        begins = max(moment, fact["recorded_at"])
        said = _said_by(statements[identity(fact)], begins)
        if said is None:
            continue
        begins = max(begins, said["said_at"])
        if fact["retracted_at"] is None or begins < fact["retracted_at"]:
            ends = {name: fact[name] for name in ("retracted_at", "retracted_by_id")}
            yield {name: said[name] for name in names} | {"recorded_at": begins} | ends, said["id"]


def _statements(model: type[KeyedFact], held: Sequence[Row], without: Collection[int]) -> dict[object, list[Row]]:
    """What sources that were not withdrawn say of the same, by its identity: their facts, whether they hold still or
    not, and what they repeated."""
    columns = model.identity()
    alike = model._base_manager.filter(**{f"{name}__in": {fact[name] for fact in held} for name in columns})
    versions = _by_id(alike.annotate(said_at=F("source__recorded_at"), withdrawn=F("source__withdrawn")))
    repeated = Repetition.objects.filter(table=model._meta.label, fact__in=versions, source__withdrawn=None)
    again = repeated.values("fact", "source_id", "sheet", "line", said_at=F("source__recorded_at"))
    found: dict[object, list[Row]] = defaultdict(list)
    live = [fact for fact in versions.values() if not fact["withdrawn"]]
    for fact in [*live, *(versions[one["fact"]] | one for one in again)]:
        if fact["source_id"] not in without:
            found[itemgetter(*columns)(fact)].append(fact)
    return found


def _said_by(statements: Sequence[Row], moment: datetime) -> Row | None:
    """The latest of what was said by a moment, or else the first that was said later."""
    order = itemgetter("said_at", "source_id", "id")
    before = [one for one in statements if one["said_at"] <= moment]
    return max(before, key=order) if before else min(statements, key=order, default=None)


def _bring_details(model: type[KeyedFact], others: Sequence[tuple[Row, int]]) -> None:
    """Give new facts what belongs to the ones that they repeat, such as the single answers of a response."""
    name_of = itemgetter("source_id", "recorded_at", *model.identity())
    keys = {fact["key"] for fact, _said in others}
    new = {name_of(fact): pk for pk, fact in _by_id(model._base_manager.filter(key__in=keys)).items()}
    new_of: dict[int, list[int]] = defaultdict(list)
    for fact, said in others:
        new_of[said].append(new[name_of(fact)])
    _copy_details(model, new_of)


def _copy_details(model: type[KeyedFact], new_of: Mapping[int, Sequence[int]]) -> None:
    """Copy what belongs to facts, by their numbers, to others."""
    for relation in model._meta.related_objects:
        if relation.on_delete is CASCADE:
            detail, pointer = cast(type[Model], relation.related_model), relation.field.attname
            told = _by_id(detail._base_manager.filter(**{f"{pointer}__in": new_of}))
            bare = [{name: value for name, value in row.items() if name != "id"} for row in told.values()]
            insert(detail, [row | {pointer: pk} for row in bare for pk in new_of[row[pointer]]])


def amend(model: type[KeyedFact], facts: QuerySet[Any], act: Source, changed: Row) -> dict[int, int]:
    """Let facts that hold say something else once an act becomes known: each is retracted by it, and another holds in
    its place, with the same details. Returns the number of the new one for that of each.

    The new one keeps the source and the content of the old: it goes when that file is withdrawn, and what a file says
    again of it is nothing new. To be called in turn (see `turns`).
    """
    held = _by_id(facts.filter(retracted_at=None))
    name_of = itemgetter(*model.identity())
    facts.filter(pk__in=held).update(retracted_at=act.recorded_at, retracted_by=act)
    bare = ({name: value for name, value in row.items() if name != "id"} for row in held.values())
    insert(model, [row | {"recorded_at": act.recorded_at} | changed for row in bare])
    keys = {row["key"] for row in held.values()}
    new = {name_of(row): pk for pk, row in _by_id(model._base_manager.filter(key__in=keys, retracted_at=None)).items()}
    became = {pk: new[name_of(row)] for pk, row in held.items()}
    _copy_details(model, {pk: [own] for pk, own in became.items()})
    again = Repetition.objects.filter(table=model._meta.label, fact__in=became)
    told = again.values("source_id", "table", "fact", "sheet", "line")
    insert(Repetition, [dict(row) | {"fact": became[row["fact"]]} for row in told])
    return became


def _by_id(found: QuerySet[Any]) -> dict[int, Row]:
    return {row["id"]: row for row in found.values()}
