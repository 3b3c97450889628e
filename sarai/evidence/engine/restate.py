"""Restatement: why a figure is not what it was."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from functools import lru_cache
from typing import cast

import ibis.expr.operations as ops
from django.apps import apps
from django.db.models import ForeignKey, Model, Q, QuerySet
from django.utils import timezone

from sarai.evidence.models import Fact, Source

from .answer import Value, answer, rows
from .declare import scope_kinds
from .memory import remembered
from .question import Question, Scope


@dataclass(frozen=True)
class Step:
    """One moment at which the figure moved: the sources that became known then, and what it was before and after."""

    at: datetime
    sources: tuple[Source, ...]
    before: Value
    after: Value

    @property
    def difference(self) -> int | float | None:
        """By how much, where the value is a number."""
        if isinstance(self.before, int | float) and isinstance(self.after, int | float):
            return self.after - self.before
        return None


def why_moved(question: Question, since: datetime, until: datetime | None = None) -> list[Step]:
    """The steps from what was known at `since` to what was known at `until` (None: now), in order.

    The figure is asked again at each moment at which a file, correction, merge or withdrawal became known, so the
    differences always sum to the whole movement, whatever the indicator counts.
    """
    return remembered(f"steps from {since} to {until}", question, lambda: _steps(question, since, until))


def moments(question: Question, since: datetime, until: datetime | None = None) -> list[datetime]:
    """The moments after `since` and up to `until` (None: now) at which a source became known that may have moved the
    figure, in order. `why_moved` asks once for each."""
    return remembered(
        f"moments from {since} to {until}",
        question,
        lambda: sorted({source.recorded_at for source in _sources_between(question, since, until or timezone.now())}),
    )


def _steps(question: Question, since: datetime, until: datetime | None) -> list[Step]:
    until = until or timezone.now()
    known: dict[datetime, list[Source]] = {}
    for source in _sources_between(question, since, until):
        known.setdefault(source.recorded_at, []).append(source)
    steps = []
    before = answer(replace(question, as_of=since)).value
    for moment in sorted(known):
        after = answer(replace(question, as_of=moment)).value
        if after != before:
            steps.append(Step(moment, tuple(known[moment]), before, after))
        before = after
    return steps


def _sources_between(question: Question, since: datetime, until: datetime) -> list[Source]:
    """The sources that then added or retracted a fact of a table that this figure reads, about what it is about. What
    a file says of who somebody is holds since ever, and moves a figure only by the facts that came with it."""
    touched = Q(pk__in=[])
    for model in _facts_read(replace(question, as_of=None)):
        facts = _of_scope(model, question.scope).order_by()
        added = facts.filter(recorded_at__gt=since, recorded_at__lte=until)
        retracted = facts.filter(retracted_at__gt=since, retracted_at__lte=until)
        touched |= Q(pk__in=added.values("source").distinct())
        touched |= Q(pk__in=retracted.values("retracted_by").distinct())
    return list(Source.objects.filter(touched, recorded_at__gt=since, recorded_at__lte=until))


def _of_scope(model: type[Fact], scope: Scope) -> QuerySet[Fact]:
    """The facts of a model that belong to what a scope is about, as far as it can be told by their own columns or those
    of what they point at (a session's event); else all."""
    kind = scope_kinds().get(scope.kind)
    if kind is None or not kind.owns:
        return model._base_manager.all()
    value, _label, _url = scope.found()
    return model._base_manager.filter(**dict.fromkeys(_paths(model, kind.owns)[:1], value))


def _paths(model: type[Fact], column: str) -> list[str]:
    """Where a model has a column: itself, or in what its own fields point at."""
    own = [field for field in model._meta.concrete_fields if field.name not in Fact.FACT_FIELDS]
    pointers = [field for field in own if isinstance(field, ForeignKey)]
    near = [
        f"{pointer.name}__{column}"
        for pointer in pointers
        if any(field.attname == column for field in cast(type[Model], pointer.related_model)._meta.concrete_fields)
    ]
    return [field.attname for field in own if field.attname == column] + near


@lru_cache(maxsize=1000)
def _facts_read(question: Question) -> tuple[type[Fact], ...]:
    """The models of the facts that a figure reads, whatever the moment."""
    by = getattr(question.indicator, "by", "")
    names = {str(op.name) for op in rows(question, by).op().find(ops.UnboundTable)}
    return tuple(model for model in apps.get_models() if issubclass(model, Fact) and model._meta.db_table in names)
