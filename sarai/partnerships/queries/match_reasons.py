"""Why a partner is proposed: what its score is made of, as people and records say it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from babel import Locale
from babel.lists import format_list
from django.utils.translation import get_language

from sarai.evidence.engine import Cell, Question, dimension
from sarai.needs.models import Statement
from sarai.needs.queries.cities import TOLD
from sarai.network.indicators import country_names, region_names
from sarai.network.models import City, Institution, Theme
from sarai.partnerships.models import Step, Weight
from sarai.partnerships.rules import Weights

from .match_strengths import OFFERS, PRACTICES, Strength
from .match_world import World
from .matching import CITY, INSTITUTION, Match

SHOWN = 3  # words and practices that a reason names
TOGETHER = ("alone", "priorities")  # parts of which all themes are one reason
NEED, PARTNER, OFFER = (TOLD[kind] for kind in (Statement.Kind.NEED, Statement.Kind.PARTNER, Statement.Kind.OFFER))


@dataclass(frozen=True, slots=True)
class Reason:
    """One reason: the part of the score, how much it adds, and what it is about (a theme, a language, a region).

    `people` are those who say it of the city, with where they can be looked at (None: nobody but the city's officer),
    `offering` those who say it of the partner; `words` is what it offers, `shown` what it can show.
    """

    part: str
    adds: float
    what: str = ""
    people: Cell | None = None
    offering: Cell | None = None
    words: Sequence[str] = ()
    shown: Sequence[Strength] = ()


@dataclass(frozen=True, slots=True)
class Added:
    """What a part adds to a score: the weight that it has, and how far it is met."""

    part: str
    label: str
    weight: float
    adds: float


@dataclass(frozen=True, slots=True)
class Proposal:
    """A match with all that a page says of it. `key` is how it is called ("city:1816670"), `third` who could support
    the two in `theme`, and what that one can show."""

    key: str
    who: City | Institution
    country: str
    score: float
    reasons: Sequence[Reason]
    added: Sequence[Added]
    theme: Theme | None
    third_key: str
    third: City | Institution | None
    third_shown: Sequence[Strength]

    @property
    def is_city(self) -> bool:
        """Whether the partner is a city."""
        return isinstance(self.who, City)


def explained(everybody: World, city: City, found: Sequence[Match], how: Weights) -> list[Proposal]:
    """Matches of a city with their reasons."""
    names = [*(one.name for one in found), *(one.third for one in found if one.third)]
    parties, themes = parties_called(names), {str(theme.pk): theme for theme in Theme.objects.all()}
    words = _Words(everybody, city, themes, [one.name for one in found])
    codes = {party.country_id for party in parties.values() if party.country_id} | {city.country_id}
    countries = country_names(codes)
    return [
        Proposal(
            key=one.name,
            who=parties[one.name],
            country=countries.get(parties[one.name].country_id or "", ""),
            score=one.score,
            reasons=list(words.reasons(one)),
            added=[
                Added(part, str(Weight.Part(part).label), getattr(how, part), adds) for part, adds in one.adds.items()
            ],
            theme=themes.get(str(one.theme)),
            third_key=one.third,
            third=parties.get(one.third),
            third_shown=_strengths(everybody, one.third, one.theme or 0)[:SHOWN] if one.third else (),
        )
        for one in found
    ]


def parties_called(names: Iterable[str]) -> dict[str, City | Institution]:
    """The cities and institutions that are called so ("city:1816670", "institution:unosd"); who is not there is left
    out."""
    by_kind: dict[str, list[str]] = {CITY: [], INSTITUTION: []}
    for name in names:
        kind, _colon, key = name.partition(":")
        by_kind[kind].append(key)
    cities = City.objects.select_related("country").in_bulk([int(key) for key in by_kind[CITY]])
    institutions = Institution.objects.filter(slug__in=by_kind[INSTITUTION])
    return {f"city:{pk}": city for pk, city in cities.items()} | {
        f"institution:{one.slug}": one for one in institutions
    }


def _strengths(everybody: World, name: str, theme: int) -> list[Strength]:
    return [one for part in (OFFERS, PRACTICES) for one in everybody.told.strengths[part].get((name, theme), ())]


class _Words:
    """Turns parts of scores into reasons, with what is asked of the database asked once for all of them."""

    def __init__(self, everybody: World, city: City, themes: Mapping[str, Theme], names: Sequence[str]) -> None:
        self._world, self._told, self._city, self._themes = everybody, everybody.told, city, themes
        offers = [(int(name[5:]), int(theme)) for name in names if name.startswith("city:") for theme in themes]
        said = {word for about in offers for word in self._told.offers.words.get(about, ())}
        self._called = dimension(OFFER[1]).names(said)
        self._locale = Locale.parse(get_language() or "en", sep="-")

    def reasons(self, match: Match) -> Iterable[Reason]:
        """The reasons of a match, those of the parts that add most first."""
        for part in sorted(match.parts, key=lambda one: -match.adds[one]):
            told = sorted(match.parts[part].items(), key=lambda one: -one[1])
            if part in TOGETHER:
                what = [self._themes[theme].name for theme, _adds in told]
                yield Reason(part, match.adds[part], format_list(what, locale=self._locale))
            else:
                yield from (self._reason(match.name, part, about, adds) for about, adds in told)

    def _reason(self, name: str, part: str, about: str, adds: float) -> Reason:
        if part in ("needs", "practices"):
            return self._by_theme(name, part, int(about), adds)
        if part in ("wish", "asked", "peers"):
            return Reason(part, adds, people=self._named(name, part))
        if part == "languages":
            return Reason(part, adds, self._locale.languages.get(about, about))
        if part == "regions":
            return Reason(part, adds, region_names([about])[about])
        if part == "outcomes":
            return Reason(part, adds, str(Step.Rung(self._told.worked.reached[name]).label))
        return Reason(part, adds)

    def _by_theme(self, name: str, part: str, theme: int, adds: float) -> Reason:
        told, what, city = self._told, self._themes[str(theme)].name, self._city.pk
        people = _cell(NEED[0], told.needs.people.get((city, theme), 0), what, city=str(city), theme=str(theme))
        if part == "practices":
            return Reason(part, adds, what, people, shown=told.strengths[PRACTICES].get((name, theme), ())[:SHOWN])
        shown = told.strengths[OFFERS].get((name, theme), ())[:SHOWN]
        if not name.startswith("city:"):
            return Reason(part, adds, what, people, shown=shown)
        partner = name[5:]
        about = int(partner), theme
        offering = _cell(OFFER[0], told.offers.people.get(about, 0), what, city=partner, theme=str(theme))
        words = [str(self._called.get(word, word)) for word in told.offers.words.get(about, ())][:SHOWN]
        return Reason(part, adds, what, people, offering, words, shown)

    def _named(self, name: str, part: str) -> Cell | None:
        """Who named whom: people of the city, of the partner, or of the city's country (if others than its own did)."""
        named, own, partner = self._told.named, self._city.pk, int(name[5:])
        if part == "peers":
            country = self._city.country_id
            people = named.by_country.get((country, partner), 0)
            if people == named.by_city.get((own, partner)):
                return None
            return _cell(PARTNER[0], people, name, country=country, partner_city=str(partner))
        one, other = (own, partner) if part == "wish" else (partner, own)
        return _cell(PARTNER[0], named.by_city.get((one, other), 0), name, city=str(one), partner_city=str(other))


def _cell(key: str, number: int, label: str, **where: str) -> Cell | None:
    """A figure's number that is known already, with the question that opens it; None for nobody."""
    if not number:
        return None
    return Cell("", label, number, Question(key, where=tuple(sorted(where.items()))))
