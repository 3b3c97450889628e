"""Putting the facts of one source: added, unchanged, corrected."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import F

from sarai.evidence.models import KeyedFact, Repetition, Source

from .inserting import Row, insert
from .statements import take_back

Reconcile = Callable[[Row, Row], Row | None]


class Ledger:
    """Puts the facts of one source into one table, each at most once.

    For every key there is at each moment at most one fact that holds. A source that knew it at time T is held
    against what was known at T: the same content changes nothing, another content retracts the old fact at T and
    adds the new, and an earlier source than what is known already holds only until that was known. So files give the
    same history in whatever order they are loaded.

    `within` are the columns that all these facts share: the keys are told apart inside them. `reconcile(old, new)` may
    return another fact than `new` (a later file that leaves a cell blank does not unsay it), or None when the new one
    says nothing new; `meet` is shown all that may be reconciled in a batch before it begins. What a withdrawn source
    said counts for nothing here: the new source takes its place. So does what `older` sources said that became known
    later than this one; and what this one says beyond the newer export `overruled_by` holds only until that was known.

    What a file says several times is said once, the later row over the earlier. `settled` is what has to be added to
    the tallies of `put` because a later batch said a thing again.
    """

    def __init__(
        self,
        source: Source,
        model: type[KeyedFact],
        within: Mapping[str, object],
        reconcile: Reconcile | None = None,
        meet: Callable[[Sequence[Row]], object] = lambda _known: None,
        *,
        older: Collection[int] = (),
        overruled_by: Source | None = None,
    ):
        self.source, self.model, self.within = source, model, within
        self.reconcile, self.meet = reconcile or (lambda _old, new: new), meet
        self.older, self.overruled_by = older, overruled_by
        self.settled: Counter[str] = Counter()
        self._said = {**within, "source_id": source.pk, "recorded_at": source.recorded_at}

    def put(self, facts: Sequence[Row]) -> Counter[str]:
        """Store facts, `key` and `content` among their columns; returns how many were added, unchanged, corrected,
        repeated in this file, or outdated: said otherwise by a newer export that was known before."""
        tally: Counter[str] = Counter()
        if not facts:
            return tally
        versions = self._versions({fact["key"] for fact in facts})
        if void := [fact["id"] for known in versions.values() for fact in known if self._is_void(fact)]:
            take_back(self.model, self.model._base_manager.filter(pk__in=void), self.source, without=self.older)
            versions = self._versions({fact["key"] for fact in facts})
        differ = {new["key"] for new in facts if any(old["content"] != new["content"] for old in versions[new["key"]])}
        self.meet([old for key in differ for old in versions[key]])
        batch = _Batch()
        for fact in self._once(facts, tally):
            tally[self._place(fact, versions[fact["key"]], batch)] += 1
        self._write(batch)
        return tally

    def _once(self, facts: Sequence[Row], tally: Counter[str]) -> Iterable[Row]:
        """The facts of a batch, each once."""
        found: dict[str, Row] = {}
        for fact in facts:
            new, twin = fact | self._said, found.get(fact["key"])
            found[fact["key"]] = self._over(twin, new) if twin else new
            if twin:
                tally["repeated"] += 1
        return found.values()

    def _over(self, twin: Row, new: Row) -> Row:
        """Of two rows of one file about the same, the later holds, as far as it says anything."""
        said = self.reconcile(twin, new) if new["content"] != twin["content"] else None
        return twin if said is None else said

    def _write(self, batch: _Batch) -> None:
        known = self.model._base_manager
        if batch.dropped:
            known.filter(pk__in=batch.dropped).delete()
        for fact in batch.restored:
            known.filter(pk=fact["id"]).update(**_ending(fact))
        if batch.retracted:
            held = known.filter(pk__in=batch.retracted)
            held.update(retracted_at=self.source.recorded_at, retracted_by=self.source)
        insert(self.model, list(batch.fresh.values()))
        insert(Repetition, batch.repetitions)

    def _versions(self, keys: set[str]) -> dict[str, list[Row]]:
        """What is known of each key, whether its source was withdrawn, and who took back what no longer holds."""
        found: dict[str, list[Row]] = defaultdict(list)
        known = self.model._base_manager.filter(key__in=keys, **self.within)
        said = known.annotate(withdrawn=F("source__withdrawn"), retracted_by_kind=F("retracted_by__kind"))
        for fact in said.values():
            found[fact["key"]].append(fact)
        return found

    def _place(self, new: Row, versions: list[Row], batch: _Batch) -> str:
        moment = self.source.recorded_at
        for void in versions:
            if void["withdrawn"] and _holds_after(void, moment):
                batch.retract(void, moment)
        holder = next((fact for fact in versions if _holds(fact, moment)), None)
        if holder is not None and holder["source_id"] == self.source.pk:
            return self._say_again(holder, new, versions, batch)
        if holder is None:
            if any(_taken_back(fact, moment) for fact in versions):
                return "withdrawn"
            if self._is_outdated:
                return "outdated"
            batch.fresh[new["key"]] = new | self._until(versions)
            return "added"
        said = self._unless_known(holder, new)
        if said is None:
            batch.repetitions.append(self._repetition(holder, new))
            return "unchanged"
        if self._is_outdated:
            return "outdated"
        batch.fresh[new["key"]] = said | self._until(versions)
        batch.retract(holder, moment)
        return "corrected"

    def _is_void(self, fact: Row) -> bool:
        """Whether an older export said this, although it became known after this one."""
        moment = self.source.recorded_at
        return fact["source_id"] in self.older and fact["recorded_at"] > moment and _holds_after(fact, moment)

    @property
    def _is_outdated(self) -> bool:
        return self.overruled_by is not None and self.overruled_by.recorded_at <= self.source.recorded_at

    def _unless_known(self, holder: Row, new: Row) -> Row | None:
        """What a row says over what holds; None if that is nothing new."""
        said = self.reconcile(holder, new) if holder["content"] != new["content"] else None
        return None if said is None or said["content"] == holder["content"] else said

    def _say_again(self, own: Row, new: Row, versions: list[Row], batch: _Batch) -> str:
        """A row about what an earlier batch of this file said otherwise: as if both had come in one batch."""
        said = self._over(own, new)
        if said is own:
            return "repeated"
        batch.dropped.append(own["id"])
        ended = [fact for fact in versions if fact["retracted_by_id"] == self.source.pk and not fact["withdrawn"]]
        for before in (fact for fact in ended if fact["recorded_at"] <= self.source.recorded_at):
            over = self._unless_known(before, said)
            if over is None:
                batch.restored.append(before | _ending(own))
                batch.repetitions.append(self._repetition(before, new))
                self.settled.update(corrected=-1, unchanged=1)
                return "repeated"
            said = over
        batch.fresh[new["key"]] = said | _ending(own)
        return "repeated"

    def _until(self, versions: list[Row]) -> Row:
        """When what this source says ends, and by whose word: once something later is known already."""
        moment = self.source.recorded_at
        later = [
            (fact["recorded_at"], fact["source_id"])
            for fact in versions
            if fact["recorded_at"] > moment and _holds_after(fact, fact["recorded_at"])
        ]
        if self.overruled_by:
            later.append((self.overruled_by.recorded_at, self.overruled_by.pk))
        ended, by = min(later, default=(None, None))
        return {"retracted_at": ended, "retracted_by_id": by}

    def _repetition(self, fact: Row, new: Row) -> Row:
        table = self.model._meta.label
        where = {"sheet": new.get("sheet", ""), "line": new.get("line")}
        return {"source_id": self.source.pk, "table": table, "fact": fact["id"], **where}


@dataclass
class _Batch:
    """What is to be written for some rows of a file: new facts by key, facts that end, and what was known already; of
    what an earlier batch wrote, the facts that are dropped and those that it ended and that hold after all."""

    fresh: dict[str, Row] = field(default_factory=dict)
    retracted: list[int] = field(default_factory=list)
    repetitions: list[Row] = field(default_factory=list)
    dropped: list[int] = field(default_factory=list)
    restored: list[Row] = field(default_factory=list)

    def retract(self, fact: Row, moment: datetime) -> None:
        """End a fact; it is not read again as one that holds."""
        fact["retracted_at"] = moment
        self.retracted.append(fact["id"])


def _taken_back(fact: Row, moment: datetime) -> bool:
    """Whether a person took just this back before, not the file that said it: a file that still lists it does not
    bring it back."""
    ended = fact["retracted_at"]
    by_person = fact["retracted_by_kind"] == Source.Kind.ENTRY and not fact["withdrawn"]
    return by_person and ended is not None and ended <= moment


def _holds(fact: Row, moment: datetime) -> bool:
    return fact["recorded_at"] <= moment and (fact["retracted_at"] is None or fact["retracted_at"] > moment)


def _holds_after(fact: Row, moment: datetime) -> bool:
    return fact["retracted_at"] is None or fact["retracted_at"] > moment


def _ending(fact: Row) -> Row:
    return {"retracted_at": fact.get("retracted_at"), "retracted_by_id": fact.get("retracted_by_id")}
