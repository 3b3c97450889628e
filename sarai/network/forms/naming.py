"""Cities and institutions, as people name them in forms."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from sarai.evidence.forms import Line
from sarai.network.actions import find_city, institution_called, number_in
from sarai.network.models import City, Institution
from sarai.network.queries.parties import Party

SAID_WRONG = 10  # lines that are named in a sentence


class CityField(Line):
    """A city by its name, with its country after a comma."""

    def clean(self, value: Any) -> City | None:
        """The city; None where nothing is written. Raises ValidationError."""
        text: str = super().clean(value)
        found = find_city(number_in(text)) if text else None
        if text and found is None:
            raise forms.ValidationError(
                _("“%(text)s” is no city, or could be several. Write its name in full, and its country after a comma."),
                params={"text": text},
            )
        return found

    def prepare_value(self, value: Any) -> Any:
        return f"{value.name}, {value.country.name}" if isinstance(value, City) else value

    def has_changed(self, initial: Any, data: Any) -> bool:
        return str(self.prepare_value(initial) or "") != str(data or "")


class CitiesField(forms.CharField):
    """Cities, one a line, each with its country after a comma; `most` of them at most."""

    widget = forms.Textarea

    def __init__(self, *, most: int, **said: Any) -> None:
        super().__init__(**said)
        self.most = most
        self.known: dict[str, int] = {}  # lines that stand there already, as `line_of` writes them

    @staticmethod
    def line_of(city: City) -> str:
        """A city as a line."""
        return f"{city.name}, {city.country.name}"

    def clean(self, value: Any) -> list[int]:
        """Their GeoNames numbers, each once. Raises ValidationError, which names every line that is no city."""
        lines = [line.strip() for line in super().clean(value).splitlines() if line.strip()]
        if len(lines) > self.most:
            raise forms.ValidationError(_("Name up to %(most)d cities."), params={"most": self.most})
        found = {line: self.known.get(line) or number_in(line) for line in lines}
        if wrong := [line for line, city in found.items() if city is None]:
            raise forms.ValidationError(
                _(
                    "These lines are no city, or could be several: %(lines)s. Write one city a line, with its country "
                    "after a comma."
                ),
                params={"lines": "; ".join(wrong[:SAID_WRONG])},
            )
        return sorted({city for city in found.values() if city is not None})


class PartyField(Line):
    """An institution by its name or acronym, or else a city by its name, with its country after a comma."""

    def clean(self, value: Any) -> Party | None:
        """Which one is meant; None where nothing is written. Raises ValidationError."""
        text: str = super().clean(value)
        found = (institution_called(text) or find_city(number_in(text))) if text else None
        if text and found is None:
            raise forms.ValidationError(
                _(
                    "“%(text)s” is no institution here, and no city, or could be several. Write its name in full; a "
                    "city with its country after a comma."
                ),
                params={"text": text},
            )
        return found


def city_field(label: Any, *, required: bool = False) -> CityField:
    """A city by its name, as in “Durban, South Africa”."""
    return CityField(label=label, required=required, max_length=200, help_text=_("As in “Durban, South Africa”."))


def institution_field(label: Any) -> forms.ModelChoiceField[Institution]:
    """An institution that is known here."""
    return forms.ModelChoiceField(
        Institution.objects.all(), to_field_name="slug", label=label, required=False, empty_label=_("none")
    )


def one_of_both(form: forms.BaseForm, said: dict[str, Any]) -> None:
    """Refuse a form in which both or neither of a city and an institution are named."""
    if "city" in form.errors or "institution" in form.errors:
        return
    if bool(said.get("city")) == bool(said.get("institution")):
        form.add_error("city", _("Name a city, or choose an institution; one of them."))
