"""What the team fills in about a reading of a view counter."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from sarai.evidence.forms import a_day
from sarai.exchanges.models import Event, ViewReading

LARGEST_PROOF = 10 * 1024 * 1024  # bytes
LARGEST_VALUE = 10**15
PICTURE = re.compile(rb"\x89PNG\r\n\x1a\n|\xff\xd8\xff|%PDF-|RIFF....WEBP", re.DOTALL)
RECORDED = "recorded"


class ReadingForm(forms.Form):
    """A reading: which counter, what it showed, when; and a picture of it."""

    platform = forms.CharField(label=_("Platform"), max_length=40, help_text=_("As in the table: youtube, zoom, …"))
    content_id = forms.CharField(
        label=_("Number or address of the stream or video"), max_length=100, required=False,
        help_text=_("By this the next reading of the same counter is known."),
    )  # fmt: skip
    title = forms.CharField(label=_("What it is called there"), max_length=300, required=False)
    mode = forms.ChoiceField(
        label=_("What was viewed"),
        choices=[
            ("", "…"),
            ("live", _("the live stream")),
            (RECORDED, _("a recording while it was broadcast")),
            ("playback", _("the recording, afterwards")),
        ],
    )
    value = forms.IntegerField(label=_("Views that the counter showed"), min_value=0, max_value=LARGEST_VALUE)
    day = forms.DateField(label=_("Read on"), widget=forms.DateInput(attrs={"type": "date"}))
    at = forms.TimeField(label=_("At (UTC)"), required=False, widget=forms.TimeInput(attrs={"type": "time"}))
    city = forms.CharField(label=_("City"), max_length=300, required=False)
    country = forms.CharField(
        label=_("Country"), max_length=200, required=False,
        help_text=_("Only where the counter counts what came from one place."),
    )  # fmt: skip
    proof = forms.FileField(
        label=_("Picture of the counter"),
        required=False,
        help_text=_("A screenshot: PNG, JPEG, WebP or PDF, 10 MB at most."),
    )

    def __init__(self, *args: Any, event: Event, **kwargs: Any):
        super().__init__(*args, **kwargs)
        known = ViewReading.objects.filter(event=event).order_by().values_list("platform", flat=True).distinct()
        self.platforms = sorted(known)
        self.fields["platform"].widget.attrs["list"] = "platforms"

    def clean_platform(self) -> str:
        """In small letters, as in files."""
        return str(self.cleaned_data["platform"]).strip().casefold()

    def clean_day(self) -> date:
        """A day on which there were counters."""
        return a_day(self.cleaned_data["day"])

    def clean_proof(self) -> UploadedFile | None:
        """A picture or PDF by its first bytes, and not too large."""
        proof: UploadedFile | None = self.cleaned_data["proof"]
        if proof is None:
            return None
        if (proof.size or 0) > LARGEST_PROOF:
            raise forms.ValidationError(_("This picture is larger than 10 MB. Take a smaller one."))
        head = proof.read(12)
        proof.seek(0)
        if not PICTURE.match(head):
            raise forms.ValidationError(_("This is no PNG, JPEG, WebP or PDF file."))
        return proof

    def clean(self) -> dict[str, Any]:
        """The moment, which is not still to come; a day without a time is its end, or now."""
        data: dict[str, Any] = super().clean() or {}
        if day := data.get("day"):
            now = timezone.now()
            given = datetime.combine(day, data.get("at") or time(23, 59), UTC)
            read_at = now.replace(second=0, microsecond=0) if not data.get("at") and day == now.date() else given
            if read_at > now:
                self.add_error("day", _("This time is still to come."))
            data["read_at"] = read_at
        return data

    @property
    def reading(self) -> dict[str, Any]:
        """What `actions.enter_reading` is told."""
        data = self.cleaned_data
        names = ("platform", "content_id", "title", "value", "city", "country", "proof", "read_at")
        recorded = data["mode"] == RECORDED
        return {name: data[name] for name in names} | {
            "mode": "live" if recorded else data["mode"],
            "recorded": recorded,
        }


class RetractForm(forms.Form):
    """Why a reading is taken back."""

    reason = forms.CharField(
        label=_("Why it is taken back"), max_length=1000, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("It stays on record with your name, and so does the reading."),
    )  # fmt: skip
