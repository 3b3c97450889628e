"""Who was there, and for how long: facts, whether a platform's report says so or our own watch page."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from sarai.evidence.models import KeyedFact
from sarai.network.models import PersonRecord

from .events import Session


class Attendance(KeyedFact):
    """That somebody was in a session from one moment to another: one row per join."""

    class Role(models.TextChoices):
        ATTENDEE = "attendee", _("attendee")
        PANELIST = "panelist", _("panelist")
        HOST = "host", _("host")

    # Beside the index by key, for figures read all of a session: this one has the rows in the order of the table.
    session = models.ForeignKey(Session, on_delete=models.PROTECT, related_name="attendances")
    record = models.ForeignKey(PersonRecord, on_delete=models.PROTECT, related_name="attendances")
    joined_at = models.DateTimeField()
    left_at = models.DateTimeField()
    role = models.CharField(max_length=10, choices=Role)
    country_by_ip = models.CharField(max_length=2, blank=True)

    PERSONAL: ClassVar = {"record", "country_by_ip", "key", "content"}
    OPEN: ClassVar = {"session", "joined_at", "left_at", "role"}
    EVIDENCE = ("session", "record.name", "record.email", "joined_at", "left_at", "role")
    SEARCH = ("record__name", "record__email", "record__organisation")

    class Meta:
        indexes: ClassVar = [models.Index(fields=["session", "key"], name="attendance_by_key")]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["session", "key"], condition=Q(retracted_at=None), name="attendance_known_once"
            ),
            models.CheckConstraint(condition=Q(left_at__gte=models.F("joined_at")), name="left_after_joining"),
        ]
