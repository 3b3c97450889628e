"""The gazetteer: typed text in, one city, a country, a question or nothing out."""

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from sarai.network.places import scoring
from sarai.network.places.folding import is_native, key, romanised, tokens, words_key
from sarai.network.places.index import Kind, Trust
from sarai.network.places.layouts import LONGEST_TEXT, NOT_A_PLACE, Layout, country_of, joined, layouts, segments
from sarai.network.places.records import Candidate, City, Reason, Resolution, Status
from sarai.network.places.scoring import ACCEPTED, NO_PLACE, NO_PLACE_HERE, Scored
from sarai.network.places.store import Hit, Store
from sarai.network.places.vocabulary import Vocabulary, Words

MOST_CANDIDATES = 5
LEAST_BELIEF = 0.02  # below that a candidate is not worth showing
UNREMARKABLE = 4.5  # prominence below which an exact but unqualified name is checked against slips of better known ones
SHORTEST_BEGINNING = 4
NOTABLE = (
    50_000  # inhabitants from which a city called "Santa Rosa City" in full makes "Santa Rosa" an unlikely reading …
)
SHORTER_COST = 2.0  # … by so many powers of ten

# States that are one city: their name, alone, means the city as well.
ALL_CITY = frozenset({"SG", "HK", "MO", "MC", "GI", "VA"})
CITY_STATES = ALL_CITY | {"DJ", "LU", "SM"}

Decisions = Mapping[tuple[str, str | None], int | None]


class Gazetteer:
    """Resolves typed places. Safe to share between threads; opening is quick, since everything stays on disk."""

    def __init__(self, path: Path, decisions: Decisions | None = None) -> None:
        """`path`: an index that `build_index` wrote. `decisions`: what people decided before, by `decision_key`.

        Raises FileNotFoundError when there is no index.
        """
        self._store = Store(path)
        self._vocabulary = Vocabulary(self._store.phrases())
        self._decisions = decisions or {}

    def __enter__(self) -> "Gazetteer":
        return self

    def __exit__(self, *failure: object) -> None:
        self.close()

    def close(self) -> None:
        """Close the index; the gazetteer may still be used, and then opens it again."""
        self._store.close()

    @staticmethod
    def decision_key(text: str, iso2: str | None = None) -> tuple[str, str | None]:
        """The key under which a person's decision about `text` (in a country, or anywhere) is remembered."""
        return key(text[:LONGEST_TEXT]), iso2

    def city(self, geonameid: int) -> City | None:
        """The city with this id (or, negative, this place of our own), None when there is none."""
        return self._store.city(geonameid) if abs(geonameid) < 2**63 else None

    def region(self, city: City) -> str:
        """The name of a city's first-order division, empty when GeoNames has none."""
        return self._store.division_name(city.iso2, city.admin1)

    def country(self, text: str) -> str | None:
        """The ISO 3166-1 code (two letters) of a country typed in any language; exact names and aliases only."""
        words = tokens(text[:LONGEST_TEXT])
        if len(words) == 1 and len(words[0].raw) == 2:
            code = self._store.country_code(words[0].raw.upper())
            return code or country_of(words, self._store)
        return country_of(words, self._store) or self._bracketed_country(text)

    def _bracketed_country(self, text: str) -> str | None:
        parts = segments(text[:LONGEST_TEXT])
        return country_of(parts[0], self._store) if len(parts) > 1 else None

    def search(self, prefix: str, limit: int = 10, country: str | None = None) -> list[City]:
        """Cities whose name, in any script, begins with `prefix`, the most prominent first; `country` an ISO code."""
        folded = key(prefix[:LONGEST_TEXT])
        return self._store.completions(folded, limit, country) if folded else []

    def resolve_many(self, rows: Iterable[tuple[str, str | None]]) -> list[Resolution]:
        """The resolutions of (text, country) pairs, in order; equal pairs are worked out once."""
        seen: dict[tuple[str, str | None], Resolution] = {}
        return [seen.get(row) or seen.setdefault(row, self.resolve(*row)) for row in rows]

    def resolve(self, text: str, country: str | None = None) -> Resolution:
        """The city, or at least the country, that `text` means; `country` is an ISO code or a typed country.

        Never raises for any text. See `Status` for the four outcomes.
        """
        hint = self.country(country) if country else None
        decided = self._decided(text, hint)
        if decided:
            return decided
        if not text.strip() or len(text) > LONGEST_TEXT or NOT_A_PLACE.search(text):
            return self._no_city(text, hint, Reason.EMPTY if not text.strip() else Reason.NO_PLACE)
        parts, noise = self._meaningful(joined(segments(text), text, self._store), text)
        if not parts:
            return self._no_city(text, hint, noise or Reason.NO_PLACE)
        return self._weigh(text, parts, hint)

    def _decided(self, text: str, hint: str | None) -> Resolution | None:
        for iso2 in dict.fromkeys((hint, None)):
            found = self.decision_key(text, iso2)
            if found in self._decisions:
                geonameid = self._decisions[found]
                city = self.city(geonameid) if geonameid is not None else None
                return self._chosen(text, city, 1.0, Reason.DECIDED) if city else self._refused(text, hint)
        return None

    def _refused(self, text: str, hint: str | None) -> Resolution:
        status = Status.COUNTRY if hint else Status.NONE
        return Resolution(text, None, hint, 1.0, status, Reason.DECIDED)

    # --- what the parts of the text are

    def _meaningful(self, parts: list[Words], text: str) -> tuple[list[Words], Reason | None]:
        """The parts that may name a place, and why the last of the others does not."""
        whole = tokens(text)
        if self._vocabulary.beyond_country(whole):
            return [], Reason.BEYOND_COUNTRY
        if self._vocabulary.names_no_place(whole) and not self._is_office_like_city(whole):
            return [], Reason.NO_PLACE
        kept: list[Words] = []
        noise = None
        for part in parts:
            reason = self._noise(part, alone=len(parts) == 1)
            if reason:
                noise = reason
            else:
                kept.append(part)
        return kept, noise

    def _is_office_like_city(self, words: Words) -> bool:
        """Whether words for an office are a large city's name after all (Kota, in Rajasthan)."""
        large = any(
            hit.kind == Kind.PRIMARY and hit.population >= NOTABLE for hit in self._store.named(words_key(words))
        )
        return large and not self._vocabulary.is_no_answer(words)

    def _noise(self, part: Words, alone: bool) -> Reason | None:
        if self._vocabulary.beyond_country(part):
            return Reason.BEYOND_COUNTRY
        if country_of(part, self._store):
            return None
        if self._vocabulary.names_no_place(part):
            is_city = self._is_city_name(part) if not alone else self._is_office_like_city(part)
            return None if is_city or self._store.divisions(words_key(part)) else Reason.NO_PLACE
        if self._vocabulary.names_organisation(part) and not (
            self._is_city_name(part) and self._stands_for_city(part, alone)
        ):
            return Reason.ORGANISATION
        return None

    def _is_city_name(self, part: Words) -> bool:
        """Whether words that look like an organisation's are a city's name after all (College Station, Ilo)."""
        return any(hit.kind <= Kind.ALTERNATE and hit.population >= 5000 for hit in self._store.named(words_key(part)))

    def _stands_for_city(self, part: Words, alone: bool) -> bool:
        """Alone, a word such as "University" or "ILO" is not the small town of that name; "Ilo, Peru" is."""
        return not alone or len(part) > 1 or (not part[0].is_code and self._is_office_like_city(part))

    # --- weighing the candidates

    def _weigh(self, text: str, parts: list[Words], hint: str | None) -> Resolution:
        ways = [way for way in layouts(parts, self._store, self._vocabulary) if len(way.countries) < 2]
        alone = self._country_alone(parts)
        typed = alone or self._country_typed(ways)
        if hint and typed and typed != hint:
            return self._contradiction(text, ways)
        if alone and not self._means_city(parts, alone):
            return self._country(text, alone, Reason.COUNTRY_NAMED, 0.97)
        ranked = self._ranked(ways, hint or alone)
        if alone and not ranked:
            return self._city_state(text, alone)
        if hint and not self._is_believed(ranked) and self._is_believed(self._ranked(ways, None)):
            return self._contradiction(text, ways)
        return self._answer(text, ranked, hint or typed)

    @staticmethod
    def _is_believed(ranked: list[tuple[Scored, float]]) -> bool:
        return bool(ranked) and ranked[0][1] >= ACCEPTED

    def _city_state(self, text: str, iso2: str) -> Resolution:
        """A formal name of a state that is hardly more than its city (Macau SAR)."""
        city = self._store.main_city(iso2)
        if city and iso2 in ALL_CITY:
            return self._chosen(text, city, 0.9, Reason.ALIAS)
        return self._country(text, iso2, Reason.COUNTRY_NAMED, 0.97)

    @staticmethod
    def _country_typed(ways: list[Layout]) -> str | None:
        """The one country that the text names, None when it names none or several."""
        plain = [way for way in ways if not way.is_country]
        likely = {place.likely_country for way in plain for place in way.around if place.likely_country}
        certain = ({iso2 for way in group for iso2 in way.countries} for group in (plain, ways))
        named = next((found for found in (*certain, likely) if found), set())
        return next(iter(named)) if len(named) == 1 else None

    def _country_alone(self, parts: list[Words]) -> str | None:
        """The country when every part names that one and the same country."""
        found = {country_of(part, self._store) for part in parts}
        return found.pop() if len(found) == 1 else None

    def _means_city(self, parts: list[Words], iso2: str) -> bool:
        """Whether a country's name means a city all the same: a city state, or a foreign word that is a large city."""
        if iso2 in CITY_STATES or len(parts) > 1:
            return True
        folded = words_key(parts[0])
        known = self._store.country(folded)
        famous = (hit for hit in self._store.named(folded) if hit.kind == Kind.PRIMARY and hit.weight >= 5.5)
        return known is not None and known[1] < Trust.SURE and any(famous)

    def _ranked(self, ways: list[Layout], hint: str | None) -> list[tuple[Scored, float]]:
        """Exact readings first; looser ones only when these leave doubt."""
        context = bool(hint) or any(way.countries for way in ways)
        nothing = NO_PLACE_HERE if context else NO_PLACE
        scored = list(self._exact(ways, hint, context))
        ranked = scoring.beliefs(scored, nothing)
        if sum(belief for _, belief in ranked) >= ACCEPTED and (context or ranked[0][0].hit.weight >= UNREMARKABLE):
            return ranked
        scored += self._loose(ways, hint)
        return scoring.beliefs(scored, nothing)

    def _exact(self, ways: list[Layout], hint: str | None, context: bool) -> Iterator[Scored]:
        for way in ways:
            as_code = context or bool(way.around) or all(word.is_code for word in way.head)
            whole = 0.0
            for name, cost in self._vocabulary.readings(way.head):
                hits = [
                    hit for hit in self._allowed(self._store.named(name), way, hint) if hit.kind < Kind.CODE + as_code
                ]
                other = scoring.beside_name(hits)
                for hit in hits:
                    yield scoring.exact(hit, way, cost + whole + (other if hit.kind else 0.0))
                if any(hit.population >= NOTABLE for hit in hits):
                    whole = SHORTER_COST
            for name, cost in self._vocabulary.spelt_out(way.head):
                for hit in self._allowed(self._store.named(name), way, hint):
                    yield scoring.exact(hit, way, cost)

    def _loose(self, ways: list[Layout], hint: str | None) -> Iterator[Scored]:
        for way in ways:
            country = hint or next(iter(way.countries), None)
            for name, cost in self._vocabulary.readings(way.head):
                if country and len(name) >= SHORTEST_BEGINNING:
                    for hit in self._allowed(self._store.beginning(name, country), way, hint):
                        yield scoring.shortened(hit, way, cost)
                yield from self._misspelt(name, cost, way, hint)
                if is_native(name):
                    yield from self._romanised(name, cost, way, hint)

    def _misspelt(self, name: str, cost: float, way: Layout, hint: str | None) -> Iterator[Scored]:
        for spelt, edits in self._store.spelt_like(name):
            for hit in self._allowed(self._store.spelt_hits(spelt), way, hint):
                if hit.kind <= Kind.OWN:
                    yield scoring.misspelt(hit, way, cost, (name, spelt, edits))

    def _romanised(self, name: str, cost: float, way: Layout, hint: str | None) -> Iterator[Scored]:
        for hit in self._allowed(self._store.named(romanised(name)), way, hint):
            if hit.kind != Kind.CODE:
                yield scoring.exact(hit._replace(kind=Kind.ROMANISED), way, cost)

    @staticmethod
    def _allowed(hits: Iterable[Hit], way: Layout, hint: str | None) -> Iterator[Hit]:
        """The hits in the country that the text or the column beside it names."""
        return (hit for hit in hits if way.admits(hit.iso2, hint))

    # --- putting the answer

    def _answer(self, text: str, ranked: list[tuple[Scored, float]], country: str | None) -> Resolution:
        candidates = self._candidates(ranked)
        if not candidates:
            return self._no_city(text, country, Reason.NOT_FOUND)
        best, belief = ranked[0]
        if belief >= ACCEPTED:
            return self._chosen(text, best.hit.city, belief, best.reason, candidates)
        several = len(candidates) > 1 and ranked[1][1] > 0.1
        reason = Reason.SEVERAL_CITIES if several else Reason.UNSURE
        return Resolution(text, None, country, belief, Status.ASK, reason, candidates)

    def _candidates(self, ranked: list[tuple[Scored, float]]) -> tuple[Candidate, ...]:
        shown = [(each.hit.city, belief) for each, belief in ranked[:MOST_CANDIDATES] if belief >= LEAST_BELIEF]
        named = ((city, self._store.division_name(city.iso2, city.admin1), belief) for city, belief in shown)
        return tuple(Candidate(city, region, round(belief, 3)) for city, region, belief in named)

    def _chosen(
        self, text: str, city: City, belief: float, reason: Reason, candidates: tuple[Candidate, ...] = ()
    ) -> Resolution:
        confidence = round(min(belief, 1.0), 3)
        found = (text, city.geonameid, city.iso2, confidence, Status.CITY, reason, candidates)
        return Resolution(*found, name=city.name, place=city.id)

    @staticmethod
    def _country(text: str, iso2: str, reason: Reason, confidence: float) -> Resolution:
        return Resolution(text, None, iso2, confidence, Status.COUNTRY, reason)

    def _no_city(self, text: str, country: str | None, reason: Reason) -> Resolution:
        if country:
            return self._country(text, country, Reason.CITY_NOT_FOUND if reason is Reason.NOT_FOUND else reason, 0.9)
        return Resolution(text, None, None, 0.9, Status.NONE, reason)

    def _contradiction(self, text: str, ways: list[Layout]) -> Resolution:
        """The text and the country beside it disagree: show what the text alone would mean."""
        candidates = self._candidates(self._ranked(ways, None))
        return Resolution(text, None, None, 0.5, Status.ASK, Reason.CONTRADICTION, candidates)
