"""What matches are made from: what cities need and offer by theme, whom they name, and what partnerships came to."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from babel.languages import get_official_languages
from django.db.models import QuerySet

from sarai.evidence.engine import Question, crossed
from sarai.needs.models import Statement
from sarai.needs.queries.cities import TOLD, themes_of
from sarai.needs.rules import OTHER
from sarai.network.models import Country
from sarai.partnerships.models import Partnership, Side, Step
from sarai.partnerships.rules.pipeline import RUNGS, rung

CityTheme = tuple[int, int]
Cities = tuple[int, int]
# Whom people wish for, without what their city's officer says is not so; and what officers themselves say.
WISHES, STATED_WISHES = "needs.people_whose_wishes_stand", "needs.stated_wishes"
# Who declined is not proposed anew for so long.
DECLINED_FOR = timedelta(days=365)
MOST_LANGUAGES = 3  # of a country with many official ones: those that most people speak


@dataclass(frozen=True, slots=True)
class Themed:
    """What all cities need (or offer): (city, theme) → how many people said so; what the city's officer says of it;
    the words that it is said in; what the officer ranks first; and (city) → how many people said something that has no
    theme."""

    people: dict[CityTheme, int] = field(default_factory=dict)
    stated: dict[CityTheme, list[str]] = field(default_factory=lambda: defaultdict(list))
    words: dict[CityTheme, list[str]] = field(default_factory=lambda: defaultdict(list))
    first: dict[int, int] = field(default_factory=dict)
    unsorted: Counter[int] = field(default_factory=Counter)


def themed(kind: str) -> Themed:
    """What all cities need (or offer), by theme. A theme in which the city's officer denies all that people named is
    not there."""
    key, by, role = TOLD[Statement.Kind(kind)]
    stated = list(_statements(kind))
    denied = {(one.city_id, one.subject) for one in stated if not one.holds}
    named = [
        (int(city), word)
        for city, word in crossed(Question(key), "city", by)
        if city and word not in ("", OTHER) and (int(city), word) not in denied
    ]
    themes = {
        word: theme.pk
        for word, theme in themes_of(role, {w for _c, w in named} | {one.subject for one in stated}).items()
    }
    found = Themed()
    for city, word in sorted(named):
        if word in themes:
            found.words[city, themes[word]].append(word)
    for (number, theme), cell in crossed(Question(key), "city", "theme").items():
        if number and theme and (int(number), int(theme)) in found.words:
            found.people[int(number), int(theme)] = cell.number
        elif number and not theme:
            found.unsorted[int(number)] += cell.number
    _add_stated(found, [one for one in stated if one.holds], themes)
    return found


def _statements(kind: str) -> QuerySet[Statement]:
    return Statement.objects.filter(kind=kind, retracted_at=None).order_by("city", "rank", "pk")


def _add_stated(found: Themed, stated: list[Statement], themes: Mapping[str, int]) -> None:
    for one in stated:
        theme = one.theme_id or themes.get(one.subject)
        if theme is None:
            continue
        found.stated[one.city_id, theme].append(one.subject)
        if one.subject not in found.words[one.city_id, theme]:
            found.words[one.city_id, theme].append(one.subject)
        if one.rank == 1:
            found.first.setdefault(one.city_id, theme)


@dataclass(frozen=True, slots=True)
class Named:
    """Whom cities name as partners: (city, city named) → how many people of it did (0: its officer alone);
    (country, city named) → how many people there did; and how many cities there by their officer's word alone."""

    by_city: dict[Cities, int]
    by_country: dict[tuple[str, int], int]
    stated: Counter[tuple[str, int]]


def named_partners() -> Named:
    """Whom all cities name, by surveys and by their officers; what an officer denies is left out."""
    question = Question(WISHES)
    said = {(one.city_id, int(one.subject)): one for one in _statements(Statement.Kind.PARTNER).select_related("city")}
    by_city = {
        (int(city), int(partner)): cell.number
        for (city, partner), cell in crossed(question, "city", "partner_city").items()
        if city and partner
    }
    by_country = {
        (country, int(partner)): cell.number
        for (country, partner), cell in crossed(question, "country", "partner_city").items()
        if country and partner
    }
    stated: Counter[tuple[str, int]] = Counter()
    for pair, one in said.items():
        if not one.holds:
            by_city.pop(pair, None)
        elif pair not in by_city:
            by_city[pair] = 0
            stated[one.city.country_id, pair[1]] += 1
    return Named(by_city, by_country, stated)


@dataclass(frozen=True, slots=True)
class Worked:
    """What partnerships say of each who is in them ("city:1816670", "institution:unosd"): the rung that one of them
    reached, the themes of those that exist; and pairs that are not proposed: they are in touch, or one declined."""

    reached: dict[str, str]
    themes: set[tuple[str, int]]
    closed: set[tuple[str, str]]


def worked(at: datetime) -> Worked:
    """What partnerships say of each who is in them, as of now."""
    sides: dict[int, list[str]] = defaultdict(list)
    main: dict[int, list[int]] = defaultdict(list)
    for side in Side.objects.filter(takes_part=True).select_related("institution"):
        sides[side.partnership_id].append(side.name)
        if side.role != Side.Role.SUPPORT:
            main[side.partnership_id].append(side.pk)
    taken: dict[int, list[Step]] = defaultdict(list)
    held = Step.objects.filter(retracted_at=None).only("partnership", "step", "state", "side", "recorded_at")
    for step in held.order_by("recorded_at", "pk"):
        taken[step.partnership_id].append(step)
    found = Worked({}, set(), set())
    for made in Partnership.objects.all():
        names, steps = sides[made.pk], taken[made.pk]
        reached = rung(steps, main[made.pk])
        for name in names:
            found.reached[name] = max(found.reached.get(name, ""), reached, key=_height)
        declined = bool(steps) and steps[-1].step == "decline" and steps[-1].recorded_at > at - DECLINED_FOR
        if made.is_open or declined:
            found.closed.update((one, other) for one in names for other in names if one != other)
        if made.is_open and reached and made.theme_id is not None:
            found.themes.update((name, made.theme_id) for name in names)
    return found


def _height(reached: str) -> int:
    return RUNGS.index(reached) + 1 if reached else 0


def height(reached: str) -> float:
    """How far up the ladder of proof a rung stands, from 0 (beneath it) to 1."""
    return _height(reached) / len(RUNGS)


def languages_of_countries() -> dict[str, list[str]]:
    """The official languages of each country, those that most people there speak (CLDR), without their script."""
    found: dict[str, list[str]] = {}
    for code in Country.objects.values_list("pk", flat=True):
        official = get_official_languages(code, de_facto=True)
        found[code] = list(dict.fromkeys(one.partition("_")[0] for one in official))[:MOST_LANGUAGES]
    return found
