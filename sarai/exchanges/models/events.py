"""Series, events and sessions: what is held, by whom, in which languages, and where one connects."""

import uuid
from typing import ClassVar
from zoneinfo import ZoneInfo

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from sarai.evidence.engine import Scope
from sarai.exchanges.rules import CertificateRule
from sarai.network.models import Institution, Theme
from sarai.surveys.models import Survey


def reminded() -> list[int]:
    """How many hours before a session people are reminded of it, where nothing else is said."""
    return [24, 1]


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

    def get_absolute_url(self) -> str:
        """The series' page."""
        return reverse("exchanges:series-detail", args=[self.slug])

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

    class State(models.TextChoices):
        DRAFT = "draft", _("draft, seen by the team alone")
        OPEN = "open", _("published")
        CANCELLED = "cancelled", _("cancelled")

    slug = models.SlugField(unique=True)
    title = models.CharField(max_length=300)
    summary = models.TextField(blank=True)
    kind = models.CharField(max_length=10, choices=Kind, default=Kind.WEBINAR)
    series = models.ForeignKey(Series, on_delete=models.PROTECT, null=True, blank=True, related_name="events")
    timezone = models.CharField(max_length=60)
    also_timezones = models.JSONField(default=list, blank=True)
    languages = models.JSONField(default=list, blank=True)
    interpreted = models.JSONField(default=list, blank=True)  # the languages into which it is interpreted
    sdgs = models.JSONField(default=list, blank=True)  # goals beside those of its themes
    state = models.CharField(max_length=10, choices=State, default=State.OPEN)
    # Whether people register here; an event on another platform only has its reports taken in.
    registers = models.BooleanField(default=False)
    registration_closes_at = models.DateTimeField(null=True, blank=True)
    capacity = models.PositiveIntegerField(null=True, blank=True)  # null: as many as come
    link_open = models.BooleanField(default=False)  # the way to connect is shown to everybody, not to registrants alone
    reminders = models.JSONField(default=reminded, blank=True)  # how many hours before each session
    themes = models.ManyToManyField(Theme, blank=True, related_name="events")
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
        "interpreted",
        "sdgs",
        "state",
        "registers",
        "registration_closes_at",
        "capacity",
        "link_open",
        "reminders",
        "themes",
        "synthetic",
    }

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """The event's page."""
        return reverse("exchanges:event-detail", args=[self.slug])

    @property
    def goals(self) -> list[int]:
        """The Sustainable Development Goals that it serves: its own and those of its themes, in order."""
        return sorted({*self.sdgs, *(goal for theme in self.themes.all() for goal in theme.sdgs)})

    @property
    def scope(self) -> Scope:
        """What figures about this event are about."""
        return Scope("event", self.slug)

    @property
    def certificate_rule(self) -> CertificateRule | None:
        """What earns the certificate now; None where the event gives none."""
        version = self.rule_versions.filter(retracted_at=None).first()
        return version.rule if version else None

    @property
    def zone(self) -> ZoneInfo:
        """The time zone that the host speaks of."""
        return ZoneInfo(self.timezone)


class Host(models.Model):
    """Which institutions hold an event: the hosts first, then those who hold it with them."""

    class Role(models.TextChoices):
        HOST = "host", _("Held by")
        CO_HOST = "co-host", _("Together with")

    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="hosts")
    institution = models.ForeignKey(Institution, on_delete=models.PROTECT, related_name="hosted")
    role = models.CharField(max_length=8, choices=Role, default=Role.HOST)
    position = models.PositiveSmallIntegerField()

    PERSONAL: ClassVar[set[str]] = set()
    OPEN: ClassVar = {"event", "institution", "role", "position"}

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
    # Where one connects: the address of the room, and what else one needs there (a meeting number, a passcode).
    link = models.URLField(max_length=500, blank=True)
    link_note = models.CharField(max_length=300, blank=True)
    # What our own watch page plays: a stream or recording as HLS or a film, or a page of a platform that embeds.
    stream = models.CharField(max_length=500, blank=True)
    cancelled = models.BooleanField(default=False)
    # By these two, calendars know an invitation again, and that it has changed (RFC 5545: UID, SEQUENCE).
    uid = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    revision = models.PositiveIntegerField(default=0)
    changed_at = models.DateTimeField(null=True)

    PERSONAL: ClassVar[set[str]] = set()
    OPEN: ClassVar = {
        "event",
        "number",
        "title",
        "starts_at",
        "ends_at",
        "platform_id",
        "link",
        "link_note",
        "stream",
        "cancelled",
        "uid",
        "revision",
        "changed_at",
    }

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
        REGISTERING = "registering", _("when registering")
        BEFORE = "before", _("before the event")
        AFTER = "after", _("after the event")

    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="asked")
    survey = models.ForeignKey(Survey, on_delete=models.CASCADE, related_name="asked_at")
    purpose = models.CharField(max_length=11, choices=Purpose, default=Purpose.AFTER)
    position = models.PositiveSmallIntegerField(default=0)

    PERSONAL: ClassVar[set[str]] = set()
    OPEN: ClassVar = {"event", "survey", "purpose", "position"}

    class Meta:
        ordering: ClassVar = ["position", "pk"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["event", "survey"], name="asked_at_event_once")]
