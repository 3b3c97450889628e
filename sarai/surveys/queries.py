"""What is read about surveys."""

from __future__ import annotations

from datetime import datetime
from functools import lru_cache

from django.db.models import Prefetch, QuerySet

from sarai.surveys.answering import Engine
from sarai.surveys.models import Survey, Version
from sarai.surveys.questionnaire.attachments import with_files
from sarai.surveys.questionnaire.xform import read_xform

REMEMBERED = 64  # compiled forms in one process; a version never changes


def newest(survey: Survey) -> Version | None:
    """The version that is asked now; None before one is published."""
    return survey.versions.defer("original", "xform").first()


@lru_cache(maxsize=REMEMBERED)
def engine_of(version: int) -> Engine:
    """The logic of a version (by its number in the database), with the files it needs. Raises DoesNotExist."""
    kept = Version.objects.only("xform").get(pk=version)
    files = {file.name: bytes(file.content) for file in kept.files.all()}
    return Engine(with_files(read_xform(bytes(kept.xform)), files))


@lru_cache(maxsize=1024)
def version_called(survey: int, name: str) -> int:
    """The number in the database of a survey's version of that name. Raises DoesNotExist, which is not remembered."""
    return Version.objects.only("pk").get(survey=survey, version=name).pk


def is_open(survey: Survey, now: datetime) -> bool:
    """Whether answers are asked for at a moment: from the opening on, and before the closing."""
    return (survey.opens_at is None or survey.opens_at <= now) and (survey.closes_at is None or now < survey.closes_at)


def asked(now: datetime) -> QuerySet[Survey]:
    """Surveys with a questionnaire, each with its newest version as `newest`."""
    versions = Version.objects.defer("original", "xform", "warnings").order_by("-number")
    return Survey.objects.exclude(form_id=None).prefetch_related(Prefetch("versions", versions))
