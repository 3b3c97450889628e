"""What the team fills in about what happens at an event: its agenda, who and which cities take part, what is left."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from sarai.evidence.forms import address, languages
from sarai.exchanges.models import Contribution, Event, Material
from sarai.network.mentions import Mention, email_key
from sarai.network.models import Institution

from .arranging import LONGEST

PARTS = 60  # of one session
LONGEST_LIST = 20_000  # letters of a list of cities
LARGEST_MATERIAL = 50 * 1024 * 1024  # bytes
KINDS_OF_FILE = (
    "pdf",
    "pptx",
    "odp",
    "docx",
    "odt",
    "xlsx",
    "ods",
    "mp4",
    "webm",
    "mp3",
    "vtt",
    "zip",
    "png",
    "jpg",
    "jpeg",
)


class AgendaItemForm(forms.Form):
    """A part of a session."""

    id = forms.IntegerField(required=False, widget=forms.HiddenInput)
    after = forms.IntegerField(label=_("After minutes"), min_value=0, max_value=LONGEST, required=False)
    minutes = forms.IntegerField(label=_("Minutes"), min_value=1, max_value=LONGEST, required=False)
    title = forms.CharField(label=_("What"), max_length=300, required=False)
    summary = forms.CharField(label=_("More about it"), required=False)

    def clean(self) -> dict[str, Any]:
        """A part that has a title says when it begins and how long it takes."""
        said: dict[str, Any] = super().clean() or self.cleaned_data
        if said.get("title"):
            for name in ("after", "minutes"):
                if said.get(name) is None and name not in self.errors:
                    self.add_error(name, _("Say how many minutes."))
        return said


class _Agenda(forms.BaseFormSet[AgendaItemForm]):
    """The parts of a session."""

    default_error_messages: ClassVar = {
        "missing_management_form": _("Something of this form was lost on its way. Save it once more."),
        "too_many_forms": ngettext_lazy(
            "A session has at most %(num)d part.", "A session has at most %(num)d parts.", "num"
        ),
    }


AgendaFormSet = forms.formset_factory(
    AgendaItemForm, formset=_Agenda, extra=3, max_num=PARTS, absolute_max=PARTS + 20, validate_max=True
)


class ContributionForm(forms.Form):
    """Who does something at an event: a person, an institution, or a person of an institution."""

    role = forms.ChoiceField(label=_("As"), choices=Contribution.Role.choices)
    name = forms.CharField(label=_("Name of the person"), max_length=200, required=False)
    email = forms.EmailField(
        label=_("E-mail address"),
        required=False,
        help_text=_("By which the same person is known elsewhere; not shown."),
    )
    organisation = forms.CharField(label=_("Organisation"), max_length=300, required=False)
    institution = forms.ModelChoiceField(
        label=_("or an institution of the programme"), queryset=Institution.objects.order_by("name"), required=False
    )
    where = forms.ChoiceField(label=_("Where"), required=False)

    def __init__(self, data: Mapping[str, Any] | None, event: Event) -> None:
        super().__init__(data)
        self.event = event
        choices: list[tuple[str, Any]] = [("", _("the whole event"))]
        for session in event.sessions.prefetch_related("agenda"):
            choices.append((f"s{session.pk}", f"{session.number}. {session.title}"))
            choices += [(f"i{item.pk}", f"{session.number}. … {item.title}") for item in session.agenda.all()]
        self.fields["where"].choices = choices  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Somebody is named."""
        said: dict[str, Any] = super().clean() or self.cleaned_data
        if not said.get("name") and not said.get("institution"):
            self.add_error("name", _("Name a person, or choose an institution."))
        return said

    @property
    def said(self) -> dict[str, Any]:
        """What `actions.contribute` is told."""
        data = self.cleaned_data
        who = Mention(name=data["name"], email=email_key(data["email"]), organisation=data["organisation"])
        where, number = data["where"][:1], data["where"][1:]
        session = item = None
        for one in self.event.sessions.all():
            if where == "s" and str(one.pk) == number:
                session = one
            for part in one.agenda.all() if where == "i" else ():
                if str(part.pk) == number:
                    session, item = one, part
        return {
            "role": data["role"],
            "who": who if data["name"] else None,
            "institution": data["institution"],
            "session": session,
            "item": item,
        }


class CitiesForm(forms.Form):
    """The cities that take part in an event as such, one a line, in any language."""

    cities = forms.CharField(
        max_length=LONGEST_LIST,
        label=_("Cities, one a line"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text=_("With the country where a name alone is not enough: Santiago, Chile."),
    )


class MaterialForm(forms.ModelForm[Material]):
    """What is left of a session: an address, or a file."""

    url = address(_("Address"))

    class Meta:
        model = Material
        fields = ("session", "kind", "title", "language", "url", "file")
        labels = {
            "session": _("Session"),
            "kind": _("Kind"),
            "title": _("Title"),
            "language": _("Language"),
            "file": _("or a file"),
        }
        help_texts = {"language": _("A code such as en, es or zh-Hans.")}

    def __init__(self, data: Any, files: Any, event: Event) -> None:
        super().__init__(data, files)
        self.fields["session"].queryset = event.sessions.all()  # type: ignore[attr-defined]

    def clean_language(self) -> str:
        """The code of a language, if any."""
        return "".join(languages(filter(None, [self.cleaned_data["language"]])))

    def clean(self) -> dict[str, Any]:
        """It is somewhere, and is of a kind that is no program."""
        said: dict[str, Any] = super().clean() or self.cleaned_data
        file = said.get("file")
        if not file and not said.get("url"):
            self.add_error("url", _("Give an address, or choose a file."))
        if file and file.size > LARGEST_MATERIAL:
            self.add_error("file", _("This file is larger than 50 MB. Put it onto a platform, and give its address."))
        if file and file.name.rpartition(".")[2].lower() not in KINDS_OF_FILE:
            kinds = ", ".join(KINDS_OF_FILE)
            self.add_error(
                "file",
                forms.ValidationError(_("Choose a file of one of these kinds: %(kinds)s."), params={"kinds": kinds}),
            )
        return said
