"""Which city or institution somebody means by a name."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from sarai.evidence.actions import entry
from sarai.network.actions import PlaceReader
from sarai.network.models import Institution, PlaceReading
from sarai.partnerships.queries.partnerships import Party

from .entries import Act


@transaction.atomic
def party_called(*, text: str, country: str, by: str, at: datetime) -> Party:
    """The institution of this name, acronym or short name, or else the city, in any script. Raises ValueError with a
    sentence where it is none that is known; nothing is kept then."""
    for name in ("slug", "acronym__iexact", "name__iexact"):
        if found := Institution.objects.filter(**{name: text}).first():
            return found
    reader = PlaceReader(entry(Act.NAMED, title=_("A partner was named"), by=by, at=at))
    place = reader.read([(text, country)])[text, country]
    reading = PlaceReading.objects.select_related("city").get(place=place, retracted_at=None)
    if reading.city is None or reading.status != PlaceReading.Status.CITY:
        raise ValueError(
            _(
                "“%(text)s” is no institution here, and could not be read as one city. Write its name in full, and its "
                "country."
            )
            % {"text": text}
        )
    return reading.city
