"""What the team fills in about series, events and sessions."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.conf import settings
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from sarai.evidence.forms import SeenForm, Words, a_day, address, languages
from sarai.exchanges.clocks import is_zone
from sarai.exchanges.models import Event, Host, Series, Session
from sarai.exchanges.playing import player_of
from sarai.network.models import Institution, Theme

LONGEST = 24 * 60  # minutes of a session
HOSTING = {"hosts": Host.Role.HOST, "co_hosts": Host.Role.CO_HOST}  # in the order in which they are named
GOALS = [(number, f"SDG {number}") for number in range(1, 18)]
MOST_HOURS = 24 * 30  # before a session, that people are reminded


def moment_in(zone: ZoneInfo, day: date, at: time) -> datetime:
    """The moment at which a clock of a zone shows a time. Raises ValidationError for one that the clock leaps over; of
    one that it shows twice, the first is meant."""
    there = datetime.combine(day, at, zone)
    moment = there.astimezone(UTC)
    if moment.astimezone(zone).replace(tzinfo=None) != there.replace(tzinfo=None):
        raise forms.ValidationError(
            _("Clocks are put forward that night: it is never %(time)s there on that day. Choose another time."),
            params={"time": f"{at:%H:%M}"},
        )
    return moment


class SeriesForm(SeenForm, forms.ModelForm[Series]):
    """A series of events."""

    class Meta:
        model = Series
        fields = ("title", "slug", "summary")
        labels = {"title": _("Title"), "slug": _("Name in addresses"), "summary": _("What it is about")}
        help_texts = {
            "slug": _("Small letters, digits and hyphens, as in needs-2021. It stays what it is once people have it.")
        }
        widgets = {"summary": forms.Textarea(attrs={"rows": 3})}
        error_messages = {"slug": {"unique": _("There is a series of this name already. Choose another one.")}}

    def __init__(self, data: Mapping[str, Any] | None, instance: Series) -> None:
        super().__init__(data, instance=instance)
        self.fields["slug"].disabled = instance.pk is not None
        self.watch()


class EventForm(SeenForm, forms.ModelForm[Event]):
    """An event: what it is, for whom, and how one takes part."""

    hosts = forms.ModelMultipleChoiceField(
        label=_("Held by"),
        queryset=Institution.objects.order_by("name"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    co_hosts = forms.ModelMultipleChoiceField(
        label=_("Together with"),
        queryset=Institution.objects.order_by("name"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    also_timezones = Words(
        label=_("Other time zones to show"),
        required=False,
        help_text=_("Names of zones with commas between, such as Asia/Seoul, America/New_York."),
    )
    languages = Words(
        label=_("Languages spoken"), required=False, help_text=_("Codes with commas between, such as en, es, zh-Hans.")
    )
    interpreted = Words(label=_("Interpreted into"), required=False, help_text=_("Codes with commas between."))
    sdgs = forms.TypedMultipleChoiceField(
        label=_("Goals beside those of its themes"),
        choices=GOALS,
        coerce=int,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    reminders = Words(
        label=_("Remind people so many hours before each session"),
        required=False,
        help_text=_("Whole hours with commas between, such as 24, 1. Leave empty to remind nobody."),
    )
    closes_on = forms.DateField(
        label=_("Registration closes at the end of"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )

    class Meta:
        model = Event
        fields = (
            "title",
            "slug",
            "summary",
            "kind",
            "series",
            "state",
            "timezone",
            "also_timezones",
            "languages",
            "interpreted",
            "themes",
            "sdgs",
            "hosts",
            "co_hosts",
            "registers",
            "capacity",
            "closes_on",
            "link_open",
            "reminders",
        )
        labels = {
            "title": _("Title"),
            "slug": _("Name in addresses"),
            "summary": _("What it is about"),
            "kind": _("Kind"),
            "series": _("Series"),
            "state": _("State"),
            "timezone": _("Time zone of the host"),
            "themes": _("Themes"),
            "registers": _("People register here"),
            "capacity": _("At most so many people"),
            "link_open": _("Show everybody how to connect"),
        }
        help_texts = {
            "slug": _("Small letters, digits and hyphens, as in needs-2021. It stays what it is once people have it."),
            "timezone": _("In which the times of its sessions are written, such as Asia/Shanghai."),
            "capacity": _("Leave empty for any number. Who comes later waits, and is written to when a place is free."),
            "link_open": _("Otherwise only who is registered sees the link."),
        }
        widgets = {
            "summary": forms.Textarea(attrs={"rows": 4}),
            "themes": forms.CheckboxSelectMultiple,
            "timezone": forms.TextInput(attrs={"list": "zones", "autocomplete": "off"}),
        }
        error_messages = {"slug": {"unique": _("There is an event of this name already. Choose another one.")}}

    def __init__(self, data: Mapping[str, Any] | None, instance: Event) -> None:
        super().__init__(data, instance=instance)
        self.fields["themes"].queryset = Theme.objects.all()  # type: ignore[attr-defined]
        self.fields["themes"].required = False
        if instance.pk:
            for name, role in HOSTING.items():
                mine = instance.hosts.filter(role=role)
                self.fields[name].initial = list(mine.values_list("institution", flat=True))
            self.fields["slug"].disabled = True
        if instance.registration_closes_at:
            self.fields["closes_on"].initial = (
                instance.registration_closes_at.astimezone(instance.zone) - timedelta(days=1)
            ).date()
        self.watch()

    def clean_timezone(self) -> str:
        """A zone whose time can be told."""
        return self._zone(self.cleaned_data["timezone"])

    def clean_also_timezones(self) -> list[str]:
        """Zones whose time can be told."""
        return [self._zone(zone) for zone in self.cleaned_data["also_timezones"]]

    def _zone(self, zone: str) -> str:
        if not is_zone(zone):
            raise forms.ValidationError(
                _("“%(zone)s” is no time zone. Write one like Africa/Nairobi."), params={"zone": zone}
            )
        return zone

    def clean_languages(self) -> list[str]:
        """Codes of languages."""
        return languages(self.cleaned_data["languages"])

    def clean_interpreted(self) -> list[str]:
        """Codes of languages."""
        return languages(self.cleaned_data["interpreted"])

    def clean_reminders(self) -> list[int]:
        """Whole hours, the longest first."""
        hours = self.cleaned_data["reminders"]
        if any(not (hour.isdecimal() and len(hour) <= 3 and 0 < int(hour) <= MOST_HOURS) for hour in hours):
            raise forms.ValidationError(_("Write whole hours from 1 to 720, with commas between."))
        return sorted({int(hour) for hour in hours}, reverse=True)

    def clean_capacity(self) -> int | None:
        """No event is for nobody."""
        capacity: int | None = self.cleaned_data["capacity"]
        if capacity == 0:
            raise forms.ValidationError(_("An event has at least one place. Leave this empty for any number."))
        return capacity

    def clean_closes_on(self) -> date | None:
        """A day in years that clocks of every zone can tell."""
        day: date | None = self.cleaned_data["closes_on"]
        return day and a_day(day)

    def clean(self) -> dict[str, Any]:
        """The end of the last day of registration, by the host's clock."""
        said: dict[str, Any] = super().clean() or self.cleaned_data
        day, zone = said.get("closes_on"), said.get("timezone")
        if zone:
            ends = day and datetime.combine(day + timedelta(days=1), time(), ZoneInfo(zone)).astimezone(UTC)
            self.instance.registration_closes_at = ends or None
        return said

    def clean_co_hosts(self) -> QuerySet[Institution]:
        """Nobody holds an event together with themselves."""
        chosen: QuerySet[Institution] = self.cleaned_data["co_hosts"]
        if twice := chosen.filter(pk__in=self.cleaned_data.get("hosts", ())).first():
            raise forms.ValidationError(_("%(name)s is chosen above already."), params={"name": twice})
        return chosen

    @property
    def hosts_chosen(self) -> Sequence[tuple[Institution, str]]:
        """The institutions that hold it, and as what: those of before in their order, then those that were added."""
        before = [host.institution_id for host in self.instance.hosts.all()] if self.instance.pk else []
        places = {pk: place for place, pk in enumerate(before)}
        found: list[tuple[Institution, str]] = []
        for name, role in HOSTING.items():
            chosen = sorted(self.cleaned_data[name], key=lambda one: places.get(one.pk, len(places)))
            found += [(one, role) for one in chosen]
        return found


class SessionForm(SeenForm, forms.ModelForm[Session]):
    """A session: when it is by the host's clock, and how one connects."""

    day = forms.DateField(label=_("Day"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    begins = forms.TimeField(label=_("Begins at"), widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"))
    minutes = forms.IntegerField(label=_("Minutes"), min_value=1, max_value=LONGEST)
    link = address(_("Where one connects"), _("The address of the room on Zoom, VooV, Teams or any other platform."))

    class Meta:
        model = Session
        fields = ("title", "day", "begins", "minutes", "link", "link_note", "platform_id", "stream")
        labels = {
            "title": _("Title"),
            "link_note": _("What else one needs there"),
            "platform_id": _("Number of the meeting"),
            "stream": _("Stream or recording for the watch page"),
        }
        help_texts = {
            "link_note": _("A meeting number or a passcode, for example."),
            "platform_id": _("By which the platform's reports are recognised when they are taken in. Digits alone."),
            "stream": _("The address of an HLS stream (.m3u8), of a film, or of a page of a platform that embeds."),
        }

    def __init__(self, data: Mapping[str, Any] | None, instance: Session) -> None:
        super().__init__(data, instance=instance)
        if instance.pk:
            starts = instance.starts_at.astimezone(instance.event.zone)
            self.initial = {
                **self.initial,
                "day": starts.date(),
                "begins": starts.time(),
                "minutes": round((instance.ends_at - instance.starts_at).total_seconds() / 60),
            }
        self.watch()

    def clean_platform_id(self) -> str:
        """Digits, however they were grouped."""
        return re.sub(r"[\s-]", "", self.cleaned_data["platform_id"])

    def clean_stream(self) -> str:
        """The address of something that can be shown."""
        stream: str = self.cleaned_data["stream"].strip()
        if stream and player_of(stream, settings.SITE_URL) is None:
            raise forms.ValidationError(
                _("This is no address. It begins with https://, or with a stroke (/) for a file on this site.")
            )
        return stream

    def clean_day(self) -> date:
        """A day in years that clocks of every zone can tell."""
        return a_day(self.cleaned_data["day"])

    def clean(self) -> dict[str, Any]:
        """The two moments, from day, time and length."""
        said: dict[str, Any] = super().clean() or self.cleaned_data
        if {"day", "begins", "minutes"} <= said.keys():
            try:
                self.instance.starts_at = moment_in(self.instance.event.zone, said["day"], said["begins"])
            except forms.ValidationError as error:
                self.add_error("begins", error)
            else:
                self.instance.ends_at = self.instance.starts_at + timedelta(minutes=said["minutes"])
        return said


class CopyForm(forms.Form):
    """Another event like this one."""

    title = forms.CharField(label=_("Title"), max_length=300)
    slug = forms.SlugField(label=_("Name in addresses"), max_length=50)
    weeks = forms.IntegerField(label=_("So many weeks later"), min_value=0, max_value=520, initial=1)

    def clean_slug(self) -> str:
        """A name that no event has."""
        slug: str = self.cleaned_data["slug"]
        if Event.objects.filter(slug=slug).exists():
            raise forms.ValidationError(_("There is an event of this name already. Choose another one."))
        return slug


class RepeatForm(forms.Form):
    """The same event week after week."""

    times = forms.IntegerField(label=_("So many more, one a week"), min_value=1, max_value=52, initial=3)
