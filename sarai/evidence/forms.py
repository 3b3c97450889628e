"""The shape of what is put down for intake."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from zoneinfo import available_timezones

from django import forms
from django.conf import settings
from django.template.defaultfilters import filesizeformat
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from .formats import Order, formats
from .models import Intake


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
        day = self.cleaned_data["known_since"]
        if day and day > timezone.now().date():
            raise forms.ValidationError(_("This day is still to come."))
        return day


class TargetForm(forms.Form):
    """What a file is about, where it does not say so itself."""

    event = forms.SlugField(label=_("Event"), required=False)
    survey = forms.SlugField(label=_("Survey"), required=False)
    session = forms.IntegerField(label=_("Session"), required=False, min_value=1)
    format = forms.ChoiceField(label=_("Format"), required=False)
    order = forms.ChoiceField(
        label=_("Dates such as 03/04/2020"),
        required=False,
        choices=[
            ("", _("as the file shows")),
            (Order.DAY_FIRST, _("put the day first (3 April)")),
            (Order.MONTH_FIRST, _("put the month first (March 4)")),
        ],
    )
    zone = forms.CharField(
        label=_("Time zone of the file's times"), required=False, help_text=_("If it is not the event's: Asia/Manila")
    )

    def __init__(self, *args: Any, job: Intake, **kwargs: Any):
        self.job = job
        kwargs.setdefault("initial", job.target | {"format": job.format})
        super().__init__(*args, **kwargs)
        known = sorted(((how.key, how.label) for how in formats()), key=lambda pair: str(pair[1]))
        self.fields["format"].choices = [("", _("recognise it")), *known]  # type: ignore[attr-defined]

    def clean_zone(self) -> str:
        """A time zone's IANA name."""
        zone = self.cleaned_data["zone"].strip()
        if zone and zone not in available_timezones():
            raise forms.ValidationError(_("This is no time zone. Write one like Africa/Nairobi."))
        return zone

    def apply(self) -> None:
        """Set the job's target and format; saving is the caller's."""
        data = self.cleaned_data
        self.job.format = data["format"]
        names = ("event", "survey", "session", "order", "zone")
        self.job.target = {name: data[name] for name in names if data[name]}


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
        """At least somebody's name or address is among the columns, and no field is there twice."""
        said = [value for value in super().clean().values() if value]  # type: ignore[union-attr]
        if len(said) != len(set(said)):
            raise forms.ValidationError(_("Two columns mean the same. Choose one of them."))
        if not {"name", "first_name", "last_name", "email"} & set(said):
            raise forms.ValidationError(_("Say which column has the name or the e-mail address."))
        return self.cleaned_data

    @property
    def mapping(self) -> dict[str, str]:
        """Header → field."""
        fields = (self.cleaned_data[f"column{number}"] for number in range(len(self.headers)))
        return {header: field for header, field in zip(self.headers, fields, strict=True) if field}
