"""What is filled in about a pilot: its plan, what it comes to, who gives what."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
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
from sarai.network.forms.naming import city_field, institution_field, one_of_both
from sarai.network.models import Theme
from sarai.partnerships.models import BudgetLine, Milestone, Pilot, PilotParty, PilotStep, Risk
from sarai.partnerships.queries.partnerships import name_of
from sarai.partnerships.queries.pilots import Member
from sarai.partnerships.rules.pilots import NO_CURRENCIES

OTHER = "other"
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
    """What a pilot is about. `needs` are (subject, label) of those of its city."""

    title = Line(label=_("Title"), max_length=200)
    summary = text_field(_("What it is about"), help_text=_("Everybody reads this."), rows=3)
    plan = text_field(_("Plan"), help_text=_("For its sides and the programme team."), rows=8)
    notes = text_field(_("Notes"), help_text=_("For its sides and the programme team."), rows=3)
    city = city_field(_("City whose need it answers"))
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

    def __init__(self, data: Mapping[str, Any] | None, instance: Pilot, needs: Sequence[tuple[str, str]] = ()) -> None:
        super().__init__(data, instance=instance)
        self.initial["city"] = instance.city
        known = {subject for subject, _label in needs}
        own = [(instance.need, instance.need)] if instance.need and instance.need not in known else []
        self.fields["need"].choices = [("", _("none")), *own, *needs]  # type: ignore[attr-defined]
        if instance.pk:
            self.fields["slug"].disabled = True
        if not needs and not own:
            del self.fields["need"]
        self.watch()

    def clean(self) -> dict[str, Any]:
        """It ends after it begins."""
        said: dict[str, Any] = super().clean() or self.cleaned_data
        first, last = said.get("starts_on"), said.get("ends_on")
        if first and last and last < first:
            self.add_error("ends_on", _("It ends before it begins. Change one of the two days."))
        return said


class PilotStepForm(forms.Form):
    """A step of a pilot; `seen` is the number of the step before it that was on the page."""

    step = forms.CharField(max_length=8, widget=forms.HiddenInput)
    seen = forms.IntegerField(required=False, widget=forms.HiddenInput)
    happened_on = day_field(_("On"))
    why = Line(label=_("Why"), required=False, max_length=300)

    def clean_happened_on(self) -> date:
        """A day that has come."""
        return come(self.cleaned_data["happened_on"])


class PartyForm(forms.ModelForm[PilotParty]):
    """A city or an institution that takes part."""

    city = city_field(_("City"))
    institution = institution_field(_("or institution"))

    class Meta:
        model = PilotParty
        fields = ("role", "city", "institution")
        labels = {"role": _("What it does")}

    def clean(self) -> dict[str, Any]:
        """One of both."""
        said: dict[str, Any] = super().clean() or self.cleaned_data
        one_of_both(self, said)
        return said


class MilestoneForm(forms.ModelForm[Milestone]):
    """What is to be reached on the way."""

    title = Line(label=_("Milestone"), max_length=200)
    due_on = day_field(_("Due on"), required=False)

    class Meta:
        model = Milestone
        fields = ("title", "due_on")


class DayForm(forms.Form):
    """When something was reached."""

    reached_on = day_field(_("On"))

    def clean_reached_on(self) -> date:
        """A day that has come."""
        return come(self.cleaned_data["reached_on"])


class RiskForm(forms.ModelForm[Risk]):
    """What may go wrong."""

    what = Line(label=_("What may happen"), max_length=300)
    response = text_field(_("What is done about it"), rows=2)

    class Meta:
        model = Risk
        fields = ("what", "likelihood", "impact", "response")
        labels = {"likelihood": _("How likely it is"), "impact": _("How bad it would be")}


class ResultForm(DayForm):
    """What a pilot came to."""

    what = Line(label=_("What was reached"), max_length=300)
    value = forms.DecimalField(
        label=_("Number"),
        required=False,
        max_digits=18,
        decimal_places=4,
        help_text=_("If it was counted or measured."),
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
    field_order = ("what", "reached_on", "value", "unit", "event", "document")

    def clean_document(self) -> Document | None:
        """A document by what stands in it."""
        file: UploadedFile | None = self.cleaned_data["document"]
        return checked(file) if file else None

    def clean(self) -> dict[str, Any]:
        """A number is one of something."""
        said = super().clean() or self.cleaned_data
        if said.get("value") is not None and not said.get("unit"):
            self.add_error("unit", _("Say what was counted or measured."))
        return said


class LineForm(forms.ModelForm[BudgetLine]):
    """A budget line. `members` can give, and so can another who is named."""

    giver = forms.ChoiceField(label=_("Who gives it"))
    other = Line(label=_("Another: who"), required=False, max_length=200, help_text=_("An organisation, no person."))
    what = Line(label=_("What for"), max_length=200)
    amount = forms.DecimalField(
        label=_("Amount"),
        max_digits=16,
        decimal_places=2,
        min_value=Decimal("0.01"),
        error_messages={"min_value": _("Write an amount of more than nothing.")},
    )
    currency = CurrencyField(_("Currency"))
    basis = Line(
        label=_("How its value was estimated"),
        required=False,
        max_length=300,
        help_text=_("For what is given in kind: 20 days of two engineers at 150 USD."),
    )
    happened_on = day_field(_("Since"), help_text=_("When it was planned, pledged, committed or paid."))
    seen = forms.IntegerField(required=False, widget=forms.HiddenInput)

    class Meta:
        model = BudgetLine
        fields = ("giver", "other", "what", "in_kind", "amount", "currency", "basis", "stage", "happened_on")
        labels = {"in_kind": _("It is given in kind, not in money"), "stage": _("How sure it is")}

    def __init__(
        self, data: Mapping[str, Any] | None, pilot: Pilot, members: Sequence[Member], line: BudgetLine | None
    ):
        super().__init__(data, instance=line, initial={} if line else {"currency": pilot.currency})
        self.givers = {name_of(member.who): member.who for member in members}
        if line is not None and (held := line.city or line.institution):
            self.givers.setdefault(name_of(held), held)
        choices = [(name, str(who)) for name, who in self.givers.items()]
        self.fields["giver"].choices = [*choices, (OTHER, _("another"))]  # type: ignore[attr-defined]
        if line is not None:
            self.initial = {**self.initial, "giver": name_of(held) if held else OTHER, "seen": line.pk}

    def _post_clean(self) -> None:
        """The line as it stands is a fact, and not written into: `said` has what is new."""

    def clean(self) -> dict[str, Any]:
        """One source; an estimate has a basis; what was done, was done on a day that has come."""
        said = super().clean() or self.cleaned_data
        if said.get("giver") == OTHER and not said.get("other"):
            self.add_error("other", _("Say who gives it."))
        if said.get("in_kind") and not said.get("basis"):
            self.add_error("basis", _("Say how the value was estimated, so that others can judge it."))
        if said.get("happened_on") and said.get("stage") != BudgetLine.Stage.PLANNED:
            try:
                come(said["happened_on"])
            except forms.ValidationError as error:
                self.add_error("happened_on", error)
        return said

    @cached_property
    def said(self) -> dict[str, Any]:
        """The fields of the line."""
        data = self.cleaned_data
        who = self.givers.get(data["giver"])
        city = getattr(who, "geonameid", None)
        return {
            "city": who if city is not None else None,
            "institution": who if city is None else None,
            "other": "" if who else data["other"],
            **{name: data[name] for name in ("what", "in_kind", "amount", "currency", "stage", "happened_on")},
            "basis": data["basis"] if data["in_kind"] else "",
        }


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
