"""Restatement: why a figure is not what it was."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from functools import lru_cache

import ibis.expr.operations as ops
from django.apps import apps
from django.db.models import Q
from django.utils import timezone

from sarai.evidence.models import Fact, Source

from .answer import Value, answer, remembered, rows
from .question import Question


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


def _steps(question: Question, since: datetime, until: datetime | None) -> list[Step]:
    until = until or timezone.now()
    moments: dict[datetime, list[Source]] = {}
    for source in _sources_between(question, since, until):
        moments.setdefault(source.recorded_at, []).append(source)
    steps = []
    before = answer(replace(question, as_of=since)).value
    for moment in sorted(moments):
        after = answer(replace(question, as_of=moment)).value
        if after != before:
            steps.append(Step(moment, tuple(moments[moment]), before, after))
        before = after
    return steps


def _sources_between(question: Question, since: datetime, until: datetime) -> list[Source]:
    """The sources that added or retracted a fact of a table that this figure reads."""
    touched = Q(pk__in=[])
    for model in _facts_read(replace(question, as_of=None)):
        touched |= Q(pk__in=model._base_manager.order_by().values("source").distinct())
        touched |= Q(pk__in=model._base_manager.order_by().filter(retracted_by__isnull=False).values("retracted_by"))
    return list(Source.objects.filter(touched, recorded_at__gt=since, recorded_at__lte=until))


@lru_cache(maxsize=1000)
def _facts_read(question: Question) -> tuple[type[Fact], ...]:
    """The models of the facts that a figure reads, whatever the moment."""
    by = getattr(question.indicator, "by", "")
    names = {str(op.name) for op in rows(question, by).op().find(ops.UnboundTable)}
    return tuple(model for model in apps.get_models() if issubclass(model, Fact) and model._meta.db_table in names)
