"""The shape of what cities and institutions say of themselves, and of what the team says of institutions."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from sarai.evidence.forms import LanguagesField, Line, SeenForm, a_day, address
from sarai.network.actions import Portrait
from sarai.network.models import Engagement, Profile, Theme


class ProfileForm(SeenForm, forms.Form):
    """What a city or an institution says of itself."""

    description = forms.CharField(
        label=_("Description"),
        help_text=_("In a few sentences, for people who have never heard of it."),
        widget=forms.Textarea(attrs={"rows": 6, "dir": "auto"}),
        max_length=3000,
        required=False,
    )
    website = address(_("Website"))
    themes = forms.ModelMultipleChoiceField(
        Theme.objects.all(),
        label=_("Themes that it works on"),
        to_field_name="slug",
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    languages = LanguagesField(_("Languages that it works in"))

    def __init__(self, said: Profile | None, posted: Any = None) -> None:
        """`said` is what stands there now, or waits to."""
        names = ("description", "website", "themes", "languages")
        super().__init__(posted, initial={name: getattr(said, name) for name in names} if said else {})
        self.watch()

    @property
    def portrait(self) -> Portrait:
        """What was filled in."""
        said = self.cleaned_data
        themes = sorted(theme.slug for theme in said["themes"])
        return Portrait(said["description"].strip(), said["website"], tuple(themes), tuple(said["languages"]))


class EngagementForm(forms.Form):
    """Since when an institution takes part in the programme, and as what."""

    role = forms.ChoiceField(label=_("As what"), choices=Engagement.Role)
    since = forms.DateField(label=_("Since"), widget=forms.DateInput(attrs={"type": "date"}))
    until = forms.DateField(
        label=_("Until"),
        help_text=_("Leave this empty while it takes part."),
        widget=forms.DateInput(attrs={"type": "date"}),
        required=False,
    )
    what = Line(label=_("With what"), max_length=300, required=False)

    def clean_since(self) -> date:
        """A day that can be meant."""
        return a_day(self.cleaned_data["since"])

    def clean_until(self) -> date | None:
        """A day that can be meant, or none."""
        return a_day(self.cleaned_data["until"]) if self.cleaned_data["until"] else None


class LastDayForm(forms.Form):
    """The last day on which an institution takes part."""

    until = forms.DateField(label=_("Last day"), widget=forms.DateInput(attrs={"type": "date"}))

    def clean_until(self) -> date:
        """A day that can be meant."""
        return a_day(self.cleaned_data["until"])
