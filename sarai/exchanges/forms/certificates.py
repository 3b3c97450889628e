"""What is filled in about certificates: what earns one, why one is revoked, what somebody says about theirs."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from sarai.evidence.forms import Line
from sarai.exchanges.models import Certificate, Event, RuleVersion
from sarai.exchanges.rules import CertificateRule
from sarai.surveys.models import Survey

LONGEST = 4000
LARGEST_FILE = 5 * 1024 * 1024


class RuleForm(forms.Form):
    """What earns the certificate of an event. Also read from an address, to try a rule without keeping it."""

    share = forms.DecimalField(
        label=_("Share of a session, in percent"),
        help_text=_("How much of a session somebody must have been there for it to count."),
        min_value=1,
        max_value=100,
        max_digits=5,
        decimal_places=2,
    )
    sessions = forms.IntegerField(label=_("Number of such sessions"), min_value=1)
    assignment = forms.BooleanField(label=_("The assignment must have been handed in"), required=False)
    least_mark = forms.FloatField(
        label=_("… with a mark of at least"),
        help_text=_("Leave it empty where any will do. A mark like 17/20 counts as 85."),
        min_value=0,
        required=False,
    )
    survey = forms.ModelChoiceField(
        Survey.objects.none(),
        label=_("This survey must have been answered"),
        empty_label=_("none"),
        required=False,
    )

    def __init__(self, data: Mapping[str, Any] | None = None, *, event: Event, version: RuleVersion | None = None):
        super().__init__(data, initial=_said(version))
        self.event = event
        number = event.sessions.count()
        self.fields["sessions"].max_value = number  # type: ignore[attr-defined]
        self.fields["sessions"].validators.append(forms.IntegerField(max_value=number).validators[-1])
        self.fields["sessions"].widget.attrs["max"] = number
        self.fields["survey"].queryset = Survey.objects.filter(asked_at__event=event)  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """A mark means that there is an assignment."""
        said = super().clean() or {}
        if said.get("least_mark") is not None:
            said["assignment"] = True
        return said

    @property
    def rule(self) -> CertificateRule:
        """The rule that was filled in."""
        said = self.cleaned_data
        share = float(said["share"]) / 100
        survey = said["survey"] is not None
        return CertificateRule(said["sessions"], share, said["assignment"], said["least_mark"], survey)


def _said(version: RuleVersion | None) -> dict[str, Any]:
    if version is None:
        return {"share": 60, "sessions": 1}
    return {
        "share": f"{version.share * 100:.10g}",
        "sessions": version.sessions,
        "assignment": version.assignment,
        "least_mark": version.least_mark,
        "survey": version.survey_id,
    }


class ReasonForm(forms.Form):
    """Why something is decided."""

    reason = forms.CharField(label=_("Why"), max_length=1000, widget=forms.Textarea(attrs={"rows": 3}))


class RevokeForm(ReasonForm):
    """Why a certificate is revoked."""

    reason = forms.CharField(
        label=_("Why it is revoked"),
        help_text=_("Whoever looks the number up reads this. Name nobody."),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class ReissueForm(forms.Form):
    """Under which name, and in which language, a certificate is issued anew."""

    name = Line(label=_("Name, as it is to be printed"), max_length=200)
    language = forms.ChoiceField(label=_("Language"), choices=settings.LANGUAGES)
    reason = forms.CharField(
        label=_("Why it is issued anew"),
        help_text=_("Whoever looks the old number up reads this. Name nobody."),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, data: Mapping[str, Any] | None = None, *, certificate: Certificate):
        super().__init__(data, initial={"name": certificate.name, "language": certificate.language})


class AppealForm(forms.Form):
    """What somebody says about a certificate that they did not get."""

    text = forms.CharField(
        label=_("What did you attend or hand in?"),
        help_text=_("For example: under which name or address you joined, from which device, and when."),
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 4}),
    )


class VerifyForm(forms.Form):
    """A number, or a file; one of them."""

    number = forms.CharField(
        label=_("Number of the certificate"),
        max_length=200,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false", "dir": "ltr"}),
    )
    file = forms.FileField(
        label=_("… or the certificate itself, as a PDF or as JSON"),
        required=False,
        widget=forms.ClearableFileInput(attrs={"accept": ".pdf,.json,application/pdf,application/json"}),
    )

    def clean(self) -> dict[str, Any]:
        """One of the two, and no file that is larger than any certificate."""
        said = super().clean() or {}
        if said.get("file") and said["file"].size > LARGEST_FILE:
            self.add_error("file", _("This file is larger than any certificate."))
        elif not said.get("number") and not said.get("file") and not self.errors:
            self.add_error("number", _("Type the number, or choose a file."))
        return said
