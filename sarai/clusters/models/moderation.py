"""What members report, and what the team hides."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from sarai.accounts.models import User
from sarai.evidence.models import Fact

from .posts import Post


class Hiding(Fact):
    """That a post is shown to nobody but its writer and the team: because the team hid it, for the reason that the
    source states, or because it is held until the team has looked at it. Retracted, it is shown again."""

    class Why(models.TextChoices):
        HELD = "held", _("held until the team has looked at it")
        HIDDEN = "hidden", _("hidden by the team")

    post = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="hidings")
    why = models.CharField(max_length=8, choices=Why)

    PERSONAL: ClassVar[set[str]] = set()
    OPEN: ClassVar = {"post", "why"}

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["post"], condition=Q(retracted_at=None), name="post_hidden_once"),
        ]


class Report(models.Model):
    """That a member thinks that a post should not stand as it does, and what the team decided."""

    class State(models.TextChoices):
        OPEN = "open", _("open")
        KEPT = "kept", _("the post stays")
        HIDDEN = "hidden", _("the post was hidden")
        GONE = "gone", _("its writer deleted the post")

    post = models.ForeignKey(Post, on_delete=models.CASCADE, related_name="reports")
    reporter = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="reports")
    text = models.TextField(blank=True)
    at = models.DateTimeField()
    state = models.CharField(max_length=8, choices=State, default=State.OPEN)
    decided_by = models.CharField(max_length=150, blank=True)
    decided_at = models.DateTimeField(null=True)

    PERSONAL: ClassVar = {"reporter", "text", "decided_by"}
    OPEN: ClassVar = {"post", "at", "state", "decided_at"}

    class Meta:
        ordering: ClassVar = ["at", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["post", "reporter"], condition=Q(state="open"), name="reported_once_by_each"
            ),
        ]
