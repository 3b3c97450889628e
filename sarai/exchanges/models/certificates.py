"""What earns a certificate, who was given one, who disagreed; and the keys by which certificates prove themselves."""

from datetime import datetime
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.urls import reverse

from sarai.evidence.models import KeyedFact, Source
from sarai.exchanges.rules import CertificateRule
from sarai.network.models import PersonRecord
from sarai.surveys.models import Survey

from .events import Event


class RuleVersion(KeyedFact):
    """What earns the certificate of an event, since when and until when that holds."""

    event = models.ForeignKey(Event, on_delete=models.PROTECT, related_name="rule_versions", db_index=False)
    sessions = models.PositiveSmallIntegerField()
    share = models.FloatField()
    assignment = models.BooleanField(default=False)
    least_mark = models.FloatField(null=True)
    survey = models.ForeignKey(Survey, on_delete=models.PROTECT, null=True, related_name="+")

    PERSONAL: ClassVar[set[str]] = set()
    OPEN: ClassVar = {"event", "sessions", "share", "assignment", "least_mark", "survey", "key", "content"}
    EVIDENCE = ("sessions", "share", "assignment", "least_mark", "survey")

    class Meta:
        indexes: ClassVar = [models.Index(fields=["event", "key"], name="rule_by_key")]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["event", "key"], condition=Q(retracted_at=None), name="rule_known_once"),
            models.CheckConstraint(condition=Q(sessions__gt=0, share__gt=0, share__lte=1), name="rule_asks_something"),
            models.CheckConstraint(condition=Q(least_mark=None) | Q(assignment=True), name="mark_of_an_assignment"),
        ]

    @property
    def rule(self) -> CertificateRule:
        """The rule itself."""
        return CertificateRule(
            self.sessions, self.share, self.assignment, self.least_mark, survey=self.survey_id is not None
        )


class IssuerKey(models.Model):
    """The public half of a key with which certificates were signed, kept for good; `name` is for credentials, `page`
    for the signature on the PDF. From `compromised_from` on somebody else may have had the secret."""

    name = models.CharField(max_length=80, unique=True)
    page = models.CharField(max_length=80, blank=True)
    since = models.DateTimeField()
    compromised_from = models.DateTimeField(null=True)
    decided = models.ForeignKey(Source, on_delete=models.PROTECT, null=True, related_name="+")

    PERSONAL: ClassVar[set[str]] = set()
    OPEN: ClassVar = {"name", "page", "since", "compromised_from", "decided"}

    class Meta:
        ordering: ClassVar = ["since", "pk"]

    def __str__(self) -> str:
        return self.name


class Certificate(KeyedFact):
    """That somebody was given the certificate of an event. It holds until it is revoked, which is a retraction.

    `number` is public; `place` is where the list of revocations says whether it holds. `name` and `language` are as
    printed, `attended` is what is printed of sessions and time. Of somebody who was forgotten, the number stays.
    """

    event = models.ForeignKey(Event, on_delete=models.PROTECT, related_name="certificates", db_index=False)
    record = models.ForeignKey(PersonRecord, on_delete=models.PROTECT, related_name="certificates")
    number = models.CharField(max_length=12, unique=True)
    place = models.PositiveIntegerField(unique=True)
    name = models.CharField(max_length=200, blank=True)
    language = models.CharField(max_length=10)
    rule = models.ForeignKey(RuleVersion, on_delete=models.PROTECT, null=True, related_name="certificates")
    attended = models.JSONField(default=dict)
    signed_with = models.ForeignKey(IssuerKey, on_delete=models.PROTECT, related_name="certificates")
    credential = models.JSONField(default=dict)
    replaces = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="replaced_by")

    PERSONAL: ClassVar = {"record", "name", "attended", "credential", "key", "content"}
    OPEN: ClassVar = {"event", "number", "place", "language", "rule", "signed_with", "replaces"}
    EVIDENCE = ("number", "name", "record.email", "recorded_at")
    SEARCH = ("name", "number", "record__email")

    class Meta:
        ordering: ClassVar = ["pk"]
        indexes: ClassVar = [models.Index(fields=["event", "key"], name="certificate_by_key")]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["event", "key"], condition=Q(retracted_at=None), name="certificate_once"),
        ]

    def __str__(self) -> str:
        return self.shown_number

    def get_absolute_url(self) -> str:
        """The certificate's public page."""
        return reverse("exchanges:certificate-detail", args=[self.number])

    @property
    def shown_number(self) -> str:
        """The number as it is printed: in groups of four."""
        return "-".join(self.number[place : place + 4] for place in range(0, len(self.number), 4))

    @property
    def issued_at(self) -> datetime:
        """When it was issued."""
        return self.recorded_at

    @property
    def revoked_at(self) -> datetime | None:
        """When it was revoked; None while it holds."""
        return self.retracted_at

    @property
    def erased(self) -> bool:
        """Whether its holder was forgotten."""
        return not self.credential


class Appeal(models.Model):
    """That somebody says they earned a certificate which the records do not give them. `by` is who of the team noted
    it, blank where they wrote it themselves, through their personal link."""

    event = models.ForeignKey(Event, on_delete=models.PROTECT, related_name="appeals")
    record = models.ForeignKey(PersonRecord, on_delete=models.PROTECT, related_name="appeals")
    text = models.TextField(blank=True)
    made_at = models.DateTimeField()
    by = models.CharField(max_length=150, blank=True)

    PERSONAL: ClassVar = {"record", "text", "by"}
    OPEN: ClassVar = {"event", "made_at"}

    class Meta:
        ordering: ClassVar = ["made_at", "pk"]


class Ruling(KeyedFact):
    """What was decided about an appeal: who is granted it qualifies. The reason is that of the source."""

    event = models.ForeignKey(Event, on_delete=models.PROTECT, related_name="rulings", db_index=False)
    record = models.ForeignKey(PersonRecord, on_delete=models.PROTECT, related_name="rulings")
    appeal = models.ForeignKey(Appeal, on_delete=models.PROTECT, related_name="rulings")
    granted = models.BooleanField()

    PERSONAL: ClassVar = {"record", "key", "content"}
    OPEN: ClassVar = {"event", "appeal", "granted"}
    EVIDENCE = ("record.name", "granted", "source.reason")

    class Meta:
        indexes: ClassVar = [models.Index(fields=["event", "key"], name="ruling_by_key")]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["event", "key"], condition=Q(retracted_at=None), name="ruled_once"),
        ]
