"""What a city says of itself, beside what surveys tell of it; and what was done about its needs."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from sarai.evidence.models import Fact
from sarai.network.models import City, Theme


class Statement(Fact):
    """That a city needs, wishes or offers something, or that it does not, by the word of its own officer.

    `subject` is what it is about, as figures call it: a priority, a kind of support, an offer in the words of the
    survey or the officer's own; of a partner city its GeoNames id. `rank` is the place that the city gives it, from 1.
    """

    class Kind(models.TextChoices):
        NEED = "need", _("need")
        SUPPORT = "support", _("support wished for")
        PARTNER = "partner", _("partner city wished for")
        OFFER = "offer", _("offer")

    city = models.ForeignKey(City, on_delete=models.PROTECT, related_name="statements")
    kind = models.CharField(max_length=8, choices=Kind)
    subject = models.CharField(max_length=100)
    holds = models.BooleanField()
    rank = models.PositiveSmallIntegerField(null=True)
    theme = models.ForeignKey(Theme, on_delete=models.SET_NULL, null=True, related_name="+")

    PERSONAL: ClassVar[set[str]] = set()
    OPEN: ClassVar = {"city", "kind", "subject", "holds", "rank", "theme"}
    EVIDENCE = ("city", "kind", "subject", "holds", "rank", "theme")
    SEARCH = ("city__name", "subject")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["city", "kind", "subject"], condition=Q(retracted_at=None), name="statement_known_once"
            ),
            models.CheckConstraint(condition=~Q(subject=""), name="statement_about_something"),
            models.CheckConstraint(condition=Q(rank=None) | Q(rank__gte=1, holds=True), name="statement_ranks_what_is"),
        ]


class Reply(Fact):
    """That something was done about a need of a city: a training, a partner, goods, advice."""

    class Means(models.TextChoices):
        TRAINING = "training", _("a training or an exchange")
        PARTNER = "partner", _("a partner")
        GOODS = "goods", _("goods")
        ADVICE = "advice", _("advice")
        FUNDING = "funding", _("funding")
        OTHER = "other", _("something else")

    city = models.ForeignKey(City, on_delete=models.PROTECT, related_name="replies")
    subject = models.CharField(max_length=100)
    means = models.CharField(max_length=8, choices=Means)
    what = models.CharField(max_length=300)
    link = models.CharField(blank=True, max_length=300)
    replied_on = models.DateField()

    PERSONAL: ClassVar[set[str]] = set()
    OPEN: ClassVar = {"city", "subject", "means", "what", "link", "replied_on"}
    EVIDENCE = ("city", "subject", "means", "what", "link", "replied_on")
    SEARCH = ("city__name", "subject", "what")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["city", "subject", "means", "what", "replied_on"],
                condition=Q(retracted_at=None),
                name="reply_known_once",
            ),
        ]
