"""The shape of what is put down for intake."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.template.defaultfilters import filesizeformat
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from .formats import formats
from .models import Intake


class _FilesInput(forms.ClearableFileInput):
    allow_multiple_selected = True


class FilesField(forms.FileField):
    """One or more files."""

    widget = _FilesInput

    def clean(self, data: Any, initial: Any = None) -> list[Any]:
        """Each file, checked as one."""
        files = data if isinstance(data, list | tuple) else [data]
        return [super(FilesField, self).clean(file, initial) for file in files]


class IntakeForm(forms.Form):
    """Files to take in, and since when they were known if they are history."""

    files = FilesField(label=_("Files"))
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
                    _("“%(name)s” is %(size)s; this site takes files of up to %(limit)s. Split it, or load it on the "
                      "server with sarai intake."),
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

    def __init__(self, *args: Any, job: Intake, **kwargs: Any):
        self.job = job
        kwargs.setdefault("initial", job.target | {"format": job.format})
        super().__init__(*args, **kwargs)
        known = sorted(((how.key, how.label) for how in formats()), key=lambda pair: str(pair[1]))
        self.fields["format"].choices = [("", _("recognise it")), *known]  # type: ignore[attr-defined]

    def apply(self) -> None:
        """Set the job's target and format; saving is the caller's."""
        data = self.cleaned_data
        self.job.format = data["format"]
        self.job.target = {name: data[name] for name in ("event", "survey", "session") if data[name]}
