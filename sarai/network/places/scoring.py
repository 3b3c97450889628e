"""How much each candidate is believed. Pure arithmetic, in powers of ten.

A candidate's score is the prominence of the city, less a cost for every liberty taken with the text, plus or less what
the rest of the text says. Scores become shares of belief: 10**score over the sum of all and of "no place at all".

The costs were set so that a share of belief is the chance of being right. On 8,000 GeoNames names of 15,000 people and
more, with and without their country, the most believed city was the one meant in 69 % of the cases believed 70-80 %,
in 81 % of those believed 80-90 %, 94 % of 90-97 % and 99 % above.
"""

import math
from collections.abc import Iterable
from dataclasses import dataclass

from sarai.network.places.folding import tokens
from sarai.network.places.fuzzy import consonants, sounds
from sarai.network.places.index import Kind
from sarai.network.places.layouts import Layout, Place, belongs
from sarai.network.places.records import Reason
from sarai.network.places.store import Hit

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
DIVISION_GAIN = 0.6
LAND_GAIN = 0.8  # municipal words of the city's country ("Bayan ng …" speaks for the Philippines)
WRONG_DIVISION = 4.0
UNKNOWN_PART = 0.6
WITHIN_MEANT = 1.5  # a larger city, when another part names a smaller one by it
NO_PLACE = 3.2  # the score of "no place at all" when nothing but the name speaks for a city …
NO_PLACE_HERE = 2.2  # … and when the country or province agrees
SAME_PLACE_KM = 30.0

ACCEPTED = 0.8  # share of belief from which a city is taken as meant: four times as likely as all else together


@dataclass(frozen=True, slots=True)
class Scored:
    """A candidate with its score."""

    hit: Hit
    score: float
    reason: Reason


def exact(hit: Hit, layout: Layout, cost: float) -> Scored:
    """The score of a city whose name was met exactly."""
    score = hit.weight - KIND_COST[Kind(hit.kind)] - cost - layout.cost + agreement(hit, layout)
    if hit.kind == Kind.PRIMARY and not _spaced_alike(hit, layout):
        score -= OTHER_SPACING
    return Scored(hit, score, REASON[Kind(hit.kind)])


def _spaced_alike(hit: Hit, layout: Layout) -> bool:
    typed = " ".join(word.folded for word in layout.head)
    return " ".join(word.folded for word in tokens(hit.name)) in typed


def beside_name(hits: list[Hit]) -> float:
    """What cities pay that bear a name only besides their own, when one of the others is really called so."""
    return BESIDE_NAME if any(hit.kind == Kind.PRIMARY and hit.population >= NAMED_FROM for hit in hits) else 0.0


def shortened(hit: Hit, layout: Layout, cost: float) -> Scored:
    """The score of a large city whose name only begins with the text."""
    return Scored(hit, hit.weight - SHORTENED_COST - cost - layout.cost + agreement(hit, layout), Reason.SHORTENED)


def misspelt(hit: Hit, layout: Layout, cost: float, slip: tuple[str, str, int]) -> Scored:
    """The score of a city whose name was nearly met; `slip` is (typed key, its key, edits)."""
    doubt = cost + layout.cost + slip_cost(*slip)
    if hit.kind != Kind.PRIMARY:
        doubt += KIND_COST[Kind(hit.kind)] + (SLIP_OF_ALIAS if len(slip[0]) > SHORT_ALIAS else SLIP_OF_SHORT_ALIAS)
    score = hit.weight - doubt + agreement(hit, layout)
    return Scored(hit, score, Reason.SPELLING)


def slip_cost(typed: str, name: str, edits: int) -> float:
    """What a slip of the pen costs: more in short words and at the first letter, less where it sounds the same."""
    cost = 0.8 + 5.0 * edits / max(len(typed), len(name))
    cost += 0.8 * (typed[0] != name[0])
    if sounds(typed) == sounds(name):
        return cost - 0.5
    if sorted(typed) == sorted(name):
        return cost - 0.4
    return cost - 0.3 * (consonants(typed) == consonants(name))


def agreement(hit: Hit, layout: Layout) -> float:
    """What the other parts of the text say for or against a city."""
    return sum(_agreement(hit, place) for place in layout.around) + LAND_GAIN * (hit.iso2 in layout.lands)


def _agreement(hit: Hit, place: Place) -> float:
    if any(_inside(hit, division) for division in place.divisions):
        return DIVISION_GAIN
    if belongs(hit.iso2, place.iso2) or any(_beside(hit, larger) for larger in place.cities):
        return 0.0
    if any(_beside(smaller, hit) for smaller in place.cities):
        return -WITHIN_MEANT
    return -WRONG_DIVISION if place.is_known else -UNKNOWN_PART


def _inside(hit: Hit, division: tuple[str, str, int]) -> bool:
    iso2, admin1, admin2 = division
    return hit.iso2 == iso2 and (admin1 == hit.admin1 if admin1 else admin2 == hit.admin2)


def _beside(hit: Hit, larger: Hit) -> bool:
    """Whether a city lies in or by a larger one of the same country (Westlands, Nairobi)."""
    return hit.id != larger.id and hit.iso2 == larger.iso2 and larger.weight > hit.weight and apart_km(hit, larger) < 60


def apart_km(a: Hit, b: Hit) -> float:
    """The distance between two cities, by the flat-earth approximation; good enough below a hundred kilometres."""
    east = (a.lon - b.lon) * math.cos(math.radians((a.lat + b.lat) / 2))
    return 111.2 * math.hypot(a.lat - b.lat, east)


def beliefs(scored: Iterable[Scored], nothing: float) -> list[tuple[Scored, float]]:
    """The distinct cities, the most believed first, with their shares of belief; the rest of 1 is "no place".

    Places of one country within 30 km of each other that share the asked name are one place to people (a city and its
    municipality): the most prominent stands for all.
    """
    kept: list[Scored] = []
    for candidate in sorted(scored, key=lambda each: (-each.score, each.hit.id)):
        if not any(_same_place(candidate.hit, other.hit) for other in kept):
            kept.append(candidate)
    powers = [10.0**each.score for each in kept]
    total = sum(powers) + 10.0**nothing
    return [(each, power / total) for each, power in zip(kept, powers, strict=True)]


def _same_place(a: Hit, b: Hit) -> bool:
    return a.id == b.id or (a.iso2 == b.iso2 and apart_km(a, b) < SAME_PLACE_KM)
