"""Answers taken back by who gave them."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _

from sarai.evidence.actions import in_turn
from sarai.evidence.models import Source
from sarai.surveys.models import Submission
from sarai.surveys.queries import response_of

from .filing import file_submissions

WITHDRAWN = "answer-withdrawn"  # what the source is that such a withdrawal leaves
BY = "respondent"


def withdraw_answers(*, submission: Submission, at: datetime) -> Source | None:
    """Retract the response that a submission became, because the person who answered says so; None if there is none.

    What waits is filed first, so that the withdrawal finds it. No later file brings the response back.
    """
    if submission.state == Submission.State.WAITING:
        file_submissions(by=BY, at=at)
    with in_turn():
        response = response_of(submission)
        if response is None or response.retracted_at is not None:
            return None
        act = Source.objects.create(
            kind=Source.Kind.ENTRY,
            format=WITHDRAWN,
            title=(_("An answer to “%(survey)s” was withdrawn") % {"survey": submission.survey.title})[:255],
            target={"survey": submission.survey.slug},
            entered_at=at,
            recorded_at=at,
            by=BY,
            tally={"ended": 1},
        )
        response.retracted_at, response.retracted_by = at, act
        response.save(update_fields=["retracted_at", "retracted_by"])
        return act
