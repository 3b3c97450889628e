"""How often streams and recordings were viewed: readings of counters, never overwritten."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from sarai.evidence.models import KeyedFact
from sarai.network.models import PlaceName

from .events import Event, Session


class ViewReading(KeyedFact):
    """What a counter of a platform showed at a moment: how often a stream or a recording had been viewed by then.

    A counter is that of one content (or, without one, of all that an event has on the platform), live or of the
    recording, in one metric. One with a `place` counts what came from there, which is a part of another counter and
    never added to it. A later reading is another fact; its source says who read it, and keeps the proof.
    """

    class Mode(models.TextChoices):
        LIVE = "live", _("live")
        PLAYBACK = "playback", _("playback")

    event = models.ForeignKey(Event, on_delete=models.PROTECT, related_name="view_readings", db_index=False)
    session = models.ForeignKey(Session, on_delete=models.PROTECT, null=True, related_name="view_readings")
    platform = models.CharField(max_length=40)
    content_id = models.CharField(max_length=100, blank=True)
    title = models.CharField(max_length=300, blank=True)
    mode = models.CharField(max_length=8, choices=Mode, default=Mode.PLAYBACK)
    # Whether what was broadcast live had been recorded before.
    recorded = models.BooleanField(default=False)
    metric = models.CharField(max_length=40)
    value = models.PositiveBigIntegerField()
    place = models.ForeignKey(PlaceName, on_delete=models.PROTECT, null=True, related_name="view_readings")
    read_at = models.DateTimeField()

    PERSONAL: ClassVar[set[str]] = set()
    OPEN: ClassVar = {
        "event",
        "session",
        "platform",
        "content_id",
        "title",
        "mode",
        "recorded",
        "metric",
        "value",
        "place",
        "read_at",
        "key",
        "content",
    }
    EVIDENCE = ("event", "platform", "mode", "title", "content_id", "place", "value", "read_at")
    SEARCH = ("title", "content_id", "platform", "place__text", "place__country_text")

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["event", "key"], name="view_reading_by_key"),
            # Readings by place are many times as many as those of everything, of which figures of views are made.
            models.Index(fields=["metric", "event"], condition=Q(place=None), name="view_reading_of_everything"),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["event", "key"], condition=Q(retracted_at=None), name="view_reading_known_once"
            ),
            models.CheckConstraint(condition=Q(recorded=False) | Q(mode="live"), name="view_recorded_is_broadcast"),
            models.CheckConstraint(condition=Q(read_at__lte=F("recorded_at")), name="view_read_before_it_was_known"),
        ]
