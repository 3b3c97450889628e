"""Words that are no part of a name: municipalities and their offices, organisations, answers that name no place."""

from collections import defaultdict
from collections.abc import Iterable, Iterator

from sarai.network.places.folding import Token, is_native, key, tokens, words_key

Words = tuple[Token, ...]

PHRASE_COST = 0.3  # doubt, in powers of ten, that one set-aside phrase adds to a reading
WORD_COST = 0.05
LINK_COST = 0.1
AFFIX_COST = 0.15
INITIAL_COST = 0.6
DIRECTION_COST = 0.8


class Vocabulary:
    """The words of `words.csv`, ready for matching."""

    def __init__(self, phrases: Iterable[tuple[str, str]]) -> None:
        listed: defaultdict[str, list[str]] = defaultdict(list)
        for role, phrase in phrases:
            listed[role].append(phrase)
        self._admin = {_folded(phrase) for phrase in listed["admin"]}
        self._links = {_folded(phrase)[0] for phrase in listed["link"] if " " not in phrase}
        self._org = {_folded(phrase) for phrase in listed["org"]}
        self._native_org = tuple(key(phrase) for phrase in listed["org"] if is_native(key(phrase)))
        self._affixes = tuple(sorted((key(phrase) for phrase in listed["affix"]), key=len, reverse=True))
        self._directions, self._divisions, self._conjunctions = (
            {key(phrase) for phrase in listed[role]} for role in ("direction", "division", "conjunction")
        )
        self._nowhere = {key(phrase) for phrase in listed["nowhere"]}
        self._beyond = {key(phrase) for phrase in listed["beyond"]}
        self._acronyms = {phrase for phrase in listed["acronym"] if " " not in phrase}
        self._initials: defaultdict[str, list[str]] = defaultdict(list)
        for letter, word in (phrase.split() for phrase in listed["initial"]):
            self._initials[letter].append(word)
        self._lands: defaultdict[tuple[str, ...], set[str]] = defaultdict(set)
        for iso2, _, phrase in (listed_land.partition(" ") for listed_land in listed["land"]):
            self._lands[_folded(phrase)].add(iso2)
        self._longest = max((len(phrase) for phrase in (*self._admin, *self._org)), default=0)

    def names_no_place(self, words: Words) -> bool:
        """Whether the words are no answer, or an office and nothing else ("City Council")."""
        return self.is_no_answer(words) or self._only_office(words)

    def is_no_answer(self, words: Words) -> bool:
        """Whether the words are an answer such as "n/a" or "online", or an acronym that is no place (SDG 11)."""
        words = tuple(word for word in words if not word.folded.isdigit())
        folded = words_key(words)
        if folded in self._nowhere or not folded:
            return True
        return "".join(word.raw for word in words) in self._acronyms or (len(folded) > 2 and len(set(folded)) == 1)

    def _only_office(self, words: Words) -> bool:
        """Whether nothing is left once words for municipalities are set aside ("City Council")."""
        return self._from_left(tuple(word.folded for word in words)).get(len(words), 0.0) >= PHRASE_COST

    def beyond_country(self, words: Words) -> bool:
        """Whether the words name a region of several countries."""
        folded = words_key(words)
        return folded in self._beyond or folded.removeprefix("the") in self._beyond

    def names_organisation(self, words: Words) -> bool:
        """Whether a word makes the text an organisation."""
        return any(run in self._org for run in self._runs(words)) or any(
            phrase in words_key(words) for phrase in self._native_org
        )

    def joins(self, word: Token) -> bool:
        """Whether the word is an "and" or "or"."""
        return word.folded in self._conjunctions

    def names_division(self, words: Words) -> bool:
        """Whether a word says that the others name a county, province or the like."""
        return len(words) > 1 and any(word.folded in self._divisions for word in (words[0], words[-1]))

    def lands(self, words: Words) -> frozenset[str]:
        """The ISO codes of the countries where the municipal words among `words` are in use; empty: no telling."""
        found = [self._lands[run] for run in self._runs(words) if run in self._lands]
        return frozenset(set.intersection(*found)) if found else frozenset()

    def _runs(self, words: Words) -> Iterator[tuple[str, ...]]:
        folded = tuple(word.folded for word in words)
        ends = range(1, self._longest + 1)
        return (folded[i : i + length] for i in range(len(folded)) for length in ends if i + length <= len(folded))

    def readings(self, words: Words) -> Iterator[tuple[str, float]]:
        """(key, cost) of the name in the words: first as they stand, then with municipal words set aside.

        "Nagar Nigam Indore" reads as "nagarnigamindore" at no cost, and as "indore" at a small one.
        """
        folded = tuple(word.folded for word in words)
        lefts, rights = self._from_left(folded), self._from_right(folded)
        seen: set[str] = set()
        for cost, i, j in sorted((lefts[i] + rights[j], i, j) for i in lefts for j in rights if i < j):
            name = "".join(folded[i:j])
            if name not in seen:
                seen.add(name)
                yield name, cost
            for bare, more in self.without_affixes(name):
                if bare not in seen:
                    seen.add(bare)
                    yield bare, cost + more

    def _from_left(self, folded: tuple[str, ...]) -> dict[int, float]:
        """Where a name may begin, with the cost of setting aside what stands before."""
        reached = {0: 0.0}
        for i in range(len(folded)):
            if i not in reached:
                continue
            for j in range(i + 1, min(len(folded), i + self._longest) + 1):
                if folded[i:j] in self._admin:
                    _keep(reached, j, reached[i] + PHRASE_COST + WORD_COST * (j - i))
            if folded[i] in self._links:
                _keep(reached, i + 1, reached[i] + LINK_COST)
        return reached

    def _from_right(self, folded: tuple[str, ...]) -> dict[int, float]:
        """Where a name may end, with the cost of setting aside what follows."""
        reached = {len(folded): 0.0}
        for j in range(len(folded), 0, -1):
            if j not in reached:
                continue
            for i in range(max(0, j - self._longest), j):
                if folded[i:j] in self._admin:
                    _keep(reached, i, reached[j] + PHRASE_COST + WORD_COST * (j - i))
            if folded[j - 1] in self._links or folded[j - 1].isdigit():
                _keep(reached, j - 1, reached[j] + LINK_COST)
        return reached

    def spelt_out(self, words: Words) -> Iterator[tuple[str, float]]:
        """(key, cost) with a first single letter written out (P. Moresby)."""
        if len(words) > 1:
            rest = words_key(words[1:])
            for full in self._initials.get(words[0].folded, ()):
                yield full + rest, INITIAL_COST

    def without_directions(self, words: Words) -> Iterator[tuple[str, float]]:
        """(key, cost) of the name in the words without a direction before or after it (Ibadan North LGA)."""
        for i, word in enumerate(words):
            if word.folded in self._directions:
                before, after = words[:i], words[i + 1 :]
                for kept, other in ((before, after), (after, before)):
                    if kept and self._is_set_aside(other):
                        yield from ((name, cost + DIRECTION_COST) for name, cost in self.readings(kept))

    def _is_set_aside(self, words: Words) -> bool:
        """Whether the words are municipal ones and nothing else, or none."""
        return len(words) in self._from_left(tuple(word.folded for word in words))

    def without_affixes(self, name: str) -> Iterator[tuple[str, float]]:
        """The name without "市", "시", "เทศบาลนคร" and the like, which scripts without spaces write onto it."""
        if not is_native(name):
            return
        for affix in self._affixes:
            if len(name) - len(affix) >= 2 and affix in (name[: len(affix)], name[-len(affix) :]):
                bare = name.removesuffix(affix) if name.endswith(affix) else name.removeprefix(affix)
                yield bare, AFFIX_COST


def _folded(phrase: str) -> tuple[str, ...]:
    return tuple(word.folded for word in tokens(phrase))


def _keep(reached: dict[int, float], position: int, cost: float) -> None:
    if cost < reached.get(position, 99.0):
        reached[position] = cost
