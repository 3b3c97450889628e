"""Technology and know-how that institutions and cities offer to others, and who took it up."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from sarai.evidence.models import Fact
from sarai.network.models import City, Institution, Theme

from .pilots import WHOSE


class Offer(models.Model):
    """What an institution, a company or a city offers: what it is, on which conditions, in which languages, until when.
    Everybody reads it once the programme team has confirmed it."""

    title = models.CharField(max_length=200)
    text = models.TextField()
    conditions = models.TextField(blank=True)
    themes = models.ManyToManyField(Theme, blank=True, related_name="technology_offers")
    languages = models.JSONField(default=list, blank=True)
    until = models.DateField(null=True, blank=True)
    link = models.CharField(max_length=500, blank=True)
    city = models.ForeignKey(City, on_delete=models.PROTECT, null=True, blank=True, related_name="technology_offers")
    institution = models.ForeignKey(
        Institution, on_delete=models.PROTECT, null=True, blank=True, related_name="technology_offers"
    )
    made_at = models.DateTimeField()

    PERSONAL: ClassVar[set[str]] = set()
    OPEN: ClassVar = {
        "title", "text", "conditions", "themes", "languages", "until", "link", "city", "institution", "made_at",
    }  # fmt: skip

    class Meta:
        ordering: ClassVar = ["-made_at", "-pk"]
        constraints: ClassVar = [models.CheckConstraint(condition=WHOSE, name="offer_of_city_or_institution")]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """Its page."""
        return reverse("partnerships:offer-detail", args=[self.pk])

    @property
    def who(self) -> City | Institution:
        """Who offers it."""
        found = self.city or self.institution
        assert found is not None
        return found


class OfferStep(Fact):
    """One step of an offer (`rules.advice.OFFER`), and the state after it. The latest says how it stands."""

    class State(models.TextChoices):
        WAITING = "waiting", _("waiting for the programme team")
        PUBLIC = "public", _("public")
        REFUSED = "refused", _("refused")
        WITHDRAWN = "withdrawn", _("withdrawn")

    offer = models.ForeignKey(Offer, on_delete=models.PROTECT, related_name="steps")
    step = models.CharField(max_length=8)
    state = models.CharField(max_length=9, choices=State)
    why = models.CharField(max_length=300, blank=True)

    PERSONAL: ClassVar = {"why"}
    OPEN: ClassVar = {"offer", "step", "state"}
    EVIDENCE = ("offer.institution", "offer.city", "offer", "step", "state")
    SEARCH = ("offer__title",)

    class Meta:
        ordering: ClassVar = ["pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["offer"], condition=Q(retracted_at=None), name="offer_in_one_state"),
        ]


class TakeUp(Fact):
    """How it stands between a city and an offer: it asked to take it up, and whether the offerer accepted."""

    class State(models.TextChoices):
        ASKED = "asked", _("asked for")
        ACCEPTED = "accepted", _("taken up")
        DECLINED = "declined", _("declined")
        WITHDRAWN = "withdrawn", _("withdrawn")

    offer = models.ForeignKey(Offer, on_delete=models.PROTECT, related_name="take_ups")
    city = models.ForeignKey(City, on_delete=models.PROTECT, related_name="take_ups")
    step = models.CharField(max_length=8)
    state = models.CharField(max_length=9, choices=State)
    text = models.TextField(blank=True)

    PERSONAL: ClassVar = {"text"}
    OPEN: ClassVar = {"offer", "city", "step", "state"}
    EVIDENCE = ("offer", "city", "step", "state")
    SEARCH = ("offer__title", "city__name")

    class Meta:
        ordering: ClassVar = ["pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["offer", "city"], condition=Q(retracted_at=None), name="take_up_in_one_state"
            ),
        ]
