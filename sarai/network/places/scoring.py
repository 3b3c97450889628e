"""How much each candidate is believed. Pure arithmetic, in powers of ten.

A candidate's score is the prominence of the city, less a cost for every liberty taken with the text, plus or less what
the rest of the text says. Scores become shares of belief: 10**score over the sum of all and of "no place at all".

The costs were set so that a share of belief is the chance of being right. On 8,000 GeoNames names of 15,000 people and
more, with and without their country, the most believed city was the one meant in 69 % of the cases believed 70-80 %,
in 81 % of those believed 80-90 %, 94 % of 90-97 % and 99 % above.
"""

import math
from collections.abc import Iterable
from dataclasses import dataclass, replace

from sarai.network.places.folding import tokens
from sarai.network.places.fuzzy import consonants, sounds
from sarai.network.places.index import Kind
from sarai.network.places.layouts import Layout, Place, belongs
from sarai.network.places.records import Reason
from sarai.network.places.store import Division, Hit

KIND_COST = {
    Kind.PRIMARY: 0.0,
    Kind.ALTERNATE: 0.6,
    Kind.OWN: 0.0,
    Kind.NICKNAME: 0.5,
    Kind.CODE: 0.8,
    Kind.ROMANISED: 1.0,
}
REASON = {
    Kind.PRIMARY: Reason.NAME,
    Kind.ALTERNATE: Reason.ALIAS,
    Kind.OWN: Reason.ALIAS,
    Kind.NICKNAME: Reason.CODE,
    Kind.CODE: Reason.CODE,
    Kind.ROMANISED: Reason.SPELLING,
}
BESIDE_NAME = 1.2  # more for another name of a city, when the text is the very name of a sizeable one
NAMED_FROM = 15_000  # … that is, of so many inhabitants
SHORTENED_COST = 0.9
OTHER_SPACING = 0.5  # "Nadi" for "Na Di"
SLIP_OF_ALIAS = 0.5  # a slip in another name than the city's own …
SLIP_OF_SHORT_ALIAS = 1.2  # … of so few letters that people's names come near it
SHORT_ALIAS = 6
DECLINED = 0.6
DIVISION_GAIN = 0.6
LAND_GAIN = 0.8  # municipal words of the city's country ("Bayan ng …" speaks for the Philippines)
WRONG_DIVISION = 4.0
UNKNOWN_PART = 0.6
CITY_ELSEWHERE = 2.0  # another part names a city, but none close by …
FAR_KNOWN = 6.0  # … of at least this prominence
PROVINCE_MEANT = 4.0
WITHIN_MEANT = 1.5  # a larger city, when another part names a smaller one by it
NO_PLACE = 3.2  # the score of "no place at all" when nothing but the name speaks for a city …
NO_PLACE_HERE = 2.2  # … and when the country or province agrees
CHIEF = 1.5
CHIEF_BY_ALIAS = 0.7
COUNTRY_SLIP = 2.0  # a slip that may as well be one in a country's name
UNKNOWN_BESIDE_REGION = 1.2
REGION_COST = 1.0  # a province instead of a city, less than the most prominent city in it
INITIALS_COST = 0.7
TYPED_AS_CODE = 0.5  # in capitals, as codes are
LONE_CODE = 1.0  # a code beside words that say nothing of its city
SAME_PLACE_KM = 30.0
BESIDE_KM = 60.0
PROVINCE_KM = 200.0
UNEVEN = 0.7  # in prominence, from which the one city is much larger than the other

ACCEPTED = 0.8  # share of belief from which a city is taken as meant: four times as likely as all else together


@dataclass(frozen=True, slots=True)
class Scored:
    """A candidate with its score, and the way to take the text apart under which it was met."""

    hit: Hit
    score: float
    reason: Reason
    layout: Layout

    @property
    def unexplained(self) -> bool:
        """Whether the text has a part that says nothing of this city."""
        return any(agreement_with(self.hit, place) < 0 for place in self.layout.around)


@dataclass(frozen=True, slots=True)
class Region:
    """A province that the text may mean instead of a city: its country (ISO code) and score."""

    iso2: str
    score: float


@dataclass(frozen=True, slots=True)
class Ranking:
    """The distinct cities and provinces, the most believed first, with their shares of belief.

    The rest of 1 is "no place".
    """

    cities: list[tuple[Scored, float]]
    regions: list[tuple[Region, float]]

    @property
    def names_region(self) -> bool:
        """Whether the text may be taken to name a province, be it of one country or of another."""
        return sum(belief for _, belief in self.regions) >= ACCEPTED

    @property
    def is_believed(self) -> bool:
        """Whether one city may be taken as meant."""
        return bool(self.cities) and self.cities[0][1] >= ACCEPTED


def exact(hit: Hit, layout: Layout, cost: float) -> Scored:
    """The score of a city whose name was met exactly."""
    score = hit.weight - KIND_COST[Kind(hit.kind)] - cost - layout.cost + agreement(hit, layout)
    if hit.kind == Kind.PRIMARY and not _spaced_alike(hit, layout):
        score -= OTHER_SPACING
    found = Scored(hit, score, REASON[Kind(hit.kind)], layout)
    if hit.kind != Kind.CODE:
        return found
    typed = TYPED_AS_CODE * all(word.is_code for word in layout.head)
    return replace(found, score=score + typed - LONE_CODE * found.unexplained)


def _spaced_alike(hit: Hit, layout: Layout) -> bool:
    typed = " ".join(word.folded for word in layout.head)
    return " ".join(word.folded for word in tokens(hit.name)) in typed


def beside_name(hits: list[Hit]) -> dict[int, float]:
    """What cities pay, by kind of name, that bear a name only besides their own, when another is really called so.

    That is when the name is another's very own, or one that our tables give to another.
    """
    own = any(hit.kind == Kind.PRIMARY and hit.population >= NAMED_FROM for hit in hits)
    ours = any(hit.kind == Kind.OWN for hit in hits)
    return {kind: BESIDE_NAME * (own or (ours and kind != Kind.OWN)) if kind != Kind.PRIMARY else 0.0 for kind in Kind}


def shortened(hit: Hit, layout: Layout, cost: float) -> Scored:
    """The score of a large city whose name only begins with the text."""
    score = hit.weight - SHORTENED_COST - cost - layout.cost + agreement(hit, layout)
    return Scored(hit, score, Reason.SHORTENED, layout)


def misspelt(hit: Hit, layout: Layout, cost: float, slip: tuple[str, str, int]) -> Scored:
    """The score of a city whose name was nearly met; `slip` is (typed key, its key, edits)."""
    doubt = cost + layout.cost + slip_cost(*slip)
    if hit.kind != Kind.PRIMARY:
        doubt += KIND_COST[Kind(hit.kind)]
        if not is_declined(*slip[:2]):
            doubt += SLIP_OF_ALIAS if len(slip[0]) > SHORT_ALIAS else SLIP_OF_SHORT_ALIAS
    score = hit.weight - doubt + agreement(hit, layout)
    return Scored(hit, score, Reason.SPELLING, layout)


def slip_cost(typed: str, name: str, edits: int) -> float:
    """What a slip of the pen costs: more in short words and at the first letter, less where it sounds the same."""
    if is_declined(typed, name):
        return DECLINED
    cost = 0.8 + 5.0 * edits / max(len(typed), len(name))
    cost += 0.8 * (typed[0] != name[0])
    if sounds(typed) == sounds(name):
        return cost - 0.5
    if sorted(typed) == sorted(name):
        return cost - 0.4
    return cost - 0.3 * (consonants(typed) == consonants(name))


def is_declined(typed: str, name: str) -> bool:
    """Whether a Cyrillic name stands in another case than the nominative (города Перми, Самары, Новосибирска)."""
    cyrillic = "\u0400" <= typed[-1] <= "\u04ff"
    return cyrillic and typed[-1] in "аиыеуюяі" and name[: len(typed) - 1] == typed[:-1] and len(name) <= len(typed)


def agreement(hit: Hit, layout: Layout) -> float:
    """What the other parts of the text say for or against a city."""
    said = sum(agreement_with(hit, place) for place in layout.around) + LAND_GAIN * (hit.iso2 in layout.lands)
    return said - PROVINCE_MEANT * (bool(layout.divisions) and _is_province_of_another(hit, layout))


def _is_province_of_another(hit: Hit, layout: Layout) -> bool:
    """Whether another part names a smaller city in the province that is called like this one (Rafaela, Santa Fe)."""
    named = (city for place in layout.around if not place.is_country for city in place.cities)
    smaller = (city for city in named if city.weight < hit.weight)
    apart = [city for city in smaller if apart_km(city, hit) > SAME_PLACE_KM]
    return any(_inside(city, division) for city in apart for division in layout.divisions)


def agreement_with(hit: Hit, place: Place) -> float:
    """What one other part of the text says for or, below 0, against a city."""
    if any(_inside(hit, division) for division in place.divisions):
        return DIVISION_GAIN
    if belongs(hit.iso2, place.iso2) or any(_beside(hit, larger) for larger in place.cities):
        return 0.0
    if any(_beside(smaller, hit) for smaller in place.cities):
        return -WITHIN_MEANT
    if place.is_known:
        return -WRONG_DIVISION
    return -CITY_ELSEWHERE if any(city.weight >= FAR_KNOWN for city in place.cities) else -UNKNOWN_PART


def _inside(hit: Hit, division: Division) -> bool:
    iso2, admin1, admin2 = division
    return hit.iso2 == iso2 and (admin1 == hit.admin1 if admin1 else admin2 == hit.admin2)


def _beside(hit: Hit, larger: Hit) -> bool:
    """Whether a city lies in or by a larger one of the same country (Westlands, Nairobi)."""
    near = hit.iso2 == larger.iso2 and apart_km(hit, larger) < BESIDE_KM
    return near and hit.id != larger.id and larger.weight > hit.weight


def is_chief(hit: Hit, division: Division, weight: float) -> bool:
    """Whether a city is in a first-order division and about as well known as the best known one there (`weight`)."""
    least = weight - (CHIEF_BY_ALIAS if hit.kind == Kind.ALTERNATE else CHIEF)
    return _inside(hit, division) and hit.weight >= least


def around(hit: Hit, other: Hit) -> bool:
    """Whether two cities are one, or one may lie in the province that is called by the other, much larger one."""
    uneven = abs(hit.weight - other.weight) >= UNEVEN
    return hit.id == other.id or (uneven and hit.iso2 == other.iso2 and apart_km(hit, other) < PROVINCE_KM)


def apart_km(a: Hit, b: Hit) -> float:
    """The distance between two cities, by the flat-earth approximation; good enough below a hundred kilometres."""
    east = (a.lon - b.lon) * math.cos(math.radians((a.lat + b.lat) / 2))
    return 111.2 * math.hypot(a.lat - b.lat, east)


def beliefs(scored: Iterable[Scored], nothing: float, regions: Iterable[Region] = ()) -> Ranking:
    """The candidates with their shares of belief, beside `nothing`, the score of "no place at all".

    Places of one country within 30 km of each other that share the asked name are one place to people (a city and its
    municipality): the most prominent stands for all.
    """
    kept: list[Scored] = []
    for candidate in sorted(scored, key=lambda each: (-each.score, each.hit.id)):
        if not any(_same_place(candidate.hit, other.hit) for other in kept):
            kept.append(candidate)
    provinces = sorted(regions, key=lambda each: -each.score)
    total = sum(10.0**score for score in (nothing, *(c.score for c in kept), *(p.score for p in provinces)))
    return Ranking(
        [(each, 10.0**each.score / total) for each in kept], [(each, 10.0**each.score / total) for each in provinces]
    )


def _same_place(a: Hit, b: Hit) -> bool:
    return a.id == b.id or (a.iso2 == b.iso2 and apart_km(a, b) < SAME_PLACE_KM)
