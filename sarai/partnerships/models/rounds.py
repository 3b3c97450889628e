"""Rounds: many cities meet one another, at hours at which they are awake."""

from datetime import datetime
from typing import ClassVar
from zoneinfo import ZoneInfo

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from sarai.exchanges.models import Event
from sarai.network.models import City, Theme


class Round(models.Model):
    """Cities that are to meet, how often each at most, and when. Until its meetings are proposed as partnerships, it is
    changed, assigned anew, removed and brought back. `is_best` says whether what was assigned was proven to be the best
    there is."""

    slug = models.SlugField(unique=True)
    title = models.CharField(max_length=300)
    event = models.ForeignKey(Event, on_delete=models.PROTECT, null=True, blank=True, related_name="rounds")
    timezone = models.CharField(max_length=60)
    capacity = models.PositiveSmallIntegerField()
    made_at = models.DateTimeField()
    assigned_at = models.DateTimeField(null=True)
    is_best = models.BooleanField(default=False)
    needs = models.PositiveIntegerField(default=0)  # of its cities, when meetings were assigned
    proposed_at = models.DateTimeField(null=True)
    removed_at = models.DateTimeField(null=True)

    PERSONAL: ClassVar[set[str]] = set()
    OPEN: ClassVar = {
        "slug",
        "title",
        "event",
        "timezone",
        "capacity",
        "made_at",
        "assigned_at",
        "is_best",
        "needs",
        "proposed_at",
        "removed_at",
    }

    class Meta:
        ordering: ClassVar = ["-made_at", "title"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(capacity__gte=1, capacity__lte=50), name="round_has_capacity"),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """Its page."""
        return reverse("partnerships:round-detail", args=[self.slug])

    @property
    def is_open(self) -> bool:
        """Whether it can still be changed, assigned and proposed."""
        return self.proposed_at is None and self.removed_at is None

    @property
    def zone(self) -> ZoneInfo:
        """The time zone in which its hours are written."""
        return ZoneInfo(self.timezone)


class Slot(models.Model):
    """A time at which cities of a round can meet, each one other."""

    round = models.ForeignKey(Round, on_delete=models.CASCADE, related_name="slots")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()

    PERSONAL: ClassVar[set[str]] = set()
    OPEN: ClassVar = {"round", "starts_at", "ends_at"}

    class Meta:
        ordering: ClassVar = ["starts_at", "pk"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="slot_takes_time"),
            models.UniqueConstraint(fields=["round", "starts_at"], name="slot_begins_once"),
        ]


class Participant(models.Model):
    """A city in a round. Those of one group meet those of the other; without groups everybody may meet everybody."""

    class Group(models.TextChoices):
        ALL = "", _("everybody")
        ONE = "a", _("first group")
        OTHER = "b", _("second group")

    round = models.ForeignKey(Round, on_delete=models.CASCADE, related_name="participants")
    city = models.ForeignKey(City, on_delete=models.PROTECT, related_name="rounds")
    group = models.CharField(max_length=1, blank=True, choices=Group)

    PERSONAL: ClassVar[set[str]] = set()
    OPEN: ClassVar = {"round", "city", "group"}

    class Meta:
        ordering: ClassVar = ["group", "pk"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["round", "city"], name="city_once_in_round")]

    def __str__(self) -> str:
        return str(self.city)

    def may_meet(self, other: "Participant") -> bool:
        """Whether the groups of the two let them meet."""
        return self.city_id != other.city_id and (not self.group or self.group != other.group)


class Appointment(models.Model):
    """That two cities of a round are to meet, when (None: no times were set), and how much it is worth."""

    round = models.ForeignKey(Round, on_delete=models.CASCADE, related_name="appointments")
    one = models.ForeignKey(Participant, on_delete=models.CASCADE, related_name="+")
    other = models.ForeignKey(Participant, on_delete=models.CASCADE, related_name="+")
    slot = models.ForeignKey(Slot, on_delete=models.CASCADE, null=True, related_name="appointments")
    value = models.FloatField()

    PERSONAL: ClassVar[set[str]] = set()
    OPEN: ClassVar = {"round", "one", "other", "slot", "value"}

    class Meta:
        ordering: ClassVar = ["slot__starts_at", "-value", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["one", "other"], name="they_meet_once"),
            models.UniqueConstraint(fields=["one", "slot"], condition=Q(slot__isnull=False), name="one_meets_one"),
            models.UniqueConstraint(fields=["other", "slot"], condition=Q(slot__isnull=False), name="other_meets_one"),
        ]

    def begins_in(self, zone: str) -> datetime | None:
        """When it begins, in a city's time zone; None without a time, or where the zone is not known."""
        return self.slot.starts_at.astimezone(ZoneInfo(zone)) if self.slot and zone else None


class Uncovered(models.Model):
    """A theme that a city of a round needs, and that none of its meetings covers; and why."""

    class Why(models.TextChoices):
        NOBODY = "nobody", _("Nobody whom it could meet in this round offers it.")
        TOUCH = "touch", _("Who offers it is in touch with this city already, or has declined.")
        HOURS = "hours", _("Who offers it lives in hours that never meet its own at the times of this round.")
        FULL = "full", _("Who offers it, or the city itself, has no meeting left when both are awake.")

    participant = models.ForeignKey(Participant, on_delete=models.CASCADE, related_name="uncovered")
    theme = models.ForeignKey(Theme, on_delete=models.CASCADE, related_name="+")
    why = models.CharField(max_length=8, choices=Why)

    PERSONAL: ClassVar[set[str]] = set()
    OPEN: ClassVar = {"participant", "theme", "why"}

    class Meta:
        ordering: ClassVar = ["participant", "theme__name"]
