"""Who fits a city best, and why: ranked partners with what their score is made of."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache, partial

import numpy as np
from django.db.models import Max
from numpy.typing import NDArray

from sarai.evidence.models import Source
from sarai.partnerships.models import Weight
from sarai.partnerships.rules import NOBODY, Pairs, Seekers, Weights, best_of, parts, scores, third_party
from sarai.partnerships.rules.matching import Matrix
from sarai.partnerships.rules.pipeline import RUNGS

from .match_sources import height
from .match_world import World

CITY, INSTITUTION = "city", "institution"
# What adds up by theme; and from which rung on a city has results to show in it.
BY_THEME = ("needs", "practices", "alone", "priorities")
HAS_RESULTS = height(RUNGS[-2])


Told = Mapping[str, Mapping[str, float]]


@dataclass(frozen=True, slots=True)
class Fit:
    """By what a partner ("city:1816670") fits a city: what each part adds by theme, language or region."""

    name: str
    parts: Told

    @property
    def adds(self) -> Mapping[str, float]:
        """What each part adds in all."""
        return {part: sum(found.values()) for part, found in self.parts.items()}


@dataclass(frozen=True, slots=True)
class Match(Fit):
    """A partner that is proposed: how well it fits, the theme that adds most, and who could support the two in it (""
    where nobody is known)."""

    score: float
    theme: int | None
    third: str


@dataclass(frozen=True, slots=True)
class Sought:
    """Which partners are looked for: of a kind, with something to show or offer in a theme, in a region of M49."""

    kind: str = ""
    theme: int | None = None
    region: str = ""


EVERYBODY = Sought()


def weights() -> Weights:
    """What counts how much now."""
    return Weights(**dict(Weight.objects.filter(retracted_at=None).values_list("part", "value")))


def newest_weighing() -> int:
    """The number of the newest source that changed a weight; 0 before the first."""
    newest = Weight.objects.aggregate(said=Max("source"), ended=Max("retracted_by"))
    return max(newest["said"] or 0, newest["ended"] or 0)


def weighings() -> Sequence[tuple[Source, Sequence[Weight]]]:
    """Everything that changed a weight, the latest first, with the weights that it set."""
    said: dict[int, list[Weight]] = {}
    for one in Weight.objects.order_by("pk"):
        said.setdefault(one.source_id, []).append(one)
        if one.retracted_by_id is not None:
            said.setdefault(one.retracted_by_id, [])
    sources = Source.objects.in_bulk(said)
    return [(sources[pk], said[pk]) for pk in sorted(said, reverse=True)]


def matches(everybody: World, city: int, how: Weights, sought: Sought = EVERYBODY, *, best: int = 10) -> list[Match]:
    """The partners that fit a city (its GeoNames number) best, the best first. Who shares no more than a language or a
    region with it is not proposed."""
    own = _own(everybody, city)
    if own is None:
        return []
    special, general = (_scores(everybody, own, how.general(counts)) for counts in (False, True))
    scored = special + general
    scored[~_sought(everybody, sought) | (special <= 0)] = -np.inf
    chosen = best_of(scored, best).tolist()
    third = cache(partial(_third, everybody, own.row, how))
    found = []
    for one, told in zip(chosen, _parts(everybody, own, how, chosen), strict=True):
        theme = _theme_of(told)
        party = NOBODY if theme is None else third(theme)
        if theme is not None and party == one:
            party = third(theme, one)
        name = everybody.names[party] if party != NOBODY else ""
        found.append(Match(everybody.names[one], told, float(scored[one]), theme, name))
    return found


def fits(everybody: World, city: int, partners: Sequence[str], how: Weights) -> list[Fit]:
    """By what a city and each of these partners ("city:1816670") fit, proposed to each other or not."""
    own = _own(everybody, city)
    if own is None:
        return []
    why = _parts(everybody, own, how, [everybody.rows[name] for name in partners])
    return [Fit(name, told) for name, told in zip(partners, why, strict=True)]


@dataclass(frozen=True, slots=True)
class _Own:
    """What is known of the city for which partners are sought: its row in the world, and what concerns it alone."""

    row: int
    seekers: Seekers
    pairs: Pairs


def _own(everybody: World, city: int) -> _Own | None:
    row = everybody.rows.get(f"city:{city}")
    return None if row is None else _Own(row, everybody.seekers.only(row), everybody.pairs.of(row))


def _scores(everybody: World, own: _Own, how: Weights) -> Matrix:
    """The scores of all partners of a city. Partnerships of the South are between countries: a city of the same one is
    proposed only where one of the two has named the other."""
    found: Matrix = scores(own.seekers, everybody.partners, how, own.pairs)[0]
    number = len(everybody.cities)
    same = everybody.countries[:number] == everybody.countries[own.row]
    same[own.pairs.wished[:, 1]] = same[own.pairs.asked[:, 1]] = False
    found[:number][same] = -np.inf
    return found


def _sought(everybody: World, sought: Sought) -> NDArray[np.bool_]:
    found = np.ones(len(everybody.names), bool)
    if sought.kind:
        found &= (np.arange(len(found)) < len(everybody.cities)) == (sought.kind == CITY)
    if sought.theme is not None:
        column = everybody.themes.index(sought.theme) if sought.theme in everybody.themes else None
        has = 0 if column is None else everybody.partners.offers[:, column] + everybody.partners.practices[:, column]
        found &= np.asarray(has) > 0
    if sought.region:
        found &= everybody.subregions == sought.region
    return found


def _parts(everybody: World, own: _Own, how: Weights, chosen: Sequence[int]) -> list[Told]:
    """Of each of these partners, what each part adds by theme, language or region."""
    columns = {
        **{part: [str(theme) for theme in everybody.themes] for part in BY_THEME},
        "languages": everybody.languages,
        "regions": everybody.regions,
    }
    return [
        {
            part: {
                column: value for column, value in zip(columns.get(part, ("",)), values.tolist(), strict=True) if value
            }
            for part, values in found.items()
        }
        for found in parts(own.seekers, everybody.partners, how, own.pairs, city=0, among=chosen)
    ]


def _theme_of(told: Told) -> int | None:
    """The theme that adds most."""
    adds: dict[str, float] = {}
    for part in BY_THEME:
        for theme, value in told.get(part, {}).items():
            adds[theme] = adds.get(theme, 0) + value
    return int(max(adds, key=lambda theme: (adds[theme], theme))) if adds else None


def _third(everybody: World, row: int, how: Weights, theme: int, partner: int = NOBODY) -> int:
    """Who could support a city and its partner: the institution that has most to offer in the theme; where there is
    none, a city whose partnerships came to something."""
    column, without = everybody.themes.index(theme), np.array([row, partner])
    found = third_party(everybody.partners, how, column, among=everybody.institutions, without=without)
    if found != NOBODY:
        return found
    proven = np.nonzero(everybody.partners.outcomes[: len(everybody.cities), 0] >= HAS_RESULTS)[0]
    return third_party(everybody.partners, how, column, among=proven, without=without)
