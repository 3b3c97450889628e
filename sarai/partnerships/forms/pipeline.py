"""What is filled in about a partnership: a request, a step, a meeting, a note, what is next."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from sarai.evidence.forms import Line, Prose, SeenForm, a_day, address, checked
from sarai.evidence.reading.documents import Document
from sarai.exchanges.clocks import is_zone
from sarai.exchanges.forms.arranging import moment_in
from sarai.exchanges.models import Event
from sarai.network.forms.naming import PartyField
from sarai.network.models import Institution, Theme
from sarai.network.queries.parties import Party
from sarai.partnerships.models import Note, Partnership, Side
from sarai.partnerships.queries.partnerships import party_named

LONGEST_NOTE = 5000  # letters
A_DATE = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class AskForm(forms.Form):
    """A request for an introduction: to whom, about what, and whether one's own address may be given."""

    partner = forms.CharField(max_length=70, widget=forms.HiddenInput)
    theme = forms.ModelChoiceField(
        Theme.objects.all(), label=_("Theme"), required=False, empty_label=_("No theme in particular")
    )
    support = forms.ModelChoiceField(
        Institution.objects.all(),
        label=_("Third party that supports"),
        required=False,
        empty_label=_("None"),
        help_text=_("In triangular cooperation a third party supports the two: with advice, funds, or its network."),
    )
    what = Line(
        label=_("What you would like to do together"),
        required=False,
        max_length=300,
        help_text=_("One or two sentences, in a language that they read."),
    )
    share = forms.BooleanField(
        label=_("Once they have accepted, they may have my name and e-mail address."),
        required=False,
        help_text=_("Without this you write to each other on the page of the partnership."),
    )

    def clean_partner(self) -> Party:
        """The city or institution. Raises ValidationError for none."""
        party = party_named(self.cleaned_data["partner"])
        if party is None:
            raise forms.ValidationError(_("There is no such city or institution. Choose one from the list."))
        return party


class StepForm(forms.Form):
    """What a step tells. Which of the fields are shown is the page's business; who takes it is checked by it, too."""

    step = forms.CharField(max_length=8, widget=forms.HiddenInput)
    seen = forms.IntegerField(widget=forms.HiddenInput)
    side = forms.ModelChoiceField(Side.objects.none(), label=_("For"), required=False, empty_label=_("both"))
    what = Line(label=_("In a sentence"), required=False, max_length=300)
    happened_on = forms.DateField(label=_("On which day"), required=False, widget=A_DATE)
    activity = forms.ModelChoiceField(
        Event.objects.none(), label=_("At which event of the programme"), required=False, empty_label=_("At none")
    )
    document = forms.FileField(
        label=_("The document"),
        required=False,
        help_text=_("PDF, Word, PowerPoint, Excel, OpenDocument, JPEG or PNG; 10 MB at most."),
    )

    def __init__(
        self,
        data: Mapping[str, Any] | None,
        files: Any,
        sides: Sequence[Side],
        partnership: Partnership,
        step: str = "",
    ) -> None:
        super().__init__(data, files, auto_id=f"{step}-%s")  # one page has a form for each step
        self.fields["side"].queryset = partnership.sides.all()  # type: ignore[attr-defined]
        self.fields["activity"].queryset = Event.objects.filter(state=Event.State.OPEN)  # type: ignore[attr-defined]
        if len(sides) == 1:  # who speaks for one side takes steps for it alone
            del self.fields["side"]

    def clean_happened_on(self) -> Any:
        """A day that can be."""
        day = self.cleaned_data["happened_on"]
        return day and a_day(day)

    def clean_document(self) -> Document | None:
        """A document of a kind that is taken."""
        file: UploadedFile | None = self.cleaned_data["document"]
        return checked(file) if file else None


class PlanForm(SeenForm, forms.ModelForm[Partnership]):
    """Who does what next, and until when."""

    next_action = Line(label=_("What is next"), required=False, max_length=300)
    owner = Line(label=_("Who does it"), required=False, max_length=150)

    class Meta:
        model = Partnership
        fields = ("next_action", "owner", "due_on")
        labels = {"due_on": _("Until")}
        widgets = {"due_on": A_DATE}

    def __init__(self, data: Mapping[str, Any] | None, instance: Partnership) -> None:
        super().__init__(data, instance=instance)
        self.watch()

    def clean_due_on(self) -> Any:
        """A day that can be."""
        day = self.cleaned_data["due_on"]
        return day and a_day(day)


class NoteForm(forms.Form):
    """A note, and who may read it."""

    text = Prose(label=_("Note"), max_length=LONGEST_NOTE, widget=forms.Textarea(attrs={"rows": 3}))
    readers = forms.ChoiceField(label=_("Who may read it"), choices=Note.Readers.choices)

    def __init__(self, data: Mapping[str, Any] | None, *, team: bool) -> None:
        super().__init__(data)
        left_out = Note.Readers.OWN if team else Note.Readers.TEAM
        self.fields["readers"].choices = [  # type: ignore[attr-defined]
            choice for choice in Note.Readers.choices if choice[0] != left_out
        ]


class MeetingForm(forms.Form):
    """A meeting that one side proposes, by its own clock."""

    title = Line(label=_("What it is about"), max_length=200)
    day = forms.DateField(label=_("Day"), widget=A_DATE)
    at = forms.TimeField(label=_("At"), widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"))
    minutes = forms.IntegerField(label=_("Minutes"), min_value=5, max_value=480, initial=45)
    timezone = Line(label=_("Time zone"), max_length=60)
    link = address(_("Where one connects"))

    def clean_day(self) -> Any:
        """A day that can be."""
        return a_day(self.cleaned_data["day"])

    def clean_timezone(self) -> str:
        """A zone that clocks know."""
        zone: str = self.cleaned_data["timezone"]
        if not is_zone(zone):
            raise forms.ValidationError(_("This is no time zone. Write one like Africa/Nairobi."))
        return zone

    def clean(self) -> dict[str, Any]:
        """The moment, from the day and the time."""
        said: dict[str, Any] = super().clean() or self.cleaned_data
        if {"day", "at", "timezone"} <= said.keys():
            try:
                said["starts_at"] = moment_in(ZoneInfo(said["timezone"]), said["day"], said["at"])
            except forms.ValidationError as error:
                self.add_error("at", error)
        return said


class BetweenForm(forms.Form):
    """Two who are proposed to each other, or who work together already, by the team's word."""

    lead = PartyField(label=_("Who leads"), max_length=200, help_text=_("An institution, or a city and its country."))
    partner = PartyField(label=_("With whom"), max_length=200, help_text=_("As in “Durban, South Africa”."))
    theme = forms.ModelChoiceField(Theme.objects.all(), label=_("Theme"), required=False, empty_label=_("None"))
    event = forms.ModelChoiceField(
        Event.objects.exclude(state=Event.State.DRAFT),
        label=_("Where they met"),
        required=False,
        empty_label=_("At no event"),
    )
    exists = forms.BooleanField(
        label=_("They work together already"),
        required=False,
        help_text=_("It stands on the lowest rung, self-declared, until both sides say so or something proves it."),
    )
    what = Line(label=_("How it is known"), required=False, max_length=300)
