"""Reading typed places, and deciding on those that are doubtful."""

from __future__ import annotations

import hashlib
import unicodedata
from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from sarai.evidence.models import Source
from sarai.network.models import Act, City, Country, PlaceName, PlaceReading
from sarai.network.places import Gazetteer, Resolution

# The gazetteer's reading of a text is no news of any date: it holds for whatever was known when.
ALWAYS = datetime(1970, 1, 1, tzinfo=UTC)
REMEMBERED = 20_000
WHEN = ("source_id", "recorded_at", "retracted_at", "retracted_by_id")
SAID = ("city_id", "country_id", "status", "confidence", "reason", "candidates", "decided")


@lru_cache(maxsize=1)
def gazetteer() -> Gazetteer:
    """The place index of this installation. Raises NoIndex where set-up has not built it."""
    return Gazetteer(settings.PLACES_INDEX)


def place_key(text: str, country_text: str) -> str:
    """One key for a typed place however it is cased, spaced or composed."""
    folded = (" ".join(unicodedata.normalize("NFKC", part).casefold().split()) for part in (text, country_text))
    return hashlib.sha256("\x1f".join(folded).encode()).hexdigest()


def place_sense(text: str, country_text: str) -> str:
    """One key for all typed places that say the same: the same words of the same country, or of none."""
    words, iso2 = gazetteer().sense(text[:300], country_text[:200])
    return hashlib.sha256(f"{words}\x1f{iso2 or ''}".encode()).hexdigest()


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
        """Store typed places that are new, each with the gazetteer's reading and what was decided on its equals."""
        names = PlaceName.objects.bulk_create(
            PlaceName(key=key, sense=place_sense(text, country), text=text[:300], country_text=country[:200])
            for key, (text, country) in new.items()
        )
        resolutions = {name.pk: gazetteer().resolve(name.text, name.country_text or None) for name in names}
        _keep_cities(resolutions.values())
        histories = _histories({name.sense for name in names})
        PlaceReading.objects.bulk_create(
            reading
            for name in names
            for reading in _retold(name, resolutions[name.pk], histories.get(name.sense, []), self.source)
        )
        self._ids |= {name.key: name.pk for name in names}


def _histories(senses: Collection[str]) -> dict[str, list[PlaceReading]]:
    """For each sense on which somebody ever decided, how one of its places was read after the gazetteer's reading."""
    told: dict[str, list[PlaceReading]] = {}
    decided = PlaceReading.objects.filter(place__sense__in=senses, decided=True).values_list("place__sense", "place")
    place_of = dict(decided)
    for reading in PlaceReading.objects.filter(place__in=place_of.values()).select_related("place").order_by("pk"):
        told.setdefault(reading.place.sense, []).append(reading)
    return {sense: readings[1:] for sense, readings in told.items()}


def _retold(
    name: PlaceName, resolution: Resolution, history: Sequence[PlaceReading], source: Source
) -> Iterator[PlaceReading]:
    """The gazetteer's reading of a new place, then its equals' decisions, as if it had been typed before them."""
    own = _reading(resolution)
    first = PlaceReading(place=name, source=source, recorded_at=ALWAYS, **own)
    if history:
        first.retracted_at, first.retracted_by_id = history[0].recorded_at, history[0].source_id
    yield first
    for told in history:
        said = {field: getattr(told, field) for field in SAID} if told.decided else own
        yield PlaceReading(place=name, **{field: getattr(told, field) for field in WHEN}, **said)


def refresh_place_senses() -> int:
    """Work out anew what every typed place says, after the gazetteer has changed; returns how many were affected."""
    moved = []
    for name in PlaceName.objects.iterator():
        sense = place_sense(name.text, name.country_text)
        if name.sense != sense:
            name.sense = sense
            moved.append(name)
    return PlaceName.objects.bulk_update(moved, ["sense"], batch_size=500)


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

    It holds for every place that says the same, those typed later included; returns the reading of `place`. `seen` is
    the id of the reading that whoever decides has before them. Raises ValueError with a sentence where the city or
    country does not exist, where somebody else has decided since `seen`, and where `known` is before what was decided
    last.
    """
    if geonameid is not None:
        keep_cities([geonameid])
        city = City.objects.filter(pk=geonameid).first()
        if city is None:
            raise ValueError(_("There is no city with the GeoNames number %(id)s.") % {"id": geonameid})
        country = city.country_id
    if country and not Country.objects.filter(pk=country).exists():
        raise ValueError(_("There is no country with the ISO code “%(code)s”.") % {"code": country})
    held = _held_by_equals(place)
    current = held[place.pk]
    said = (geonameid, country or None)
    other = {pk: one for pk, one in held.items() if one is None or not one.decided or _says(one) != said}
    if not other:
        return place.readings.get(retracted_at=None)
    if seen is not None and place.pk in other and (current is None or current.pk != seen):
        raise ValueError(_("Somebody has decided on “%(place)s” since you opened this page.") % {"place": place})
    source = _decision(
        Act.PLACE, _("Decision on the place “%(place)s”"), place, reason=reason, by=by, at=at, known=known
    )
    for reading in other.values():
        _retract(reading, source)
    certain = PlaceReading.Status.COUNTRY if country else PlaceReading.Status.NONE
    PlaceReading.objects.bulk_create(
        PlaceReading(
            place_id=pk,
            source=source,
            recorded_at=known,
            city_id=geonameid,
            country_id=country or None,
            status=PlaceReading.Status.CITY if geonameid is not None else certain,
            confidence=1.0,
            reason=reason[:300],
            candidates=reading.candidates if reading else [],
            decided=True,
        )
        for pk, reading in other.items()
    )
    return place.readings.get(retracted_at=None)


@transaction.atomic
def decide_text(*, text: str, country_text: str, by: str, at: datetime, known: datetime, **said: Any) -> PlaceReading:
    """Decide on a place as `decide_place` does, by its words; it need not have been typed by anybody yet."""
    place = PlaceName.objects.filter(sense=place_sense(text, country_text)).order_by("pk").first()
    if place is None:
        title = _("Somebody named the place “%(place)s”") % {"place": text}
        entry = {"title": title[:255], "entered_at": at, "recorded_at": known, "by": by}
        reader = PlaceReader(Source.objects.create(kind=Source.Kind.ENTRY, **entry))
        place = PlaceName.objects.get(pk=reader.read([(text, country_text)])[text, country_text])
    return decide_place(place=place, by=by, at=at, known=known, **said)


@transaction.atomic
def undo_place_decision(*, reading: PlaceReading, reason: str, by: str, at: datetime, known: datetime) -> PlaceReading:
    """Take a decision back, on a place and all that say the same: what was read before holds again, as a new reading.

    Raises ValueError where the decision no longer holds, or was nobody's.
    """
    place = reading.place
    held = _held_by_equals(place)
    if held[place.pk] != reading or not reading.decided:
        raise ValueError(_("This decision on “%(place)s” does not hold any more.") % {"place": place})
    title = _("A decision on “%(place)s” was taken back")
    source = _decision(Act.PLACE_UNDONE, title, place, reason=reason, by=by, at=at, known=known)
    for current in held.values():
        if current and current.source_id == reading.source_id:
            _restore(current, source)
    return place.readings.get(retracted_at=None)


def _restore(current: PlaceReading, source: Source) -> None:
    """What was read before this reading holds again."""
    earlier = PlaceReading.objects.filter(place=current.place_id, retracted_by=current.source_id)
    before = earlier.exclude(pk=current.pk).order_by("pk").last()
    _retract(current, source)
    said = {name: getattr(before, name) for name in SAID} if before else {"status": PlaceReading.Status.ASK}
    fact = {"place_id": current.place_id, "source": source, "recorded_at": source.recorded_at}
    PlaceReading.objects.create(**fact, **({"confidence": 0.0} | said))


def _says(reading: PlaceReading) -> tuple[int | None, str | None]:
    return reading.city_id, reading.country_id or None


def _held_by_equals(place: PlaceName) -> dict[int, PlaceReading | None]:
    """The reading that holds of every place that says the same, by place, once nobody else is deciding on them."""
    equals = list(PlaceName.objects.select_for_update().filter(sense=place.sense).values_list("pk", flat=True))
    held = {one.place_id: one for one in PlaceReading.objects.filter(place__in=equals, retracted_at=None)}
    return {pk: held.get(pk) for pk in equals}


def _decision(act: Act, title: str, place: PlaceName, *, reason: str, by: str, at: datetime, known: datetime) -> Source:
    return Source.objects.create(
        kind=Source.Kind.ENTRY,
        format=act,
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
