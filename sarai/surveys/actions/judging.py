"""Which responses count: the rule of a survey, published in versions that stay on record."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime

from django.db import transaction

from sarai.evidence.models import Source
from sarai.surveys.models import Survey, Validity
from sarai.surveys.rules import Rule

PUBLISHED = "validity"  # what a source is by which the team published a rule
CHANGED = "survey"  # … by which it changed when a survey is open, or what it is called


@transaction.atomic
def publish_rule(*, survey: Survey, rule: Rule, reason: str, by: str, at: datetime) -> Validity:
    """Publish the rule of which responses to a survey count from now on; the same rule again changes nothing.

    Figures as of an earlier day go by the rule that held then.
    """
    survey = Survey.objects.select_for_update().get(pk=survey.pk)
    held = survey.rules.filter(retracted_at=None).first()
    if held is not None and Rule.of(held) == rule:
        return held
    source = noted(PUBLISHED, survey, reason=reason, by=by, at=at)
    if held is not None:
        held.retracted_at, held.retracted_by = at, source
        held.save(update_fields=["retracted_at", "retracted_by"])
    number = survey.rules.count() + 1
    return Validity.objects.create(survey=survey, number=number, source=source, recorded_at=at, **asdict(rule))


@transaction.atomic
def keep_survey(*, survey: Survey, by: str, at: datetime) -> Survey:
    """Store what was said of a survey: its title, its window, whom it asks. It is a source, as figures may move."""
    survey.save()
    noted(CHANGED, survey, reason="", by=by, at=at)
    return survey


def noted(what: str, survey: Survey, *, reason: str, by: str, at: datetime, **about: object) -> Source:
    """The source that a decision of the team about a survey is; `about` is what it says besides."""
    return Source.objects.create(
        kind=Source.Kind.ENTRY,
        format=what,
        title=survey.title[:255],
        target={"survey": survey.slug, **about},
        reason=reason,
        entered_at=at,
        recorded_at=at,
        by=by,
    )
