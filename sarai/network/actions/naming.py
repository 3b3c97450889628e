"""Which city or institution people mean by a name."""

from __future__ import annotations

from sarai.network.models import City, Institution, PlaceReading

from .places import gazetteer, keep_cities


def city_number(name: str, country: str = "") -> int | None:
    """The GeoNames number of the one city that a name, in any script, means beyond doubt; None where it is no city, or
    could be several."""
    read = gazetteer().resolve(name.strip(), country.strip() or None)
    return read.place if read.status == PlaceReading.Status.CITY else None


def number_in(line: str) -> int | None:
    """The same, of a name with its country after a comma, as in "Durban, South Africa"."""
    name, _comma, country = line.partition(",")
    return city_number(name, country)


def find_city(number: int | None) -> City | None:
    """The city of a number of the gazetteer, known to the database from now on; None for None."""
    if number is None:
        return None
    keep_cities([number])
    return City.objects.select_related("country").get(pk=number)


def institution_called(text: str) -> Institution | None:
    """The institution of this name, acronym or short name; None where there is none."""
    names = ("slug", "acronym__iexact", "name__iexact")
    found = (Institution.objects.filter(**{name: text.strip()}).first() for name in names)
    return next((one for one in found if one), None)
