"""Whom a survey asks, and answers that are not sent yet."""

from typing import ClassVar

from django.db import models

from sarai.letters.models import Letter
from sarai.network.models import PersonRecord

from .questionnaires import Survey, Version, new_key
from .responses import Submission


class Invitation(models.Model):
    """That somebody was asked to answer, once: the key in their link is good for one submission."""

    survey = models.ForeignKey(Survey, on_delete=models.PROTECT, related_name="invitations")
    record = models.ForeignKey(PersonRecord, on_delete=models.PROTECT, related_name="invitations")
    key = models.CharField(max_length=40, unique=True, default=new_key)
    made_at = models.DateTimeField()
    by = models.CharField(max_length=150, blank=True)
    letter = models.ForeignKey(Letter, on_delete=models.PROTECT, null=True, related_name="+")
    reminder = models.ForeignKey(Letter, on_delete=models.PROTECT, null=True, related_name="+")  # the latest
    reminders = models.PositiveSmallIntegerField(default=0)
    submission = models.OneToOneField(Submission, on_delete=models.SET_NULL, null=True, related_name="invitation")

    PERSONAL: ClassVar = {"record", "key", "by"}
    OPEN: ClassVar = {"survey", "made_at", "letter", "reminder", "reminders", "submission"}

    class Meta:
        ordering: ClassVar = ["pk"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["survey", "record"], name="invited_once")]


class Draft(models.Model):
    """Answers that somebody is giving on the survey's page, not sent yet. Deleted when they are sent, or grow old.

    The key of a trial begins with `TRIAL`: its address says what it is, to a browser without a network too.
    """

    TRIAL: ClassVar = "trial-"

    version = models.ForeignKey(Version, on_delete=models.CASCADE, related_name="drafts")
    invitation = models.ForeignKey(Invitation, on_delete=models.CASCADE, null=True, related_name="drafts")
    key = models.CharField(max_length=40, unique=True, default=new_key)
    xml = models.BinaryField()
    language = models.CharField(max_length=60, blank=True)
    test = models.BooleanField(default=False)  # the team tries the survey out
    begun_at = models.DateTimeField()
    changed_at = models.DateTimeField(db_index=True)

    PERSONAL: ClassVar = {"key", "xml"}
    OPEN: ClassVar = {"version", "invitation", "language", "test", "begun_at", "changed_at"}


class DraftFile(models.Model):
    """A picture or file among answers that are not sent yet, under the name by which the answers know it."""

    draft = models.ForeignKey(Draft, on_delete=models.CASCADE, related_name="files")
    name = models.CharField(max_length=255)
    file = models.FileField(upload_to="drafts/", max_length=200)
    size = models.PositiveBigIntegerField()

    PERSONAL: ClassVar = {"name", "file"}
    OPEN: ClassVar = {"draft", "size"}

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["draft", "name"], name="draft_file_once")]
