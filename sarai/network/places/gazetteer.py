"""The gazetteer: typed text in, one city, a country, a question or nothing out."""

from collections.abc import Iterable
from pathlib import Path

from sarai.network.places.folding import key, tokens, words_key
from sarai.network.places.index import Kind, Trust
from sarai.network.places.layouts import (
    CITIES_OF_IT,
    LONGEST_TEXT,
    NOT_A_PLACE,
    Layout,
    conjoined,
    country_of,
    joined,
    layouts,
    peelings,
    segments,
)
from sarai.network.places.mending import mended
from sarai.network.places.records import Candidate, City, Reason, Resolution, Status
from sarai.network.places.scoring import Ranking
from sarai.network.places.sense import Sense, sense
from sarai.network.places.store import Store
from sarai.network.places.vocabulary import Vocabulary, Words
from sarai.network.places.weighing import ALL_CITY, ANOTHER_FROM, CITY_STATES, NOTABLE, Weigher

MOST_CANDIDATES = 5
LEAST_BELIEF = 0.02  # below that a candidate is not worth showing


class Gazetteer:
    """Resolves typed places. Safe to share between threads; opening is quick, since everything stays on disk."""

    def __init__(self, path: Path) -> None:
        """`path`: an index that `build_index` wrote. Raises NoIndex when there is none, as does every reading of it."""
        self._store = Store(path)
        self._vocabulary = Vocabulary(self._store.phrases())
        self._weigher = Weigher(self._store, self._vocabulary)

    def __enter__(self) -> "Gazetteer":
        return self

    def __exit__(self, *failure: object) -> None:
        self.close()

    def close(self) -> None:
        """Close the index; the gazetteer may still be used, and then opens it again."""
        self._store.close()

    def sense(self, text: str, country: str = "") -> Sense:
        """What `text`, with the typed `country` beside it, says however it is written; decisions are about that."""
        hint = self.country(country) if country else None
        return sense(mended(text), mended(country), hint, self._store, self._vocabulary)

    def city(self, geonameid: int) -> City | None:
        """The city with this id (or, negative, this place of our own), None when there is none."""
        return self._store.city(geonameid) if abs(geonameid) < 2**63 else None

    def region(self, city: City) -> str:
        """The name of a city's first-order division, empty when GeoNames has none."""
        return self._store.division_name(city.iso2, city.admin1)

    def country(self, text: str) -> str | None:
        """The ISO 3166-1 code (two letters) of a country typed in any language; exact names and aliases only."""
        text = mended(text[:LONGEST_TEXT])
        words = tokens(text)
        if len(words) == 1 and len(words[0].raw) == 2:
            code = self._store.country_code(words[0].raw.upper())
            return code or country_of(words, self._store)
        return country_of(words, self._store) or self._bracketed_country(text)

    def _bracketed_country(self, text: str) -> str | None:
        parts = segments(text)
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
        whole = CITIES_OF_IT.sub("", mended(text)) if len(text) <= LONGEST_TEXT else text
        if not whole.strip() or len(whole) > LONGEST_TEXT or NOT_A_PLACE.search(whole):
            return self._no_city(text, hint, Reason.EMPTY if not whole.strip() else Reason.NO_PLACE)
        parts, noise = self._meaningful(self._parts(whole), whole)
        if not parts:
            return self._no_city(text, hint, noise or Reason.NO_PLACE)
        return self._weigh(text, parts, hint)

    # --- what the parts of the text are

    def _parts(self, text: str) -> list[Words]:
        parts = [self._without_continent(part) for part in segments(text)]
        if len(parts) == 1 and not self._store.named(words_key(parts[0])):
            for sides in conjoined(parts[0], self._vocabulary):
                if all(self._is_well_known(side) for side in sides):
                    return list(sides)
        return joined(parts, text, self._store)

    def _without_continent(self, part: Words) -> Words:
        """The part without the region of several countries that follows a country (Nakuru Kenya East Africa)."""
        for i in range(1, len(part)):
            if self._vocabulary.beyond_country(part[i:]) and not country_of(part[i - 1 :], self._store):
                return part[:i] if any(country_of(part[k:i], self._store) for k in range(i)) else part
        return part

    def _is_well_known(self, words: Words) -> bool:
        named = self._store.named(words_key(words))
        return any(hit.kind <= Kind.OWN and hit.weight >= ANOTHER_FROM for hit in named)

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
            if not alone and len(part) == 1 and part[0].is_code and self._store.initialled(part[0].folded):
                return None
            is_city = self._is_city_name(part) if not alone else self._is_office_like_city(part)
            return None if is_city or self._store.divisions(words_key(part)) else Reason.NO_PLACE
        if self._names_organisation(part) and not (self._is_city_name(part) and self._stands_for_city(part, alone)):
            return Reason.ORGANISATION
        return None

    def _names_organisation(self, part: Words) -> bool:
        """Whether the words are an organisation's, and not only those of a country in them (Russian Federation)."""
        organisation = self._vocabulary.names_organisation
        return organisation(part) and all(organisation(rest) for rest, _ in peelings(part, self._store))

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
            return self._weigh_against(text, ways, hint)
        if alone and not self._means_city(parts, alone):
            return self._country(text, alone, Reason.COUNTRY_NAMED, 0.97)
        ranking = self._weigher.ranked(ways, hint or alone)
        if alone and not ranking.cities:
            return self._city_state(text, alone)
        if hint and not ranking.is_believed and self._weigher.ranked(ways, None).is_believed:
            return self._contradiction(text, ways)
        return self._answer(text, ranking, hint or typed)

    def _weigh_against(self, text: str, ways: list[Layout], hint: str) -> Resolution:
        """The text names another country than the one beside it, unless all of it is a city's name there: Liberia in
        Costa Rica, Benin City in Nigeria. Mexico City beside the Philippines stays in doubt."""
        inside = self._weigher.ranked([way for way in ways if not way.around], hint)
        outside = self._weigher.ranked(ways, None)
        elsewhere = outside.is_believed and outside.cities[0][0].hit.city.iso2 != hint
        if inside.is_believed and not elsewhere:
            return self._answer(text, inside, hint)
        return self._contradiction(text, ways)

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

    # --- putting the answer

    def _answer(self, text: str, ranking: Ranking, country: str | None) -> Resolution:
        if ranking.names_region:
            countries = {region.iso2 for region, _ in ranking.regions}
            return self._no_city(text, country if len(countries) > 1 else countries.pop(), Reason.REGION_NAMED)
        candidates = self._candidates(ranking)
        if not candidates:
            return self._no_city(text, country, Reason.NOT_FOUND)
        best, belief = ranking.cities[0]
        if ranking.is_believed and self._weigher.another(best, country):
            return Resolution(text, None, country, 0.5, Status.ASK, Reason.SEVERAL_NAMED, candidates)
        if ranking.is_believed:
            return self._chosen(text, best.hit.city, belief, best.reason, candidates)
        several = len(candidates) > 1 and ranking.cities[1][1] > 0.1
        reason = Reason.SEVERAL_CITIES if several else Reason.UNSURE
        return Resolution(text, None, country, belief, Status.ASK, reason, candidates)

    def _candidates(self, ranking: Ranking) -> tuple[Candidate, ...]:
        best = ranking.cities[:MOST_CANDIDATES]
        shown = [(each.hit.city, belief) for each, belief in best if belief >= LEAST_BELIEF]
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
        candidates = self._candidates(self._weigher.ranked(ways, None))
        return Resolution(text, None, None, 0.5, Status.ASK, Reason.CONTRADICTION, candidates)
