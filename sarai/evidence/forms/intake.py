"""The shape of what is put down for intake."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any
from urllib.parse import urlencode
from zoneinfo import available_timezones

from django import forms
from django.conf import settings
from django.template.defaultfilters import filesizeformat
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from sarai.evidence.formats import Order, formats
from sarai.evidence.intake import Choice, targets
from sarai.evidence.models import Intake

CHOOSE = _("Choose…")
ORDERS = [
    (Order.DAY_FIRST, _("put the day first (3 April)")),
    (Order.MONTH_FIRST, _("put the month first (March 4)")),
]


class _FilesInput(forms.ClearableFileInput):
    allow_multiple_selected = True


class FilesField(forms.FileField):
    """One or more files."""

    widget = _FilesInput

    def clean(self, data: Any, initial: Any = None) -> list[Any]:
        """Each file, checked as one; there is at least one."""
        return [super(FilesField, self).clean(file, initial) for file in data or [None]]


class IntakeForm(forms.Form):
    """Files to take in, and since when they were known if they are history."""

    files = FilesField(  # type: ignore[assignment]
        label=_("Files"),
        allow_empty_file=True,
        error_messages={"required": _("No file was chosen. Choose at least one.")},
    )
    known_since = forms.DateField(
        label=_("Known since"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
        help_text=_("Only for history that is loaded later: the day on which the programme got this file."),
    )

    def clean_files(self) -> list[Any]:
        """Refuse what is too large to read."""
        for file in self.cleaned_data["files"]:
            if file.size > settings.INTAKE_MAX_BYTES:
                raise forms.ValidationError(
                    _(
                        "“%(name)s” is %(size)s; this site takes files of up to %(limit)s. Split it, or load it on the "
                        "server with sarai intake."
                    ),
                    params={
                        "name": file.name,
                        "size": filesizeformat(file.size),
                        "limit": filesizeformat(settings.INTAKE_MAX_BYTES),
                    },
                )
        return self.cleaned_data["files"]

    def clean_known_since(self) -> Any:
        """Nothing is known since tomorrow."""
        return _come(self.cleaned_data["known_since"])


class WithdrawForm(forms.Form):
    """Why a file is withdrawn, and since when it is known not to hold if that is history."""

    reason = forms.CharField(
        label=_("Why"), max_length=300, help_text=_("It is kept with the withdrawal. Do not name anybody in it.")
    )
    known_since = forms.DateField(
        label=_("Known since"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
        help_text=_("Only for history that never held: the day since which figures are to leave it out."),
    )

    def clean_known_since(self) -> Any:
        """Nothing is known since tomorrow."""
        return _come(self.cleaned_data["known_since"])


def _come(day: date | None) -> date | None:
    if day and day > timezone.now().date():
        raise forms.ValidationError(_("This day is still to come."))
    return day


class TargetForm(forms.Form):
    """What is to be said about a file that it does not say itself: first of all what it is about.

    Where the file waits for an answer, that one must be given; nothing is answered beforehand.
    """

    about = forms.ChoiceField(label=_("What the file is about"), required=False)
    format = forms.ChoiceField(label=_("Format"), required=False)
    order = forms.ChoiceField(label=_("Dates such as 03/04/2020"), required=False)
    zone = forms.CharField(
        label=_("Time zone of the file's times"), required=False, help_text=_("If it is not the event's: Asia/Manila")
    )

    def __init__(self, *args: Any, job: Intake, **kwargs: Any):
        self.job = job
        kwargs.setdefault("initial", job.target | {"format": job.format})
        super().__init__(*args, **kwargs)
        asked = job.preview if job.asks else {}
        likely = [(target, label) for target, label in asked.get("choices", ())]
        others = [choice for choice in targets(job.preview.get("format") or job.format) if choice not in likely]
        self._targets = {urlencode(target): target for target, _label in likely + others}
        known = [(how.key, how.label) for how in formats() if how.key in asked.get("formats", [how.key])]
        self._offer("about", _choices_of(likely, others), asked.get("choices"), CHOOSE)
        self._offer("format", sorted(known, key=lambda pair: str(pair[1])), asked.get("formats"), _("recognise it"))
        self._offer("order", ORDERS, asked.get("order"), _("as the file shows"))

    def _offer(self, name: str, choices: Sequence[Any], asked: object, otherwise: Any) -> None:
        """Offer choices, and the empty one; that does not do where the file waits for just this."""
        field = self.fields[name]
        field.required = bool(asked)
        field.choices = [("", CHOOSE if asked else otherwise), *choices]  # type: ignore[attr-defined]
        field.error_messages["required"] = _("Choose one.")

    def clean_zone(self) -> str:
        """A time zone's IANA name."""
        zone = self.cleaned_data["zone"].strip()
        if zone and zone not in available_timezones():
            raise forms.ValidationError(_("This is no time zone. Write one like Africa/Nairobi."))
        return zone

    def apply(self) -> None:
        """Set the job's target and format; saving is the caller's. What it was said to be about stays if nothing else
        is said."""
        data = self.cleaned_data
        self.job.format = data["format"]
        how = {name: data[name] for name in ("order", "zone") if data[name]}
        before = {name: value for name, value in self.job.target.items() if name not in ("order", "zone")}
        self.job.target = (self._targets[data["about"]] if data["about"] else before) | how


def _choices_of(likely: Sequence[Choice], others: Sequence[Choice]) -> list[Any]:
    """What a file may be about as choices of a form: what its refusal offers first, the rest beneath."""
    first, rest = ([(urlencode(target), label) for target, label in choices] for choices in (likely, others))
    return [*first, (_("Something else"), rest)] if first and rest else first or rest


class ColumnsForm(forms.Form):
    """What the columns of a plain table mean. `columns` are (header, guess, samples)."""

    def __init__(self, *args: Any, columns: Sequence[tuple[str, str, Sequence[str]]], **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.headers = [header for header, _guess, _samples in columns]
        table = next(how for how in formats() if how.is_fallback)
        choices = [("", _("keep as an answer")), *((name, name.replace("_", " ")) for name in table.fields)]
        for number, (header, guess, samples) in enumerate(columns):
            self.fields[f"column{number}"] = forms.ChoiceField(
                label=header, choices=choices, initial=guess, required=False, help_text=" · ".join(samples)
            )

    def clean(self) -> dict[str, Any]:
        """Somebody's name or address is among the columns, or a number of views; and no field is there twice."""
        said = [value for value in super().clean().values() if value]  # type: ignore[union-attr]
        if len(said) != len(set(said)):
            raise forms.ValidationError(_("Two columns mean the same. Choose one of them."))
        if not {"name", "first_name", "last_name", "email", "views", "live_views", "playback_views"} & set(said):
            raise forms.ValidationError(
                _("Say which column has the name or the e-mail address, or which has the number of views.")
            )
        return self.cleaned_data

    @property
    def mapping(self) -> dict[str, str]:
        """Header → field."""
        fields = (self.cleaned_data[f"column{number}"] for number in range(len(self.headers)))
        return {header: field for header, field in zip(self.headers, fields, strict=True) if field}
