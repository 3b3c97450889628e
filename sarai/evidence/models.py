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
    # The act by which somebody took the whole of it back.
    withdrawn = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="withdraws")

    PERSONAL: ClassVar = {"by", "file", "title", "reason", "problems"}
    OPEN: ClassVar = {"kind", "format", "sha256", "size", "target", "entered_at", "recorded_at", "tally", "withdrawn"}

    class Meta:
        ordering: ClassVar = ["recorded_at", "pk"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(recorded_at__lte=models.F("entered_at")), name="source_not_known_before_it_was"
            ),
            models.CheckConstraint(condition=~Q(kind="file") | ~Q(sha256=""), name="source_file_has_sha256"),
            models.UniqueConstraint(
                fields=["sha256", "format", "target"],
                condition=Q(kind="file", withdrawn=None),
                name="source_file_once",
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

    @classmethod
    def identity(cls) -> tuple[str, ...]:
        """The columns of which only one fact holds at a moment: the key, and what it is a key within. The database
        knows them too, by a constraint that every such model has."""
        [once] = (c for c in cls._meta.constraints if isinstance(c, models.UniqueConstraint) and "key" in c.fields)
        return tuple(field.attname for field in cls._meta.concrete_fields if field.name in once.fields)


class Repetition(models.Model):
    """That a file states again what a fact says already. It makes no fact of its own; but if the source of that fact
    is withdrawn, this one stands for it. `table` is the model's label, `sheet` and `line` where it is stated again."""

    source = models.ForeignKey(Source, on_delete=models.PROTECT, related_name="+")
    table = models.CharField(max_length=60)
    fact = models.PositiveBigIntegerField()
    sheet = models.CharField(max_length=100, blank=True)
    line = models.PositiveIntegerField(null=True)

    PERSONAL: ClassVar[set[str]] = set()
    OPEN: ClassVar = {"source", "table", "fact", "sheet", "line"}

    class Meta:
        indexes: ClassVar = [models.Index(fields=["fact", "table"], name="repetition_of_fact")]


class Export(models.Model):
    """That a file is an export of a report which its platform draws as often as one asks: of two exports of one report
    the newer holds. `report` is the same for all of them; `drawn_at` is unknown where the file does not print it."""

    source = models.OneToOneField(Source, on_delete=models.PROTECT, primary_key=True, related_name="export")
    report = models.CharField(max_length=40, db_index=True)
    drawn_at = models.DateTimeField(null=True)

    PERSONAL: ClassVar[set[str]] = set()
    OPEN: ClassVar = {"source", "report", "drawn_at"}

    def is_newer_than(self, other: "Export") -> bool:
        """Whether this was drawn later, or, where that is not printed or is the same, became known later."""
        if self.drawn_at and other.drawn_at and self.drawn_at != other.drawn_at:
            return self.drawn_at > other.drawn_at
        return (self.source.recorded_at, self.source.pk) > (other.source.recorded_at, other.source.pk)


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


# What the preview of a file holds that could be taken in if somebody answered.
QUESTIONS = ("choices", "columns", "formats", "order")


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

    @property
    def asks(self) -> bool:
        """Whether it was not taken in only because somebody has to say something about it."""
        return self.state == self.State.FAILED and not self.preview.keys().isdisjoint(QUESTIONS)

    @property
    def became(self) -> str:
        """What has become of the file, in words."""
        if self.asks:
            return str(_("Waiting for your answer"))
        return str(_("Withdrawn since") if self.source and self.source.withdrawn_id else self.get_state_display())
