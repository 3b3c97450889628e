"""Reading typed places, and deciding on those that are doubtful."""

from __future__ import annotations

import hashlib
import unicodedata
from collections.abc import Iterable
from datetime import UTC, datetime
from functools import lru_cache

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from sarai.evidence.models import Source
from sarai.network.models import City, Country, PlaceName, PlaceReading
from sarai.network.places import Gazetteer, Resolution

# The gazetteer's reading of a text is no news of any date: it holds for whatever was known when.
ALWAYS = datetime(1970, 1, 1, tzinfo=UTC)
REMEMBERED = 20_000
SAID = ("city_id", "country_id", "status", "confidence", "reason", "candidates", "decided")


@lru_cache(maxsize=1)
def gazetteer() -> Gazetteer:
    """The place index of this installation. Raises FileNotFoundError where set-up has not built it."""
    return Gazetteer(settings.PLACES_INDEX)


def place_key(text: str, country_text: str) -> str:
    """One key for a typed place however it is cased, spaced or composed."""
    folded = (" ".join(unicodedata.normalize("NFKC", part).casefold().split()) for part in (text, country_text))
    return hashlib.sha256("\x1f".join(folded).encode()).hexdigest()


class PlaceReader:
    """Turns typed places into `PlaceName` ids, reading each different one once."""

    def __init__(self, source: Source):
        self.source = source
        self._ids: dict[str, int] = {}

    def read(self, places: Iterable[tuple[str, str]]) -> dict[tuple[str, str], int]:
        """The `PlaceName` id of each (text, country text); new ones are read by the gazetteer and stored."""
        keys = {pair: place_key(*pair) for pair in places}
        unread = {key: pair for pair, key in keys.items() if key not in self._ids}
        if unread:
            if len(self._ids) > REMEMBERED:
                self._ids.clear()
                unread = {key: pair for pair, key in keys.items()}
            self._ids |= dict(PlaceName.objects.filter(key__in=unread).values_list("key", "pk"))
            self._store({key: pair for key, pair in unread.items() if key not in self._ids})
        return {pair: self._ids[key] for pair, key in keys.items()}

    def _store(self, new: dict[str, tuple[str, str]]) -> None:
        names = PlaceName.objects.bulk_create(
            PlaceName(key=key, text=text[:300], country_text=country[:200]) for key, (text, country) in new.items()
        )
        resolutions = {name.pk: gazetteer().resolve(name.text, name.country_text or None) for name in names}
        _keep_cities(resolutions.values())
        PlaceReading.objects.bulk_create(
            PlaceReading(place_id=pk, source=self.source, recorded_at=ALWAYS, **_reading(resolution))
            for pk, resolution in resolutions.items()
        )
        self._ids |= {name.key: name.pk for name in names}


def _keep_cities(resolutions: Iterable[Resolution]) -> None:
    named = {r.place for r in resolutions if r.place is not None}
    keep_cities(named)


def keep_cities(ids: Iterable[int]) -> None:
    """Copy cities from the gazetteer into the database, so that figures can name them."""
    wanted = set(ids)
    wanted -= set(City.objects.filter(pk__in=wanted).values_list("pk", flat=True))
    cities = [city for pk in sorted(wanted) if (city := gazetteer().city(pk))]
    City.objects.bulk_create(
        [
            City(
                geonameid=city.id,
                name=city.name,
                country_id=city.iso2,
                admin1=gazetteer().region(city),
                latitude=city.lat,
                longitude=city.lon,
                population=city.population,
                timezone=city.timezone,
            )
            for city in cities
        ],
        ignore_conflicts=True,
    )


def _reading(resolution: Resolution) -> dict[str, object]:
    return {
        "city_id": resolution.place,
        "country_id": resolution.iso2,
        "status": str(resolution.status),
        "confidence": resolution.confidence,
        "reason": str(resolution.reason)[:300],
        "candidates": [candidate.city.id for candidate in resolution.candidates[:6]],
    }


@transaction.atomic
def decide_place(
    *,
    place: PlaceName,
    geonameid: int | None,
    country: str | None,
    reason: str,
    by: str,
    at: datetime,
    known: datetime,
    seen: int | None = None,
) -> PlaceReading:
    """Remember that a typed place is this city, or only this country, or no place; the earlier reading is retracted.

    `seen` is the id of the reading that whoever decides has before them. Raises ValueError with a sentence where the
    city or country does not exist, where somebody else has decided since `seen`, and where `known` is before what was
    decided last.
    """
    if geonameid is not None:
        keep_cities([geonameid])
        city = City.objects.filter(pk=geonameid).first()
        if city is None:
            raise ValueError(_("There is no city with the GeoNames number %(id)s.") % {"id": geonameid})
        country = city.country_id
    if country and not Country.objects.filter(pk=country).exists():
        raise ValueError(_("There is no country with the ISO code “%(code)s”.") % {"code": country})
    current = _current_reading(place)
    if current and current.decided and (current.city_id, current.country_id or None) == (geonameid, country or None):
        return current
    if seen is not None and (current is None or current.pk != seen):
        raise ValueError(_("Somebody has decided on “%(place)s” since you opened this page.") % {"place": place})
    source = _decision(_("Decision on the place “%(place)s”"), place, reason=reason, by=by, at=at, known=known)
    _retract(current, source)
    certain = PlaceReading.Status.COUNTRY if country else PlaceReading.Status.NONE
    return PlaceReading.objects.create(
        place=place,
        source=source,
        recorded_at=known,
        city_id=geonameid,
        country_id=country or None,
        status=PlaceReading.Status.CITY if geonameid is not None else certain,
        confidence=1.0,
        reason=reason[:300],
        candidates=current.candidates if current else [],
        decided=True,
    )


@transaction.atomic
def undo_place_decision(*, reading: PlaceReading, reason: str, by: str, at: datetime, known: datetime) -> PlaceReading:
    """Take a decision on a place back: what was read before holds again, as a new reading.

    Raises ValueError where the decision no longer holds, or was nobody's.
    """
    place = reading.place
    current = _current_reading(place)
    if current is None or current.pk != reading.pk or not current.decided:
        raise ValueError(_("This decision on “%(place)s” does not hold any more.") % {"place": place})
    before = place.readings.filter(retracted_by=current.source_id).exclude(pk=current.pk).order_by("pk").last()
    source = _decision(_("A decision on “%(place)s” was taken back"), place, reason=reason, by=by, at=at, known=known)
    _retract(current, source)
    said = {name: getattr(before, name) for name in SAID} if before else {"status": PlaceReading.Status.ASK}
    return PlaceReading.objects.create(place=place, source=source, recorded_at=known, **({"confidence": 0.0} | said))


def _current_reading(place: PlaceName) -> PlaceReading | None:
    """The reading that holds, once nobody else is deciding on this place."""
    PlaceName.objects.select_for_update().get(pk=place.pk)
    return place.readings.filter(retracted_at=None).first()


def _decision(title: str, place: PlaceName, *, reason: str, by: str, at: datetime, known: datetime) -> Source:
    return Source.objects.create(
        kind=Source.Kind.ENTRY,
        title=(title % {"place": place})[:255],
        target={"place": place.pk},
        entered_at=at,
        recorded_at=known,
        by=by,
        reason=reason,
    )


def _retract(reading: PlaceReading | None, source: Source) -> None:
    if reading is None:
        return
    if reading.recorded_at > source.recorded_at:
        raise ValueError(
            _("This cannot hold since %(day)s: something else about this place was decided after that day.")
            % {"day": source.recorded_at.date().isoformat()}
        )
    reading.retracted_at, reading.retracted_by = source.recorded_at, source
    reading.save(update_fields=["retracted_at", "retracted_by"])
