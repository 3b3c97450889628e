"""What the gazetteer answers: frozen values that may be cached, compared and stored."""

from dataclasses import dataclass
from enum import StrEnum


class Status(StrEnum):
    """How far a typed place could be resolved."""

    CITY = "city"  # one city, confident enough to act on
    COUNTRY = "country"  # no city, but the country is certain
    ASK = "ask"  # a person must choose among the candidates
    NONE = "none"  # the text names no place


class Reason(StrEnum):
    """Why a resolution came out as it did; `explain` in `reasons` puts it into a sentence."""

    NAME = "name"
    ALIAS = "alias"
    CODE = "code"
    SPELLING = "spelling"
    SHORTENED = "shortened"
    COUNTRY_NAMED = "country_named"
    REGION_NAMED = "region_named"
    CITY_NOT_FOUND = "city_not_found"
    SEVERAL_CITIES = "several_cities"
    SEVERAL_NAMED = "several_named"
    UNSURE = "unsure"
    CONTRADICTION = "contradiction"
    EMPTY = "empty"
    NO_PLACE = "no_place"
    ORGANISATION = "organisation"
    BEYOND_COUNTRY = "beyond_country"
    NOT_FOUND = "not_found"


@dataclass(frozen=True, slots=True)
class City:
    """One populated place. `id` is the GeoNames id, or a negative number of our own for places that GeoNames lacks.

    `lat` and `lon` are degrees (WGS 84), `admin1` the GeoNames first-order division code within `iso2`,
    `timezone` an IANA name, `population` people (0: unknown).
    """

    id: int
    name: str
    iso2: str
    admin1: str
    lat: float
    lon: float
    population: int
    timezone: str

    @property
    def geonameid(self) -> int | None:
        """The GeoNames id, None for a place of our own supplement."""
        return self.id if self.id > 0 else None


@dataclass(frozen=True, slots=True)
class Candidate:
    """A city that the text may mean, with its share of the belief (0..1)."""

    city: City
    region: str
    confidence: float


@dataclass(frozen=True, slots=True)
class Resolution:
    """The answer for one typed text.

    `place` is the city's id in this gazetteer when the status is CITY; it is negative for a place of our own
    supplement, and `geonameid` is then None. `confidence` (0..1) is the belief that the answer is right.
    """

    text: str
    geonameid: int | None
    iso2: str | None
    confidence: float
    status: Status
    reason: Reason
    candidates: tuple[Candidate, ...] = ()
    name: str = ""
    place: int | None = None
