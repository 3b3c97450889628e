"""Following up on people who asked to be contacted."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from sarai.evidence.models import Fact
from sarai.network.models import PersonRecord


class Contact(Fact):
    """One step in following up on somebody: who took it on, called, what came of it. The latest says how it stands."""

    class State(models.TextChoices):
        ASKED = "asked", _("asked to be contacted")
        TAKEN = "taken", _("taken on")
        MISSED = "missed", _("not reached yet")
        REACHED = "reached", _("in conversation")
        CLOSED = "closed", _("closed")

    class Outcome(models.TextChoices):
        HELPED = "helped", _("what they needed was given or found")
        INTRODUCED = "introduced", _("introduced to a partner")
        REFERRED = "referred", _("referred to somebody else")
        NOT_WISHED = "not_wished", _("they do not wish it any more")
        UNREACHABLE = "unreachable", _("could not be reached")
        OTHER = "other", _("something else")

    record = models.ForeignKey(PersonRecord, on_delete=models.PROTECT, related_name="contacts")
    step = models.CharField(max_length=8)
    state = models.CharField(max_length=8, choices=State)
    outcome = models.CharField(max_length=12, blank=True, choices=Outcome)
    owner = models.CharField(max_length=150, blank=True)
    due_on = models.DateField(null=True)
    note = models.TextField(blank=True)

    PERSONAL: ClassVar = {"record", "owner", "note"}
    OPEN: ClassVar = {"step", "state", "outcome", "due_on"}
    EVIDENCE = ("record.name", "record.email", "step", "state", "outcome", "owner", "due_on", "note")
    SEARCH = ("record__name", "record__email", "owner")

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(state="closed", outcome__gt="") | ~models.Q(state="closed") & models.Q(outcome=""),
                name="contact_closed_with_outcome",
            ),
        ]
