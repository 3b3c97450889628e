"""Writing a questionnaire on the site: the working copy, kept at every step, until it is published."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from django.db import transaction

from sarai.surveys.models import Sketch, Survey, Version
from sarai.surveys.questionnaire.editing import next_version
from sarai.surveys.questionnaire.simple import SimpleForm, as_json, from_json
from sarai.surveys.questionnaire.writing import write_xlsx

from .publishing import publish_version


class ChangedMeanwhile(ValueError):
    """Somebody else changed the working copy since it was looked at. `by` says who."""

    def __init__(self, by: str) -> None:
        self.by = by
        super().__init__(by)


@transaction.atomic
def begin_sketch(*, survey: Survey, form: SimpleForm, by: str, at: datetime, version: Version | None = None) -> Sketch:
    """Begin to write a questionnaire with a form, or with that of a published `version`.

    The form gets the identifier under which the survey's questionnaires are known. A working copy that there was can
    be had back by undoing this.
    """
    survey = Survey.objects.select_for_update().get(pk=survey.pk)
    stored = as_json(replace(form, id=survey.form_id or form.id or survey.slug))
    sketch = Sketch.objects.filter(survey=survey).first()
    if sketch is None:
        return Sketch.objects.create(survey=survey, form=stored, version=version, changed_at=at, by=by)
    return _stored(sketch, stored, version, by, at)


@transaction.atomic
def change_sketch(
    *, survey: Survey, change: Callable[[SimpleForm], SimpleForm], by: str, at: datetime, step: int | None = None
) -> Sketch:
    """Change the working copy as it is now; what changes nothing is no step.

    What `change` raises is passed on, and nothing is changed. With `step`, raises `ChangedMeanwhile` if it is not the
    one that the caller saw. Raises Sketch.DoesNotExist.
    """
    sketch = _locked(survey, step)
    stored = as_json(change(from_json(sketch.form)))
    return sketch if stored == sketch.form else _stored(sketch, stored, None, by, at)


@transaction.atomic
def undo_sketch(*, survey: Survey, step: int, by: str, at: datetime) -> Sketch:
    """The working copy as it was before the last step; undone again, as it was after it. Raises `ChangedMeanwhile`."""
    sketch = _locked(survey, step)
    return sketch if sketch.before is None else _stored(sketch, sketch.before, None, by, at)


@transaction.atomic
def publish_sketch(*, survey: Survey, step: int, by: str, at: datetime) -> Version:
    """Publish the working copy as the survey's newest version, under a version that none had before.

    Raises `Refused` with what keeps it from being published, and `ChangedMeanwhile`.
    """
    sketch = _locked(survey, step)
    if sketch.version is not None:
        return sketch.version
    form = from_json(sketch.form)
    form = replace(form, version=next_version(form.version, survey.versions.values_list("version", flat=True)))
    version = publish_version(survey=survey, data=write_xlsx(form), name=f"{form.id}-{form.version}.xlsx", by=by, at=at)
    _stored(sketch, as_json(form), version, by, at)
    return version


def _locked(survey: Survey, step: int | None) -> Sketch:
    sketch = Sketch.objects.select_for_update(of=("self",)).select_related("version").get(survey=survey)
    if step is not None and step != sketch.step:
        raise ChangedMeanwhile(sketch.by)
    return sketch


def _stored(sketch: Sketch, form: object, version: Version | None, by: str, at: datetime) -> Sketch:
    sketch.before, sketch.form, sketch.version = sketch.form, form, version
    sketch.step, sketch.by, sketch.changed_at = sketch.step + 1, by, at
    sketch.save()
    return sketch
