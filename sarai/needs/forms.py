"""The shape of what is filled in about needs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django import forms
from django.core.validators import URLValidator
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from sarai.evidence.actions import digest
from sarai.evidence.engine.question import FIRST_YEAR
from sarai.network.forms.naming import CitiesField
from sarai.network.indicators import country_names
from sarai.network.models import Country, Theme
from sarai.surveys.models import Survey

from .actions import Said
from .models import Assessment, Contact, Reply, Statement
from .queries.cities import Line
from .queries.themes import Word

NEW = 2  # empty lines at the end of each list
MOST_CITIES = 2_000
FURTHEST = timedelta(days=5 * 366)  # until a next step is due
SAYS = [("", _("as understood")), ("yes", _("so it is")), ("no", _("not so"))]
WITH_THEME = (Statement.Kind.NEED, Statement.Kind.OFFER)


def _theme_field() -> forms.ModelChoiceField[Theme]:
    return forms.ModelChoiceField(Theme.objects.all(), required=False, label=_("Theme"), empty_label=_("no theme"))


def _rank_field(rank: int | None = None) -> forms.IntegerField:
    return forms.IntegerField(
        required=False, min_value=1, max_value=99, initial=rank, label=pgettext_lazy("in an order", "Place")
    )


@dataclass(frozen=True, slots=True)
class FilledLine:
    """A line of the form: what was understood, and the fields in which the city answers."""

    line: Line
    says: forms.BoundField
    rank: forms.BoundField | None


@dataclass(frozen=True, slots=True)
class NewLine:
    """An empty line of the form: the fields for something that nobody said yet."""

    text: forms.BoundField
    beside: forms.BoundField | None
    rank: forms.BoundField | None


class StatementForm(forms.Form):
    """What a city says of its needs (or wishes, or offers) of one kind, line by line; and what it adds.

    Fields are named after what they are about, so that an answer never goes to another line than the one that was
    seen.
    """

    def __init__(self, kind: str, lines: Sequence[Line], posted: Any = None) -> None:
        super().__init__(posted, prefix=kind)
        self.kind, self.lines = Statement.Kind(kind), lines
        for line in lines:
            self._add(line)
        for number in range(NEW):
            self.fields[f"new{number}"] = forms.CharField(required=False, max_length=100, label=self._asked)
            if self.kind in WITH_THEME:
                self.fields[f"new{number}-theme"] = _theme_field()
            elif self.kind == Statement.Kind.PARTNER:
                self.fields[f"new{number}-country"] = forms.CharField(
                    required=False, max_length=100, label=_("Country")
                )
            if self.kind == Statement.Kind.NEED:
                self.fields[f"new{number}-rank"] = _rank_field()

    @property
    def _asked(self) -> Any:
        return _("Another city") if self.kind == Statement.Kind.PARTNER else _("Something else")

    def _add(self, line: Line) -> None:
        name, own = _name(line.subject), line.stated
        initial = "" if own is None else "yes" if own.holds else "no"
        self.fields[name] = forms.ChoiceField(choices=SAYS, required=False, initial=initial, label=line.label)
        if self.kind == Statement.Kind.NEED:
            self.fields[f"{name}-rank"] = _rank_field(own.rank if own else None)

    def filled(self) -> Iterator[FilledLine]:
        """Every line that is known already, with its fields."""
        for line in self.lines:
            name = _name(line.subject)
            yield FilledLine(line, self[name], self._field(f"{name}-rank"))

    def new(self) -> Iterator[NewLine]:
        """Every empty line."""
        for number in range(NEW):
            beside = self._field(f"new{number}-theme") or self._field(f"new{number}-country")
            yield NewLine(self[f"new{number}"], beside, self._field(f"new{number}-rank"))

    def _field(self, name: str) -> forms.BoundField | None:
        return self[name] if name in self.fields else None

    @property
    def said(self) -> dict[str, Said | None]:
        """Subject → what the city says of it. A place is given only to what is so."""
        return {line.subject: self._said(line) for line in self.lines} | self._added()

    def _said(self, line: Line) -> Said | None:
        name = _name(line.subject)
        says, rank = self.cleaned_data[name], self.cleaned_data.get(f"{name}-rank")
        theme = line.stated.theme_id if line.stated else None
        if says == "no":
            return Said(False, None, theme)
        return Said(True, rank, theme) if says == "yes" or rank else None

    def _added(self) -> dict[str, Said | None]:
        if self.kind == Statement.Kind.PARTNER:
            return {}
        added: dict[str, Said | None] = {}
        for number in range(NEW):
            if text := " ".join(self.cleaned_data[f"new{number}"].split()):
                theme = self.cleaned_data.get(f"new{number}-theme")
                rank = self.cleaned_data.get(f"new{number}-rank")
                added[text] = Said(True, rank, theme.pk if theme else None)
        return added

    @property
    def named(self) -> list[tuple[str, str]]:
        """(city, country) of each partner city that is added."""
        if self.kind != Statement.Kind.PARTNER:
            return []
        given = [(self.cleaned_data[f"new{n}"], self.cleaned_data[f"new{n}-country"]) for n in range(NEW)]
        return [(text.strip(), country.strip()) for text, country in given if text.strip()]


def _name(subject: str) -> str:
    return digest(subject)[:16]


class ReplyForm(forms.Form):
    """What was done about a need."""

    subject = forms.CharField(max_length=100, widget=forms.HiddenInput)
    means = forms.ChoiceField(label=_("What was done"), choices=Reply.Means.choices)
    what = forms.CharField(label=_("In words"), max_length=300, help_text=_("Which training, which partner, how much."))
    link = forms.CharField(
        label=_("Where it can be looked up"),
        required=False,
        max_length=300,
        validators=[URLValidator(["http", "https"], message=_("Write an address that begins with https://."))],
    )
    replied_on = forms.DateField(label=_("When"), widget=forms.DateInput(attrs={"type": "date"}))

    def clean_replied_on(self) -> date:
        """A day that has come, and not before there was a programme."""
        day: date = self.cleaned_data["replied_on"]
        if not date(FIRST_YEAR, 1, 1) <= day <= timezone.now().date() + timedelta(days=1):
            raise forms.ValidationError(_("Write a day that has come: what is still to be done is no answer yet."))
        return day


class StepForm(forms.Form):
    """A step in following up on somebody."""

    step = forms.CharField(max_length=8, widget=forms.HiddenInput)
    seen = forms.IntegerField(required=False, widget=forms.HiddenInput)
    outcome = forms.ChoiceField(
        label=_("What came of it"), choices=[("", "—"), *Contact.Outcome.choices], required=False
    )
    due_on = forms.DateField(label=_("Next step by"), required=False, widget=forms.DateInput(attrs={"type": "date"}))
    note = forms.CharField(label=_("Note"), required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 3}))

    def clean_due_on(self) -> date | None:
        """A day from today on, of the next years."""
        day: date | None = self.cleaned_data["due_on"]
        today = timezone.now().date()
        if day is not None and not today - timedelta(days=1) <= day <= today + FURTHEST:
            raise forms.ValidationError(_("Write a day from today on, of the next five years."))
        return day

    def clean(self) -> dict[str, Any]:
        """What is closed has an outcome."""
        said = super().clean() or {}
        if said.get("step") == "close" and not said.get("outcome"):
            self.add_error("outcome", _("Say what came of it before you close this."))
        return said


class AssessmentForm(forms.ModelForm[Assessment]):
    """An assessment: by which surveys it asks, and which cities it wants to hear."""

    surveys = forms.ModelMultipleChoiceField(
        Survey.objects.all(),
        to_field_name="slug",
        label=_("Surveys"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    cities = CitiesField(
        most=MOST_CITIES,
        label=_("Cities that it wants to hear, one a line"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 6, "spellcheck": "false"}),
        help_text=_("As in “Durban, South Africa”. Without any, whoever answers is heard."),
    )

    class Meta:
        model = Assessment
        fields = ("title", "slug", "summary")
        labels = {"title": _("Title"), "slug": _("Name in addresses"), "summary": _("What it is for")}
        widgets = {"summary": forms.Textarea(attrs={"rows": 3})}

    def __init__(self, *args: Any, **said: Any) -> None:
        super().__init__(*args, **said)
        if self.instance.pk:
            self.fields["slug"].disabled = True
            self.initial["surveys"] = [survey.slug for survey in self.instance.surveys.all()]
            cities = self.instance.cities.select_related("country").order_by("name")
            self.initial["cities"] = "\n".join(f"{city.name}, {city.country.name}" for city in cities)


class ThemesForm(forms.Form):
    """The theme of each word, in a field of its own."""

    def __init__(self, words: Sequence[Word], posted: Any = None) -> None:
        super().__init__(posted)
        self.words = words
        choices = [("", _("no theme")), *((str(theme.pk), theme.name) for theme in Theme.objects.all())]
        for word in words:
            self.fields[_name(word.word)] = forms.ChoiceField(
                choices=choices, required=False, initial=str(word.theme or ""), label=word.label
            )

    def rows(self) -> Iterator[tuple[Word, forms.BoundField]]:
        """Each word with its field."""
        return ((word, self[_name(word.word)]) for word in self.words)

    @property
    def themes(self) -> dict[str, int | None]:
        """Word → the number of its theme; only words that were on the page that was sent."""
        sent = {word.word: _name(word.word) for word in self.words if _name(word.word) in self.data}
        return {word: int(self.cleaned_data[name]) if self.cleaned_data[name] else None for word, name in sent.items()}


class CaseFilter(forms.Form):
    """Whose cases are listed, and in which order."""

    q = forms.CharField(required=False, max_length=100, label=_("Name or address"))
    survey = forms.ModelChoiceField(
        Survey.objects.order_by("title"),
        to_field_name="slug",
        required=False,
        label=_("Survey"),
        empty_label=_("every survey"),
    )
    order = forms.ChoiceField(
        choices=[("", _("what is due first")), ("newest", _("who asked last first"))], required=False, label=_("Order")
    )

    @cached_property
    def chosen(self) -> Mapping[str, Any]:
        """What was chosen; what cannot be read is not."""
        self.is_valid()
        return self.cleaned_data


class GapFilter(forms.Form):
    """Which needs are listed."""

    theme = forms.ModelChoiceField(
        Theme.objects.all(), to_field_name="slug", required=False, label=_("Theme"), empty_label=_("every theme")
    )
    country = forms.ModelChoiceField(
        Country.objects.filter(cities__isnull=False).distinct(),
        required=False,
        label=_("Country"),
        empty_label=_("every country"),
    )

    def __init__(self, *args: Any, **said: Any) -> None:
        super().__init__(*args, **said)
        country: Any = self.fields["country"]
        country.label_from_instance = lambda one: country_names([one.pk])[one.pk]

    @cached_property
    def chosen(self) -> Mapping[str, Any]:
        """What was chosen; what cannot be read is not."""
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value}
