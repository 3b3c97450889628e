"""Cities and institutions, as people name them in forms."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from sarai.evidence.forms import Line
from sarai.network.actions import gazetteer, keep_cities
from sarai.network.models import City, Institution, PlaceReading


class CityField(Line):
    """A city by its name, with its country after a comma."""

    def clean(self, value: Any) -> City | None:
        """The city, known to the database from now on; None where nothing is written. Raises ValidationError."""
        text: str = super().clean(value)
        if not text:
            return None
        name, _comma, country = text.partition(",")
        read = gazetteer().resolve(name.strip(), country.strip() or None)
        if read.status != PlaceReading.Status.CITY or read.place is None:
            raise forms.ValidationError(
                _("“%(text)s” is no city, or could be several. Write its name in full, and its country after a comma."),
                params={"text": text},
            )
        keep_cities([read.place])
        return City.objects.get(pk=read.place)

    def prepare_value(self, value: Any) -> Any:
        return f"{value.name}, {value.country.name}" if isinstance(value, City) else value

    def has_changed(self, initial: Any, data: Any) -> bool:
        return str(self.prepare_value(initial) or "") != str(data or "")


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
