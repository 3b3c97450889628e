"""What is filled in about a pilot: its plan, who takes part, what it comes to."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import cached_property
from typing import Any

from babel.numbers import list_currencies
from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.core.validators import RegexValidator
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from sarai.evidence.forms import Line, SeenForm, a_day, checked
from sarai.evidence.reading.documents import Document
from sarai.exchanges.models import Event
from sarai.network.forms.naming import CityField, city_field, institution_field, one_of_both
from sarai.network.models import Theme
from sarai.network.queries.parties import Party
from sarai.partnerships.models import RESULT_DIGITS, RESULT_PLACES, Milestone, Pilot, PilotStep, Risk, Side
from sarai.partnerships.queries.pilots import needs_of
from sarai.partnerships.rules.pilots import NO_CURRENCIES

from .sent import token_field

LONGEST = 20_000  # letters


def day_field(label: Any, *, required: bool = True, help_text: Any = "") -> forms.DateField:
    """A day of the years in which things happen here."""
    return forms.DateField(
        label=label,
        required=required,
        help_text=help_text,
        validators=[_checked_day],
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )


def _checked_day(day: Any) -> None:
    a_day(day)


def come(day: date) -> date:
    """A day that has come. Raises ValidationError."""
    if day > timezone.now().date():
        raise forms.ValidationError(_("This day is still to come."))
    return day


def text_field(label: Any, *, rows: int = 4, help_text: Any = "", required: bool = False) -> forms.CharField:
    """Several lines of plain text."""
    return forms.CharField(
        label=label,
        required=required,
        max_length=LONGEST,
        help_text=help_text,
        widget=forms.Textarea(attrs={"rows": rows}),
    )


class CurrencyField(Line):
    """A currency by its code (ISO 4217)."""

    def __init__(self, label: Any, **said: Any) -> None:
        super().__init__(
            label=label,
            max_length=3,
            help_text=_("Its code of three letters: USD, CNY, UZS."),
            widget=forms.TextInput(
                attrs={"autocapitalize": "characters", "autocomplete": "off", "spellcheck": "false"}
            ),
            **said,
        )

    def to_python(self, value: Any) -> str:
        return str(super().to_python(value)).upper()

    def validate(self, value: Any) -> None:
        super().validate(value)
        if value and (value not in list_currencies() or value in NO_CURRENCIES):
            raise forms.ValidationError(
                _("“%(code)s” is no code of a currency. Write one like USD, CNY or UZS."), params={"code": value}
            )


class PilotForm(SeenForm, forms.ModelForm[Pilot]):
    """What a pilot is about; its need is one of those of its city."""

    title = Line(label=_("Title"), max_length=200)
    summary = text_field(_("What it is about"), help_text=_("Everybody reads this."), rows=3)
    plan = text_field(_("Plan"), help_text=_("For its sides and the programme team."), rows=8)
    notes = text_field(_("Notes"), help_text=_("For its sides and the programme team."), rows=3)
    city = CityField(
        label=_("City whose need it answers"),
        required=False,
        max_length=200,
        help_text=_("As in “Durban, South Africa”. Save it, then choose its need. Others see it once it takes part."),
    )
    need = forms.ChoiceField(label=_("Need that it answers"), required=False)
    starts_on = day_field(_("Begins on"), required=False)
    ends_on = day_field(_("Ends on"), required=False)
    currency = CurrencyField(_("Currency of its totals"))
    identifier = Line(
        label=_("Identifier of the activity (IATI)"),
        required=False,
        max_length=100,
        validators=[RegexValidator(r"^[^\s/&|?]+$", _("Leave out blanks and the signs / & | ?."))],
        help_text=_("As your organisation publishes it. Without one, an address of this site stands for it."),
    )
    sector = Line(
        label=_("Sector (code of OECD DAC)"),
        required=False,
        max_length=5,
        validators=[RegexValidator(r"^[0-9]{5}$", _("A code has five digits, like 43030."))],
    )

    class Meta:
        model = Pilot
        fields = (
            "title", "slug", "summary", "plan", "notes", "theme", "city", "need", "starts_on", "ends_on", "currency",
            "pledged_share", "identifier", "sector",
        )  # fmt: skip
        labels = {
            "slug": _("Name in addresses"),
            "theme": _("Theme"),
            "pledged_share": _("Per cent of the budget that is to be pledged before it begins"),
        }

    def __init__(self, data: Mapping[str, Any] | None, instance: Pilot) -> None:
        super().__init__(data, instance=instance)
        self.initial["city"] = instance.city
        needs = dict(needs_of(instance.city)) if instance.city else {}
        if instance.need:
            needs.setdefault(instance.need, instance.need)
        self.fields["need"].choices = [("", _("none")), *needs.items()]  # type: ignore[attr-defined]
        if instance.pk:
            self.fields["slug"].disabled = True
        if not needs:
            del self.fields["need"]
        self.watch()

    def clean(self) -> dict[str, Any]:
        """It ends after it begins; its need is one of its city."""
        said: dict[str, Any] = super().clean() or self.cleaned_data
        self._check_need(said)
        first, last = said.get("starts_on"), said.get("ends_on")
        if first and last and last < first:
            self.add_error("ends_on", _("It ends before it begins. Change one of the two days."))
        return said

    def _check_need(self, said: Mapping[str, Any]) -> None:
        """The needs to choose from are of the city that stood here: another has its own."""
        city, need = said.get("city"), said.get("need")
        if not need or "city" in self.errors or city == self.initial["city"]:
            return
        if city is None or need not in dict(needs_of(city)):
            told = _(
                "This is a need of another city. Choose none and save; then choose one of the city that you named."
            )
            self.add_error("need", told)


class PilotStepForm(forms.Form):
    """A step of a pilot; `seen` is the number of the step before it that was on the page."""

    step = forms.CharField(max_length=8, widget=forms.HiddenInput)
    seen = forms.IntegerField(required=False, widget=forms.HiddenInput)
    happened_on = day_field(_("On"))
    why = Line(label=_("Why"), required=False, max_length=300)

    def clean_happened_on(self) -> date:
        """A day that has come."""
        return come(self.cleaned_data["happened_on"])


class PartyForm(forms.Form):
    """A city or an institution that is asked to take part."""

    role = forms.ChoiceField(label=_("What it does"), choices=Side.Role.choices, initial=Side.Role.PARTNER)
    city = city_field(_("City"))
    institution = institution_field(_("or institution"))

    def clean(self) -> dict[str, Any]:
        """One of both."""
        said: dict[str, Any] = super().clean() or self.cleaned_data
        one_of_both(self, said)
        return said

    @property
    def said(self) -> dict[str, Any]:
        """Who is asked, and to do what."""
        who: Party = self.cleaned_data["city"] or self.cleaned_data["institution"]
        return {"who": who, "role": self.cleaned_data["role"]}


class OneOfSeveral:
    """A form that stands on a page with others: its fields, which have the same names as theirs, are told apart."""

    def __init__(self, *args: Any, **said: Any) -> None:
        super().__init__(*args, **{"auto_id": f"{type(self).__name__}-%s"} | said)


class MilestoneForm(OneOfSeveral, forms.ModelForm[Milestone]):
    """What is to be reached on the way."""

    title = Line(label=_("Milestone"), max_length=200)
    due_on = day_field(_("Due on"), required=False)
    token = token_field()

    class Meta:
        model = Milestone
        fields = ("title", "due_on")


class DayForm(forms.Form):
    """When something was reached."""

    reached_on = day_field(_("On"))

    def clean_reached_on(self) -> date:
        """A day that has come."""
        return come(self.cleaned_data["reached_on"])


class RiskForm(OneOfSeveral, forms.ModelForm[Risk]):
    """What may go wrong."""

    what = Line(label=_("What may happen"), max_length=300)
    response = text_field(_("What is done about it"), rows=2)
    owner = Line(
        label=_("Who looks after it"),
        required=False,
        max_length=200,
        help_text=_("A city, an institution, an office or a person."),
    )
    review_on = day_field(_("To be reviewed on"), required=False)
    token = token_field()

    class Meta:
        model = Risk
        fields = ("what", "likelihood", "impact", "response", "owner", "review_on")
        labels = {"likelihood": _("How likely it is"), "impact": _("How bad it would be")}


class ResultForm(OneOfSeveral, DayForm):
    """What a pilot came to."""

    what = Line(label=_("What was reached"), max_length=300)
    value = forms.DecimalField(
        label=_("Number"),
        required=False,
        max_digits=RESULT_DIGITS,
        decimal_places=RESULT_PLACES,
        min_value=0,
        help_text=_("If it was counted or measured."),
        error_messages={
            "min_value": _("A result is 0 or more. Say in words what there is less of now, and by how much.")
        },
    )
    unit = Line(label=_("of what"), required=False, max_length=60, help_text=_("People trained, tonnes a year."))
    event = forms.ModelChoiceField(
        Event.objects.exclude(state=Event.State.DRAFT).order_by("title"),
        to_field_name="slug",
        label=_("Event that proves it"),
        required=False,
        empty_label=_("none"),
    )
    document = forms.FileField(
        label=_("Document that proves it"),
        required=False,
        help_text=_("PDF, Word, PowerPoint, Excel, OpenDocument, JPEG or PNG; 10 MB at most."),
    )
    token = token_field()
    field_order = ("what", "reached_on", "value", "unit", "event", "document")

    def clean_document(self) -> Document | None:
        """A document by what stands in it."""
        file: UploadedFile | None = self.cleaned_data["document"]
        return checked(file) if file else None

    def clean(self) -> dict[str, Any]:
        """A number is one of something, and something that was counted has a number."""
        said = super().clean() or self.cleaned_data
        if said.get("value") is not None and not said.get("unit"):
            self.add_error("unit", _("Say what was counted or measured."))
        if said.get("unit") and said.get("value") is None and "value" not in self.errors:
            self.add_error("value", _("Write how many, or leave out what was counted."))
        return said


class PilotFilter(forms.Form):
    """Which pilots are listed."""

    state = forms.ChoiceField(
        choices=[("", _("every state")), *PilotStep.State.choices], required=False, label=_("State")
    )
    theme = forms.ModelChoiceField(
        Theme.objects.all(), to_field_name="slug", required=False, label=_("Theme"), empty_label=_("every theme")
    )

    @cached_property
    def chosen(self) -> dict[str, str]:
        """What was chosen; what cannot be read is not."""
        self.is_valid()
        theme = self.cleaned_data.get("theme")
        return {"state": self.cleaned_data.get("state", ""), "theme": theme.slug if theme else ""}
