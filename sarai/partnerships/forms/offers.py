"""What is filled in about an offer of technology or know-how."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from sarai.evidence.forms import LanguagesField, Line, SeenForm, address
from sarai.network.forms.naming import city_field, institution_field, one_of_both
from sarai.partnerships.models import Offer
from sarai.partnerships.models.offers import Wording

from .advice import themes_field
from .pilots import day_field, text_field
from .sent import token_field

FURTHEST = timedelta(days=20 * 366)


class OfferForm(SeenForm, forms.ModelForm[Offer]):
    """An offer; of one that is there, `said` is what was said of it last. Whose it is, is asked only of the team."""

    city = city_field(_("City"))
    institution = institution_field(_("or institution"))
    title = Line(label=_("What is offered"), max_length=200)
    text = text_field(_("What it is, and what it does"), rows=6, required=True)
    conditions = text_field(_("Conditions"), rows=3, help_text=_("Price, licence, what the city brings."))
    themes = themes_field()
    languages = LanguagesField(_("Languages"))
    until = day_field(_("It holds until"), required=False)
    link = address(_("Where more is said about it"))

    class Meta:
        model = Offer
        fields = ("city", "institution", "title", "text", "conditions", "languages", "until", "link")

    def __init__(self, data: Mapping[str, Any] | None, instance: Offer, said: Wording | None = None) -> None:
        super().__init__(data, instance=instance, initial=asdict(said) if said else None)
        self.order_fields(["city", "institution", "title", "text", "conditions", "themes", "languages", "until"])
        if instance.city_id or instance.institution_id:
            del self.fields["city"], self.fields["institution"]
        self.watch()
        if said is None:
            self.fields["token"] = token_field()

    def clean_until(self) -> date | None:
        """A day from today on."""
        day: date | None = self.cleaned_data["until"]
        today = timezone.now().date()
        if day is not None and not today <= day <= today + FURTHEST:
            raise forms.ValidationError(_("Write a day from today on, of the next twenty years."))
        return day

    def clean(self) -> dict[str, Any]:
        """It is of one."""
        said: dict[str, Any] = super().clean() or self.cleaned_data
        if "city" in self.fields:
            one_of_both(self, said)
        return said


class OfferStepForm(forms.Form):
    """Confirming, refusing or withdrawing an offer or a change of it; a refusal says why."""

    step = forms.CharField(max_length=8, widget=forms.HiddenInput)
    seen = forms.IntegerField(required=False, widget=forms.HiddenInput)
    why = Line(label=_("Why"), required=False, max_length=300, help_text=_("For who offers it."))

    def clean(self) -> dict[str, Any]:
        """Who is refused is told why."""
        said = super().clean() or self.cleaned_data
        if said.get("step") in ("refuse", "decline") and not said.get("why"):
            self.add_error("why", _("Say why, so that it can be mended."))
        return said


class TakeUpForm(forms.Form):
    """Asking to take an offer up."""

    text = text_field(_("What you would use it for"), rows=3)
    seen = forms.IntegerField(required=False, widget=forms.HiddenInput)
