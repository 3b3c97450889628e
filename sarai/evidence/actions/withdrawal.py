"""Taking a whole file back."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.apps import apps
from django.utils.translation import gettext as _

from sarai.evidence.models import KeyedFact, Source

from .statements import take_back
from .superseding import restore_superseded
from .turns import in_turn


@dataclass(frozen=True)
class Withdrawal:
    """What withdrawing a file did, or would do. `retracted` are the facts that it said, `kept` how many of these stay
    known because another file says the same, or said something before; both by model. `act` is None in a dry run."""

    retracted: Mapping[type[KeyedFact], int]
    kept: Mapping[type[KeyedFact], int]
    act: Source | None


def withdraw(
    *, source: Source, reason: str, by: str, at: datetime, known: datetime | None = None, dry_run: bool = False
) -> Withdrawal:
    """Take a whole file back: every fact that it brought is retracted, or with `dry_run` counted.

    `at` is now; `known` since when it is known not to hold, for a file that was loaded as history. Where another file
    states the same fact, or stated an earlier version of it, that statement holds from then on. Who is who and where a
    place lies stays as it was read. Taking the same file in again brings everything back. Raises ValueError with a
    sentence; then nothing was changed.
    """
    retracted: Counter[type[KeyedFact]] = Counter()
    kept: Counter[type[KeyedFact]] = Counter()
    with in_turn(dry_run=dry_run):
        source = Source.objects.select_for_update().get(pk=source.pk)
        _refuse_withdrawal(source, known or at, at)
        act = Source.objects.create(
            kind=Source.Kind.ENTRY,
            format="withdrawal",
            title=(_("“%(file)s” was withdrawn") % {"file": source.title})[:255],
            entered_at=at,
            recorded_at=known or at,
            by=by,
            reason=reason,
        )
        source.withdrawn = act
        source.save(update_fields=["withdrawn"])
        for model in _keyed_facts():
            said = model._base_manager.filter(source=source)
            retracted[model], kept[model] = take_back(model, said, act)
            restore_superseded(model, source, act)
        act.tally = {"ended": retracted.total(), "kept": kept.total()}
        act.save(update_fields=["tally"])
    return Withdrawal(+retracted, +kept, None if dry_run else act)


def _refuse_withdrawal(source: Source, moment: datetime, at: datetime) -> None:
    if source.kind != Source.Kind.FILE:
        raise ValueError(_("Only a file can be withdrawn. A decision is taken back where it was made."))
    if source.withdrawn:
        day = source.withdrawn.entered_at.date().isoformat()
        raise ValueError(_("This file was withdrawn already, on %(day)s. Nothing was changed.") % {"day": day})
    if moment > at:
        raise ValueError(
            _("This cannot hold since %(day)s: that day is still to come.") % {"day": moment.date().isoformat()}
        )
    if moment < source.recorded_at:
        raise ValueError(
            _("This file is known since %(day)s only. Withdraw it since that day or a later one.")
            % {"day": source.recorded_at.date().isoformat()}
        )


def _keyed_facts() -> list[type[KeyedFact]]:
    """Every model of what files state."""
    return [model for model in apps.get_models() if issubclass(model, KeyedFact)]
