"""Who fits a city best, and why: ranked partners with what their score is made of."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

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
# What alone is no reason to write to somebody.
GENERAL = ("languages", "regions", "outcomes")
HAS_RESULTS = height(RUNGS[-2])


@dataclass(frozen=True, slots=True)
class Match:
    """A partner that is proposed: its name ("city:1816670"), the score, what each part adds to it (by theme, language
    or region), the theme that adds most, and who could support the two in it ("" where nobody is known)."""

    name: str
    score: float
    parts: Mapping[str, Mapping[str, float]]
    theme: int | None
    third: str

    @property
    def adds(self) -> Mapping[str, float]:
        """What each part adds in all."""
        return {part: sum(found.values()) for part, found in self.parts.items()}


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
    row = everybody.rows.get(f"city:{city}")
    if row is None:
        return []
    own = _Own(row, everybody.seekers.only(row), everybody.pairs.of(row))
    scored = _scores(everybody, own, how)
    scored[~_sought(everybody, sought)] = -np.inf
    scored[_scores(everybody, own, replace(how, **dict.fromkeys(GENERAL, 0))) <= 0] = -np.inf
    return [_match(everybody, own, how, int(one), float(scored[one])) for one in best_of(scored, best)]


@dataclass(frozen=True, slots=True)
class _Own:
    """What is known of the city for which partners are sought: its row in the world, and what concerns it alone."""

    row: int
    seekers: Seekers
    pairs: Pairs


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


def _match(everybody: World, own: _Own, how: Weights, partner: int, score: float) -> Match:
    columns = {
        **{part: [str(theme) for theme in everybody.themes] for part in BY_THEME},
        "languages": everybody.languages,
        "regions": everybody.regions,
    }
    found = parts(own.seekers, everybody.partners, how, own.pairs, city=0, partner=partner)
    told = {
        part: {column: float(value) for column, value in zip(columns.get(part, [""]), values, strict=True) if value}
        for part, values in found.items()
    }
    theme = _theme_of(told)
    third = NOBODY if theme is None else _third(everybody, own.row, how, partner, theme)
    return Match(everybody.names[partner], score, told, theme, everybody.names[third] if third != NOBODY else "")


def _theme_of(told: Mapping[str, Mapping[str, float]]) -> int | None:
    """The theme that adds most."""
    adds: dict[str, float] = {}
    for part in BY_THEME:
        for theme, value in told.get(part, {}).items():
            adds[theme] = adds.get(theme, 0) + value
    return int(max(adds, key=lambda theme: (adds[theme], theme))) if adds else None


def _third(everybody: World, row: int, how: Weights, partner: int, theme: int) -> int:
    """Who could support the two: the institution that has most to offer in the theme; where there is none, a city whose
    partnerships came to something."""
    column, without = everybody.themes.index(theme), np.array([row, partner])
    found = third_party(everybody.partners, how, column, among=everybody.institutions, without=without)
    if found != NOBODY:
        return found
    proven = np.nonzero(everybody.partners.outcomes[: len(everybody.cities), 0] >= HAS_RESULTS)[0]
    return third_party(everybody.partners, how, column, among=proven, without=without)
