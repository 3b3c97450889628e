"""Regular expressions that cannot run for ever.

Python's own engine tries alternatives one after the other, and a constraint such as `(a+)+$` would hold the server for
hours. Here a pattern becomes an automaton whose states are followed all at once (K. Thompson, Regular expression
search algorithm, CACM 11, 1968), so time grows with the lengths of text and pattern only. The syntax is that of Java,
which ODK Collect uses, without what such an automaton cannot do: back-references, look-behind, possessive repetition.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import lru_cache

from django.utils.translation import gettext as _

from sarai.surveys.xpath.errors import LimitExceeded
from sarai.surveys.xpath.patternsyntax import (
    LINE_ENDS,
    Alternatives,
    Assertion,
    Characters,
    Look,
    Part,
    Repetition,
    Sequence,
    read,
)

MOST_STATES = 5_000


@dataclass(slots=True)
class Automaton:
    """States by number. From a state one goes on freely (`free`), by a character, or if something holds there."""

    free: list[list[int]] = field(default_factory=list)
    by_character: list[tuple[Callable[[str], bool], int] | None] = field(default_factory=list)
    conditions: list[tuple[Assertion | tuple[Automaton, int, bool], int] | None] = field(default_factory=list)

    def state(self) -> int:
        """A new state; raises `LimitExceeded` when there are too many."""
        if len(self.free) >= MOST_STATES:
            raise LimitExceeded(_("The pattern of regex() is too large."))
        self.free.append([])
        self.by_character.append(None)
        self.conditions.append(None)
        return len(self.free) - 1


def matches(pattern: str, text: str, spend: Callable[[int], None]) -> bool:
    """Whether the whole of `text` fits. `spend` is told the steps taken; raises `XPathError` for a bad pattern."""
    automaton, start, end = _automaton(pattern)
    return _run(automaton, start, end, text, 0, spend, whole=True)


@lru_cache(maxsize=512)
def _automaton(pattern: str) -> tuple[Automaton, int, int]:
    automaton = Automaton()
    start = automaton.state()
    return automaton, start, _build(automaton, read(pattern), start)


def _build(automaton: Automaton, part: Part, start: int) -> int:
    """Add a part after `start`; the state in which it is done."""
    match part:
        case Characters(test):
            end = automaton.state()
            automaton.by_character[start] = (test, end)
            return end
        case Sequence(parts):
            for each in parts:
                start = _build(automaton, each, start)
            return start
        case Alternatives(parts):
            end = automaton.state()
            for each in parts:
                own = automaton.state()
                automaton.free[start].append(own)
                automaton.free[_build(automaton, each, own)].append(end)
            return end
        case Repetition(repeated, fewest, most):
            return _repeat(automaton, repeated, fewest, most, start)
        case Look(sought, wanted):
            inner = Automaton()
            begin = inner.state()
            return _conditional(automaton, start, (inner, _build(inner, sought, begin), wanted))
        case Assertion():
            return _conditional(automaton, start, part)
    raise AssertionError(part)


def _conditional(automaton: Automaton, start: int, condition: Assertion | tuple[Automaton, int, bool]) -> int:
    before, end = automaton.state(), automaton.state()
    automaton.free[start].append(before)
    automaton.conditions[before] = (condition, end)
    return end


def _repeat(automaton: Automaton, part: Part, fewest: int, most: int | None, start: int) -> int:
    for _time in range(fewest):
        start = _build(automaton, part, _fresh(automaton, start))
    end = automaton.state()
    if most is None:
        loop = _fresh(automaton, start)
        automaton.free[loop].append(end)
        inside = _fresh(automaton, loop)
        automaton.free[_build(automaton, part, inside)].append(loop)
        return end
    automaton.free[start].append(end)
    for _time in range(most - fewest):
        start = _build(automaton, part, _fresh(automaton, start))
        automaton.free[start].append(end)
    return end


def _fresh(automaton: Automaton, after: int) -> int:
    state = automaton.state()
    automaton.free[after].append(state)
    return state


def _run(
    automaton: Automaton, start: int, end: int, text: str, place: int, spend: Callable[[int], None], *, whole: bool
) -> bool:
    """Whether the text from `place` fits: to its end if `whole`, else any beginning of it."""
    states = _closed(automaton, {start}, text, place, spend)
    while states:
        if end in states and (not whole or place == len(text)):
            return True
        if place == len(text):
            return False
        character = text[place]
        place += 1
        reached = set()
        for state in states:
            arc = automaton.by_character[state]
            if arc is not None and arc[0](character):
                reached.add(arc[1])
        states = _closed(automaton, reached, text, place, spend)
    return False


def _closed(automaton: Automaton, states: set[int], text: str, place: int, spend: Callable[[int], None]) -> set[int]:
    """The states, and those reached from them without a character."""
    waiting, seen = list(states), set(states)
    while waiting:
        state = waiting.pop()
        following = automaton.free[state]
        condition = automaton.conditions[state]
        if condition is not None and _holds(condition[0], text, place, spend):
            following = [*following, condition[1]]
        for each in following:
            if each not in seen:
                seen.add(each)
                waiting.append(each)
    spend(1 + len(seen) // 4)
    return seen


def _holds(
    condition: Assertion | tuple[Automaton, int, bool], text: str, place: int, spend: Callable[[int], None]
) -> bool:
    if isinstance(condition, tuple):
        inner, end, wanted = condition
        return _run(inner, 0, end, text, place, spend, whole=False) is wanted
    if condition is Assertion.START:
        return place == 0
    if condition is Assertion.END:
        return place == len(text) or (place == len(text) - 1 and text[place] in LINE_ENDS)
    before = place > 0 and _in_word(text[place - 1])
    after = place < len(text) and _in_word(text[place])
    return (before != after) is (condition is Assertion.BOUNDARY)


def _in_word(character: str) -> bool:
    return character.isalnum() or character == "_"
