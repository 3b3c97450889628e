"""What happens in a session, who speaks, which cities take part, and what is left of it: slides, recordings."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from sarai.evidence.models import KeyedFact
from sarai.network.models import City, Institution, PersonRecord

from .events import Event, Session


class AgendaItem(models.Model):
    """A part of a session: after how many minutes it begins, and how long it takes."""

    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="agenda")
    after = models.PositiveSmallIntegerField()
    minutes = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=300)
    summary = models.TextField(blank=True)

    PERSONAL: ClassVar[set[str]] = set()
    OPEN: ClassVar = {"session", "after", "minutes", "title", "summary"}

    class Meta:
        ordering: ClassVar = ["after", "pk"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(minutes__gt=0), name="agenda_item_takes_time"),
        ]

    def __str__(self) -> str:
        return self.title


class Contribution(KeyedFact):
    """That a person, or an institution, does something at an event: speaks, moderates, trains, interprets."""

    class Role(models.TextChoices):
        SPEAKER = "speaker", _("speaker")
        MODERATOR = "moderator", _("moderator")
        TRAINER = "trainer", _("trainer")
        INTERPRETER = "interpreter", _("interpreter")

    event = models.ForeignKey(Event, on_delete=models.PROTECT, related_name="contributions", db_index=False)
    session = models.ForeignKey(Session, on_delete=models.SET_NULL, null=True, related_name="contributions")
    item = models.ForeignKey(AgendaItem, on_delete=models.SET_NULL, null=True, related_name="contributions")
    record = models.ForeignKey(PersonRecord, on_delete=models.PROTECT, null=True, related_name="contributions")
    institution = models.ForeignKey(Institution, on_delete=models.PROTECT, null=True, related_name="contributions")
    role = models.CharField(max_length=12, choices=Role)
    position = models.PositiveSmallIntegerField(default=0)

    PERSONAL: ClassVar = {"record", "key", "content"}
    OPEN: ClassVar = {"event", "session", "item", "institution", "role", "position"}
    EVIDENCE = ("role", "record.name", "record.organisation", "institution", "session")
    SEARCH = ("record__name", "record__organisation")

    class Meta:
        indexes: ClassVar = [models.Index(fields=["event", "key"], name="contribution_by_key")]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["event", "key"], condition=Q(retracted_at=None), name="contribution_known_once"
            ),
            models.CheckConstraint(
                condition=Q(record__isnull=False) | Q(institution__isnull=False), name="contribution_by_somebody"
            ),
        ]

    @property
    def called(self) -> str:
        """The person's name, or that of the institution; blank once somebody was forgotten."""
        return self.record.name if self.record else self.institution.name if self.institution else ""

    @property
    def of(self) -> str:
        """The organisation of a person who is named."""
        if self.record is None:
            return ""
        return self.institution.name if self.institution else self.record.organisation


class TakingPart(KeyedFact):
    """That a city takes part in an event as such, whoever of it is there: the four and the twelve of an exchange."""

    event = models.ForeignKey(Event, on_delete=models.PROTECT, related_name="taking_part", db_index=False)
    city = models.ForeignKey(City, on_delete=models.PROTECT, related_name="takes_part")

    PERSONAL: ClassVar[set[str]] = set()
    OPEN: ClassVar = {"event", "city", "key", "content"}
    EVIDENCE = ("city", "city.country")
    SEARCH = ("city__name",)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["event", "key"], name="taking_part_by_key")]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["event", "key"], condition=Q(retracted_at=None), name="taking_part_known_once"
            ),
        ]


class Material(models.Model):
    """What is left of a session for everybody: a recording, slides, a document."""

    class Kind(models.TextChoices):
        RECORDING = "recording", _("recording")
        SLIDES = "slides", _("slides")
        DOCUMENT = "document", _("document")

    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="materials")
    kind = models.CharField(max_length=10, choices=Kind)
    title = models.CharField(max_length=300)
    language = models.CharField(max_length=20, blank=True)
    url = models.URLField(max_length=500, blank=True)
    file = models.FileField(upload_to="materials/", max_length=200, blank=True)
    size = models.PositiveBigIntegerField(null=True)
    added_at = models.DateTimeField()
    by = models.CharField(max_length=150, blank=True)

    PERSONAL: ClassVar = {"by"}
    OPEN: ClassVar = {"session", "kind", "title", "language", "url", "file", "size", "added_at"}

    class Meta:
        ordering: ClassVar = ["kind", "pk"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=~Q(url="", file=""), name="material_is_somewhere"),
        ]

    def __str__(self) -> str:
        return self.title
