"""Adding facts and retracting them. Nothing else writes a fact."""

from __future__ import annotations

import hashlib
from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from datetime import datetime

from .models import KeyedFact, Source

Reconcile = Callable[[KeyedFact, KeyedFact], KeyedFact | None]


def digest(*parts: object) -> str:
    """A short name for what was said, the same whenever the same is said."""
    return hashlib.sha1("\x1f".join(map(str, parts)).encode(), usedforsecurity=False).hexdigest()


class Ledger:
    """Puts the facts of one source into one table, each at most once.

    For every key there is at each moment at most one fact that holds. A source that knew it at time T is held
    against what was known at T: the same content changes nothing, another content retracts the old fact at T and
    adds the new, and an earlier source than what is known already holds only until that was known. So files give the
    same history in whatever order they are loaded.

    `reconcile(old, new)` may return another fact than `new` (a later file that leaves a cell blank does not unsay
    it), or None when the new one says nothing new.
    """

    def __init__(self, source: Source, within: dict[str, object], reconcile: Reconcile | None = None):
        self.source = source
        self.within = within
        self.reconcile = reconcile or (lambda _old, new: new)

    def put(self, facts: Sequence[KeyedFact]) -> Counter[str]:
        """Store facts of one model; returns how many were added, unchanged, corrected or kept withdrawn."""
        if not facts:
            return Counter()
        tally: Counter[str] = Counter()
        versions = self._versions(type(facts[0]), {fact.key for fact in facts})
        fresh: dict[str, KeyedFact] = {}
        retracted: list[KeyedFact] = []
        for fact in facts:
            tally[self._place(fact, versions[fact.key], fresh, retracted)] += 1
        model = type(facts[0])
        if retracted:
            model._base_manager.bulk_update(retracted, ["retracted_at", "retracted_by"])
        model._base_manager.bulk_create(fresh.values(), batch_size=2000)
        return tally

    def _versions(self, model: type[KeyedFact], keys: set[str]) -> dict[str, list[KeyedFact]]:
        found: dict[str, list[KeyedFact]] = defaultdict(list)
        for fact in model._base_manager.filter(key__in=keys, **self.within).select_related("retracted_by"):
            found[fact.key].append(fact)
        return found

    def _place(
        self, new: KeyedFact, versions: list[KeyedFact], fresh: dict[str, KeyedFact], retracted: list[KeyedFact]
    ) -> str:
        moment: datetime = self.source.recorded_at
        new.source, new.recorded_at = self.source, moment
        if twin := fresh.get(new.key):
            return self._replace_in_file(twin, new, fresh)
        holder = next((fact for fact in versions if _holds(fact, moment)), None)
        if holder is None:
            if any(_withdrawn(fact, moment) for fact in versions):
                return "withdrawn"
            later = min((f for f in versions if f.recorded_at > moment), key=lambda f: f.recorded_at, default=None)
            if later:
                new.retracted_at, new.retracted_by_id = later.recorded_at, later.source_id
            fresh[new.key] = new
            return "added"
        said = new if holder.content != new.content else None
        said = self.reconcile(holder, said) if said else None
        if said is None or said.content == holder.content:
            return "unchanged"
        said.source, said.recorded_at = self.source, moment
        said.retracted_at, said.retracted_by_id = holder.retracted_at, holder.retracted_by_id
        holder.retracted_at, holder.retracted_by = moment, self.source
        retracted.append(holder)
        fresh[new.key] = said
        return "corrected"

    def _replace_in_file(self, twin: KeyedFact, new: KeyedFact, fresh: dict[str, KeyedFact]) -> str:
        """Of two rows of one file about the same, the later holds, as far as it says anything."""
        said = self.reconcile(twin, new) if new.content != twin.content else None
        if said is not None:
            said.source, said.recorded_at = self.source, self.source.recorded_at
            said.retracted_at, said.retracted_by_id = twin.retracted_at, twin.retracted_by_id
            fresh[new.key] = said
        return "repeated"


def _holds(fact: KeyedFact, moment: datetime) -> bool:
    return fact.recorded_at <= moment and (fact.retracted_at is None or fact.retracted_at > moment)


def _withdrawn(fact: KeyedFact, moment: datetime) -> bool:
    """Whether a person took this back before: a file that still lists it does not bring it back."""
    by = fact.retracted_by
    return (
        by is not None
        and by.kind == Source.Kind.ENTRY
        and fact.retracted_at is not None
        and fact.retracted_at <= moment
    )


def withdraw(fact: KeyedFact, *, reason: str, by: str, at: datetime, title: str) -> Source:
    """Retract one fact, because a person says that it does not hold."""
    source = Source.objects.create(
        kind=Source.Kind.ENTRY, title=title, entered_at=at, recorded_at=at, by=by, reason=reason
    )
    fact.retracted_at, fact.retracted_by = at, source
    fact.save(update_fields=["retracted_at", "retracted_by"])
    return source
