"""Since when an institution takes part in the programme, and as what."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from sarai.evidence.models import Fact

from .programmes import Institution


class Engagement(Fact):
    """That an institution takes part in the programme in one role, since a day and, once it ended, until another.

    An institution has several roles at once, and may take one up again; it never has one twice at a time.
    """

    class Role(models.TextChoices):
        ORGANISER = "organiser", _("organiser")
        CO_ORGANISER = "co_organiser", _("co-organiser")
        DONOR = "donor", _("donor")
        TECHNICAL = "technical", _("technical partner")
        IMPLEMENTING = "implementing", _("implementing partner")
        KNOWLEDGE = "knowledge", _("knowledge partner")
        NETWORK = "network", _("network of cities or institutions")
        PARTNER = "partner", _("partner")

    institution = models.ForeignKey(Institution, on_delete=models.PROTECT, related_name="engagements")
    role = models.CharField(max_length=12, choices=Role)
    since = models.DateField()
    until = models.DateField(null=True)
    what = models.CharField(max_length=300, blank=True)

    PERSONAL: ClassVar[set[str]] = set()
    OPEN: ClassVar = {"institution", "role", "since", "until", "what"}
    EVIDENCE = ("institution.name", "institution.type", "role", "since", "until", "what")
    SEARCH = ("institution__name", "institution__acronym", "what")

    class Meta:
        ordering: ClassVar = ["since", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["institution", "role"],
                condition=Q(retracted_at=None, until=None),
                name="engaged_once_at_a_time",
            ),
            models.UniqueConstraint(
                fields=["institution", "role", "since"], condition=Q(retracted_at=None), name="engaged_once_from_a_day"
            ),
            models.CheckConstraint(condition=Q(until=None) | Q(until__gte=F("since")), name="engaged_forward"),
        ]

    def __str__(self) -> str:
        return f"{self.institution}: {self.get_role_display()}"
