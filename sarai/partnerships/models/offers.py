"""Technology and know-how that institutions and cities offer to others, and who took it up."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any, ClassVar

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from sarai.evidence.models import Fact
from sarai.network.models import City, Institution, Theme

from .pilots import WHOSE


@dataclass(frozen=True, slots=True)
class Wording:
    """What an offer says: `themes` by their slugs, `languages` by their codes (BCP 47)."""

    title: str
    text: str
    conditions: str = ""
    themes: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    until: date | None = None
    link: str = ""

    @classmethod
    def read(cls, plain: Mapping[str, Any]) -> Wording:
        """What was kept as JSON."""
        until = plain["until"] and date.fromisoformat(plain["until"])
        lists = {name: tuple(plain[name]) for name in ("themes", "languages")}
        return cls(**{**plain, **lists, "until": until})

    @property
    def plain(self) -> dict[str, Any]:
        """As it is kept as JSON."""
        lists = {name: list(getattr(self, name)) for name in ("themes", "languages")}
        return asdict(self) | lists | {"until": self.until.isoformat() if self.until else None}


class Offer(models.Model):
    """What an institution, a company or a city offers: what it is, on which conditions, in which languages, until when.
    Everybody reads it once the programme team has confirmed it. What its offerer changes of it afterwards waits in the
    step that holds (`OfferStep.words`). `token` is of the form by which it came: sent twice, it is one offer."""

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
    token = models.CharField(max_length=32, blank=True)

    PERSONAL: ClassVar[set[str]] = set()
    OPEN: ClassVar = {
        "title", "text", "conditions", "themes", "languages", "until", "link", "city", "institution", "made_at",
        "token",
    }  # fmt: skip

    class Meta:
        ordering: ClassVar = ["-made_at", "-pk"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=WHOSE, name="offer_of_city_or_institution"),
            models.UniqueConstraint(fields=["token"], condition=~Q(token=""), name="offer_of_form_once"),
        ]

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

    def wording(self, themes: Iterable[Theme]) -> Wording:
        """What it says, with these themes."""
        slugs = tuple(sorted(theme.slug for theme in themes))
        return Wording(self.title, self.text, self.conditions, slugs, tuple(self.languages), self.until, self.link)


class OfferStep(Fact):
    """One step of an offer (`rules.advice.OFFER`), and the state after it. The latest says how it stands. `words` is a
    change that waits, or was not confirmed; empty where there is none."""

    class State(models.TextChoices):
        WAITING = "waiting", _("waiting for the programme team")
        PUBLIC = "public", _("public")
        CHANGED = "changed", _("public; a change waits for the programme team")
        REFUSED = "refused", _("refused")
        WITHDRAWN = "withdrawn", _("withdrawn")

    offer = models.ForeignKey(Offer, on_delete=models.PROTECT, related_name="steps")
    step = models.CharField(max_length=8)
    state = models.CharField(max_length=9, choices=State)
    why = models.CharField(max_length=300, blank=True)
    words = models.JSONField(default=dict, blank=True)

    PERSONAL: ClassVar = {"why"}
    OPEN: ClassVar = {"offer", "step", "state", "words"}
    EVIDENCE = ("offer.institution", "offer.city", "offer", "step", "state")
    SEARCH = ("offer__title",)

    class Meta:
        ordering: ClassVar = ["pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["offer"], condition=Q(retracted_at=None), name="offer_in_one_state"),
        ]

    @property
    def proposed(self) -> Wording | None:
        """The change that waits, or was not confirmed."""
        return Wording.read(self.words) if self.words else None


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
