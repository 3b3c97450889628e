"""The shape of what is filled in about surveys."""

from __future__ import annotations

import csv
from datetime import datetime
from email.utils import parseaddr
from typing import Any
from zoneinfo import ZoneInfo, available_timezones

from django import forms
from django.conf import settings
from django.core.validators import validate_email
from django.template.defaultfilters import filesizeformat
from django.utils.translation import get_language_info
from django.utils.translation import gettext_lazy as _

from sarai.evidence.engine.question import FIRST_YEAR, LAST_YEAR
from sarai.evidence.forms import FilesField
from sarai.network.mentions import Mention, email_key

from .models import Survey
from .pages.languages import FROM_RIGHT
from .queries import newest
from .questionnaire.languages import code as code_of
from .rules import Rule

LARGEST = 20 * 1024 * 1024  # bytes of a questionnaire and its files together
MOST_INVITED = 2_000  # in one go
MOMENT = "%Y-%m-%dT%H:%M"


class _MomentField(forms.DateTimeField):
    """A date and time by the clock of the survey's own zone, which another field says."""

    def __init__(self, **said: Any) -> None:
        widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format=MOMENT)
        super().__init__(required=False, input_formats=[MOMENT], widget=widget, **said)

    def clean(self, value: Any) -> datetime | None:
        """No year that clocks of other zones cannot tell."""
        moment: datetime | None = super().clean(value)
        if moment is not None and not FIRST_YEAR <= moment.year <= LAST_YEAR:
            sentence = _("Choose a year from %(first)d to %(last)d.")
            raise forms.ValidationError(sentence, params={"first": FIRST_YEAR, "last": LAST_YEAR})
        return moment


def _languages(survey: Survey) -> dict[str, str]:
    """The languages that a survey can be called in, by code: those of the site, and those of its questionnaire."""
    found = {code: str(get_language_info(code)["name_local"]).capitalize() for code, _name in settings.LANGUAGES}
    version = newest(survey) if survey.pk else None
    for language in version.languages if version else ():
        if known := code_of(language):
            found.setdefault(known, language)
    return found


def _in(kind: type[forms.Widget], code: str) -> forms.Widget:
    """A field for a text in a language."""
    direction = "rtl" if code.partition("-")[0] in FROM_RIGHT else "ltr"
    rows = {"rows": 2} if kind is forms.Textarea else {}
    return kind(attrs={"lang": code, "dir": direction, **rows})


class SurveyForm(forms.ModelForm[Survey]):
    """A survey: what it is called, whom it asks, from when to when."""

    opens_at = _MomentField(label=_("Opens"))
    closes_at = _MomentField(label=_("Closes"))

    class Meta:
        model = Survey
        fields = ("title", "slug", "summary", "timezone", "opens_at", "closes_at", "door", "quota")
        labels = {
            "title": _("Title"),
            "slug": _("Name in addresses"),
            "summary": _("What it is about, and what becomes of the answers"),
            "timezone": _("Time zone"),
            "door": _("Who may answer"),
            "quota": _("At most so many responses"),
        }
        help_texts = {
            "slug": _("Small letters, digits and hyphens, as in needs-2021. It stays what it is once people have it."),
            "timezone": _("The clock of the opening and the closing, such as Asia/Seoul."),
            "quota": _("Leave empty for any number."),
        }
        widgets = {
            "summary": forms.Textarea(attrs={"rows": 3}),
            "timezone": forms.TextInput(attrs={"list": "zones", "autocomplete": "off"}),
        }

    def __init__(self, *args: Any, **said: Any) -> None:
        super().__init__(*args, **said)
        zone = ZoneInfo(self.instance.timezone)
        for name in ("opens_at", "closes_at"):
            if moment := getattr(self.instance, name):
                self.initial[name] = moment.astimezone(zone).strftime(MOMENT)
        if self.instance.form_id:
            self.fields["slug"].disabled = True
        self.languages = _languages(self.instance)
        for code in self.languages:
            title, summary = self.instance.titles.get(code, ""), self.instance.summaries.get(code, "")
            self.fields[f"title_{code}"] = forms.CharField(
                label=_("Title"), initial=title, required=False, max_length=300, widget=_in(forms.TextInput, code)
            )
            self.fields[f"summary_{code}"] = forms.CharField(
                label=_("What it is about"), initial=summary, required=False, widget=_in(forms.Textarea, code)
            )

    @property
    def plain(self) -> list[forms.BoundField]:
        """The fields that are in no language of their own."""
        return [self[name] for name in (*self.Meta.fields,)]

    @property
    def translated(self) -> list[tuple[str, list[forms.BoundField], bool]]:
        """The fields of each language, under its name, and whether anything is said in it."""
        found = []
        for code, called in self.languages.items():
            fields = [self[f"title_{code}"], self[f"summary_{code}"]]
            found.append((called, fields, any(field.errors for field in fields)))
        return found

    def clean_timezone(self) -> str:
        """Only a zone that there is."""
        zone: str = self.cleaned_data["timezone"].strip()
        if zone not in available_timezones():
            raise forms.ValidationError(
                _("“%(zone)s” is no time zone. Write it as in Asia/Seoul."), params={"zone": zone}
            )
        return zone

    def clean(self) -> dict[str, Any]:
        """Read the clock in the survey's zone; it closes after it opens."""
        said = super().clean() or {}
        zone = ZoneInfo(said.get("timezone") or "UTC")
        for name in ("opens_at", "closes_at"):
            if isinstance(said.get(name), datetime):
                said[name] = said[name].replace(tzinfo=zone)
        if said.get("opens_at") and said.get("closes_at") and said["closes_at"] <= said["opens_at"]:
            self.add_error("closes_at", _("It must close after it opens."))
        for name, kept in (("title", self.instance.titles), ("summary", self.instance.summaries)):
            words = {code: text for code in self.languages if (text := said.get(f"{name}_{code}"))}
            others = {code: text for code, text in kept.items() if code not in self.languages}
            setattr(self.instance, {"title": "titles", "summary": "summaries"}[name], others | words)
        return said


class PublishForm(forms.Form):
    """A questionnaire, and the pictures and lists that it needs."""

    form = forms.FileField(
        label=_("The questionnaire (XLSForm)"),
        error_messages={"required": _("No file was chosen. Choose an XLSForm.")},
        widget=forms.ClearableFileInput(attrs={"accept": ".xlsx,.xls,.csv,.md,.xml"}),
    )
    files = FilesField(label=_("Pictures, sounds and lists that it names"), required=False)  # type: ignore[assignment]

    def clean(self) -> dict[str, Any]:
        """Refuse what is too large to keep with every version."""
        said = super().clean() or {}
        size = sum(file.size for file in [said.get("form"), *said.get("files", [])] if file)
        if size > LARGEST:
            sentence = _("Together these files are %(size)s; a questionnaire may have up to %(limit)s.")
            told = {"size": filesizeformat(size), "limit": filesizeformat(LARGEST)}
            raise forms.ValidationError(sentence, params=told)
        return said


class BeginForm(forms.Form):
    """With what a questionnaire is begun on the site; a file if that is an XLSForm."""

    begin = forms.CharField(max_length=40)
    form = forms.FileField(required=False)

    def clean(self) -> dict[str, Any]:
        """A file where one is to be opened, and not too large a one."""
        said = super().clean() or {}
        upload = said.get("form")
        if said.get("begin") == "uploaded" and not upload:
            self.add_error("form", _("No file was chosen. Choose an XLSForm."))
        if upload and upload.size > LARGEST:
            sentence = _("Together these files are %(size)s; a questionnaire may have up to %(limit)s.")
            told = {"size": filesizeformat(upload.size), "limit": filesizeformat(LARGEST)}
            self.add_error("form", forms.ValidationError(sentence, params=told))
        return said


class RuleForm(forms.Form):
    """Which responses to a survey count."""

    no_tests = forms.BooleanField(label=_("Leave out the team's own trials"), required=False)
    finished = forms.BooleanField(label=_("Only what was sent off to the end"), required=False)
    in_window = forms.BooleanField(label=_("Only what was given while the survey was open"), required=False)
    consented = forms.BooleanField(label=_("Only with consent to all that the survey asks to agree to"), required=False)
    no_faults = forms.BooleanField(label=_("Only what agrees with the form's own rules"), required=False)
    least_answered = forms.FloatField(
        label=_("Least share of questions answered, from 0 to 1"),
        min_value=0,
        max_value=1,
        widget=forms.NumberInput(attrs={"step": "0.05"}),
    )
    reason = forms.CharField(label=_("Why"), max_length=500, help_text=_("It is kept with the rule, and printed."))

    @property
    def rule(self) -> Rule:
        """The rule that was filled in."""
        return Rule.of(self.cleaned_data)


class InviteForm(forms.Form):
    """People to invite, one a line."""

    people = forms.CharField(
        label=_("People to invite, one a line"),
        widget=forms.Textarea(attrs={"rows": 6, "spellcheck": "false"}),
        help_text=_(
            "An address; or a name and an address, as in Ana Ruiz <ana@city.example>; or, parted by commas, address, "
            "name, city, country and language (ar, en, es, fr, ru, zh-hans), as far as you know them."
        ),
        error_messages={"required": _("Nobody is named. Write at least one address.")},
    )

    def clean_people(self) -> list[Mention]:
        """Each line as a person; every line without an address is named, and then nobody is invited."""
        lines = [(number, line.strip()) for number, line in enumerate(self.cleaned_data["people"].splitlines(), 1)]
        found, wrong = [], []
        for number, line in lines:
            if line:
                person = _person(line)
                found.append(person) if person else wrong.append(str(number))
        if wrong:
            sentence = _("There is no address in line %(lines)s. Nobody was invited.")
            raise forms.ValidationError(sentence, params={"lines": ", ".join(wrong[:20])})
        if len(found) > MOST_INVITED:
            raise forms.ValidationError(_("Invite up to %(most)d people at once."), params={"most": MOST_INVITED})
        return found


def _person(line: str) -> Mention | None:
    """Who a line names; None where it has no address."""
    address, name, city, country, language = "", "", "", "", ""
    if "<" in line:
        name, address = parseaddr(line)
    else:
        cells = [cell.strip() for cell in next(csv.reader([line.replace("\t", ",").replace(";", ",")]), [])]
        address, name, city, country, language, *_rest = [*cells, "", "", "", "", ""]
    try:
        validate_email(address)
    except forms.ValidationError:
        return None
    return Mention(name=name, email=email_key(address), city=city, country=country, language=language.lower())
