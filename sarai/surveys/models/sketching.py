"""A questionnaire that is being written on the site."""

from typing import ClassVar

from django.db import models

from .questionnaires import Survey, Version


class Sketch(models.Model):
    """The working copy of a survey's questionnaire: a simple form as JSON, and as it was before the last step.

    `step` counts the changes, so that whoever publishes or undoes does it to what they saw. `version` is the published
    one that it is the same as, until it is changed.
    """

    survey = models.OneToOneField(Survey, on_delete=models.CASCADE, related_name="sketch")
    form = models.JSONField()
    before = models.JSONField(null=True)
    step = models.PositiveIntegerField(default=1)
    version = models.ForeignKey(Version, on_delete=models.SET_NULL, null=True, related_name="+")
    changed_at = models.DateTimeField()
    by = models.CharField(max_length=150, blank=True)

    PERSONAL: ClassVar = {"by"}
    OPEN: ClassVar = {"survey", "form", "before", "step", "version", "changed_at"}
