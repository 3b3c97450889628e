"""With which cities people would like to work, by their answers in surveys, and what became of it."""

from __future__ import annotations

from dataclasses import dataclass

from sarai.evidence.engine import Cell, Question, breakdown, crossed
from sarai.needs.models import Statement
from sarai.network.models import City
from sarai.partnerships.models import Partnership

from .partnerships import pair_of


@dataclass(frozen=True, slots=True)
class Wish:
    """That people of a city wish to work with another: how many (`cell` opens their answers), how many of that city
    agreed in surveys to be contacted (None: nobody), and the newest partnership of the two (None: there is none)."""

    city: City
    partner: City
    cell: Cell
    agreed: Cell | None
    partnership: Partnership | None


def wishes() -> list[Wish]:
    """Every wish for a city that is known, those that most people have first; what the city itself denies is left out,
    as is a wish for oneself."""
    told = crossed(Question("needs.people_wishing_for_partners"), "city", "partner_city")
    pairs = {(int(one), int(other)): cell for (one, other), cell in told.items() if one and other and one != other}
    denied = Statement.objects.filter(kind=Statement.Kind.PARTNER, holds=False, retracted_at=None)
    for city, subject in denied.values_list("city", "subject"):
        pairs.pop((city, int(subject)), None) if subject.lstrip("-").isdecimal() else None
    cities = City.objects.select_related("country").in_bulk({number for pair in pairs for number in pair})
    agreed = {cell.value: cell for cell in breakdown(Question("needs.people_asking_for_contact"), "city")}
    made: dict[str, Partnership] = {}
    for one in Partnership.objects.order_by("made_at", "pk"):
        made[one.pair] = one
    found = [
        Wish(
            cities[city],
            cities[partner],
            cell,
            agreed.get(str(city)),
            made.get(pair_of(cities[city], cities[partner])),
        )
        for (city, partner), cell in pairs.items()
        if city in cities and partner in cities
    ]
    return sorted(found, key=lambda wish: (-wish.cell.number, wish.city.name, wish.partner.name))
