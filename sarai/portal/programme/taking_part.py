"""Who does something at the events of a programme's file, and which cities take part in them as such."""

from __future__ import annotations

from collections import Counter
from datetime import datetime

from django.utils.translation import gettext as _

from sarai.exchanges.actions import contribute, keep_taking_part
from sarai.exchanges.models import Event
from sarai.network.actions import gazetteer, keep_cities
from sarai.network.mentions import Mention
from sarai.network.models import City, Country

from .reading import BadProgramme, CityFile, EventFile


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
        cities = [_city(city, f"{where}.cities[{number}]") for number, city in enumerate(entry.cities)]
        held = set(event.taking_part.filter(retracted_at=None).values_list("city", flat=True))
        keep_taking_part(event=event, cities=cities, by=by, at=at)
        tally["created"] += len({city.pk for city in cities} - held)


def _city(entry: CityFile, where: str) -> City:
    country = Country.objects.filter(pk=entry.country).first()
    found = gazetteer().resolve(entry.name, country.name) if country else None
    if found is None or found.place is None:
        raise BadProgramme(
            _("%(where)s: there is no city “%(city)s” in “%(country)s” that can be told from others by its name.")
            % {"where": where, "city": entry.name, "country": entry.country}
        )
    keep_cities([found.place])
    return City.objects.get(pk=found.place)
