"""How much each reason counts in a match, as the team set it."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from sarai.evidence.models import Fact


class Weight(Fact):
    """That a part of a match counts so much. A part without one counts as `rules.Weights` says."""

    class Part(models.TextChoices):
        NEEDS = "needs", _("What one needs and the other offers")
        PRACTICES = "practices", _("What one needs and the other has shown")
        ALONE = "alone", _("Neither has a partner in it yet")
        PRIORITIES = "priorities", _("Both need the same most")
        LANGUAGES = "languages", _("A common language")
        REGIONS = "regions", _("The same region")
        OUTCOMES = "outcomes", _("What partnerships of the other came to")
        PEERS = "peers", _("Cities of the same country have named it")
        WISH = "wish", _("The city has named the partner")
        ASKED = "asked", _("The partner has named the city")
        MUTUAL = "mutual", _("Each has named the other")

    part = models.CharField(max_length=10, choices=Part)
    value = models.FloatField()

    PERSONAL: ClassVar[set[str]] = set()
    OPEN: ClassVar = {"part", "value"}
    EVIDENCE = ("part", "value")
    SEARCH = ("part",)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["part"], condition=Q(retracted_at=None), name="weight_held_once"),
            models.CheckConstraint(condition=Q(value__gte=0, value__lte=100), name="weight_from_0_to_100"),
        ]
