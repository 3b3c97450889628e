"""What was sent in, byte for byte, and the responses that it is counted as."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from sarai.evidence.models import Fact, KeyedFact
from sarai.network.models import PersonRecord, PlaceName

from .questionnaires import Question, Survey, Version


class Submission(models.Model):
    """One set of answers as it came in, by whichever door: kept as it is, whatever it turns out to be worth.

    It is stored before it is looked at more closely, so that nothing is lost, and becomes a `Response` a moment later.
    Only one that is not flagged does. Where the same instanceID comes again with other content, both are kept and the
    second is flagged.
    """

    class Door(models.TextChoices):
        PAGE = "page", _("the survey's page")
        OPENROSA = "openrosa", _("an application, by OpenRosa")

    class State(models.TextChoices):
        WAITING = "waiting", _("received")
        FILED = "filed", _("counted as a response")
        FLAGGED = "flagged", _("kept, not counted")

    survey = models.ForeignKey(Survey, on_delete=models.PROTECT, related_name="submissions")
    version = models.ForeignKey(Version, on_delete=models.PROTECT, null=True, related_name="submissions")
    instance_id = models.CharField(max_length=150)
    # The instanceID of the one that this corrects.
    corrects = models.CharField(max_length=150, blank=True)
    sha256 = models.CharField(max_length=64)
    xml = models.BinaryField(default=b"")
    door = models.CharField(max_length=10, choices=Door)
    received_at = models.DateTimeField()
    state = models.CharField(max_length=8, choices=State, default=State.WAITING)
    reason = models.TextField(blank=True)  # why it is flagged
    violations = models.JSONField(default=list)  # what the form does not allow of it: kind, place, sentence
    language = models.CharField(max_length=60, blank=True)
    test = models.BooleanField(default=False)  # the team tried the survey out
    record = models.ForeignKey(PersonRecord, on_delete=models.PROTECT, null=True, related_name="answered")

    PERSONAL: ClassVar = {"record", "xml", "violations"}
    OPEN: ClassVar = {
        "survey",
        "version",
        "instance_id",
        "corrects",
        "sha256",
        "door",
        "received_at",
        "state",
        "reason",
        "language",
        "test",
    }

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["survey", "id"], condition=Q(state="waiting"), name="submission_waiting"),
            models.Index(fields=["instance_id"], name="submission_by_instance"),
            models.Index(fields=["survey"], condition=Q(test=True), name="submission_trial"),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["survey", "instance_id", "sha256"], name="submission_once"),
            models.UniqueConstraint(
                fields=["survey", "instance_id"], condition=~Q(state="flagged"), name="submission_counted_once"
            ),
        ]

    def __str__(self) -> str:
        return self.instance_id


class SubmissionFile(models.Model):
    """A picture or file that came with a submission."""

    submission = models.ForeignKey(Submission, on_delete=models.CASCADE, related_name="files")
    name = models.CharField(max_length=255)
    file = models.FileField(upload_to="answers/", max_length=200)
    sha256 = models.CharField(max_length=64)
    size = models.PositiveBigIntegerField()
    received_at = models.DateTimeField()

    PERSONAL: ClassVar = {"name", "file", "sha256"}
    OPEN: ClassVar = {"submission", "size", "received_at"}

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["submission", "name", "sha256"], name="submission_file_once"),
        ]


class Response(KeyedFact):
    """One completion of a survey. One person may complete it several times.

    `answers` is by question (`Question.path`); a list where several choices could be made, a list of such mappings for
    a repeat. What a rule of validity asks about is beside it: whether it was `finished`, what was consented to
    (None where the survey does not ask), whether it was a `test`, which share of the questions that were asked was
    `answered`, and how often it breaks the form's own rules (`faults`).
    """

    class Status(models.TextChoices):
        NOT_REVIEWED = "", _("not reviewed")
        APPROVED = "approved", _("approved")
        REJECTED = "rejected", _("rejected")

    survey = models.ForeignKey(Survey, on_delete=models.PROTECT, related_name="responses", db_index=False)
    record = models.ForeignKey(PersonRecord, on_delete=models.PROTECT, related_name="responses")
    version = models.ForeignKey(Version, on_delete=models.PROTECT, null=True, related_name="responses")
    submission = models.ForeignKey(Submission, on_delete=models.PROTECT, null=True, related_name="responses")
    submitted_at = models.DateTimeField()
    status = models.CharField(max_length=10, blank=True, choices=Status)
    review_again = models.BooleanField(default=False)  # the answers were changed after the reviewer's word on them
    language = models.CharField(max_length=60, blank=True)
    finished = models.BooleanField(default=True)
    consent = models.BooleanField(null=True)
    test = models.BooleanField(default=False)
    answered = models.FloatField(default=1.0)
    faults = models.PositiveIntegerField(default=0)
    answers = models.JSONField(default=dict)

    PERSONAL: ClassVar = {"record", "answers", "key", "content"}
    OPEN: ClassVar = {
        "survey",
        "version",
        "submission",
        "submitted_at",
        "status",
        "review_again",
        "language",
        "finished",
        "consent",
        "test",
        "answered",
        "faults",
    }
    EVIDENCE = ("record.name", "record.email", "record.organisation", "record.place", "submitted_at", "status")
    SEARCH = ("record__name", "record__email", "record__organisation", "record__place__text")

    class Meta:
        indexes: ClassVar = [models.Index(fields=["survey", "key"], name="response_by_key")]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["survey", "key"], condition=Q(retracted_at=None), name="response_known_once"
            ),
        ]

    def get_absolute_url(self) -> str:
        """Its page, by its number alone: to tell it of many costs no query."""
        return reverse("surveys:response", args=[self.pk])


class Answer(models.Model):
    """One answer of a response that can be counted: a choice, a number, or a text with a role.

    A question with several choices has one row for each; `rank` is its place (1 is the first) where they are ordered,
    else 0. `instance` says in which instance of which repeats it stands ("person[2]"). `place` is what it names, where
    the question's role is to name a city.
    """

    response = models.ForeignKey(Response, on_delete=models.CASCADE, related_name="counted")
    question = models.ForeignKey(Question, on_delete=models.PROTECT, related_name="answers", db_index=False)
    value = models.CharField(max_length=300)
    number = models.FloatField(null=True)
    rank = models.PositiveSmallIntegerField(default=0)
    instance = models.CharField(max_length=200, blank=True)
    place = models.ForeignKey(PlaceName, on_delete=models.PROTECT, null=True, related_name="+")

    PERSONAL: ClassVar = {"value", "number"}
    OPEN: ClassVar = {"response", "question", "rank", "instance", "place"}

    class Meta:
        indexes: ClassVar = [models.Index(fields=["question", "response"], name="answer_by_question")]


class Validity(Fact):
    """The published rule of which responses to a survey count as valid. The one that holds is that not retracted."""

    survey = models.ForeignKey(Survey, on_delete=models.PROTECT, related_name="rules")
    number = models.PositiveIntegerField()
    finished = models.BooleanField(default=True)
    in_window = models.BooleanField(default=False)
    consented = models.BooleanField(default=False)
    no_tests = models.BooleanField(default=True)
    no_faults = models.BooleanField(default=False)
    least_answered = models.FloatField(default=0.0)

    PERSONAL: ClassVar[set[str]] = set()
    OPEN: ClassVar = {
        "survey",
        "number",
        "finished",
        "in_window",
        "consented",
        "no_tests",
        "no_faults",
        "least_answered",
    }

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["survey"], condition=Q(retracted_at=None), name="one_rule_of_validity"),
            models.UniqueConstraint(fields=["survey", "number"], name="rule_number_once"),
        ]
