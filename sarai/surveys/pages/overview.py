"""What was answered, in words, for the person to look over."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from sarai.surveys.pages.choosing import offered, said
from sarai.surveys.pages.emphasis import inline
from sarai.surveys.pages.reading import AGREED
from sarai.surveys.pages.sitting import Sitting
from sarai.surveys.pages.walking import Spot, pages_of, spots
from sarai.surveys.questionnaire.form import Question
from sarai.surveys.questionnaire.kinds import answer_kind
from sarai.surveys.xpath import Node

SEVERAL = frozenset({"select_multiple", "rank"})
CHOSEN = SEVERAL | {"select_one", "range"}


@dataclass(frozen=True, slots=True)
class Line:
    """A question with its answer in words; or, where `heading`, what the lines after it are about (empty where the
    group before has ended)."""

    label: SafeString
    answer: str = ""
    page: int = 0
    anchor: str = ""
    heading: bool = False


def overview(sitting: Sitting) -> list[Line]:
    """Everything that was to be asked, with what was answered, and on which page."""
    return list(_Overview(sitting).lines())


class _Overview:
    """One walk through all pages. `heading` is that of what follows, once something does."""

    def __init__(self, sitting: Sitting) -> None:
        self.sitting, self.state = sitting, sitting.state
        self.heading: str | None = None

    def lines(self) -> Iterator[Line]:
        for page in pages_of(self.state):
            asked = 0
            for spot in spots(self.state, page):
                if isinstance(spot.item, Question):
                    asked += 1
                    yield from self._question(spot.item, spot.node, page.number, f"q{asked}")
                else:
                    self._mark(spot)

    def _mark(self, spot: Spot) -> None:
        words = said(self.state, spot.node, spot.item.label)
        if spot.what == "instance":
            self.heading = f"{words} {spot.node.place}".strip()
        elif spot.what in ("group", "end"):
            self.heading = words if spot.what == "group" else ""

    def _question(self, question: Question, node: Node, page: int, anchor: str) -> Iterator[Line]:
        if answer_kind(self.state.engine.form, question.path) == "note" or "label" in question.appearance:
            return
        if self.heading is not None:
            yield Line(inline(self.heading), heading=True)
            self.heading = None
        label = inline(said(self.state, node, question.label) or question.path[-1])
        yield Line(label, in_words(self.sitting, question, node), page, anchor)


def in_words(sitting: Sitting, question: Question, node: Node) -> str:
    """An answer as people read it: choices by their labels."""
    kind = answer_kind(sitting.engine.form, question.path)
    if kind in CHOSEN:
        words = {one.value: one.words for one in offered(sitting, question, node)}
        if kind not in SEVERAL:
            return words.get(node.text, node.text)
        said_so = [words.get(value, value) for value in node.text.split()]
        if kind == "rank":
            return "\n".join(f"{place}. {each}" for place, each in enumerate(said_so, 1))
        return "\n".join(said_so)
    if kind == "acknowledge":
        return _("Agreed") if node.text == AGREED else node.text
    if kind in ("geopoint", "geotrace", "geoshape"):
        return "\n".join(", ".join(each.split()[:2]) for each in node.text.split(";"))
    if kind == "dateTime":
        return node.text[:16].replace("T", " ")
    return node.text[:5] if kind == "time" else node.text
