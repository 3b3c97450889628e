"""A survey and the versions of its questionnaire."""

import secrets
from collections.abc import Mapping
from typing import ClassVar

from django.db import models
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from sarai.evidence.engine import Scope
from sarai.network.models import Theme


def new_key() -> str:
    """A text that nobody guesses, for an address that only those have to whom it was given."""
    return secrets.token_urlsafe(18)


def _worded(words: Mapping[str, str], code: str) -> str:
    """A text in a language, or in the language that it is a kind of: "pt-br" may be answered by "pt"."""
    return words.get(code) or words.get(code.partition("-")[0]) or ""


class Survey(models.Model):
    """A survey, wherever its answers are collected."""

    class Door(models.TextChoices):
        OPEN = "open", _("whoever has the link")
        INVITED = "invited", _("only who was invited, once")

    slug = models.SlugField(unique=True)
    title = models.CharField(max_length=300)
    titles = models.JSONField(default=dict, blank=True)  # language code → title, where there are others than `title`
    summary = models.TextField(blank=True)
    summaries = models.JSONField(default=dict, blank=True)
    timezone = models.CharField(max_length=60, default="UTC")
    opens_at = models.DateTimeField(null=True, blank=True)
    closes_at = models.DateTimeField(null=True, blank=True)
    door = models.CharField(max_length=8, choices=Door, default=Door.OPEN)
    quota = models.PositiveIntegerField(null=True, blank=True)
    synthetic = models.BooleanField(default=False)
    # The formID that applications on telephones know it by; empty until a questionnaire is published.
    form_id = models.CharField(max_length=200, unique=True, null=True)
    key = models.CharField(max_length=40, unique=True, default=new_key)
    trial_key = models.CharField(max_length=40, unique=True, default=new_key)  # as `key`; what comes so is a trial

    PERSONAL: ClassVar = {"key", "trial_key"}
    OPEN: ClassVar = {
        "slug",
        "title",
        "titles",
        "summary",
        "summaries",
        "timezone",
        "opens_at",
        "closes_at",
        "door",
        "quota",
        "synthetic",
        "form_id",
    }

    class Meta:
        ordering: ClassVar = ["-opens_at", "title"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(closes_at=None)
                | models.Q(opens_at=None)
                | models.Q(closes_at__gt=models.F("opens_at")),
                name="survey_closes_after_it_opens",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """Its page."""
        return reverse("surveys:survey-detail", args=[self.slug])

    def title_in(self, code: str) -> str:
        """Its title in a language, by the language's code; the usual one where it has none in that."""
        return _worded(self.titles, code) or self.title

    def summary_in(self, code: str) -> str:
        """What it is about in a language; the usual words where there are none in that."""
        return _worded(self.summaries, code) or self.summary

    @property
    def called(self) -> str:
        """Its title in the reader's language."""
        return self.title_in(get_language() or "")

    @property
    def about(self) -> str:
        """Its summary in the reader's language."""
        return self.summary_in(get_language() or "")

    @property
    def scope(self) -> Scope:
        """What figures about this survey are about."""
        return Scope("survey", self.slug)


class Version(models.Model):
    """One version of a survey's questionnaire, never changed once published, kept with the file it came as."""

    survey = models.ForeignKey(Survey, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    version = models.CharField(max_length=200)
    name = models.CharField(max_length=255)
    original = models.BinaryField()
    xform = models.BinaryField()
    sha256 = models.CharField(max_length=64)
    languages = models.JSONField(default=list)
    warnings = models.JSONField(default=list)
    published_at = models.DateTimeField()
    by = models.CharField(max_length=150, blank=True)

    PERSONAL: ClassVar = {"by"}
    OPEN: ClassVar = {
        "survey",
        "number",
        "version",
        "name",
        "original",
        "xform",
        "sha256",
        "languages",
        "warnings",
        "published_at",
    }

    class Meta:
        ordering: ClassVar = ["-number"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["survey", "number"], name="version_number_once"),
            models.UniqueConstraint(fields=["survey", "version"], name="version_called_once"),
        ]

    def __str__(self) -> str:
        return f"{self.survey} · {self.version}"


class FormFile(models.Model):
    """A picture, a sound or a list that a version needs beside its form."""

    version = models.ForeignKey(Version, on_delete=models.CASCADE, related_name="files")
    name = models.CharField(max_length=255)
    content = models.BinaryField()
    md5 = models.CharField(max_length=32)  # what OpenRosa's manifest calls a file by

    PERSONAL: ClassVar[set[str]] = set()
    OPEN: ClassVar = {"version", "name", "content", "md5"}

    class Meta:
        ordering: ClassVar = ["name"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["version", "name"], name="form_file_once")]


class Question(models.Model):
    """A question of a survey, the same one in every version and language: its path is what makes it so.

    `path` is made of the names from the form's root down, as exports write it: "household/age". `role` and the texts
    are those of the newest version that asks it; a question that an import brought has no texts but its header.
    """

    survey = models.ForeignKey(Survey, on_delete=models.PROTECT, related_name="questions")
    path = models.CharField(max_length=300)
    kind = models.CharField(max_length=20, blank=True)
    role = models.CharField(max_length=60, blank=True, db_index=True)
    label = models.TextField(blank=True)
    labels = models.JSONField(default=dict)  # language code → text
    position = models.PositiveIntegerField(default=0)

    PERSONAL: ClassVar[set[str]] = set()
    OPEN: ClassVar = {"survey", "path", "kind", "role", "label", "labels", "position"}

    class Meta:
        ordering: ClassVar = ["position", "pk"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["survey", "path"], name="question_once")]

    def __str__(self) -> str:
        return self.label or self.path


class Choice(models.Model):
    """A choice of a question. `label` is what it is called in reports; `theme` what it is about, where that is said."""

    question = models.ForeignKey(Question, on_delete=models.CASCADE, related_name="choices")
    value = models.CharField(max_length=300)
    label = models.TextField(blank=True)
    labels = models.JSONField(default=dict)
    theme = models.ForeignKey(Theme, on_delete=models.SET_NULL, null=True, related_name="+")
    position = models.PositiveIntegerField(default=0)

    PERSONAL: ClassVar[set[str]] = set()
    OPEN: ClassVar = {"question", "value", "label", "labels", "theme", "position"}

    class Meta:
        ordering: ClassVar = ["position", "pk"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["question", "value"], name="choice_once")]

    def __str__(self) -> str:
        return self.label or self.value
