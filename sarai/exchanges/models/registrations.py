"""Who registered, and who handed in: facts, whichever door they came by."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from sarai.evidence.models import KeyedFact
from sarai.network.models import PersonRecord

from .events import Event


class Registration(KeyedFact):
    """That somebody registered for an event."""

    class Status(models.TextChoices):
        APPROVED = "approved", _("approved")
        PENDING = "pending", _("waiting for approval")
        WAITING = "waiting", _("on the waiting list")
        CANCELLED = "cancelled", _("cancelled")
        DENIED = "denied", _("denied")
        UNKNOWN = "unknown", _("not stated")

    event = models.ForeignKey(Event, on_delete=models.PROTECT, related_name="registrations", db_index=False)
    record = models.ForeignKey(PersonRecord, on_delete=models.PROTECT, related_name="registrations")
    registered_at = models.DateTimeField(null=True)
    status = models.CharField(max_length=10, choices=Status)
    answers = models.JSONField(default=dict)

    PERSONAL: ClassVar = {"record", "answers", "key", "content"}
    OPEN: ClassVar = {"event", "registered_at", "status"}
    EVIDENCE = (
        "record.name",
        "record.email",
        "record.organisation",
        "record.organisation_type",
        "record.place",
        "registered_at",
        "status",
    )
    SEARCH = ("record__name", "record__email", "record__organisation", "record__place__text")

    class Meta:
        indexes: ClassVar = [models.Index(fields=["event", "key"], name="registration_by_key")]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["event", "key"], condition=Q(retracted_at=None), name="registration_known_once"
            ),
        ]


class Submission(KeyedFact):
    """That somebody handed in the assignment of an event."""

    event = models.ForeignKey(Event, on_delete=models.PROTECT, related_name="submissions", db_index=False)
    record = models.ForeignKey(PersonRecord, on_delete=models.PROTECT, related_name="submissions")
    submitted_at = models.DateTimeField(null=True)
    mark = models.CharField(max_length=40, blank=True)
    # The mark as a number, where it is one. It stays of somebody who was forgotten: certificates hang on it.
    points = models.FloatField(null=True)

    PERSONAL: ClassVar = {"record", "mark", "key", "content"}
    OPEN: ClassVar = {"event", "submitted_at", "points"}
    EVIDENCE = ("record.name", "record.email", "submitted_at", "mark")
    SEARCH = ("record__name", "record__email")

    class Meta:
        indexes: ClassVar = [models.Index(fields=["event", "key"], name="submission_by_key")]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["event", "key"], condition=Q(retracted_at=None), name="submission_known_once"
            ),
        ]
