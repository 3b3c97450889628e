"""What is filled in about advice: an expert's entry, a city's request, and each step of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from functools import cached_property
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from sarai.evidence.forms import LanguagesField, Line, SeenForm, address, checked, code_of
from sarai.evidence.reading.documents import Document
from sarai.needs.queries.cities import Line as Need
from sarai.network.forms.naming import city_field, institution_field
from sarai.network.models import Institution, Theme
from sarai.partnerships.models import AdviceRequest, AdviceStep, Expert

from .pilots import day_field, text_field
from .sent import token_field

FURTHEST = timedelta(days=5 * 366)
# What is asked at each step, beside the step itself.
ASKED: Mapping[str, tuple[str, ...]] = {
    "assign": ("expert", "institution", "text"),
    "arrange": ("form", "starts_on", "ends_on", "link", "text"),
    "report": ("document", "text"),
    "rate": ("rating", "text"),
}
# What is written at a step, where it is more than words.
WRITTEN = {
    "offer": _("What you can do, and what you have done"),
    "agree": _("The terms: what is done, by when, who bears the cost"),
    "arrange": _("What it is about"),
    "report": _("What came of it, in short"),
    "decline": _("Why"),
    "release": _("Why"),
    "withdraw": _("Why"),
}


def themes_field() -> forms.ModelMultipleChoiceField[Theme]:
    """Themes of the programme."""
    return forms.ModelMultipleChoiceField(
        Theme.objects.all(),
        to_field_name="slug",
        label=_("Themes"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )


class ExpertForm(SeenForm, forms.ModelForm[Expert]):
    """An entry of the roster. Who fills in their own consents; the team asks for that (`own` is False)."""

    name = Line(label=_("Name"), max_length=200)
    email = forms.EmailField(
        label=_("E-mail"), max_length=254, help_text=_("Shown to nobody. They are asked for their consent by a letter.")
    )
    headline = Line(label=_("What they are an expert in"), max_length=200)
    about = text_field(_("More about it"), rows=4)
    city = city_field(_("City"))
    institution = institution_field(_("Institution"))
    themes = themes_field()
    languages = LanguagesField(_("Languages"))
    availability = Line(
        label=_("When they are available"), required=False, max_length=200, help_text=_("Two days a month, by video.")
    )
    consent = forms.BooleanField(label=_("I agree"), required=True)

    class Meta:
        model = Expert
        fields = ("name", "headline", "about", "city", "institution", "languages", "availability")

    def __init__(self, data: Mapping[str, Any] | None, instance: Expert, *, own: bool) -> None:
        super().__init__(data, instance=instance)
        self.order_fields(["name", "email", "headline", "about", "city", "institution", "themes", "languages"])
        self.initial["city"] = instance.city
        self.initial["institution"] = instance.institution.slug if instance.institution else ""
        self.initial["themes"] = [theme.slug for theme in instance.themes.all()] if instance.pk else []
        if own:
            del self.fields["email"]  # it is that of the account, or of the letter
            self.initial["consent"] = instance.state == Expert.State.LISTED
        else:
            del self.fields["consent"]
        self.watch()
        if not own:
            self.fields["token"] = token_field()

    def clean_email(self) -> str:
        """The address. It is no field of the model's here: whose it is already is the action's to say, not to everybody
        and not in a database's words."""
        self.instance.email = self.cleaned_data["email"].lower()
        return self.instance.email


class DirectoryFilter(forms.Form):
    """Which experts, or which offers, are listed."""

    q = forms.CharField(required=False, max_length=100, label=_("Words"))
    theme = forms.ModelChoiceField(
        Theme.objects.all(), to_field_name="slug", required=False, label=_("Theme"), empty_label=_("every theme")
    )
    language = forms.CharField(required=False, max_length=60, label=_("Language"))

    @cached_property
    def chosen(self) -> dict[str, str]:
        """What was chosen; what cannot be read is not."""
        self.is_valid()
        theme = self.cleaned_data.get("theme")
        words = {name: self.cleaned_data.get(name, "").strip() for name in ("q", "language")}
        language = code_of(words["language"]) or words["language"]
        return words | {"language": language, "theme": theme.slug if theme else ""}


class AdviceForm(forms.ModelForm[AdviceRequest]):
    """What a city asks to be advised on. `city` is asked only of the team. `needs` are those of the city; where one is
    behind the request and no theme is chosen, its theme is."""

    city = city_field(_("City"), required=True)
    title = Line(label=_("What you ask advice on"), max_length=200)
    text = text_field(_("Your question, and what you have tried"), rows=6)
    languages = LanguagesField(_("Languages"))
    by_when = day_field(_("By when"), required=False)
    need = forms.ChoiceField(label=_("Need behind it"), required=False)
    token = token_field()

    class Meta:
        model = AdviceRequest
        fields = ("city", "title", "text", "theme", "need", "languages", "by_when")
        labels = {"theme": _("Theme")}

    def __init__(self, data: Mapping[str, Any] | None, instance: AdviceRequest, needs: Sequence[Need]) -> None:
        super().__init__(data, instance=instance)
        self._themes = {need.subject: need.theme for need in needs}
        told = [(need.subject, need.label) for need in needs]
        self.fields["need"].choices = [("", _("none")), *told]  # type: ignore[attr-defined]
        if not needs:
            del self.fields["need"]
        if instance.city_id:
            del self.fields["city"]

    def clean_by_when(self) -> date | None:
        """A day from today on."""
        day: date | None = self.cleaned_data["by_when"]
        today = timezone.now().date()
        if day is not None and not today <= day <= today + FURTHEST:
            raise forms.ValidationError(_("Write a day from today on, of the next five years."))
        return day

    def clean(self) -> dict[str, Any]:
        """With the theme of the need behind it."""
        said: dict[str, Any] = super().clean() or self.cleaned_data
        if not said.get("theme"):
            said["theme"] = self._themes.get(said.get("need", ""))
        return said


class AdviceStepForm(forms.Form):
    """A step of a request for advice, with what is asked at it; `seen` is the number of the step before it."""

    seen = forms.IntegerField(min_value=1, max_value=2**62, widget=forms.HiddenInput)
    expert = forms.ModelChoiceField(
        Expert.objects.filter(state=Expert.State.LISTED), label=_("Expert"), required=False, empty_label=_("none")
    )
    institution = institution_field(_("or institution"))
    form = forms.ChoiceField(label=_("How"), choices=AdviceStep.Form.choices)
    starts_on = day_field(_("On"))
    ends_on = day_field(_("Until"), required=False)
    link = address(_("Link of the call"))
    document = forms.FileField(
        label=_("Report"),
        help_text=_("PDF, Word, PowerPoint, Excel, OpenDocument, JPEG or PNG; 10 MB at most."),
    )
    rating = forms.TypedChoiceField(
        label=_("How useful it was"),
        coerce=int,
        choices=[("", _("Choose")), (5, _("5: very useful")), (4, "4"), (3, "3"), (2, "2"), (1, _("1: not useful"))],
    )
    text = text_field(_("In words"), rows=3)

    def __init__(self, data: Any, files: Any, step: str, seen: int) -> None:
        super().__init__(data, files, initial={"seen": seen}, auto_id=f"{step}_%s")
        self.step = step
        asked = {"seen", *ASKED.get(step, ("text",))}
        for name in [name for name in self.fields if name not in asked]:
            del self.fields[name]
        self.fields["text"].label = WRITTEN.get(step, _("In words"))
        if step in ("offer", "agree", "decline"):
            self.fields["text"].required = True

    def clean_document(self) -> Document:
        """A document by what stands in it."""
        file: UploadedFile = self.cleaned_data["document"]
        return checked(file)

    def clean(self) -> dict[str, Any]:
        """It ends after it begins; one adviser."""
        said: dict[str, Any] = super().clean() or self.cleaned_data
        first, last = said.get("starts_on"), said.get("ends_on")
        if first and last and last < first:
            self.add_error("ends_on", _("It ends before it begins. Change one of the two days."))
        if self.step == "assign" and bool(said.get("expert")) == bool(said.get("institution")):
            self.add_error("expert", _("Choose an expert or an institution; one of them."))
        return said

    @property
    def said(self) -> dict[str, Any]:
        """What `actions.step_advice` is told."""
        said = dict(self.cleaned_data)
        adviser: Expert | Institution | None = said.pop("expert", None) or said.pop("institution", None)
        said.pop("institution", None)
        return said | ({"adviser": adviser} if adviser else {})
