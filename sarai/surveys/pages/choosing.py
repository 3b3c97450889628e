"""The choices of a question as they are offered to one person."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import quote

from sarai.surveys.answering import State
from sarai.surveys.pages.sitting import Sitting
from sarai.surveys.questionnaire.form import EVERY_LANGUAGE, Question, Text
from sarai.surveys.xpath import Node, XPathError

MOST_MATCHES = 30


@dataclass(frozen=True, slots=True)
class Offered:
    """A choice: what is stored, what is read, and the picture beside it (the part of an address), if there is one."""

    value: str
    words: str
    image: str = ""


def offered(sitting: Sitting, question: Question, node: Node) -> list[Offered]:
    """The choices of a question at a node; none where the form's own expression fails."""
    itemset = question.itemset
    if itemset is None:
        return []
    state = sitting.state
    if itemset.randomize and itemset.seed is None:
        state.world.randomness = sitting.luck(node)
    try:
        found = state.choices(node, question)
    except XPathError:
        return []
    return [Offered(one.value, said(state, node, one.label) or one.value, image_of(state, one.label)) for one in found]


def said(state: State, node: Node, text: Text | None) -> str:
    """A text of the form at a node; where an answer cannot be shown in it, without that."""
    if text is None:
        return ""
    try:
        return state.label(node, text)
    except XPathError:
        parts = text.parts(state.language, state.engine.form.default_language)
        return "".join(part for part in parts if isinstance(part, str))


def image_of(state: State, text: Text) -> str:
    """The address of a text's picture beneath that of its version, or an empty text."""
    files = text.files(state.language, state.engine.form.default_language or EVERY_LANGUAGE) if text.media else {}
    return quote(files.get("image") or files.get("big-image") or "", safe="")


def matching(choices: Sequence[Offered], typed: str) -> list[Offered]:
    """The choices that somebody may mean who typed this: the one that reads so, else those that have it in them."""
    wanted = _folded(typed)
    if not wanted:
        return []
    same = [one for one in choices if _folded(one.words) == wanted]
    return same or [one for one in choices if wanted in _folded(one.words)][:MOST_MATCHES]


def _folded(text: str) -> str:
    return " ".join(text.casefold().split())
