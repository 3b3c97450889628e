"""Files that somebody put down: what is left of them once they are taken in, or were left lying."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.apps import apps
from django.core.files.storage import default_storage
from django.db import models
from django.utils.translation import gettext as _

from sarai.evidence.models import Intake

from .turns import in_turn

LEFT = timedelta(days=1)
FOLDERS = ("intake", "problems", "sources")


def drop_upload(job: Intake) -> None:
    """Delete the upload of a file that was taken in: its source keeps the bytes."""
    _delete(job, "file")


def sweep_uploads(*, at: datetime) -> int:
    """Delete uploads that were taken in or left lying for a day, and bytes that no record knows; returns how many.

    Bytes without a record are what was being kept when the taking in broke off. What waits for a worker is left alone.
    """
    swept = 0
    for job in Intake.objects.filter(state=Intake.State.DONE).exclude(file=""):
        drop_upload(job)
        swept += 1
    lying = (Intake.State.PREVIEWED, Intake.State.FAILED)
    for job in Intake.objects.filter(state__in=lying, changed_at__lt=at - LEFT).exclude(file=""):
        job.state = Intake.State.FAILED
        job.preview = {}
        job.message = _(
            "This file was put down, and for more than a day not taken in, so its upload was deleted. Put it down "
            "again to take it in."
        )
        _delete(job, "file", "problems")
        swept += 1
    return swept + _sweep_strays(at)


def _delete(job: Intake, *fields: str) -> None:
    """Forget first and delete then: what breaks off in between is a stray."""
    names = [getattr(job, field).name for field in fields]
    for field in fields:
        getattr(job, field).name = ""
    job.save()
    for name in filter(None, names):
        default_storage.delete(name)


def _sweep_strays(at: datetime) -> int:
    with in_turn():  # nobody keeps a file meanwhile
        known = set(_known())
        strays = [name for folder in FOLDERS for name in _stored(folder) if name not in known]
        old = [name for name in strays if default_storage.get_modified_time(name) < at - LEFT]
        for name in old:
            default_storage.delete(name)
    return len(old)


def _known() -> Iterator[str]:
    """The name of every file that a record of any app keeps."""
    for model in apps.get_models():
        for field in model._meta.concrete_fields:
            if isinstance(field, models.FileField):
                yield from model._base_manager.values_list(field.name, flat=True)


def _stored(folder: str) -> Iterator[str]:
    try:
        folders, files = default_storage.listdir(folder)
    except FileNotFoundError:
        return
    yield from (f"{folder}/{file}" for file in files)
    for inner in folders:
        yield from _stored(f"{folder}/{inner}")
