"""What a page sends, read back into the answers. Names that the page has no question for mean nothing."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from sarai.surveys.pages import typed
from sarai.surveys.pages.choosing import matching, offered
from sarai.surveys.pages.controls import control
from sarai.surveys.pages.sitting import Sitting
from sarai.surveys.pages.walking import Page, asked, name_of
from sarai.surveys.questionnaire.form import Question
from sarai.surveys.questionnaire.kinds import answer_kind
from sarai.surveys.xpath import Node

LONGEST = 20_000  # characters of one answer
LONGEST_NAME = 120  # … of a file's name
LONGEST_PLACE = 6  # digits of a place in a ranking
AGREED = "OK"  # what ODK stores for an acknowledgement
LATITUDE, LONGITUDE, REMOVE, RANKED = "#latitude", "#longitude", "#remove", "#"

Posted = Mapping[str, Sequence[str]]
Keep = Callable[[Node, str], str]
"""Keeps the file that came under a name for a node; returns what it is called, or "" if none came. Raises ValueError
with a sentence for one that is not kept."""


@dataclass(slots=True)
class Read:
    """What was wrong with what a page sent, by the names of its questions, where the answers themselves cannot tell."""

    faults: dict[str, str] = field(default_factory=dict)
    raw: dict[str, str] = field(default_factory=dict)  # what was typed and not taken


def read(sitting: Sitting, page: Page, posted: Posted, keep: Keep) -> Read:
    """Take the answers of a page over, and recompute."""
    reader = _Reader(sitting, posted, keep)
    questions = asked(sitting.state, page, hidden=True)
    sitting.answer([(node, text) for question, node in questions for text in reader.of(question, node)])
    return reader.told


class _Reader:
    """Reads one page."""

    def __init__(self, sitting: Sitting, posted: Posted, keep: Keep) -> None:
        self.sitting, self.state, self.posted, self.keep = sitting, sitting.state, posted, keep
        self.told = Read()

    def of(self, question: Question, node: Node) -> Iterator[str]:
        """The new answer of a question: nothing if the page did not ask it."""
        name = name_of(self.state, node)
        kind = answer_kind(self.state.engine.form, question.path)
        if name not in self.posted or kind == "note" or self.state.readonly(node):
            return
        text = self._text(question, node, name)
        if len(text) > LONGEST:
            sentence = _("This is longer than %(most)d characters, and was not kept. Make it shorter.")
            self.told.faults[name] = sentence % {"most": LONGEST}
            self.told.raw[name] = text
            return
        yield text

    def _text(self, question: Question, node: Node, name: str) -> str:
        values = [typed.clean(value) for value in self.posted[name]]
        last = next((value for value in reversed(values) if value), "")
        choices = offered(self.sitting, question, node)
        match control(self.state, question, node, len(choices)):
            case "ticks":
                return _ordered({word for value in values for word in value.split()}, [each.value for each in choices])
            case "search":
                found = matching(choices, last) if last not in {each.value for each in choices} else []
                return found[0].value if len(found) == 1 else last
            case "rank":
                return self._rank(name, [each.value for each in choices])
            case "whole" | "decimal" | "scale":
                return typed.number(last)
            case "date" | "month" | "year" as how:
                return typed.day(last, how)
            case "time" | "moment":
                return typed.clock(last)
            case "agree":
                return AGREED if last else ""
            case "point":
                return typed.point(self._one(f"{name}{LATITUDE}"), self._one(f"{name}{LONGITUDE}"))
            case "places":
                closed = answer_kind(self.state.engine.form, question.path) == "geoshape"
                return typed.places(last, closed=closed)
            case "file":
                return self._file(node, name)
        return last

    def _one(self, name: str) -> str:
        return next(iter(self.posted.get(name, ())), "")

    def _rank(self, name: str, values: Sequence[str]) -> str:
        """The choices in the order of the places that they were given; those without a place are left out."""
        given = {value: typed.number(self._one(f"{name}{RANKED}{value}")) for value in values}
        said = {value: place for value, place in given.items() if place.isascii() and place.isdigit()}
        places = {value: int(place) for value, place in said.items() if len(place) <= LONGEST_PLACE}
        if len(set(places.values())) < len(places):
            self.told.faults[name] = _("Two have the same place. This is how we understood you: is the order right?")
        return " ".join(sorted(places, key=lambda value: places[value]))

    def _file(self, node: Node, name: str) -> str:
        try:
            kept = self.keep(node, name)
        except ValueError as refusal:
            self.told.faults[name] = str(refusal)
            return node.text
        if kept or self._one(f"{name}{REMOVE}"):
            return kept
        return node.text


def _ordered(chosen: set[str], values: Sequence[str]) -> str:
    """Several choices in the order in which they are offered; what is not offered stands last, and is asked about."""
    places = {value: place for place, value in enumerate(values)}
    return " ".join(sorted(chosen, key=lambda value: (places.get(value, len(places)), value)))


def file_name(name: str, taken: Collection[str]) -> str:
    """What a file is called among the answers: as its owner called it, but without folders, and as no other is."""
    name = typed.clean(name.replace("\\", "/").rpartition("/")[2]).replace("\n", " ")[-LONGEST_NAME:].lstrip(".")
    name = name or "file"
    stem, dot, ending = name.rpartition(".")
    number, found = 1, name
    while found in taken:
        number += 1
        found = f"{stem}-{number}{dot}{ending}" if stem else f"{name}-{number}"
    return found
