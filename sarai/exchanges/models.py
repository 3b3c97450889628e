"""Series, events and sessions; who registered, who was there and for how long, who handed in."""

from typing import ClassVar
from zoneinfo import ZoneInfo

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from sarai.evidence.engine import Scope
from sarai.evidence.models import KeyedFact
from sarai.network.models import Institution, PersonRecord, Theme
from sarai.surveys.models import Survey

from .rules import CertificateRule


class Series(models.Model):
    """Events that belong together."""

    slug = models.SlugField(unique=True)
    title = models.CharField(max_length=300)
    summary = models.TextField(blank=True)

    PERSONAL: ClassVar[set[str]] = set()
    OPEN: ClassVar = {"slug", "title", "summary"}

    class Meta:
        verbose_name_plural = _("series")

    def __str__(self) -> str:
        return self.title

    @property
    def scope(self) -> Scope:
        """What figures about this series are about."""
        return Scope("series", self.slug)


class Event(models.Model):
    """A webinar, a training, an exchange: one or more sessions that people register for together."""

    class Kind(models.TextChoices):
        WEBINAR = "webinar", _("Webinar")
        TRAINING = "training", _("Training")
        EXCHANGE = "exchange", _("Exchange")

    slug = models.SlugField(unique=True)
    title = models.CharField(max_length=300)
    summary = models.TextField(blank=True)
    kind = models.CharField(max_length=10, choices=Kind, default=Kind.WEBINAR)
    series = models.ForeignKey(Series, on_delete=models.PROTECT, null=True, blank=True, related_name="events")
    timezone = models.CharField(max_length=60)
    also_timezones = models.JSONField(default=list)
    languages = models.JSONField(default=list)
    themes = models.ManyToManyField(Theme, blank=True, related_name="events")
    # What earns the certificate: a share of each of so many sessions, and the assignment. Null: there is none.
    certificate_sessions = models.PositiveSmallIntegerField(null=True, blank=True)
    certificate_share = models.FloatField(null=True, blank=True)
    certificate_assignment = models.BooleanField(default=False)
    synthetic = models.BooleanField(default=False)

    PERSONAL: ClassVar[set[str]] = set()
    OPEN: ClassVar = {
        "slug",
        "title",
        "summary",
        "kind",
        "series",
        "timezone",
        "also_timezones",
        "languages",
        "themes",
        "certificate_sessions",
        "certificate_share",
        "certificate_assignment",
        "synthetic",
    }

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(certificate_sessions=None, certificate_share=None)
                | Q(certificate_sessions__gt=0, certificate_share__gt=0, certificate_share__lte=1),
                name="certificate_rule_whole",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """The event's page."""
        return reverse("exchanges:event-detail", args=[self.slug])

    @property
    def scope(self) -> Scope:
        """What figures about this event are about."""
        return Scope("event", self.slug)

    @property
    def certificate_rule(self) -> CertificateRule | None:
        """What earns the certificate; None where the event gives none."""
        if self.certificate_sessions is None or self.certificate_share is None:
            return None
        return CertificateRule(self.certificate_sessions, self.certificate_share, self.certificate_assignment)

    @property
    def zone(self) -> ZoneInfo:
        """The time zone that the host speaks of."""
        return ZoneInfo(self.timezone)


class Host(models.Model):
    """Which institutions hold an event."""

    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="hosts")
    institution = models.ForeignKey(Institution, on_delete=models.PROTECT, related_name="hosted")
    position = models.PositiveSmallIntegerField()

    PERSONAL: ClassVar[set[str]] = set()
    OPEN: ClassVar = {"event", "institution", "position"}

    class Meta:
        ordering: ClassVar = ["position"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["event", "institution"], name="host_once")]


class Session(models.Model):
    """A sitting of an event, with its own room on a platform. Instants are UTC; the event has the zone."""

    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="sessions")
    number = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=300)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    platform_id = models.CharField(max_length=40, blank=True, db_index=True)

    PERSONAL: ClassVar[set[str]] = set()
    OPEN: ClassVar = {"event", "number", "title", "starts_at", "ends_at", "platform_id"}

    class Meta:
        ordering: ClassVar = ["starts_at"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["event", "number"], name="session_number_once"),
            models.CheckConstraint(condition=Q(ends_at__gt=models.F("starts_at")), name="session_ends_after_start"),
        ]

    def __str__(self) -> str:
        return self.title


class EventSurvey(models.Model):
    """Which surveys are asked of those who take part in an event, before it or after it."""

    class Purpose(models.TextChoices):
        BEFORE = "before", _("before the event")
        AFTER = "after", _("after the event")

    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="asked")
    survey = models.ForeignKey(Survey, on_delete=models.CASCADE, related_name="asked_at")
    purpose = models.CharField(max_length=6, choices=Purpose, default=Purpose.AFTER)
    position = models.PositiveSmallIntegerField(default=0)

    PERSONAL: ClassVar[set[str]] = set()
    OPEN: ClassVar = {"event", "survey", "purpose", "position"}

    class Meta:
        ordering: ClassVar = ["position", "pk"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["event", "survey"], name="asked_at_event_once")]


class Registration(KeyedFact):
    """That somebody registered for an event."""

    class Status(models.TextChoices):
        APPROVED = "approved", _("approved")
        PENDING = "pending", _("waiting for approval")
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


class Submission(KeyedFact):
    """That somebody handed in the assignment of an event."""

    event = models.ForeignKey(Event, on_delete=models.PROTECT, related_name="submissions", db_index=False)
    record = models.ForeignKey(PersonRecord, on_delete=models.PROTECT, related_name="submissions")
    submitted_at = models.DateTimeField(null=True)
    mark = models.CharField(max_length=40, blank=True)

    PERSONAL: ClassVar = {"record", "mark", "key", "content"}
    OPEN: ClassVar = {"event", "submitted_at"}
    EVIDENCE = ("record.name", "record.email", "submitted_at", "mark")
    SEARCH = ("record__name", "record__email")

    class Meta:
        indexes: ClassVar = [models.Index(fields=["event", "key"], name="submission_by_key")]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["event", "key"], condition=Q(retracted_at=None), name="submission_known_once"
            ),
        ]


class ViewReading(KeyedFact):
    """How often a recording or a stream had been viewed, as a platform said at a moment."""

    event = models.ForeignKey(Event, on_delete=models.PROTECT, related_name="view_readings", db_index=False)
    platform = models.CharField(max_length=40)
    content_id = models.CharField(max_length=100)
    title = models.CharField(max_length=300, blank=True)
    metric = models.CharField(max_length=40)
    value = models.PositiveBigIntegerField()

    PERSONAL: ClassVar[set[str]] = set()
    OPEN: ClassVar = {"event", "platform", "content_id", "title", "metric", "value", "key", "content"}
    EVIDENCE = ("platform", "content_id", "title", "metric", "value")
    SEARCH = ("title", "content_id", "platform")

    class Meta:
        indexes: ClassVar = [models.Index(fields=["event", "key"], name="view_reading_by_key")]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["event", "key"], condition=Q(retracted_at=None), name="view_reading_known_once"
            ),
        ]
