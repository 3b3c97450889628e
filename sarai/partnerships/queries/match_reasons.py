"""Why a partner is proposed: what its score is made of, as people and records say it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
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

from .match_sources import STATED_WISHES, WISHES
from .match_strengths import OFFERS, PRACTICES, Strength
from .match_world import Told, World
from .matching import CITY, INSTITUTION, Fit, Match, fits

Two = tuple[int, int]
SHOWN = 3  # words and practices that a reason names
NEED, OFFER = (TOLD[kind] for kind in (Statement.Kind.NEED, Statement.Kind.OFFER))
STATED_NEEDS, STATED_OFFERS = "needs.stated_needs", "needs.stated_offers"
BROKERED = "partnerships.brokered"


@dataclass(frozen=True, slots=True)
class Reason:
    """One reason: the part of the score, how much it adds, and what it is about (a theme, a language, a region).

    `people` are those who say it of the city, with where they can be looked at (None: nobody but the city's officer),
    `offering` those who say it of the partner; `words` is what it offers, `shown` what it can show. `evidence` and
    `offered` are asked for the records behind what no number tells: an officer's own word, partnerships so far.
    `is_first` is whether both rank it first.
    """

    part: str
    adds: float
    what: str = ""
    people: Cell | None = None
    offering: Cell | None = None
    words: Sequence[str] = ()
    shown: Sequence[Strength] = ()
    evidence: Question | None = None
    offered: Question | None = None
    is_first: bool = False


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
    parties = parties_called([*(one.name for one in found), *(one.third for one in found if one.third)])
    words = _Words(everybody, [one.name for one in found])
    countries = country_names({party.country_id for party in parties.values() if party.country_id})
    labels = {part: str(label) for part, label in Weight.Part.choices}
    return [
        Proposal(
            key=one.name,
            who=parties[one.name],
            country=countries.get(parties[one.name].country_id or "", ""),
            score=one.score,
            reasons=list(words.reasons(city, one)),
            added=[Added(part, labels[part], getattr(how, part), adds) for part, adds in one.adds.items()],
            theme=words.themes.get(str(one.theme)),
            third_key=one.third,
            third=parties.get(one.third),
            third_shown=_strengths(everybody, one.third, one.theme or 0)[:SHOWN] if one.third else (),
        )
        for one in found
    ]


def reasons_for(everybody: World, pairs: Iterable[tuple[City, City]], how: Weights) -> dict[Two, list[Reason]]:
    """Why it is good for a city to meet another: (city, other) → what that one is for it."""
    others: dict[City, list[str]] = {}
    for city, other in pairs:
        others.setdefault(city, []).append(f"city:{other.pk}")
    words = _Words(everybody, {name for names in others.values() for name in names})
    return {
        (city.pk, int(fit.name[5:])): list(words.reasons(city, fit))
        for city, names in others.items()
        for fit in fits(everybody, city.pk, names, how)
    }


def parties_called(names: Iterable[str]) -> dict[str, City | Institution]:
    """The cities and institutions that are called so ("city:1816670", "institution:unosd"); who is not there is left
    out."""
    by_kind: dict[str, list[str]] = {CITY: [], INSTITUTION: []}
    for name in names:
        kind, _colon, key = name.partition(":")
        by_kind[kind].append(key)
    cities = City.objects.in_bulk([int(key) for key in by_kind[CITY]])
    institutions = Institution.objects.filter(slug__in=by_kind[INSTITUTION]) if by_kind[INSTITUTION] else ()
    return {f"city:{pk}": city for pk, city in cities.items()} | {
        f"institution:{one.slug}": one for one in institutions
    }


def _strengths(everybody: World, name: str, theme: int) -> list[Strength]:
    return [one for part in (OFFERS, PRACTICES) for one in everybody.told.strengths[part].get((name, theme), ())]


class _Words:
    """Turns parts of scores into reasons, with what is asked of the database asked once for all of them."""

    def __init__(self, everybody: World, names: Iterable[str]) -> None:
        self._told = everybody.told
        self.themes = {str(theme.pk): theme for theme in Theme.objects.all()}
        offers = [(int(name[5:]), int(theme)) for name in names if name.startswith("city:") for theme in self.themes]
        said = {word for about in offers for word in self._told.offers.words.get(about, ())}
        self._called = dimension(OFFER[1]).names(said)
        self._locale = Locale.parse(get_language() or "en", sep="-")

    def reasons(self, city: City, fit: Fit) -> Iterable[Reason]:
        """The reasons of a match of a city, those of the parts that add most first."""
        for part in sorted(fit.parts, key=lambda one: -fit.adds[one]):
            told = sorted(fit.parts[part].items(), key=lambda one: -one[1])
            if part == "alone":
                what = [self.themes[theme].name for theme, _adds in told]
                yield Reason(part, fit.adds[part], format_list(what, locale=self._locale))
            else:
                yield from (self._reason(city, fit.name, part, about, adds) for about, adds in told)

    def _reason(self, city: City, name: str, part: str, about: str, adds: float) -> Reason:
        match part:
            case "needs" | "practices":
                return self._by_theme(city, name, part, int(about), adds)
            case "priorities":
                return self._both(city, name, int(about), adds)
            case "wish" | "asked" | "peers":
                return self._named(city, name, part, adds)
            case "languages":
                return Reason(part, adds, self._locale.languages.get(about, about))
            case "regions":
                return Reason(part, adds, region_names([about])[about])
            case "outcomes":
                return self._came_to(name, adds)
        return Reason(part, adds)

    def _by_theme(self, city: City, name: str, part: str, theme: int, adds: float) -> Reason:
        told, what = self._told, self.themes[str(theme)].name
        people = _needing(told, city.pk, theme)
        stated = None if people else need_question(told, city.pk, theme)
        if part == "practices":
            shown = told.strengths[PRACTICES].get((name, theme), ())[:SHOWN]
            return Reason(part, adds, what, people, shown=shown, evidence=stated)
        shown = told.strengths[OFFERS].get((name, theme), ())[:SHOWN]
        if not name.startswith("city:"):
            return Reason(part, adds, what, people, shown=shown, evidence=stated)
        about = partner, _theme = int(name[5:]), theme
        offering = _cell(OFFER[0], told.offers.people.get(about, 0), what, city=str(partner), theme=str(theme))
        offered = None if offering else _stated(STATED_OFFERS, OFFER[1], partner, told.offers.stated.get(about))
        words = [str(self._called.get(word, word)) for word in told.offers.words.get(about, ())][:SHOWN]
        return Reason(part, adds, what, people, offering, words, shown, stated, offered)

    def _both(self, city: City, name: str, theme: int, adds: float) -> Reason:
        """What both need most. That it comes first is said only where both of their officers rank it so."""
        needs, partner = self._told.needs, int(name[5:])
        evidence = need_question(self._told, city.pk, theme)
        is_first = needs.first.get(city.pk) == needs.first.get(partner) == theme
        return Reason("priorities", adds, self.themes[str(theme)].name, evidence=evidence, is_first=is_first)

    def _named(self, city: City, name: str, part: str, adds: float) -> Reason:
        """Who named whom: people of the city, of the partner, or of the city's country (if others than its own did);
        or officers."""
        named, own, partner = self._told.named, city.pk, int(name[5:])
        if part == "peers":
            where = {"country": city.country_id, "partner_city": str(partner)}
            people = named.by_country.get((city.country_id, partner), 0)
            people = 0 if people == named.by_city.get((own, partner)) else people
        else:
            one, other = (own, partner) if part == "wish" else (partner, own)
            where = {"city": str(one), "partner_city": str(other)}
            people = named.by_city.get((one, other), 0)
        cell = _cell(WISHES, people, name, **where)
        return Reason(part, adds, people=cell, evidence=None if cell else _question(STATED_WISHES, **where))

    def _came_to(self, name: str, adds: float) -> Reason:
        """How far partnerships of a partner came."""
        rung = self._told.worked.reached[name]
        kind, _colon, key = name.partition(":")
        evidence = _question(BROKERED, at_city=key, rung=rung) if kind == CITY else None
        return Reason("outcomes", adds, str(Step.Rung(rung).label), evidence=evidence)


def need_question(told: Told, city: int, theme: int) -> Question | None:
    """What is asked for the records of a city's need: people named it, or its officer states it; None where neither
    does."""
    people = _needing(told, city, theme)
    return people.question if people else _stated(STATED_NEEDS, NEED[1], city, told.needs.stated.get((city, theme)))


def _needing(told: Told, city: int, theme: int) -> Cell | None:
    """The people who named a theme as a need of a city."""
    return _cell(NEED[0], told.needs.people.get((city, theme), 0), "", city=str(city), theme=str(theme))


def _question(key: str, **where: str) -> Question:
    return Question(key, where=tuple(sorted(where.items())))


def _stated(key: str, by: str, city: int, subjects: Sequence[str] | None) -> Question | None:
    """What a city's officer states: one thing, or all that they do where these are several; None for nothing."""
    if not subjects:
        return None
    one = {by: subjects[0]} if len(subjects) == 1 else {}
    return _question(key, city=str(city), **one)


def _cell(key: str, number: int, label: str, **where: str) -> Cell | None:
    """A figure's number that is known already, with the question that opens it; None for nobody."""
    return Cell("", label, number, _question(key, **where)) if number else None
