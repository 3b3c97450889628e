"""Where records come from, and what a record is."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class Source(models.Model):
    """Where records came from: an imported file (kept, with its SHA-256), a form on this site, a person's entry.

    `entered_at` is the clock's time; `recorded_at` is since when the programme knew it. They differ only for history
    that was loaded with its own dates, and evidence shows both.
    """

    class Kind(models.TextChoices):
        FILE = "file", _("File")
        FORM = "form", _("Form")
        ENTRY = "entry", _("Entry by a person")

    kind = models.CharField(max_length=8, choices=Kind)
    title = models.CharField(max_length=255)
    format = models.CharField(max_length=40, blank=True)
    sha256 = models.CharField(max_length=64, blank=True, db_index=True)
    size = models.PositiveBigIntegerField(null=True)
    file = models.FileField(upload_to="sources/", max_length=200, blank=True)
    target = models.JSONField(default=dict)
    entered_at = models.DateTimeField()
    recorded_at = models.DateTimeField(db_index=True)
    by = models.CharField(max_length=150, blank=True)
    reason = models.TextField(blank=True)
    tally = models.JSONField(default=dict)
    # The rows that were not taken, or not wholly, with the reason in words.
    problems = models.FileField(upload_to="problems/", max_length=200, blank=True)

    PERSONAL: ClassVar = {"by", "file", "title", "reason", "problems"}
    OPEN: ClassVar = {"kind", "format", "sha256", "size", "target", "entered_at", "recorded_at", "tally"}

    class Meta:
        ordering: ClassVar = ["recorded_at", "pk"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(recorded_at__lte=models.F("entered_at")), name="source_not_known_before_it_was"
            ),
            models.CheckConstraint(condition=~Q(kind="file") | ~Q(sha256=""), name="source_file_has_sha256"),
            models.UniqueConstraint(
                fields=["sha256", "format", "target"], condition=Q(kind="file"), name="source_file_once"
            ),
        ]

    def __str__(self) -> str:
        return self.title


class Redaction(models.Model):
    """That rows of a source's file were blanked, because somebody whom they are about asked to be forgotten.

    The source keeps the SHA-256 of the file as it came; `sha256` is that of the copy kept since, blank where the file
    could not be written anew and is not kept at all.
    """

    source = models.ForeignKey(Source, on_delete=models.PROTECT, related_name="redactions")
    because = models.ForeignKey(Source, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    rows = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64, blank=True)
    size = models.PositiveBigIntegerField(null=True)

    PERSONAL: ClassVar[set[str]] = set()
    OPEN: ClassVar = {"source", "because", "at", "rows", "sha256", "size"}

    class Meta:
        ordering: ClassVar = ["at", "pk"]


class Fact(models.Model):
    """A record with a source. Facts are added and retracted, never overwritten.

    `recorded_at` is since when it was known, `retracted_at` since when it was known not to hold. Known at T means
    `recorded_at <= T` and not yet retracted at T. A correction is a retraction and a new fact.
    """

    source = models.ForeignKey(Source, on_delete=models.PROTECT, related_name="+")
    sheet = models.CharField(max_length=100, blank=True)
    line = models.PositiveIntegerField(null=True)
    recorded_at = models.DateTimeField()
    retracted_at = models.DateTimeField(null=True)
    retracted_by = models.ForeignKey(Source, on_delete=models.PROTECT, null=True, related_name="+")

    PERSONAL: ClassVar[set[str]] = set()
    OPEN: ClassVar[set[str]] = set()
    FACT_FIELDS: ClassVar = {"source", "sheet", "line", "recorded_at", "retracted_at", "retracted_by"}
    # What the evidence page shows of a row, as paths from this model, and which of them a search looks through.
    EVIDENCE: ClassVar[tuple[str, ...]] = ()
    SEARCH: ClassVar[tuple[str, ...]] = ()

    class Meta:
        abstract = True


class KeyedFact(Fact):
    """A fact that a later file may state again: `key` says which record of the outside world it is, `content` what
    was said of it. The same content again changes nothing; another content is a correction."""

    key = models.CharField(max_length=40)
    content = models.CharField(max_length=40)

    class Meta:
        abstract = True


class ColumnMapping(models.Model):
    """What the columns of a plain table mean, remembered for every later file with the same header row."""

    fingerprint = models.CharField(max_length=64, unique=True)
    name = models.CharField(max_length=120)
    columns = models.JSONField()
    saved_at = models.DateTimeField()
    by = models.CharField(max_length=150, blank=True)

    PERSONAL: ClassVar = {"by"}
    OPEN: ClassVar = {"fingerprint", "name", "columns", "saved_at"}

    def __str__(self) -> str:
        return self.name


class Intake(models.Model):
    """A file on its way in: uploaded, looked through, and then taken in or refused as a whole."""

    class State(models.TextChoices):
        RECEIVED = "received", _("Received")
        PREVIEWING = "previewing", _("Being looked through")
        PREVIEWED = "previewed", _("Ready for your decision")
        RUNNING = "running", _("Being taken in")
        DONE = "done", _("Done")
        FAILED = "failed", _("Refused")

    state = models.CharField(max_length=12, choices=State, default=State.RECEIVED)
    name = models.CharField(max_length=255)
    file = models.FileField(upload_to="intake/", max_length=200)
    format = models.CharField(max_length=40, blank=True)
    target = models.JSONField(default=dict)
    known_since = models.DateTimeField(null=True)
    preview = models.JSONField(default=dict)
    message = models.TextField(blank=True)
    problems = models.FileField(upload_to="problems/", max_length=200, blank=True)
    source = models.ForeignKey(Source, on_delete=models.SET_NULL, null=True, related_name="+")
    by = models.CharField(max_length=150, blank=True)
    received_at = models.DateTimeField()
    changed_at = models.DateTimeField()

    PERSONAL: ClassVar = {"name", "file", "problems", "by", "message", "preview"}
    OPEN: ClassVar = {"state", "format", "target", "known_since", "source", "received_at", "changed_at"}

    class Meta:
        ordering: ClassVar = ["-received_at", "-pk"]

    def __str__(self) -> str:
        return self.name
