"""How much each reason of a match counts: set by the team, known since when and by whom, and undone."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from sarai.evidence.actions import Overtaken, entry, retract
from sarai.evidence.models import Source
from sarai.partnerships.models import Weight
from sarai.partnerships.queries.matching import newest_weighing, weights
from sarai.partnerships.rules import PARTS, Weights

from .entries import Act


@transaction.atomic
def weigh(
    *, values: Mapping[str, float], by: str, at: datetime, reason: str = "", after: int | None = None
) -> Source | None:
    """Let parts of a match count so much from now on: part → weight, from 0 to 100. Parts that are not named stay as
    they are; what is so already changes nothing (None).

    `after` is the newest source of weights that whoever sets these has seen; where another came meanwhile, Overtaken is
    raised with a sentence. Raises ValueError for a part that there is not, or a weight below 0.
    """
    if unknown := set(values) - set(PARTS):
        raise ValueError(f"no parts of a match: {', '.join(sorted(unknown))}")
    _refuse_overtaken(after)
    now = weights()
    Weights(**{part: getattr(now, part) for part in PARTS} | dict(values))  # which refuses what is no weight
    differ = {part: value for part, value in values.items() if value != getattr(now, part)}
    if not differ:
        return None
    source = entry(Act.WEIGHTS, title=_("Weights of matches were changed"), by=by, at=at, reason=reason)
    retract(Weight.objects.filter(part__in=differ, retracted_at=None), source)
    _add(differ, source)
    return source


@transaction.atomic
def unweigh(*, seen: int, by: str, at: datetime) -> Source:
    """Undo the last change of weights, by the source numbered `seen`: what held before holds again. Raises Overtaken
    where there is another since, or none at all."""
    _refuse_overtaken(seen or -1)
    last = Source.objects.get(pk=seen)
    source = entry(Act.WEIGHTS, title=_("A change of the weights of matches was undone"), by=by, at=at)
    retract(Weight.objects.filter(source=last, retracted_at=None), source)
    _add(dict(Weight.objects.filter(retracted_by=last).values_list("part", "value")), source)
    return source


def _refuse_overtaken(seen: int | None) -> None:
    # Who waits here sees what was changed meanwhile: two at once would both have seen the same.
    list(Weight.objects.select_for_update().filter(retracted_at=None))
    if seen is not None and seen != newest_weighing():
        raise Overtaken(_("Somebody else changed the weights meanwhile. Look at them as they are now."))


def _add(values: Mapping[str, float], source: Source) -> None:
    Weight.objects.bulk_create(
        Weight(part=part, value=value, source=source, recorded_at=source.recorded_at) for part, value in values.items()
    )
