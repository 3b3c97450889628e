"""Which cities the parts of a text may name, found in the index and weighed against one another."""

from collections.abc import Iterable, Iterator

from sarai.network.places import scoring
from sarai.network.places.folding import is_native, romanised, words_key
from sarai.network.places.index import Kind, Trust
from sarai.network.places.layouts import Layout
from sarai.network.places.scoring import ACCEPTED, NO_PLACE, NO_PLACE_HERE, Ranking, Region, Scored
from sarai.network.places.store import Hit, Store
from sarai.network.places.vocabulary import Vocabulary

UNREMARKABLE = 4.5  # prominence below which an exact but unqualified name is checked against slips of better known ones
UNREMARKABLE_ALIAS = 5.5  # … and the same of a name besides its own
SHORTEST_BEGINNING = 4
SHORT_CODE = 3  # letters; a province's code is none when it is but a part of the words (KL City)
NOTABLE = (
    50_000  # inhabitants from which a city called "Santa Rosa City" in full makes "Santa Rosa" an unlikely reading …
)
SHORTER_COST = 2.0  # … by so many powers of ten
QUARTERED = 6.0  # prominence from which a city has a north and a south that people write ("Ibadan North")
ANOTHER_FROM = 6.0  # prominence from which a second city in a text is meant as one, not as the first one's province …
ONE_OF_MANY_FROM = 5.0  # … in the same country, when a third part is no more explained …
BESIDE_ANOTHER = 5.5  # … when the first one is not so small that it may lie in the second's

# States that are one city: their name, alone, means the city as well.
ALL_CITY = frozenset({"SG", "HK", "MO", "MC", "GI", "VA"})
CITY_STATES = ALL_CITY | {"DJ", "LU", "SM"}


class Weigher:
    """Weighs the candidates of a text that was taken apart."""

    def __init__(self, store: Store, vocabulary: Vocabulary) -> None:
        self._store = store
        self._vocabulary = vocabulary

    def ranked(self, ways: list[Layout], hint: str | None) -> Ranking:
        """The candidates, by exact readings; looser ones are tried only when these leave doubt."""
        context = bool(hint) or any(way.countries for way in ways)
        nothing = NO_PLACE_HERE if context else NO_PLACE
        regions = self._regions(ways, hint)
        scored = list(self._exact(ways, hint, context))
        ranking = scoring.beliefs(scored, nothing, regions)
        if self._is_settled(ranking, context):
            return ranking
        scored += self._loose(ways, hint)
        return scoring.beliefs(scored, nothing, regions)

    @staticmethod
    def _is_settled(ranking: Ranking, context: bool) -> bool:
        if not ranking.cities or ranking.names_region:
            return ranking.names_region
        best = ranking.cities[0][0]
        sure = sum(belief for _, belief in ranking.cities) >= ACCEPTED
        least = UNREMARKABLE if best.hit.kind != Kind.ALTERNATE else UNREMARKABLE_ALIAS
        return sure and not best.unexplained and (context or best.hit.weight >= least)

    def another(self, best: Scored, hint: str | None) -> bool:
        """Whether the text names a second well known city beside the best one, as if it meant both."""
        if best.hit.weight < BESIDE_ANOTHER:
            return False
        contrary = [place for place in best.layout.around if scoring.agreement_with(best.hit, place) < 0]
        return any(
            best.layout.admits(other.iso2, hint) and not scoring.around(best.hit, other)
            for place in contrary
            for other in place.cities
            if other.weight >= (ONE_OF_MANY_FROM if len(contrary) > 1 and other.iso2 == best.hit.iso2 else ANOTHER_FROM)
        )

    # --- provinces

    def _regions(self, ways: list[Layout], hint: str | None) -> list[Region]:
        """The provinces that the text names in full, the best known of each country."""
        best: dict[str, Region] = {}
        for way in ways:
            for region in self._regions_of(way, hint):
                if region.iso2 not in best or region.score > best[region.iso2].score:
                    best[region.iso2] = region
        return list(best.values())

    def _regions_of(self, way: Layout, hint: str | None) -> Iterator[Region]:
        """The provinces that the head names, but for those of which a chief city is called the same."""
        readings = [each for each in self._vocabulary.readings(way.head) if each[1] == 0 or len(each[0]) > SHORT_CODE]
        doubt = scoring.REGION_COST + way.cost + scoring.UNKNOWN_BESIDE_REGION * way.unknown_parts
        divisions = {each: cost for name, cost in reversed(readings) for each in self._store.divisions(name)}
        if not divisions:
            return
        hits = [hit for name, _ in readings for hit in self._store.named(name)]
        for division, cost in divisions.items():
            if division.admin1 and way.is_only_in(division.iso2, hint):
                weight = self._store.division_weight(division)
                if not any(scoring.is_chief(hit, division, weight) for hit in hits):
                    yield Region(division.iso2, weight - cost - doubt)

    def _names_division(self, way: Layout, hint: str | None) -> bool:
        """Whether the head is the very name of a province, and so no misspelt or shortened city."""
        return any(way.admits(division.iso2, hint) for division in self._store.divisions(words_key(way.head)))

    # --- cities

    def _exact(self, ways: list[Layout], hint: str | None, context: bool) -> Iterator[Scored]:
        for way in ways:
            codes = {word.folded for word in way.head if word.is_code}
            as_code = context or bool(way.around) or len(codes) == len(way.head)
            whole = 0.0
            for name, cost in self._vocabulary.readings(way.head):
                loosest = Kind.CODE + (as_code or name in codes)
                hits = [hit for hit in self._allowed(self._store.named(name), way, hint) if hit.kind < loosest]
                other = scoring.beside_name(hits)
                for hit in hits:
                    yield scoring.exact(hit, way, cost + whole + other[hit.kind])
                if any(hit.population >= NOTABLE for hit in hits):
                    whole = SHORTER_COST
            yield from self._spelt_out(way, hint)

    def _spelt_out(self, way: Layout, hint: str | None) -> Iterator[Scored]:
        for name, cost in self._vocabulary.spelt_out(way.head):
            hits = [hit for hit in self._allowed(self._store.named(name), way, hint) if hit.kind < Kind.CODE]
            other = scoring.beside_name(hits)
            for hit in hits:
                yield scoring.exact(hit, way, cost + other[hit.kind])

    def _loose(self, ways: list[Layout], hint: str | None) -> Iterator[Scored]:
        for way in ways:
            if self._names_division(way, hint):
                continue
            country = hint or next(iter(way.countries), None)
            if country:
                yield from self._initialled(way, hint)
            yield from self._quarters(way, hint)
            for name, cost in self._vocabulary.readings(way.head):
                if country and len(name) >= SHORTEST_BEGINNING:
                    for hit in self._allowed(self._store.beginning(name, country), way, hint):
                        yield scoring.shortened(hit, way, cost)
                yield from self._misspelt(name, cost, way, hint)
                if is_native(name):
                    yield from self._romanised(name, cost, way, hint)

    def _initialled(self, way: Layout, hint: str | None) -> Iterator[Scored]:
        """The initials of a city's name, in capitals and beside its country (BA, Argentina)."""
        folded = words_key(way.head)
        if 1 < len(folded) <= 4 and all(word.is_code for word in way.head):
            for hit in self._allowed(self._store.initialled(folded), way, hint):
                yield scoring.exact(hit, way, scoring.INITIALS_COST)

    def _quarters(self, way: Layout, hint: str | None) -> Iterator[Scored]:
        """A part of a large city that is called by a direction (Kuching North City Hall)."""
        for name, cost in self._vocabulary.without_directions(way.head):
            for hit in self._allowed(self._store.named(name), way, hint):
                if hit.kind < Kind.CODE and hit.weight >= QUARTERED:
                    yield scoring.exact(hit, way, cost)

    def _misspelt(self, name: str, cost: float, way: Layout, hint: str | None) -> Iterator[Scored]:
        found = self._store.spelt_like(name)
        countries = [known for spelt, _ in found if (known := self._store.country(spelt)) and known[1] == Trust.SURE]
        for spelt, edits in found:
            for hit in self._allowed(self._store.spelt_hits(spelt), way, hint):
                if hit.kind <= Kind.OWN:
                    country = scoring.COUNTRY_SLIP * any(iso2 not in CITY_STATES for iso2, _ in countries)
                    yield scoring.misspelt(hit, way, cost + country, (name, spelt, edits))

    def _romanised(self, name: str, cost: float, way: Layout, hint: str | None) -> Iterator[Scored]:
        for hit in self._allowed(self._store.named(romanised(name)), way, hint):
            if hit.kind != Kind.CODE:
                yield scoring.exact(hit._replace(kind=Kind.ROMANISED), way, cost)

    @staticmethod
    def _allowed(hits: Iterable[Hit], way: Layout, hint: str | None) -> Iterator[Hit]:
        """The hits in the country that the text or the column beside it names."""
        return (hit for hit in hits if way.admits(hit.iso2, hint))
