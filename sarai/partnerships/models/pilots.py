"""Pilots: a need, a plan, who gives what, and what was reached."""

from decimal import Decimal
from typing import ClassVar

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from sarai.evidence.engine import Scope
from sarai.evidence.models import Fact
from sarai.exchanges.models import Event
from sarai.network.models import City, Institution, Theme

from .partnerships import Partnership, Side

# Numbers have so few digits that an engine which keeps them as floats gives back what was written: 15 at most. Sums of
# many amounts are still right to the whole unit.
MOST_DIGITS = 15
AMOUNT_DIGITS = 14
RESULT_DIGITS, RESULT_PLACES = 14, 4


def few_digits(number: Decimal) -> None:
    """Raises ValidationError where a number says more digits than every engine keeps."""
    digits = "".join(map(str, number.as_tuple().digits)).strip("0")
    if len(digits) > MOST_DIGITS:
        raise ValidationError(_("Write at most %(most)d digits; round the number."), params={"most": MOST_DIGITS})


WHOSE = Q(city=None, institution__isnull=False) | Q(city__isnull=False, institution=None)


class Pilot(models.Model):
    """Something that cities try out together. Planning is no fact; what was reached, and what money is, are.

    `need` is what it answers, as figures call the need of `city`. `pledged_share` is how much of its budget (in per
    cent) is to be pledged before it begins; `currency` the one in which totals are stated.
    """

    slug = models.SlugField(unique=True)
    title = models.CharField(max_length=200)
    summary = models.TextField(blank=True)
    plan = models.TextField(blank=True)
    notes = models.TextField(blank=True)
    partnership = models.ForeignKey(Partnership, on_delete=models.PROTECT, null=True, blank=True, related_name="pilots")
    city = models.ForeignKey(City, on_delete=models.PROTECT, null=True, blank=True, related_name="pilots")
    need = models.CharField(max_length=100, blank=True)
    theme = models.ForeignKey(Theme, on_delete=models.PROTECT, null=True, blank=True, related_name="pilots")
    starts_on = models.DateField(null=True, blank=True)
    ends_on = models.DateField(null=True, blank=True)
    currency = models.CharField(max_length=3, default="USD")
    pledged_share = models.PositiveSmallIntegerField(
        default=100, validators=[MinValueValidator(1), MaxValueValidator(100)]
    )
    identifier = models.CharField(max_length=100, blank=True)
    sector = models.CharField(max_length=5, blank=True)
    made_at = models.DateTimeField()

    PERSONAL: ClassVar = {"notes"}
    OPEN: ClassVar = {
        "slug", "title", "summary", "plan", "partnership", "city", "need", "theme", "starts_on", "ends_on", "currency",
        "pledged_share", "identifier", "sector", "made_at",
    }  # fmt: skip

    class Meta:
        ordering: ClassVar = ["title", "pk"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(starts_on=None) | Q(ends_on=None) | Q(ends_on__gte=models.F("starts_on")),
                name="pilot_ends_after_it_starts",
            ),
            models.CheckConstraint(
                condition=Q(pledged_share__gte=1, pledged_share__lte=100), name="pilot_share_of_hundred"
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """Its page."""
        return reverse("partnerships:pilot-detail", args=[self.slug])

    @property
    def scope(self) -> Scope:
        """What figures about this pilot are about."""
        return Scope("pilot", self.slug)


class PilotParty(models.Model):
    """A city or institution in a pilot. Who begins it takes part at once; others are asked, and take part once they
    have accepted (`rules.pilots.PARTY`). `asked_by` names the city or institution that asks; "" is the programme team.
    `asked_at` is when it was last written to, whatever became of it since; None: never."""

    class State(models.TextChoices):
        ASKED = "asked", _("has been asked, and has not answered yet")
        IN = "in", _("takes part")
        DECLINED = "declined", _("has declined")
        OUT = "out", _("is not in it any more")

    pilot = models.ForeignKey(Pilot, on_delete=models.CASCADE, related_name="parties")
    role = models.CharField(max_length=8, choices=Side.Role)
    city = models.ForeignKey(City, on_delete=models.PROTECT, null=True, related_name="+")
    institution = models.ForeignKey(Institution, on_delete=models.PROTECT, null=True, related_name="+")
    state = models.CharField(max_length=8, choices=State)
    asked_by = models.CharField(max_length=200, blank=True)
    asked_at = models.DateTimeField(null=True)

    PERSONAL: ClassVar[set[str]] = set()
    OPEN: ClassVar = {"pilot", "role", "city", "institution", "state", "asked_by", "asked_at"}

    class Meta:
        ordering: ClassVar = ["pk"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=WHOSE, name="party_is_city_or_institution"),
            models.UniqueConstraint(fields=["pilot", "city"], name="city_once_in_pilot"),
            models.UniqueConstraint(fields=["pilot", "institution"], name="institution_once_in_pilot"),
        ]

    @property
    def who(self) -> City | Institution:
        """The city or institution itself."""
        found = self.city or self.institution
        assert found is not None
        return found

    @property
    def leads(self) -> bool:
        """Whether it leads the pilot, once it takes part."""
        return self.role == Side.Role.LEAD


class PilotStep(Fact):
    """One step of a pilot (`rules.pilots.PILOT`), and the state after it. The latest says how it stands."""

    class State(models.TextChoices):
        IDEA = "idea", _("idea")
        PLANNED = "planned", _("planned")
        RUNNING = "running", _("running")
        DONE = "done", _("done")
        STOPPED = "stopped", _("stopped")

    pilot = models.ForeignKey(Pilot, on_delete=models.PROTECT, related_name="steps")
    step = models.CharField(max_length=8)
    state = models.CharField(max_length=8, choices=State)
    happened_on = models.DateField()
    why = models.CharField(max_length=300, blank=True)

    PERSONAL: ClassVar = {"why"}
    OPEN: ClassVar = {"pilot", "step", "state", "happened_on"}
    EVIDENCE = ("pilot", "step", "state", "happened_on", "why")
    SEARCH = ("pilot__title",)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["pilot"], condition=Q(retracted_at=None), name="pilot_in_one_state"),
        ]


class Milestone(models.Model):
    """What is to be reached on the way, and until when. `token` is of the form by which it came: sent twice, it is one
    milestone; other words in the same form are another."""

    pilot = models.ForeignKey(Pilot, on_delete=models.PROTECT, related_name="milestones")
    title = models.CharField(max_length=200)
    due_on = models.DateField(null=True, blank=True)
    token = models.CharField(max_length=32, blank=True)

    PERSONAL: ClassVar[set[str]] = set()
    OPEN: ClassVar = {"pilot", "title", "due_on", "token"}

    class Meta:
        ordering: ClassVar = ["due_on", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["pilot", "token", "title"], condition=~Q(token=""), name="milestone_of_form_once"
            ),
        ]

    def __str__(self) -> str:
        return self.title


class MilestoneReached(Fact):
    """That a milestone was reached, on which day."""

    milestone = models.ForeignKey(Milestone, on_delete=models.PROTECT, related_name="reached")
    reached_on = models.DateField()

    PERSONAL: ClassVar[set[str]] = set()
    OPEN: ClassVar = {"milestone", "reached_on"}
    EVIDENCE = ("milestone.pilot", "milestone", "reached_on")
    SEARCH = ("milestone__title", "milestone__pilot__title")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["milestone"], condition=Q(retracted_at=None), name="milestone_once"),
        ]


class Risk(models.Model):
    """What may go wrong, how likely it is and how bad it would be (1 to 3), what is done about it, who looks after it
    (`owner`), and when it is looked at again. `token`: as of a milestone."""

    class Level(models.IntegerChoices):
        LOW = 1, _("low")
        MIDDLE = 2, _("middle")
        HIGH = 3, _("high")

    pilot = models.ForeignKey(Pilot, on_delete=models.CASCADE, related_name="risks")
    what = models.CharField(max_length=300)
    likelihood = models.PositiveSmallIntegerField(choices=Level)
    impact = models.PositiveSmallIntegerField(choices=Level)
    response = models.TextField(blank=True)
    owner = models.CharField(max_length=200, blank=True)
    review_on = models.DateField(null=True, blank=True)
    token = models.CharField(max_length=32, blank=True)

    PERSONAL: ClassVar = {"what", "response", "owner"}
    OPEN: ClassVar = {"pilot", "likelihood", "impact", "review_on", "token"}

    class Meta:
        ordering: ClassVar = ["-likelihood", "-impact", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["pilot", "token", "what"], condition=~Q(token=""), name="risk_of_form_once"
            ),
        ]


class PilotResult(Fact):
    """What a pilot came to, on which day; counted or measured if it can be, and proved by a document or an event.
    `token`: as of a milestone."""

    pilot = models.ForeignKey(Pilot, on_delete=models.PROTECT, related_name="results")
    what = models.CharField(max_length=300)
    reached_on = models.DateField()
    value = models.DecimalField(max_digits=RESULT_DIGITS, decimal_places=RESULT_PLACES, null=True)
    unit = models.CharField(max_length=60, blank=True)
    document = models.FileField(upload_to="pilots/", max_length=200, blank=True)
    event = models.ForeignKey(Event, on_delete=models.PROTECT, null=True, related_name="pilot_results")
    token = models.CharField(max_length=32, blank=True)

    PERSONAL: ClassVar = {"document"}
    OPEN: ClassVar = {"pilot", "what", "reached_on", "value", "unit", "event", "token"}
    EVIDENCE = ("pilot", "what", "reached_on", "value", "unit", "event")
    SEARCH = ("pilot__title", "what")

    class Meta:
        ordering: ClassVar = ["reached_on", "pk"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(value=None) | ~Q(unit=""), name="result_measured_in_something"),
            models.CheckConstraint(condition=Q(value=None) | Q(value__gte=0), name="result_of_nothing_or_more"),
            models.UniqueConstraint(
                fields=["pilot", "token", "what"], condition=~Q(token=""), name="result_of_form_once"
            ),
        ]


class BudgetLine(Fact):
    """What somebody gives to a pilot: money, or something else of an estimated value; and how sure that is.

    `key` is the line's through all of its versions, as each change is a retraction and a new fact. It comes with the
    form by which the line is added, so that what is sent twice is one line. The line is of a city, an institution, or
    another who is named.
    """

    class Stage(models.TextChoices):
        PLANNED = "planned", _("planned")
        PLEDGED = "pledged", _("pledged")
        COMMITTED = "committed", _("committed")
        PAID = "paid", _("paid")

    key = models.UUIDField()
    pilot = models.ForeignKey(Pilot, on_delete=models.PROTECT, related_name="budget")
    city = models.ForeignKey(City, on_delete=models.PROTECT, null=True, related_name="+")
    institution = models.ForeignKey(Institution, on_delete=models.PROTECT, null=True, related_name="+")
    other = models.CharField(max_length=200, blank=True)
    what = models.CharField(max_length=200)
    in_kind = models.BooleanField(default=False)
    amount = models.DecimalField(max_digits=AMOUNT_DIGITS, decimal_places=2)
    currency = models.CharField(max_length=3)
    basis = models.CharField(max_length=300, blank=True)
    stage = models.CharField(max_length=9, choices=Stage)
    happened_on = models.DateField()

    PERSONAL: ClassVar = {"other"}
    OPEN: ClassVar = {
        "key", "pilot", "city", "institution", "what", "in_kind", "amount", "currency", "basis", "stage", "happened_on",
    }  # fmt: skip
    EVIDENCE = (
        "pilot", "city", "institution", "other", "what", "in_kind", "amount", "currency", "basis", "stage",
        "happened_on",
    )  # fmt: skip
    SEARCH = ("pilot__title", "what")

    class Meta:
        ordering: ClassVar = ["pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["key"], condition=Q(retracted_at=None), name="budget_line_known_once"),
            models.CheckConstraint(condition=Q(amount__gt=0), name="budget_line_of_something"),
            models.CheckConstraint(condition=Q(in_kind=False) | ~Q(basis=""), name="estimate_has_a_basis"),
            models.CheckConstraint(
                condition=Q(city=None, institution=None) & ~Q(other="") | WHOSE & Q(other=""),
                name="budget_line_from_one_source",
            ),
        ]

    @property
    def giver(self) -> str:
        """Who gives it."""
        return str(self.city or self.institution or self.other)


class ExchangeRate(Fact):
    """What one unit of a currency was in another on a day, and who says so: the source, as a reader can look it up."""

    of = models.CharField(max_length=3)
    to = models.CharField(max_length=3)
    rate = models.DecimalField(max_digits=20, decimal_places=10, validators=[few_digits])
    on = models.DateField()
    stated_by = models.CharField(max_length=200)

    PERSONAL: ClassVar[set[str]] = set()
    OPEN: ClassVar = {"of", "to", "rate", "on", "stated_by"}
    EVIDENCE = ("of", "to", "rate", "on", "stated_by")
    SEARCH = ("of", "to", "stated_by")

    class Meta:
        ordering: ClassVar = ["-on", "of", "to"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["of", "to", "on"], condition=Q(retracted_at=None), name="rate_known_once"),
            models.CheckConstraint(condition=Q(rate__gt=0), name="rate_is_more_than_nothing"),
            models.CheckConstraint(condition=~Q(of=models.F("to")), name="rate_of_two_currencies"),
            models.CheckConstraint(condition=~Q(stated_by=""), name="rate_has_a_source"),
        ]
