"""Keeping an assessment: by which surveys it asks, and which cities it wants to hear."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from django.db import transaction

from sarai.evidence.actions import entry
from sarai.needs.models import Assessment
from sarai.network.actions import keep_cities
from sarai.network.models import City
from sarai.surveys.models import Survey

from .entries import Act


@transaction.atomic
def keep_assessment(
    *, assessment: Assessment, surveys: Collection[Survey], cities: Collection[int], by: str, at: datetime
) -> Assessment:
    """Store an assessment, new or changed; `cities` by their GeoNames ids. It is a source, because figures about it may
    move."""
    assessment.made_at = assessment.made_at or at
    assessment.save()
    keep_cities(cities)
    assessment.surveys.set(surveys)
    assessment.cities.set(City.objects.filter(pk__in=cities))
    entry(Act.ASSESSMENT, title=assessment.title, by=by, at=at, target={"assessment": assessment.slug})
    return assessment
