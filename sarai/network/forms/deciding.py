"""The shape of what people decide about places and people."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from sarai.network.models import Country

ID_LIMIT = 2**63


class PlaceForm(forms.Form):
    """What a typed place is: a city, only a country, or no place."""

    seen = forms.IntegerField(widget=forms.HiddenInput)
    choice = forms.RegexField(
        r"^(city:-?\d{1,18}|country|none)$",
        error_messages={"required": _("Choose a city, only the country, or no place."), "invalid": _("Choose again.")},
    )
    country = forms.CharField(required=False, max_length=100)
    reason = forms.CharField(required=False, max_length=300)

    def clean(self) -> dict[str, Any]:
        """Turn the choice into what the action takes: `geonameid` and `country`, either of them None."""
        data = super().clean() or {}
        choice = data.get("choice", "")
        data["geonameid"] = int(choice.removeprefix("city:")) if choice.startswith("city:") else None
        data["country"] = self._country(data.get("country", "").strip()) if choice == "country" else None
        return data

    def _country(self, text: str) -> str | None:
        found = Country.objects.filter(Q(pk=text.upper()) | Q(name__iexact=text)).first() if text else None
        if found is None:
            self.add_error("country", _("There is no country “%(text)s”. Choose one from the list.") % {"text": text})
            return None
        return found.pk


class ReasonForm(forms.Form):
    """Why somebody decides; it is kept with the decision."""

    reason = forms.CharField(label=_("Why"), max_length=300)


class SuggestionForm(forms.Form):
    """Whether two people are one; "later" keeps the question for another day."""

    answer = forms.ChoiceField(choices=[("same", ""), ("different", ""), ("later", "")])
    reason = forms.CharField(required=False, max_length=300)


class PairForm(forms.Form):
    """Two people, by their numbers."""

    people = forms.TypedMultipleChoiceField(coerce=int)

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        given = self.data.getlist("people") if hasattr(self.data, "getlist") else []
        self.fields["people"].choices = [(n, n) for n in given if n.isdecimal() and int(n) < ID_LIMIT]  # type: ignore[attr-defined]

    def clean_people(self) -> list[int]:
        """Exactly two different ones."""
        people = list(dict.fromkeys(self.cleaned_data["people"]))
        if len(people) != 2:
            raise forms.ValidationError(_("Choose exactly two people."))
        return people


class ErasePersonForm(ReasonForm):
    """Erasing cannot be taken back, so whoever asks for it types whom they mean."""

    typed = forms.CharField(label=_("Type it again to confirm"), max_length=254, strip=True)
    field_order = ("reason", "typed")

    def __init__(self, *args: Any, expected: str, **kwargs: Any):
        self.expected = expected
        super().__init__(*args, **kwargs)
        self.fields["typed"].widget.attrs["autocomplete"] = "off"

    def clean_typed(self) -> str:
        """What was typed is what was asked for."""
        typed: str = self.cleaned_data["typed"]
        if typed.casefold() != self.expected.casefold():
            raise forms.ValidationError(
                _("This is not “%(expected)s”. Nothing was erased."), params={"expected": self.expected}
            )
        return typed
