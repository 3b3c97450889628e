"""Experts who let themselves be listed, cities' requests for advice, and what came of them."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from sarai.evidence.engine import Scope
from sarai.evidence.models import Fact
from sarai.network.models import City, Institution, Theme


class Expert(models.Model):
    """Somebody on the roster. They are listed once they consent, in the words that are kept (`wording`), and the team
    knows them: it proposed them, or confirms who came by themselves. They remove themselves at any time. The address
    is shown to nobody; by it the site knows their account, and what they did. `token` is of the form by which the team
    proposed them: sent twice, it is one proposal."""

    class State(models.TextChoices):
        INVITED = "invited", _("asked for their consent")
        WAITING = "waiting", _("waiting for the programme team")
        LISTED = "listed", _("listed")
        REMOVED = "removed", _("removed")

    email = models.CharField(max_length=254)
    name = models.CharField(max_length=200)
    headline = models.CharField(max_length=200, blank=True)
    about = models.TextField(blank=True)
    city = models.ForeignKey(City, on_delete=models.PROTECT, null=True, blank=True, related_name="experts")
    institution = models.ForeignKey(
        Institution, on_delete=models.PROTECT, null=True, blank=True, related_name="experts"
    )
    themes = models.ManyToManyField(Theme, blank=True, related_name="experts")
    languages = models.JSONField(default=list, blank=True)
    availability = models.CharField(max_length=200, blank=True)
    state = models.CharField(max_length=8, choices=State, default=State.INVITED)
    wording = models.TextField(blank=True)
    consented_at = models.DateTimeField(null=True)
    made_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    by = models.CharField(max_length=150, blank=True)
    token = models.CharField(max_length=32, blank=True)

    PERSONAL: ClassVar = {
        "email", "name", "headline", "about", "city", "institution", "themes", "languages", "availability", "by",
    }  # fmt: skip
    OPEN: ClassVar = {"state", "wording", "consented_at", "made_at", "changed_at", "token"}

    class Meta:
        ordering: ClassVar = ["name", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["email"], condition=~Q(email=""), name="expert_once"),
            models.UniqueConstraint(fields=["token"], condition=~Q(token=""), name="expert_of_form_once"),
            models.CheckConstraint(
                condition=~Q(state="listed") | Q(consented_at__isnull=False), name="expert_listed_by_consent"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """Their page on the roster."""
        return reverse("partnerships:expert-detail", args=[self.pk])

    @property
    def is_unknown(self) -> bool:
        """Whether they came by themselves, and the team has not confirmed them."""
        return self.state == self.State.WAITING


class AdviceRequest(models.Model):
    """What a city asks to be advised on: the need behind it, as figures call it, in which languages, and by when.
    `token` is of the form by which it came: sent twice, it is one request."""

    city = models.ForeignKey(City, on_delete=models.PROTECT, related_name="advice_requests")
    theme = models.ForeignKey(Theme, on_delete=models.PROTECT, null=True, blank=True, related_name="advice_requests")
    need = models.CharField(max_length=100, blank=True)
    title = models.CharField(max_length=200)
    text = models.TextField(blank=True)
    languages = models.JSONField(default=list, blank=True)
    by_when = models.DateField(null=True, blank=True)
    made_at = models.DateTimeField()
    token = models.CharField(max_length=32, blank=True)

    PERSONAL: ClassVar = {"text"}
    OPEN: ClassVar = {"city", "theme", "need", "title", "languages", "by_when", "made_at", "token"}

    class Meta:
        ordering: ClassVar = ["-made_at", "-pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["token"], condition=~Q(token=""), name="advice_of_form_once")
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """Its page."""
        return reverse("partnerships:advice-detail", args=[self.pk])

    @property
    def scope(self) -> Scope:
        """What figures about it are about: those of its city."""
        return Scope("city", str(self.city_id))


class AdviceStep(Fact):
    """One step of a request for advice (`rules.advice.ADVICE`), and the state after it. The latest says how it stands.

    `role` is in which role it was taken. `expert` or `institution` is who advises from this step on (none: nobody).
    `starts_on` and `link` are of a visit or call, `document` is the report, `rating` (1 to 5) what the city says of it.
    """

    class Kind(models.TextChoices):
        ASK = "ask", _("asked for advice")
        OFFER = "offer", _("offered to advise")
        ASSIGN = "assign", _("proposed by the programme team")
        DECLINE = "decline", _("declined by the programme team")
        AGREE = "agree", _("terms agreed")
        ARRANGE = "arrange", _("visit or call arranged")
        REPORT = "report", _("reported")
        RATE = "rate", _("rated by the city")
        RELEASE = "release", _("given back")
        WITHDRAW = "withdraw", _("withdrawn by the city")

    class State(models.TextChoices):
        ASKED = "asked", _("asked")
        OFFERED = "offered", _("offered")
        AGREED = "agreed", _("agreed")
        ARRANGED = "arranged", _("arranged")
        REPORTED = "reported", _("reported")
        RATED = "rated", _("rated")
        DECLINED = "declined", _("declined")
        WITHDRAWN = "withdrawn", _("withdrawn")

    class Role(models.TextChoices):
        CITY = "city", _("by the city")
        ADVISER = "adviser", _("by the adviser")
        TEAM = "team", _("by the programme team")

    class Form(models.TextChoices):
        CALL = "call", _("call")
        VISIT = "visit", _("visit")

    request = models.ForeignKey(AdviceRequest, on_delete=models.PROTECT, related_name="steps")
    step = models.CharField(max_length=8, choices=Kind)
    state = models.CharField(max_length=9, choices=State)
    role = models.CharField(max_length=7, choices=Role)
    happened_on = models.DateField()
    expert = models.ForeignKey(Expert, on_delete=models.PROTECT, null=True, related_name="advised")
    institution = models.ForeignKey(Institution, on_delete=models.PROTECT, null=True, related_name="advised")
    text = models.TextField(blank=True)
    form = models.CharField(max_length=5, choices=Form, blank=True)
    starts_on = models.DateField(null=True)
    ends_on = models.DateField(null=True)
    link = models.CharField(max_length=500, blank=True)
    document = models.FileField(upload_to="advice/", max_length=200, blank=True)
    rating = models.PositiveSmallIntegerField(null=True)

    PERSONAL: ClassVar = {"expert", "text", "link", "document", "rating"}
    OPEN: ClassVar = {"request", "step", "state", "role", "happened_on", "institution", "form", "starts_on", "ends_on"}
    EVIDENCE = ("request.city", "request", "step", "state", "happened_on", "institution", "form", "starts_on")
    SEARCH = ("request__title", "request__city__name")

    class Meta:
        ordering: ClassVar = ["pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["request"], condition=Q(retracted_at=None), name="advice_in_one_state"),
            models.CheckConstraint(condition=Q(rating=None) | Q(rating__gte=1, rating__lte=5), name="rating_of_five"),
            models.CheckConstraint(condition=Q(expert=None) | Q(institution=None), name="advice_by_one"),
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(starts_on__isnull=False, ends_on__gte=models.F("starts_on")),
                name="visit_ends_after_it_starts",
            ),
        ]

    @property
    def adviser(self) -> Expert | Institution | None:
        """Who advises."""
        return self.expert or self.institution
