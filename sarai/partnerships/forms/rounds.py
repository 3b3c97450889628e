"""The shape of a round: which cities meet, how often each, and when."""

from __future__ import annotations

from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any
from zoneinfo import ZoneInfo, available_timezones

from django import forms
from django.utils.translation import gettext_lazy as _

from sarai.evidence.forms import Line, SeenForm, a_day
from sarai.exchanges.models import Event
from sarai.network.forms.naming import CitiesField
from sarai.network.models import City
from sarai.partnerships.models import Round

MOST_CITIES, MOST_TIMES = 400, 48
MOST_MEETINGS = 50  # of a city
LONGEST = 8 * 60  # minutes
WRITTEN = "%Y-%m-%d %H:%M"


class RoundForm(SeenForm, forms.ModelForm[Round]):
    """A round: its cities in one or two groups, how many meetings each has, and the times, none of which has passed
    `now`. Of one that is there already, times that it has may have passed meanwhile."""

    title = Line(label=_("Title"), max_length=300)
    event = forms.ModelChoiceField(
        Event.objects.order_by("title"), to_field_name="slug", required=False, label=_("Event"), empty_label=_("none")
    )
    ones = CitiesField(
        most=MOST_CITIES,
        label=_("Cities, one a line"),
        widget=forms.Textarea(attrs={"rows": 6, "spellcheck": "false"}),
        help_text=_("As in “Durban, South Africa”."),
    )
    others = CitiesField(
        most=MOST_CITIES,
        label=_("Cities of the other group, one a line"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 6, "spellcheck": "false"}),
        help_text=_("Then those of one group meet those of the other. Without any, everybody may meet everybody."),
    )
    times = forms.CharField(
        label=_("When meetings begin, one time a line"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 4, "spellcheck": "false"}),
        help_text=_(
            "As in “2030-12-01 14:00”, in the time zone above. A city meets at a time only where it is between 08:00 "
            "and 20:00 there. Without times, only who meets whom is assigned."
        ),
    )
    capacity = forms.IntegerField(
        label=_("Meetings that each city has at most"), initial=4, min_value=1, max_value=MOST_MEETINGS
    )
    minutes = forms.IntegerField(label=_("Minutes that a meeting takes"), initial=30, min_value=5, max_value=LONGEST)

    class Meta:
        model = Round
        fields = ("title", "slug", "event", "timezone", "capacity")
        labels = {
            "slug": _("Name in addresses"),
            "timezone": _("Time zone"),
        }
        help_texts = {
            "slug": _("Small letters, digits and hyphens, as in needs-2021. It stays what it is once people have it."),
            "timezone": _("As in Africa/Nairobi."),
        }
        error_messages = {"slug": {"unique": _("There is a round of this name already. Choose another one.")}}

    field_order = ("title", "slug", "event", "ones", "others", "capacity", "timezone", "times", "minutes")

    def __init__(self, data: Any = None, *, now: datetime, instance: Round | None = None) -> None:
        super().__init__(data, instance=instance)
        self.now, self.held = now, set[datetime]()
        self.fields["timezone"].initial = "UTC"
        if instance is not None:
            del self.fields["slug"]
            self._show(instance)
            self.watch()

    def _show(self, of: Round) -> None:
        """Write what a round has into the fields that are not its own."""
        groups: dict[str, list[City]] = {}
        for one in of.participants.select_related("city__country"):
            groups.setdefault("others" if one.group == one.Group.OTHER else "ones", []).append(one.city)
        for name, cities in groups.items():
            known = {CitiesField.line_of(city): city.pk for city in cities}
            self.initial[name], self.fields[name].known = "\n".join(known), known  # type: ignore[attr-defined]
        slots = list(of.slots.all())
        self.held = {slot.starts_at for slot in slots}
        self.initial["times"] = "\n".join(f"{slot.starts_at.astimezone(of.zone):{WRITTEN}}" for slot in slots)
        if slots:
            self.initial["minutes"] = (slots[0].ends_at - slots[0].starts_at) // timedelta(minutes=1)

    def clean_slug(self) -> str:
        """A name that is no address of another page."""
        slug: str = self.cleaned_data["slug"]
        if slug == "new":
            raise forms.ValidationError(_("Choose another name: this is the address of another page."))
        return slug

    def clean_timezone(self) -> str:
        """A time zone's IANA name."""
        zone: str = self.cleaned_data["timezone"].strip()
        if zone not in available_timezones():
            raise forms.ValidationError(_("This is no time zone. Write one like Africa/Nairobi."))
        return zone

    def clean_times(self) -> list[datetime]:
        """Each line as a moment without a zone yet, once and in order."""
        lines = [line.strip() for line in self.cleaned_data["times"].splitlines() if line.strip()]
        if len(lines) > MOST_TIMES:
            raise forms.ValidationError(_("Name up to %(most)d times."), params={"most": MOST_TIMES})
        return sorted({_moment(line) for line in lines})

    def clean(self) -> dict[str, Any]:
        """Times are told by the zone, and follow one another; no city is in both groups, and there are two."""
        said: dict[str, Any] = super().clean() or self.cleaned_data
        ones, others = said.get("ones"), said.get("others")
        if ones is not None and others is not None:
            if set(ones) & set(others):
                self.add_error("others", _("A city is in both groups. Leave it in one of them."))
            elif len(ones) + len(others) < 2:
                self.add_error("ones", _("Name at least two cities."))
        if {"times", "minutes", "timezone"} <= said.keys():
            said["times"] = self._times(said["times"], timedelta(minutes=said["minutes"]), ZoneInfo(said["timezone"]))
        return said

    def _times(self, begin: list[datetime], length: timedelta, zone: ZoneInfo) -> list[tuple[datetime, datetime]]:
        found = [(moment.replace(tzinfo=zone), moment.replace(tzinfo=zone) + length) for moment in begin]
        if any(after < ends for (_starts, ends), (after, _ends) in pairwise(found)):
            self.add_error("times", _("Two of these times overlap: a meeting takes longer than until the next begins."))
        if passed := [starts for starts, _ends in found if starts <= self.now and starts not in self.held]:
            self.add_error(
                "times",
                forms.ValidationError(
                    _("“%(time)s” has passed. A round is for meetings to come."),
                    params={"time": f"{passed[0]:{WRITTEN}}"},
                ),
            )
        return found


def _moment(line: str) -> datetime:
    try:
        moment = datetime.strptime(line.replace("T", " "), WRITTEN)
    except ValueError:
        raise forms.ValidationError(
            _("“%(line)s” is no time. Write it as 2030-12-01 14:00."), params={"line": line[:40]}
        ) from None
    a_day(moment.date())
    return moment
