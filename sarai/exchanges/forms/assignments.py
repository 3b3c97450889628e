"""What is filled in about an assignment: by the team when it is set and marked, by those who hand it in."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime, time
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from sarai.evidence.forms import Line, SeenForm, a_day, checked
from sarai.evidence.reading.documents import Document
from sarai.exchanges.models import Assignment, HandIn
from sarai.exchanges.rules import graded, points_of

from .arranging import moment_in

LONGEST_TEXT = 20_000  # letters
MOST_POINTS = 1000
END_OF_DAY = time(23, 59)


class AssignmentForm(SeenForm, forms.ModelForm[Assignment]):
    """What those who take part are asked to do, and until when by the host's clock."""

    title = Line(label=_("Title"), max_length=200)
    day = forms.DateField(
        label=_("Due on"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=_("What comes later is taken, and said to be late. Leave empty for any time."),
    )
    at = forms.TimeField(
        label=_("At"),
        required=False,
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
        help_text=_("By the host's clock; the end of that day where you say nothing."),
    )

    class Meta:
        model = Assignment
        fields = ("title", "text", "day", "at", "takes_files", "out_of")
        labels = {
            "text": _("What to do"),
            "takes_files": _("A file can be handed in, too"),
            "out_of": _("At most so many points"),
        }
        help_texts = {
            "text": _("Plain text, in the language in which people hand it in."),
            "out_of": _(
                "Where marks are points: with 20 here, 17 is 85 of a hundred for the rule of the certificate. Leave "
                "empty where marks are words, or of a hundred."
            ),
        }
        widgets = {"text": forms.Textarea(attrs={"rows": 8})}

    def __init__(self, data: Mapping[str, Any] | None, instance: Assignment) -> None:
        super().__init__(data, instance=instance)
        self.fields["text"].max_length = LONGEST_TEXT  # type: ignore[attr-defined]
        if instance.due_at:
            due = instance.due_at.astimezone(instance.event.zone)
            self.initial = {**self.initial, "day": due.date(), "at": due.time().replace(second=0)}
        self.watch()

    def clean_text(self) -> str:
        """Not longer than somebody reads."""
        text: str = self.cleaned_data["text"]
        if len(text) > LONGEST_TEXT:
            raise forms.ValidationError(_("This is too long: write at most 20,000 letters."))
        return text

    def clean_out_of(self) -> int | None:
        """A number of points that somebody gives."""
        out_of: int | None = self.cleaned_data["out_of"]
        if out_of is not None and not 0 < out_of <= MOST_POINTS:
            raise forms.ValidationError(_("Write a number of points from 1 to 1,000, or leave this empty."))
        return out_of

    def clean_day(self) -> date | None:
        """A day in years that clocks of every zone can tell."""
        day: date | None = self.cleaned_data["day"]
        return day and a_day(day)

    def clean(self) -> dict[str, Any]:
        """The moment, from the day and the time."""
        said: dict[str, Any] = super().clean() or self.cleaned_data
        day, at = said.get("day"), said.get("at")
        if at and not day and "day" not in self.errors:
            self.add_error("day", _("Say on which day."))
        try:
            self.instance.due_at = moment_in(self.instance.event.zone, day, at or END_OF_DAY) if day else None
        except forms.ValidationError as error:
            self.add_error("at", error)
        return said


class HandInForm(forms.Form):
    """What somebody hands in: a text, a file, or both."""

    text = forms.CharField(
        label=_("Your text"), max_length=LONGEST_TEXT, required=False, widget=forms.Textarea(attrs={"rows": 10})
    )
    file = forms.FileField(
        label=_("A file"),
        required=False,
        help_text=_("PDF, Word, PowerPoint, Excel, OpenDocument, JPEG or PNG; 10 MB at most."),
    )
    without_file = forms.BooleanField(label=_("Hand in without the file of before"), required=False)

    def __init__(self, data: Any, files: Any, assignment: Assignment, known: HandIn | None) -> None:
        super().__init__(data, files, auto_id="handed_%s", initial={"text": known.text if known else ""})
        self.known = known
        if not assignment.takes_files:
            del self.fields["file"]
        if known is None or not known.file:
            del self.fields["without_file"]

    def clean_file(self) -> Document | None:
        """A document by what stands in it."""
        file: UploadedFile | None = self.cleaned_data["file"]
        return checked(file) if file else None

    def clean(self) -> dict[str, Any]:
        """Something is handed in."""
        said: dict[str, Any] = super().clean() or self.cleaned_data
        keeps = bool(self.known and self.known.file and not said.get("without_file"))
        if not self.errors and not said["text"] and not said.get("file") and not keeps:
            self.add_error(
                "text", _("Write something, or choose a file.") if "file" in self.fields else _("Write something.")
            )
        return said

    @property
    def said(self) -> dict[str, Any]:
        """What `actions.hand_in` is told."""
        data = self.cleaned_data
        return {
            "text": data["text"],
            "document": data.get("file"),
            "keep_file": not data.get("without_file", False),
        }


class MarkForm(forms.Form):
    """The mark of what was handed in. `seen` is when what the marker looks at was last replaced or marked."""

    mark = Line(label=_("Mark"), max_length=20, widget=forms.TextInput(attrs={"autocomplete": "off"}))
    comment = forms.CharField(
        label=_("What you write to them"),
        max_length=4000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("It stands beside the mark on their own page."),
    )
    seen = forms.CharField(max_length=40, widget=forms.HiddenInput)

    def __init__(self, data: Mapping[str, Any] | None, hand_in: HandIn) -> None:
        said = {"mark": hand_in.mark, "comment": hand_in.comment, "seen": hand_in.touched_at.isoformat()}
        super().__init__(data, initial=said)
        self.out_of = hand_in.assignment.out_of
        self.fields["mark"].help_text = (
            _("Points, of %(count)d; or a word such as “pass”.") % {"count": self.out_of}
            if self.out_of
            else _("As you would write it: 85, 8.5, 17/20, 90 %, pass.")
        )

    def clean_mark(self) -> str:
        """No more points than there are."""
        mark: str = self.cleaned_data["mark"]
        points = points_of(graded(mark, self.out_of))
        if self.out_of and points is not None and points > 100:
            said = ngettext("There is %(count)d point at most.", "There are %(count)d points at most.", self.out_of)
            raise forms.ValidationError(said, params={"count": self.out_of})
        return mark

    def clean_seen(self) -> datetime:
        """A moment; what is none is that of nothing that was ever handed in."""
        try:
            found = parse_datetime(self.cleaned_data["seen"])
        except ValueError:
            found = None
        return found if found and found.tzinfo else datetime.min.replace(tzinfo=UTC)
