"""Surveys and the responses to them. (Questionnaires themselves come with the survey engine.)"""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from sarai.evidence.engine import Scope
from sarai.evidence.models import KeyedFact
from sarai.network.models import PersonRecord


class Survey(models.Model):
    """A survey, wherever its answers are collected."""

    slug = models.SlugField(unique=True)
    title = models.CharField(max_length=300)
    timezone = models.CharField(max_length=60, default="UTC")
    opens_at = models.DateTimeField(null=True)
    closes_at = models.DateTimeField(null=True)

    PERSONAL: ClassVar[set[str]] = set()
    OPEN: ClassVar = {"slug", "title", "timezone", "opens_at", "closes_at"}

    def __str__(self) -> str:
        return self.title

    @property
    def scope(self) -> Scope:
        """What figures about this survey are about."""
        return Scope("survey", self.slug)


class Response(KeyedFact):
    """One completion of a survey. One person may complete it several times."""

    class Status(models.TextChoices):
        NOT_REVIEWED = "", _("not reviewed")
        APPROVED = "approved", _("approved")
        REJECTED = "rejected", _("rejected")

    survey = models.ForeignKey(Survey, on_delete=models.PROTECT, related_name="responses", db_index=False)
    record = models.ForeignKey(PersonRecord, on_delete=models.PROTECT, related_name="responses")
    submitted_at = models.DateTimeField()
    status = models.CharField(max_length=10, blank=True, choices=Status)
    answers = models.JSONField(default=dict)

    PERSONAL: ClassVar = {"record", "answers", "key", "content"}
    OPEN: ClassVar = {"survey", "submitted_at", "status"}
    EVIDENCE = ("record.name", "record.email", "record.organisation", "record.place", "submitted_at", "status")
    SEARCH = ("record__name", "record__email", "record__organisation", "record__place__text")

    class Meta:
        indexes: ClassVar = [models.Index(fields=["survey", "key"], name="response_by_key")]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["survey", "key"], condition=Q(retracted_at=None), name="response_known_once"
            ),
        ]
