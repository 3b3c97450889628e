"""Who watched on our own pages, and for how long; and what viewers asked there.

What counts is the fact that a viewing is filed as (`Attendance`), and the reading of how many there were
(`ViewReading`).
"""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from sarai.network.models import PersonRecord

from .enrolments import Enrolment
from .events import Session


class Viewing(models.Model):
    """What one loading of a watch page says of itself, by its latest heartbeat.

    Its viewer is a registration, or a hash of address and browser under the salt of that day; `viewer` is the same for
    one of both in one session and mode. `stretches` are kept as a heartbeat says them ("1:0:30;2:95:12;": number, after
    how many seconds since the page was made it began, how many it lasted), within what the clock allows; `seconds` is
    how long that is inside the session.
    """

    class Mode(models.TextChoices):
        LIVE = "live", _("live")
        PLAYBACK = "playback", _("playback")

    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="viewings", db_index=False)
    page = models.CharField(max_length=16, unique=True)
    viewer = models.CharField(max_length=33)
    enrolment = models.ForeignKey(Enrolment, on_delete=models.SET_NULL, null=True, related_name="viewings")
    # Who it is about, once it was filed.
    record = models.ForeignKey(PersonRecord, on_delete=models.PROTECT, null=True, related_name="viewings")
    mode = models.CharField(max_length=8, choices=Mode)
    issued_at = models.DateTimeField()
    stretches = models.TextField()
    seconds = models.PositiveIntegerField(default=0)
    first_at = models.DateTimeField()
    last_at = models.DateTimeField()
    # Since when it is filed as it stands; null: it waits for that.
    filed_at = models.DateTimeField(null=True)

    PERSONAL: ClassVar = {"viewer", "enrolment", "record"}
    OPEN: ClassVar = {
        "session",
        "page",
        "mode",
        "issued_at",
        "stretches",
        "seconds",
        "first_at",
        "last_at",
        "filed_at",
    }

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["session", "mode", "viewer"], name="viewing_of_session"),
            models.Index(
                fields=["session", "mode"],
                condition=Q(enrolment__isnull=False) | Q(record__isnull=False),
                name="viewing_of_registered",
            ),
        ]


class JournalRead(models.Model):
    """Up to which byte a journal of heartbeats was read; stored together with what it said."""

    name = models.CharField(max_length=60, primary_key=True)
    offset = models.PositiveBigIntegerField(default=0)
    read_at = models.DateTimeField()

    PERSONAL: ClassVar[set[str]] = set()
    OPEN: ClassVar = {"name", "offset", "read_at"}


class DaySalt(models.Model):
    """What the hashes of one day's anonymous viewers are made with. It is thrown away with the day: from then on nobody
    can tell whose they were."""

    day = models.DateField(primary_key=True)
    salt = models.BinaryField(max_length=32)

    PERSONAL: ClassVar = {"salt"}
    OPEN: ClassVar = {"day"}


class SessionQuestion(models.Model):
    """A question that a viewer asked in a session. `viewer` is that of a viewing."""

    class State(models.TextChoices):
        OPEN = "open", pgettext_lazy("question", "open")
        ANSWERED = "answered", pgettext_lazy("question", "answered")
        HIDDEN = "hidden", pgettext_lazy("question", "hidden")

    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="questions", db_index=False)
    enrolment = models.ForeignKey(Enrolment, on_delete=models.SET_NULL, null=True, related_name="questions")
    viewer = models.CharField(max_length=33)
    name = models.CharField(max_length=100)
    text = models.CharField(max_length=1000)
    state = models.CharField(max_length=8, choices=State, default=State.OPEN)
    # What it was before the team last moved it: the way back.
    before = models.CharField(max_length=8, choices=State, blank=True)
    asked_at = models.DateTimeField()
    moved_at = models.DateTimeField(null=True)
    moved_by = models.CharField(max_length=150, blank=True)

    PERSONAL: ClassVar = {"enrolment", "viewer", "name", "text", "moved_by"}
    OPEN: ClassVar = {"session", "state", "before", "asked_at", "moved_at"}

    class Meta:
        ordering: ClassVar = ["pk"]
        indexes: ClassVar = [models.Index(fields=["session", "state"], name="question_in_session")]

    def __str__(self) -> str:
        return self.text


class Upvote(models.Model):
    """That a viewer would like a question to be answered, too. Votes of one `voice` count once."""

    question = models.ForeignKey(SessionQuestion, on_delete=models.CASCADE, related_name="upvotes", db_index=False)
    viewer = models.CharField(max_length=33)
    voice = models.CharField(max_length=33)

    PERSONAL: ClassVar = {"viewer", "voice"}
    OPEN: ClassVar = {"question"}

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["question", "viewer"], name="upvoted_once")]
