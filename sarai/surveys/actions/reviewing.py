"""What a reviewer says of responses, which goes before every rule of what counts.

A review is an act with its reason. Each response that it changes is retracted by it and holds on, with the same
answers, under the new word (`evidence.actions.amend`).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from sarai.evidence.actions import amend, in_turn
from sarai.evidence.models import Source
from sarai.surveys.models import Response, Survey
from sarai.surveys.queries import acts_of, responses_before

from .judging import noted

REVIEWED = "review"  # what a source is by which a reviewer said something
TAKEN_BACK = "review-undone"  # … by which that was taken back
LONGEST_REASON = 500


@dataclass(frozen=True, slots=True)
class Reviewed:
    """What became of a review: which response holds now in the place of each that it changed; how many were so
    already, and how many had been changed by somebody else since they were looked at, and were left alone."""

    act: Source | None
    became: Mapping[int, int] = field(default_factory=dict)
    already: int = 0
    overtaken: int = 0


def review_responses(
    *, survey: Survey, responses: Collection[int], status: str, reason: str, by: str, at: datetime
) -> Reviewed:
    """Say of responses, by their numbers as they were seen, that they are approved or rejected, or nothing (`""`).

    Who said so and why stays on record. The same word again changes nothing. What was corrected, or decided otherwise,
    since it was seen is left as it is. Raises ValueError with a sentence, and `Busy`.
    """
    if status not in Response.Status.values:
        raise ValueError(_("A response is approved or rejected, or not reviewed. Nothing was changed."))
    reason = _reason(reason)
    with in_turn():
        seen = list(Response.objects.filter(survey=survey, pk__in=responses).only("key", "status", "retracted_at"))
        now = {one.key: one for one in _held(survey, {one.key for one in seen})}
        same = {one.key for one in now.values() if one.status == status and not one.review_again}
        fresh = [one.pk for one in seen if one.retracted_at is None and one.key not in same]
        already = sum(one.key in same for one in seen)
        overtaken = len(seen) - already - len(fresh)
        if not fresh:
            return Reviewed(None, already=already, overtaken=overtaken)
        act = noted(REVIEWED, survey, reason=reason, by=by, at=at, status=status)
        found = Response.objects.filter(pk__in=fresh)
        became = amend(Response, found, act, {"status": status, "review_again": False})
        return Reviewed(_told(act, became), became, already, overtaken)


def undo_review(*, act: Source, reason: str, by: str, at: datetime) -> Reviewed:
    """Take a review back: every response that is still as it left it has the word again that it had before.

    What was corrected or decided anew since is left alone. Raises ValueError with a sentence, and `Busy`.
    """
    reason = _reason(reason)
    with in_turn():
        survey = Survey.objects.get(slug=act.target["survey"])
        if acts_of(survey, TAKEN_BACK).filter(target__review=act.pk).exists():
            raise ValueError(_("This decision was taken back already. Nothing was changed."))
        before = list(responses_before(act).only("key", "status", "review_again"))
        now = {one.key: one.pk for one in _held(survey, {one.key for one in before}) if _is_as_left_by(act, one)}
        if not now:
            raise ValueError(_("All of these responses were corrected or decided anew since. Nothing was changed."))
        undoing = noted(TAKEN_BACK, survey, reason=reason, by=by, at=at, review=act.pk)
        words: dict[tuple[str, bool], list[int]] = defaultdict(list)
        for one in before:
            if one.key in now:
                words[one.status, one.review_again].append(now[one.key])
        became: dict[int, int] = {}
        for (status, again), found in words.items():
            old = Response.objects.filter(pk__in=found)
            became |= amend(Response, old, undoing, {"status": status, "review_again": again})
        return Reviewed(_told(undoing, became), became, overtaken=len(before) - len(now))


def _reason(text: str) -> str:
    reason = " ".join(text.split())
    if not reason:
        raise ValueError(_("Say why, in a few words. Nothing was changed."))
    if len(reason) > LONGEST_REASON:
        raise ValueError(_("Say it in %(most)d letters or fewer. Nothing was changed.") % {"most": LONGEST_REASON})
    return reason


def _held(survey: Survey, keys: Collection[str]) -> QuerySet[Response]:
    """What holds of responses now, by their keys."""
    held = Response.objects.filter(survey=survey, key__in=keys, retracted_at=None)
    return held.only("key", "status", "review_again", "recorded_at")


def _is_as_left_by(act: Source, response: Response) -> bool:
    return response.recorded_at == act.recorded_at and response.status == act.target["status"]


def _told(act: Source, became: Mapping[int, int]) -> Source:
    act.tally = {"changed": len(became)}
    act.save(update_fields=["tally"])
    return act
