"""What somebody fills in to register."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from sarai.accounts.models import Consent
from sarai.evidence.forms import Line
from sarai.exchanges.clocks import is_zone
from sarai.exchanges.models import Enrolment
from sarai.network.mentions import email_key
from sarai.network.models import Gender, OrganisationType

ASKED = (Consent.Purpose.CONTACT, Consent.Purpose.PUBLISH)
NOT_SAID = [("", pgettext_lazy("a choice that was not made", "not stated"))]


class EnrolmentForm(forms.Form):
    """The fields that every registration has. `website` is seen by machines alone; who fills it in is one."""

    name = Line(label=_("Your name"), max_length=200, widget=forms.TextInput(attrs={"autocomplete": "name"}))
    email = forms.EmailField(
        label=_("Your e-mail address"),
        max_length=254,
        help_text=_("A link for you alone comes to it, by which you confirm, connect, and change what you say here."),
        widget=forms.EmailInput(attrs={"autocomplete": "email", "inputmode": "email"}),
    )
    city = Line(
        label=_("City"),
        max_length=300,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "address-level2", "list": "cities", "data-places": ""}),
    )
    country = Line(
        label=_("Country"),
        max_length=200,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "country-name"}),
    )
    organisation = Line(
        label=_("Organisation"),
        max_length=300,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "organization"}),
    )
    organisation_type = forms.ChoiceField(
        label=_("Kind of organisation"), choices=[*NOT_SAID, *OrganisationType.choices], required=False
    )
    gender = forms.ChoiceField(label=_("Gender"), choices=[*NOT_SAID, *Gender.choices], required=False)
    consents = forms.MultipleChoiceField(
        label=_("I agree"),
        choices=[(purpose.value, purpose.wording) for purpose in ASKED],
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("None of this is needed to take part."),
    )
    website = forms.CharField(label=_("Leave this empty"), required=False, max_length=200)
    zone = forms.CharField(required=False, max_length=60, widget=forms.HiddenInput(attrs={"data-zone": ""}))

    def clean_email(self) -> str:
        """An address as it is compared."""
        return email_key(self.cleaned_data["email"])

    def clean_zone(self) -> str:
        """The zone of the browser; what is none is left out."""
        zone: str = self.cleaned_data["zone"]
        return zone if is_zone(zone) else ""

    @property
    def is_a_machine(self) -> bool:
        """Whether what nobody sees was filled in."""
        return bool(self.cleaned_data.get("website"))

    @property
    def said(self) -> dict[str, Any]:
        """The fields of an enrolment, in the language in which the page was read."""
        fields = {name: value for name, value in self.cleaned_data.items() if name != "website"}
        return fields | {"language": get_language() or ""}


class ChangeEnrolmentForm(EnrolmentForm):
    """What was filled in, to say otherwise: all but the address, to which the link came."""

    def __init__(self, data: Mapping[str, Any] | None, enrolment: Enrolment) -> None:
        names = [name for name in self.base_fields if name not in ("email", "website", "zone")]
        super().__init__(data, initial={name: getattr(enrolment, name) for name in names})
        for name in ("email", "website", "zone"):
            del self.fields[name]
