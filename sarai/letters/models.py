"""A letter on its way, and who does not want any."""

from __future__ import annotations

import hmac
from functools import lru_cache
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


def mark_of(address: str) -> str:
    """The keyed hash by which an address is known where it need not be written: HMAC-SHA256 (RFC 2104), half of it."""
    return hmac.digest(_key("address", settings.SECRET_KEY), address.strip().lower().encode(), "sha256").hex()[:32]


def name_of(key: str) -> str:
    """The part of a Message-ID before the @: the same whenever a letter has this key, which it does not tell."""
    return hmac.digest(_key("letter", settings.SECRET_KEY), key.encode(), "sha256").hex()[:32]


@lru_cache(maxsize=8)
def _key(kind: str, secret: str) -> bytes:
    return hmac.digest(secret.encode(), f"sarai.letters.{kind}".encode(), "sha256")


class Letter(models.Model):
    """A mail to one reader. Its `key`, which the caller chooses and which tells nobody's name, makes it one letter
    however often it is posted; its `topic` ("event:training") is what a reader stops and a page lists."""

    class Purpose(models.TextChoices):
        CONFIRMATION = "confirmation", _("confirmation")
        CHANGE = "change", _("news of a change")
        NOTICE = "notice", _("notice")
        INVITATION = "invitation", _("invitation")
        REMINDER = "reminder", _("reminder")
        THANKS = "thanks", _("thanks")
        DIGEST = "digest", _("digest")

    class State(models.TextChoices):
        WAITING = "waiting", _("waiting")
        SENDING = "sending", _("being sent")
        SENT = "sent", _("sent")
        DOUBTFUL = "doubtful", _("perhaps sent")
        REFUSED = "refused", _("refused")
        FAILED = "failed", _("not sent")
        STOPPED = "stopped", _("stopped")

    class Reason(models.TextChoices):
        UNWANTED = "unwanted", _("The reader asked not to be written to about this.")
        DEAD = "dead", _("The address was refused before.")
        LATE = "late", _("It would have come too late.")
        NOT_NEEDED = "not_needed", _("It was not needed any more.")
        ERASED = "erased", _("The data of its reader, or of somebody whom it named, was erased.")
        LEFT = "left", _("The team left it as it is.")
        LOST = "lost", _("The worker ended while it was being sent.")
        CUT = "cut", _("The connection ended before the mail server said whether it took the letter.")
        PUT_OFF = "put_off", _("The mail server put it off.")
        GIVEN_UP = "given_up", _("The mail server put it off for three days.")
        SAID_NO = "said_no", _("The mail server did not take it.")
        BOUNCED = "bounced", _("It came back.")
        DELAYED = "delayed", _("It is delayed on its way.")
        UNWRITABLE = "unwritable", _("It could not be written as a mail.")

    key = models.CharField(max_length=200, unique=True)
    name = models.CharField(max_length=32, unique=True)  # of the Message-ID
    email = models.EmailField(max_length=254, blank=True)
    mark = models.CharField(max_length=32, db_index=True)
    language = models.CharField(max_length=10, blank=True)
    subject = models.CharField(max_length=250, blank=True)
    text = models.TextField(blank=True)
    reply_to = models.CharField(max_length=254, blank=True)
    attachments = models.JSONField(default=list, blank=True)
    purpose = models.CharField(max_length=12, choices=Purpose)
    bulk = models.BooleanField()  # whether a reader can do without it; others go first
    topic = models.CharField(max_length=100, blank=True)
    about = models.CharField(max_length=250, blank=True)  # what the topic is called
    state = models.CharField(max_length=8, choices=State, default=State.WAITING)
    reason = models.CharField(max_length=10, choices=Reason, blank=True)
    error = models.TextField(blank=True)  # in the mail server's words
    tries = models.PositiveSmallIntegerField(default=0)
    posted_at = models.DateTimeField()
    not_before = models.DateTimeField()
    not_after = models.DateTimeField(null=True)
    claimed_at = models.DateTimeField(null=True)
    run = models.CharField(max_length=32, blank=True)  # by which it was claimed
    sent_at = models.DateTimeField(null=True)

    PERSONAL: ClassVar = {"email", "mark", "language", "subject", "text", "reply_to", "attachments", "error"}
    OPEN: ClassVar = {
        *("key", "name", "purpose", "bulk", "topic", "about", "state", "reason", "tries", "posted_at", "not_before"),
        *("not_after", "claimed_at", "run", "sent_at"),
    }

    class Meta:
        ordering: ClassVar = ["pk"]
        indexes: ClassVar = [
            models.Index(fields=["bulk", "not_before", "id"], name="letter_due", condition=models.Q(state="waiting")),
            models.Index(fields=["topic", "state"], name="letter_topic"),
            models.Index(fields=["state", "id"], name="letter_state"),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=~models.Q(state="sending") | models.Q(claimed_at__isnull=False), name="letter_claimed"
            ),
            models.CheckConstraint(
                condition=~models.Q(state="sent") | models.Q(sent_at__isnull=False), name="letter_sent"
            ),
        ]

    def __str__(self) -> str:
        return self.subject or self.key

    @property
    def message_id(self) -> str:
        """The Message-ID under which this letter goes, however often: mail programs then show it once."""
        return f"<{self.name}@{settings.MAIL_DOMAIN}>"


class Stop(models.Model):
    """That an address gets no letters it can do without: none about a topic, or none at all (""). Known by a keyed
    hash, so that it outlives the address."""

    class Why(models.TextChoices):
        ASKED = "asked", _("the reader asked for it")
        REFUSED = "refused", _("a mail server refused the address")

    mark = models.CharField(max_length=32)
    topic = models.CharField(max_length=100, blank=True)
    why = models.CharField(max_length=8, choices=Why)
    at = models.DateTimeField()
    error = models.TextField(blank=True)

    PERSONAL: ClassVar = {"mark", "error"}
    OPEN: ClassVar = {"topic", "why", "at"}

    class Meta:
        ordering: ClassVar = ["pk"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["mark", "topic", "why"], name="stop_once")]

    def __str__(self) -> str:
        return f"{self.topic or '*'} ({self.why})"
