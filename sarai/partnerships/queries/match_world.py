"""All cities and institutions as matches see them: a row of numbers each, made once for each state of the records."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any
from uuid import uuid4

import numpy as np
from django.db.models import Count, Max, Model, QuerySet, Value
from django.utils import timezone, translation
from numpy.typing import NDArray

from sarai.evidence.engine import remembered
from sarai.exchanges.models import Event, Host
from sarai.needs.models import Statement
from sarai.network.models import City, Country, Institution, Theme
from sarai.partnerships.rules import Pairs, Partners, Seekers
from sarai.partnerships.rules.matching import Matrix, Numbers

from .match_sources import (
    Named,
    Themed,
    Worked,
    height,
    languages_of_countries,
    named_partners,
    themed,
    worked,
)
from .match_strengths import OFFERS, PRACTICES, Strengths, strengths

MOST_PEERS = 10  # partners that a country's cities have named most


@dataclass(frozen=True, slots=True)
class Told:
    """What the numbers were made from, for the reasons in words."""

    needs: Themed
    offers: Themed
    named: Named
    worked: Worked
    strengths: Mapping[str, Strengths]
    languages: Mapping[str, Sequence[str]]  # of a country


@dataclass(frozen=True, slots=True)
class World:
    """Everybody who can be matched. `names` are the partners ("city:1816670", "institution:unosd"), of which the first
    are the cities that seek, in the same order; `countries` are theirs ("" for none)."""

    names: Sequence[str]
    rows: Mapping[str, int]
    cities: Sequence[int]
    countries: NDArray[np.str_]
    subregions: NDArray[np.str_]
    themes: Sequence[int]
    languages: Sequence[str]
    regions: Sequence[str]
    seekers: Seekers
    partners: Partners
    pairs: Pairs
    told: Told

    @property
    def institutions(self) -> Numbers:
        """The rows of institutions."""
        return np.arange(len(self.cities), len(self.names))


def world() -> World:
    """Everybody as things stand now; made anew once a fact was added or retracted, on another day, or where there are
    more institutions, themes or hosts of events."""
    # The same for every language: its words are looked up when they are shown.
    with translation.override(None):
        token = remembered("the world of matches", (timezone.now().date(), *_counts()), lambda: uuid4().hex)
        return _world(token)


def _counts() -> tuple[tuple[str, int | None, int], ...]:
    """What is told by no fact, and changes what matches are made from: the newest and the number of each, in one
    statement, as whoever looks at a city's matches asks for it."""
    models: tuple[type[Model], ...] = (City, Institution, Theme, Host, Event.themes.through)
    first, *others = map(_count, models)
    return tuple(sorted(first.union(*others, all=True)))


def _count(model: type[Model]) -> QuerySet[Any, tuple[str, int | None, int]]:
    every = model._base_manager.order_by().values(of=Value(model._meta.label))
    return every.annotate(newest=Max("pk"), number=Count("pk")).values_list("of", "newest", "number")


@lru_cache(maxsize=1)
def _world(_token: str) -> World:
    return make_world(timezone.now())


def make_world(at: datetime) -> World:
    """Everybody as of now."""
    cities = list(City.objects.order_by("pk").values_list("pk", "country"))
    institutions = list(Institution.objects.order_by("slug").values_list("slug", "country"))
    names = [f"city:{pk}" for pk, _country in cities] + [f"institution:{slug}" for slug, _country in institutions]
    countries = [country or "" for _who, country in (*cities, *institutions)]
    told = Told(
        themed(Statement.Kind.NEED),
        themed(Statement.Kind.OFFER),
        named_partners(),
        worked(at),
        {part: strengths(part) for part in (OFFERS, PRACTICES)},
        languages_of_countries(),
    )
    return _numbered(_Axes(names, [pk for pk, _country in cities], countries), told)


class _Axes:
    """Which row and column stands for what."""

    def __init__(self, names: Sequence[str], cities: Sequence[int], countries: Sequence[str]) -> None:
        self.names, self.cities, self.countries = names, cities, countries
        self.rows = {name: row for row, name in enumerate(names)}
        self.themes = list(Theme.objects.order_by("pk").values_list("pk", flat=True))
        region_of = dict(Country.objects.values_list("pk", "subregion"))
        self.subregions = [region_of.get(country, "") for country in countries]
        self.regions = sorted({region for region in self.subregions if region})
        self._columns = {theme: column for column, theme in enumerate(self.themes)}

    def by_theme(self, found: Iterable[tuple[str, int, float]]) -> Matrix:
        """A matrix (all × themes) of what is told as (who, theme, how much), the most of each."""
        matrix = np.zeros((len(self.names), len(self.themes)))
        for who, theme, much in found:
            if who in self.rows and theme in self._columns:
                place = self.rows[who], self._columns[theme]
                matrix[place] = max(matrix[place], much)
        return matrix

    def one_of(self, values: Sequence[Iterable[str]], columns: Sequence[str]) -> Matrix:
        """A matrix (all × columns) with 1 where somebody has one of these values."""
        numbered = {value: column for column, value in enumerate(columns)}
        matrix = np.zeros((len(self.names), len(columns)))
        for row, found in enumerate(values):
            for value in found:
                if value in numbered:
                    matrix[row, numbered[value]] = 1
        return matrix

    def pairs(self, found: Iterable[tuple[str, str]]) -> Numbers:
        """Rows of (number of the city, number of the partner), each once; who is not here is left out."""
        told = {(self.rows[one], self.rows[other]) for one, other in found if one in self.rows and other in self.rows}
        return np.array(sorted(told), np.intp).reshape(-1, 2)


def _numbered(axes: _Axes, told: Told) -> World:
    number = len(axes.cities)
    spoken = [told.languages.get(country, []) for country in axes.countries]
    languages = sorted({one for some in spoken for one in some})
    needs = _needs(axes, told.needs)
    priorities = _priorities(axes, told.needs, needs)
    free = 1 - axes.by_theme((who, theme, 1) for who, theme in told.worked.themes)
    speaks, lies = axes.one_of(spoken, languages), axes.one_of([[one] for one in axes.subregions], axes.regions)
    outcomes = np.array([[height(told.worked.reached.get(name, ""))] for name in axes.names]).reshape(-1, 1)
    stated = _so_many(((f"city:{c}", t), people) for (c, t), people in told.offers.people.items())
    offers = np.maximum(
        axes.by_theme([*stated, *((f"city:{city}", theme, 1) for city, theme in told.offers.stated)]),
        _shown(axes, told.strengths[OFFERS]),
    )
    return World(
        axes.names,
        axes.rows,
        axes.cities,
        np.array(axes.countries, np.str_),
        np.array(axes.subregions, np.str_),
        axes.themes,
        languages,
        axes.regions,
        Seekers(*(one[:number] for one in (needs, priorities, free, speaks, lies))),
        Partners(offers, _shown(axes, told.strengths[PRACTICES]), priorities, free, speaks, lies, outcomes),
        _pairs(axes, told),
        told,
    )


def _so_many(found: Iterable[tuple[tuple[str, int], int]]) -> Iterable[tuple[str, int, float]]:
    """How much it counts that so many say the same, or that there are so many of it: one is half of what is sure."""
    return ((who, theme, number / (number + 1)) for (who, theme), number in found)


def _shown(axes: _Axes, found: Strengths) -> Matrix:
    return axes.by_theme(_so_many((about, len(some)) for about, some in found.items()))


def _needs(axes: _Axes, needs: Themed) -> Matrix:
    """Of what is said in a city, the share of each theme. What its officer states counts as what most people say."""
    matrix = axes.by_theme((f"city:{city}", theme, number) for (city, theme), number in needs.people.items())
    stated = axes.by_theme((f"city:{city}", theme, 1) for city, theme in needs.stated)
    most = matrix.max(axis=1, initial=0, keepdims=True)
    matrix = np.maximum(matrix, stated * np.maximum(most, 1))
    unsorted = np.array([[needs.unsorted[city]] for city in axes.cities] + [[0]] * (len(axes.names) - len(axes.cities)))
    whole = matrix.sum(axis=1, keepdims=True) + unsorted.reshape(-1, 1)
    return np.divide(matrix, whole, out=np.zeros_like(matrix), where=whole > 0)


def _priorities(axes: _Axes, told: Themed, needs: Matrix) -> Matrix:
    """What each puts first: by the officer's order, or what most people named. Several of these share the first place,
    so that two with the same first themes make 1."""
    most = needs.max(axis=1, initial=0, keepdims=True)
    matrix = ((needs == most) & (most > 0)).astype(float)
    by_order = axes.by_theme((f"city:{city}", theme, 1) for city, theme in told.first.items())
    ordered = by_order.any(axis=1)
    matrix[ordered] = by_order[ordered]
    length = np.sqrt(matrix.sum(axis=1, keepdims=True))
    return np.divide(matrix, length, out=np.zeros_like(matrix), where=length > 0)


def _pairs(axes: _Axes, told: Told) -> Pairs:
    named = [(f"city:{city}", f"city:{partner}") for city, partner in told.named.by_city]
    peers, peering = _peers(axes, told.named)
    itself = [(f"city:{city}", f"city:{city}") for city in axes.cities]
    closed = axes.pairs([*itself, *told.worked.closed])
    return Pairs(
        wished=axes.pairs(named),
        asked=axes.pairs((partner, city) for city, partner in named),
        peers=peers,
        peering=peering,
        closed=closed[closed[:, 0] < len(axes.cities)],
    )


def _peers(axes: _Axes, named: Named) -> tuple[Numbers, Matrix]:
    """For every city, whom most others of its country have named (people in surveys, and officers whose city did not in
    one), and how many, against the one most of them did."""
    by_country: dict[str, dict[int, int]] = {}
    for (country, partner), number in (named.stated + Counter(named.by_country)).items():
        by_country.setdefault(country, {})[partner] = number
    pairs: list[tuple[int, int]] = []
    peering: list[float] = []
    for row, (city, country) in enumerate(zip(axes.cities, axes.countries, strict=False)):  # institutions come last
        others = (
            (number - _own(named, city, partner), axes.rows.get(f"city:{partner}", -1))
            for partner, number in by_country.get(country, {}).items()
        )
        first = sorted((one for one in others if one[0] > 0 <= one[1]), reverse=True)[:MOST_PEERS]
        pairs += [(row, partner) for _people, partner in first]
        peering += [people / first[0][0] for people, _partner in first]
    return np.array(pairs, np.intp).reshape(-1, 2), np.array(peering)


def _own(named: Named, city: int, partner: int) -> int:
    """How many of those who named a partner are of this city, which is a wish of its own."""
    people = named.by_city.get((city, partner))
    return 0 if people is None else people or 1  # its officer
