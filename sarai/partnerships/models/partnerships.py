"""Partnerships: between whom, about what, and each step from an interest to a result."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from sarai.accounts.models import User
from sarai.evidence.engine import Scope
from sarai.evidence.models import Fact
from sarai.exchanges.models import Event, Series
from sarai.network.models import City, Institution, Theme


class Partnership(models.Model):
    """Two who work together or may, and in triangular cooperation a third that supports them.

    `pair` names the two, whichever of them asked ("city:1816670|institution:catis"): one pair has one open partnership.
    `event` or `series` is where they met. Who does the next thing, what and when is planning, and no fact.
    """

    pair = models.CharField(max_length=200, db_index=True)
    is_open = models.BooleanField(default=True)
    theme = models.ForeignKey(Theme, on_delete=models.PROTECT, null=True, blank=True, related_name="partnerships")
    event = models.ForeignKey(Event, on_delete=models.PROTECT, null=True, blank=True, related_name="partnerships")
    series = models.ForeignKey(Series, on_delete=models.PROTECT, null=True, blank=True, related_name="partnerships")
    made_at = models.DateTimeField()
    next_action = models.CharField(max_length=300, blank=True)
    owner = models.CharField(max_length=150, blank=True)
    due_on = models.DateField(null=True, blank=True)

    PERSONAL: ClassVar = {"owner", "next_action"}
    OPEN: ClassVar = {"pair", "is_open", "theme", "event", "series", "made_at", "due_on"}

    class Meta:
        ordering: ClassVar = ["-made_at", "-pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["pair"], condition=Q(is_open=True), name="partnership_open_once"),
        ]

    def __str__(self) -> str:
        return " – ".join(str(side) for side in self.sides.all() if side.role != Side.Role.SUPPORT)

    def get_absolute_url(self) -> str:
        """Its page."""
        return reverse("partnerships:partnership-detail", args=[self.pk])

    @property
    def scope(self) -> Scope:
        """What figures about this partnership are about."""
        return Scope("partnership", str(self.pk))


class Side(models.Model):
    """A city or an institution in a partnership: who leads (asked, or is proposed to), who is asked, who supports."""

    class Role(models.TextChoices):
        LEAD = "lead", _("leads")
        PARTNER = "partner", _("partner")
        SUPPORT = "support", _("supports as a third party")

    partnership = models.ForeignKey(Partnership, on_delete=models.CASCADE, related_name="sides")
    role = models.CharField(max_length=8, choices=Role)
    city = models.ForeignKey(City, on_delete=models.PROTECT, null=True, related_name="partnership_sides")
    institution = models.ForeignKey(Institution, on_delete=models.PROTECT, null=True, related_name="partnership_sides")
    # A third party takes part once it has accepted. Kept as its steps say, so that lists need not read them.
    takes_part = models.BooleanField(default=True)

    PERSONAL: ClassVar[set[str]] = set()
    OPEN: ClassVar = {"partnership", "role", "city", "institution", "takes_part"}

    class Meta:
        ordering: ClassVar = ["pk"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(city=None, institution__isnull=False) | Q(city__isnull=False, institution=None),
                name="side_is_city_or_institution",
            ),
            models.UniqueConstraint(fields=["partnership", "city"], name="city_once_in_partnership"),
            models.UniqueConstraint(fields=["partnership", "institution"], name="institution_once_in_partnership"),
            models.UniqueConstraint(
                fields=["partnership", "role"], condition=~Q(role="support"), name="one_leads_one_is_partner"
            ),
        ]

    def __str__(self) -> str:
        return str(self.who)

    @property
    def who(self) -> City | Institution:
        """The city or institution itself."""
        found = self.city or self.institution
        assert found is not None
        return found

    @property
    def name(self) -> str:
        """How it is called in `Partnership.pair`."""
        return f"city:{self.city_id}" if self.city_id is not None else f"institution:{self.institution.slug}"  # type: ignore[union-attr]


class Step(Fact):
    """One step of a partnership (`rules.PIPELINE`), and the state after it. What holds is what the steps that are not
    retracted make of it.

    `side` is who takes it; None: the team for all, or time. `happened_on` is the day of what it tells (of a signature,
    an activity). A `document` proves it, or an `activity`: an event of the programme.
    """

    class Kind(models.TextChoices):
        ASK = "ask", _("asked for an introduction")
        PROPOSE = "propose", _("proposed by the programme team")
        DECLARE = "declare", _("said to exist")
        ACCEPT = "accept", _("accepted")
        DECLINE = "decline", _("declined")
        WITHDRAW = "withdraw", _("withdrew the consent to share contact details")
        TALK = "talk", _("talked")
        AGREE = "agree", _("said that they work together")
        SIGN = "sign", _("signed a document")
        ACT = "act", _("did something together")
        ACHIEVE = "achieve", _("came to a result")
        EXPIRE = "expire", _("expired: nobody answered")
        END = "end", _("ended")

    class State(models.TextChoices):
        INTEREST = "interest", _("interest")
        MATCH = "match", _("match")
        INTRODUCTION = "introduction", _("introduction")
        DIALOGUE = "dialogue", _("dialogue")
        AGREEMENT = "agreement", _("agreement")
        ACTIVE = "active", _("active")
        RESULT = "result", _("result")
        DECLINED = "declined", _("declined")
        EXPIRED = "expired", _("expired")
        ENDED = "ended", _("ended")

    class Rung(models.TextChoices):
        DECLARED = "declared", _("self-declared")
        CONFIRMED = "confirmed", _("confirmed by both")
        DOCUMENT = "document", _("document")
        ACTIVITY = "activity", _("activity")
        RESULT = "result", _("result")

    partnership = models.ForeignKey(Partnership, on_delete=models.PROTECT, related_name="steps")
    step = models.CharField(max_length=8, choices=Kind)
    state = models.CharField(max_length=12, choices=State)
    side = models.ForeignKey(Side, on_delete=models.PROTECT, null=True, related_name="steps")
    happened_on = models.DateField()
    what = models.CharField(max_length=300, blank=True)
    document = models.FileField(upload_to="partnerships/", max_length=200, blank=True)
    activity = models.ForeignKey(Event, on_delete=models.PROTECT, null=True, related_name="partnership_steps")

    PERSONAL: ClassVar = {"what", "document"}
    OPEN: ClassVar = {"partnership", "step", "state", "side", "happened_on", "activity"}
    EVIDENCE = ("partnership", "step", "state", "side", "happened_on", "activity", "what")
    SEARCH = ("side__city__name", "side__institution__name")

    class Meta:
        ordering: ClassVar = ["recorded_at", "pk"]
        indexes: ClassVar = [models.Index(fields=["partnership", "retracted_at"], name="steps_that_hold")]


class Note(models.Model):
    """What somebody writes down about a partnership: for all of its sides and the team, for their own side, or for
    the team alone. It goes with their account."""

    class Readers(models.TextChoices):
        SIDES = "sides", _("all sides and the programme team")
        OWN = "own", _("my own side alone")
        TEAM = "team", _("the programme team alone")

    partnership = models.ForeignKey(Partnership, on_delete=models.CASCADE, related_name="notes")
    side = models.ForeignKey(Side, on_delete=models.CASCADE, null=True, related_name="notes")
    readers = models.CharField(max_length=5, choices=Readers)
    text = models.TextField()
    author = models.ForeignKey(User, on_delete=models.CASCADE, related_name="partnership_notes")
    at = models.DateTimeField()

    PERSONAL: ClassVar = {"text", "author"}
    OPEN: ClassVar = {"partnership", "side", "readers", "at"}

    class Meta:
        ordering: ClassVar = ["at", "pk"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=~Q(readers="own") | Q(side__isnull=False), name="own_note_has_side"),
            models.CheckConstraint(condition=~Q(readers="team") | Q(side=None), name="team_note_has_no_side"),
        ]


class Meeting(models.Model):
    """A meeting that a side proposes. Its number and version make its appointment one in every calendar."""

    class State(models.TextChoices):
        PROPOSED = "proposed", _("proposed")
        ACCEPTED = "accepted", _("accepted")
        CANCELLED = "cancelled", _("cancelled")

    partnership = models.ForeignKey(Partnership, on_delete=models.CASCADE, related_name="meetings")
    proposed_by = models.ForeignKey(Side, on_delete=models.CASCADE, null=True, related_name="meetings")
    title = models.CharField(max_length=200)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    timezone = models.CharField(max_length=60)
    link = models.CharField(max_length=500, blank=True)
    state = models.CharField(max_length=9, choices=State, default=State.PROPOSED)
    sequence = models.PositiveIntegerField(default=0)
    made_at = models.DateTimeField()
    uid = models.CharField(max_length=80, unique=True)

    PERSONAL: ClassVar = {"title", "link"}
    OPEN: ClassVar = {
        "partnership",
        "proposed_by",
        "starts_at",
        "ends_at",
        "timezone",
        "state",
        "sequence",
        "made_at",
        "uid",
    }

    class Meta:
        ordering: ClassVar = ["starts_at", "pk"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(ends_at__gt=models.F("starts_at")), name="meeting_takes_time"),
        ]
