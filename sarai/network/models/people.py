"""People as rows state them, and who is who."""

from dataclasses import fields
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from sarai.evidence.models import Fact, Source
from sarai.network.mentions import Mention

from .places import PlaceName
from .words import Gender, OrganisationType


class Person(models.Model):
    """Somebody, known only through the records that are linked to them."""

    erased_at = models.DateTimeField(null=True)

    PERSONAL: ClassVar[set[str]] = set()
    OPEN: ClassVar = {"erased_at"}

    class Meta:
        verbose_name_plural = _("people")


class PersonRecord(models.Model):
    """A person as a row of a file or a form stated them. The same statement made twice is one record."""

    content = models.CharField(max_length=40, unique=True)
    name = models.CharField(max_length=200, blank=True)
    # The name as it is looked for, without accents and capitals.
    folded_name = models.CharField(max_length=400, blank=True)
    email = models.CharField(max_length=254, blank=True, db_index=True)
    phone = models.CharField(max_length=50, blank=True)
    token = models.CharField(max_length=100, blank=True, db_index=True)
    organisation = models.CharField(max_length=300, blank=True)
    # … and as organisations are told apart: without accents, capitals and punctuation.
    folded_organisation = models.CharField(max_length=600, blank=True)
    organisation_type = models.CharField(max_length=24, blank=True, choices=OrganisationType)
    job_title = models.CharField(max_length=200, blank=True)
    gender = models.CharField(max_length=12, blank=True, choices=Gender)
    language = models.CharField(max_length=20, blank=True)
    place = models.ForeignKey(PlaceName, on_delete=models.PROTECT, null=True, related_name="records")

    PERSONAL: ClassVar = {
        "content",
        "name",
        "folded_name",
        "email",
        "phone",
        "token",
        "organisation",
        "folded_organisation",
        "job_title",
        "gender",
    }
    OPEN: ClassVar = {"organisation_type", "language", "place"}

    class Meta:
        indexes: ClassVar = [models.Index(fields=["folded_name", "email"], name="person_record_sought")]

    def __str__(self) -> str:
        return self.name or str(_("somebody"))

    @property
    def mention(self) -> Mention:
        """What it states, as a row would: with the place as it was typed."""
        said = {field.name: getattr(self, field.name) for field in fields(Mention) if hasattr(self, field.name)}
        place = self.place
        return Mention(**said, city=place.text if place else "", country=place.country_text if place else "")


class PersonLink(Fact):
    """That a record is about a person: by its e-mail address or token, by a score, or by somebody's decision."""

    class Method(models.TextChoices):
        OWN = "own", _("first record of this person")
        EMAIL = "email", _("same e-mail address")
        TOKEN = "token", _("same registration token")
        SCORE = "score", _("so likely the same that no review is needed")
        REVIEW = "review", _("somebody's decision")

    record = models.ForeignKey(PersonRecord, on_delete=models.CASCADE, related_name="links", db_index=False)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="links")
    method = models.CharField(max_length=8, choices=Method)
    probability = models.FloatField(default=1.0)

    PERSONAL: ClassVar[set[str]] = set()
    OPEN: ClassVar = {"record", "person", "method", "probability"}

    class Meta:
        # Every figure of people asks who a record was about as known at a moment: the index holds the whole answer.
        indexes: ClassVar = [
            models.Index(fields=["record", "person", "recorded_at", "retracted_at"], name="link_as_known"),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["record"], condition=Q(retracted_at=None), name="record_of_one_person"),
        ]


class LinkSuggestion(models.Model):
    """Two people who may be one, and why; open until somebody decides."""

    class State(models.TextChoices):
        OPEN = "open", _("open")
        SAME = "same", _("the same person")
        DIFFERENT = "different", _("different people")
        OVERTAKEN = "overtaken", _("settled by another decision")

    left = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    right = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    probability = models.FloatField()
    reasons = models.JSONField(default=list)
    state = models.CharField(max_length=10, choices=State, default=State.OPEN)
    decided = models.ForeignKey(Source, on_delete=models.PROTECT, null=True, related_name="+")

    PERSONAL: ClassVar = {"reasons"}
    OPEN: ClassVar = {"left", "right", "probability", "state", "decided"}

    class Meta:
        ordering: ClassVar = ["-probability", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["left", "right"], name="suggested_once"),
            models.CheckConstraint(condition=Q(left__lt=models.F("right")), name="suggestion_in_order"),
        ]


class Compared(models.Model):
    """That the people whom a source brought were compared with everybody; those of a source without one wait for it."""

    source = models.OneToOneField(Source, on_delete=models.PROTECT, primary_key=True, related_name="+")
    at = models.DateTimeField()

    PERSONAL: ClassVar[set[str]] = set()
    OPEN: ClassVar = {"source", "at"}


class Merge(models.Model):
    """A decision that two people are one; what it moved can be moved back. Until it is, nobody is absorbed again."""

    kept = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="merges")
    absorbed = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="absorbed_by")
    source = models.ForeignKey(Source, on_delete=models.PROTECT, related_name="+")
    undone = models.ForeignKey(Source, on_delete=models.PROTECT, null=True, related_name="+")

    PERSONAL: ClassVar[set[str]] = set()
    OPEN: ClassVar = {"kept", "absorbed", "source", "undone"}

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["absorbed"], condition=Q(undone=None), name="merge_absorbed_once"),
            models.CheckConstraint(condition=~Q(kept=models.F("absorbed")), name="merge_of_two"),
        ]
