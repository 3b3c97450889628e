"""How often streams and recordings were viewed: readings of counters, never overwritten."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from sarai.evidence.models import KeyedFact

from .events import Event


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
