"""Tags on answers in people's own words."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from sarai.surveys.models import AnswerTag, Question, Response

LONGEST_TAG = 60


@transaction.atomic
def tag_answers(*, question: Question, keys: Collection[str], tag: str, by: str, at: datetime) -> int:
    """Put the answers of these responses (by key) to a question under a tag; returns how many were not under it yet.

    Raises ValueError where the tag has no letters, or too many.
    """
    tag = " ".join(tag.split())
    if not tag or len(tag) > LONGEST_TAG:
        raise ValueError(_("Write a tag of one to %(most)d letters.") % {"most": LONGEST_TAG})
    ours = Response.objects.filter(survey=question.survey_id, key__in=keys, retracted_at=None)
    known = set(AnswerTag.objects.filter(question=question, tag=tag).values_list("key", flat=True))
    new = sorted(set(ours.values_list("key", flat=True)) - known)
    AnswerTag.objects.bulk_create(AnswerTag(question=question, key=key, tag=tag, by=by, at=at) for key in new)
    return len(new)


def untag_answer(*, question: Question, key: str, tag: str) -> None:
    """Take an answer from under a tag."""
    AnswerTag.objects.filter(question=question, key=key, tag=tag).delete()
