"""Two exports of one report: the newer holds, in whatever order they are taken in."""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime
from typing import Any

from django.db.models import Exists, OuterRef

from sarai.evidence.models import Export, KeyedFact, Repetition, Source

from .inserting import insert
from .statements import take_back


class Edition:
    """An export of a report beside the other exports of it that were taken in and not withdrawn.

    `older` are the sources of those that are older than this, by their numbers. `overruled_by` is the first known of
    the newer ones: what this one says beyond it holds only until then, which may be never.
    """

    def __init__(self, source: Source, *, report: str, drawn_at: datetime | None):
        self.source = source
        self._export = Export(source=source, report=report, drawn_at=drawn_at)
        others = Export.objects.filter(report=report, source__withdrawn=None).exclude(source=source.pk)
        known = list(others.select_related("source"))
        self.older = {other.source.pk for other in known if self._export.is_newer_than(other)}
        newer = (other.source for other in known if other.source.pk not in self.older)
        self.overruled_by = min(newer, key=lambda one: (one.recorded_at, one.pk), default=None)

    @property
    def among(self) -> dict[str, Any]:
        """What a ledger has to know of the other exports."""
        return {"older": self.older, "overruled_by": self.overruled_by}

    @property
    def is_outdated(self) -> bool:
        """Whether a newer export was known when this one became known."""
        return self.overruled_by is not None and self.overruled_by.recorded_at <= self.source.recorded_at

    def supersede(self, model: type[KeyedFact]) -> int:
        """Retract what only older exports say, once everything that this one says is in its ledgers; returns how many
        facts."""
        repeated = Repetition.objects.filter(source=self.source, table=model._meta.label).values("fact")
        said = model._base_manager.filter(source__in=self.older).exclude(pk__in=repeated)
        retracted, kept = take_back(model, said, self.source, without=self.older)
        return retracted - kept

    def keep(self) -> None:
        """Remember this export beside the others."""
        self._export.save()


def restore_superseded(model: type[KeyedFact], source: Source, act: Source) -> None:
    """When an export is withdrawn, let hold again what it had ended and did not say otherwise, unless yet a newer
    export ended it too."""
    moment = act.recorded_at
    ended = model._base_manager.filter(retracted_by=source, source__withdrawn=None).select_related("source__export")
    columns = model.identity()
    same = {name: OuterRef(name) for name in columns}
    holds = model._base_manager.filter(**same, recorded_at__gte=OuterRef("retracted_at"))
    names = [column.attname for column in model._meta.concrete_fields if not column.primary_key]
    by_source = defaultdict(list)
    for fact in ended.exclude(Exists(holds)):
        by_source[fact.source].append({name: getattr(fact, name) for name in names})
    for one, facts in by_source.items():
        export = getattr(one, "export", None)
        if export is None:
            continue
        newer = Edition(one, report=export.report, drawn_at=export.drawn_at).overruled_by
        if newer is None or newer.recorded_at > moment:
            until = {"retracted_at": newer and newer.recorded_at, "retracted_by_id": newer and newer.pk}
            insert(model, [fact | until | {"recorded_at": moment} for fact in facts])
