"""Which partnerships stood on a day, and what a picture of them is drawn from."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Min, Prefetch

from sarai.evidence.pictures import Arc, Chord, Node, Place
from sarai.network.indicators import country_names, region_names
from sarai.network.models import Country, Theme
from sarai.partnerships.models import Partnership, Side, Step
from sarai.partnerships.rules.pipeline import RUNGS, STANDING, consenting, rung


@dataclass(frozen=True)
class Tie:
    """A partnership that stood on a day: `sides` in order (who leads first), the rung on which it stood by then, and
    since when it has."""

    partnership: Partnership
    sides: Sequence[Side]
    rung: str
    since: date

    @property
    def weight(self) -> int:
        """How thick a line it is: the place of its rung on the ladder, from 0."""
        return RUNGS.index(self.rung) if self.rung else 0

    @property
    def rung_label(self) -> str:
        """The rung in words; "" where nobody has said yet that it exists."""
        return str(Step.Rung(self.rung).label) if self.rung else ""

    @property
    def label(self) -> str:
        """It in one line, as a picture tells it."""
        return f"{' – '.join(str(side) for side in self.sides)}: {self.rung_label}".removesuffix(": ")

    @property
    def pairs(self) -> list[tuple[Side, Side]]:
        """Which of its sides are joined: the two, and each that supports them with who leads."""
        return [(self.sides[0], other) for other in self.sides[1:]]


def standing_on(day: date, theme: Theme | None = None) -> list[Tie]:
    """The partnerships that stood on a day (agreed on, active, with a result), by what is known now, the newest first.
    What has not happened by then does not count. Four queries, however many they are."""
    steps = Step.objects.filter(retracted_at=None, happened_on__lte=day)
    if theme is not None:
        steps = steps.filter(partnership__theme=theme)
    taken: dict[int, list[Step]] = {}
    fields = ("partnership", "step", "state", "side", "happened_on")
    for step in steps.only(*fields).order_by("recorded_at", "pk"):
        taken.setdefault(step.partnership_id, []).append(step)
    stands = {pk: listed for pk, listed in taken.items() if listed[-1].state in STANDING}
    sides = Side.objects.select_related("city__country", "institution__country")
    found = Partnership.objects.select_related("theme").prefetch_related(Prefetch("sides", sides)).in_bulk(stands)
    ties = [_tie(found[pk], listed) for pk, listed in stands.items()]
    return sorted(ties, key=lambda tie: (tie.since, tie.partnership.pk), reverse=True)


def _tie(partnership: Partnership, steps: Sequence[Step]) -> Tie:
    """A partnership with its two sides, who leads first, and the third parties that have accepted."""
    sides = sorted(partnership.sides.all(), key=_leads_first)
    main = [side.pk for side in sides if side.role != Side.Role.SUPPORT]
    shown = {*main} | consenting(steps)
    return Tie(partnership, [side for side in sides if side.pk in shown], rung(steps, main), _since(steps))


def _leads_first(side: Side) -> tuple[int, int]:
    return [Side.Role.LEAD, Side.Role.PARTNER, Side.Role.SUPPORT].index(Side.Role(side.role)), side.pk


def _since(steps: Iterable[Step]) -> date:
    return min(step.happened_on for step in steps if step.state in STANDING)


def first_day() -> date | None:
    """The first day on which a step of a partnership was taken; None where none ever was."""
    found: date | None = Step.objects.filter(retracted_at=None).aggregate(first=Min("happened_on"))["first"]
    return found


def as_arcs(ties: Sequence[Tie]) -> tuple[dict[str, Place], list[Arc], list[Side]]:
    """Where the sides are and which of them are joined, as a map is drawn from; and the sides that have no place on it.
    An institution stands at its country."""
    places: dict[str, Place] = {}
    lost: dict[str, Side] = {}
    for side in _sides(ties):
        found = _place(side)
        if found is None:
            lost[side.name] = side
        else:
            places[side.name] = found
    arcs = [
        Arc(one.name, other.name, tie.weight, tie.label)
        for tie in ties
        for one, other in tie.pairs
        if one.name in places and other.name in places
    ]
    return places, arcs, list(lost.values())


def _place(side: Side) -> Place | None:
    if side.city is not None:
        return Place(side.city.latitude, side.city.longitude, str(side))
    country = _country(side)
    if country is None or country.latitude is None or country.longitude is None:
        return None
    return Place(country.latitude, country.longitude, str(side), rough=True)


def as_chords(ties: Sequence[Tie]) -> tuple[dict[str, Node], list[Chord]]:
    """Who is joined to whom, as a graph is drawn from: by region of the world, institutions hollow."""
    sides = _sides(ties)
    regions = region_names({country.subregion for side in sides if (country := _country(side))})
    nodes = {side.name: Node(str(side), _region(side, regions), side.institution is not None) for side in sides}
    chords = [Chord(one.name, other.name, tie.weight, tie.label) for tie in ties for one, other in tie.pairs]
    return nodes, chords


def _region(side: Side, regions: Mapping[str, str]) -> str:
    country = _country(side)
    return regions.get(country.subregion, "") if country else ""


def countries_of(ties: Sequence[Tie]) -> Mapping[str, str]:
    """What the countries of the sides are called, by ISO code."""
    return country_names({country.pk for side in _sides(ties) if (country := _country(side))})


def _sides(ties: Iterable[Tie]) -> list[Side]:
    return list({side.name: side for tie in ties for side in tie.sides}.values())


def _country(side: Side) -> Country | None:
    if side.city is not None:
        return side.city.country
    return side.institution.country if side.institution else None
