"""Which institutions of a programme's file take part in it; who does something at its events, and which cities take
part in them as such."""

from __future__ import annotations

from collections import Counter
from datetime import datetime

from django.utils.translation import gettext as _

from sarai.exchanges.actions import contribute, keep_taking_part
from sarai.exchanges.models import Event
from sarai.network.actions import city_number, engage, find_city
from sarai.network.mentions import Mention
from sarai.network.models import City, Country, Engagement, Institution

from .reading import BadProgramme, EventFile, InstitutionFile


def take_part(entry: EventFile, where: str, tally: Counter[str], *, by: str, at: datetime) -> None:
    """Name the people and cities of an event that the file names. People named before stay; cities are those of the
    file from now on, where it names any. Raises BadProgramme."""
    event = Event.objects.get(slug=entry.slug)
    before = event.contributions.filter(retracted_at=None).count()
    for person in entry.people:
        who = Mention(name=person.name, organisation=person.organisation)
        contribute(event=event, role=person.role, who=who, by=by, at=at)
    tally["created"] += event.contributions.filter(retracted_at=None).count() - before
    if entry.cities:
        cities = [
            city_of(city.name, city.country, f"{where}.cities[{number}]") for number, city in enumerate(entry.cities)
        ]
        held = set(event.taking_part.filter(retracted_at=None).values_list("city", flat=True))
        keep_taking_part(event=event, cities=cities, by=by, at=at)
        tally["created"] += len({city.pk for city in cities} - held)


def takes_part(institution: Institution, entry: InstitutionFile, tally: Counter[str], *, by: str, at: datetime) -> None:
    """Put on record that an institution takes part since the day that the file says. One that has ended since, by the
    team's word, is not taken up again."""
    if entry.partner_since is None:
        return
    held = Engagement.objects.filter(institution=institution, role=entry.role, retracted_at=None)
    if held.filter(since=entry.partner_since).exists():
        tally["unchanged"] += 1
        return
    tally["changed" if held.filter(until=None).exists() else "created"] += 1
    engage(institution=institution, role=entry.role, since=entry.partner_since, by=by, at=at)


def city_of(name: str, code: str, where: str) -> City:
    """The city of this name in a country (its ISO 3166 code). Raises BadProgramme."""
    country = Country.objects.filter(pk=code).first()
    found = find_city(city_number(name, country.name)) if country else None
    if found is None:
        raise BadProgramme(
            _("%(where)s: there is no city “%(city)s” in “%(country)s” that can be told from others by its name.")
            % {"where": where, "city": name, "country": code}
        )
    return found
