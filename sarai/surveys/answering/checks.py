"""Whether answers are what their form allows, whoever sent them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import islice

from django.utils.translation import gettext as _

from sarai.surveys.answering.order import Rule
from sarai.surveys.answering.recompute import Engine, State
from sarai.surveys.answering.tree import META
from sarai.surveys.answering.types import fault_of
from sarai.surveys.questionnaire.form import EVERY_LANGUAGE, Path, Question, Text
from sarai.surveys.xpath import LimitExceeded, Node, Siblings, XPathError, to_number

SELECTS = frozenset({"select1", "select", "rank"})
CLOSE = 1e-9


@dataclass(frozen=True, slots=True)
class Violation:
    """One thing in the answers that the form does not allow.

    `kind` is "required", "constraint", "type", "choice", "irrelevant", "unknown", "count", "calculation", "trouble"
    (the form's own expression fails) or "stopped". `place` is the path with the number of each repeat:
    "/data/person[2]/age". `sentence` is the form's own message, or ours.
    """

    kind: str
    path: Path
    place: str
    sentence: str


def check(engine: Engine, tree: Node, *, now: datetime, language: str = "", most: int | None = None) -> list[Violation]:
    """What is wrong with a tree of answers, in the order of the form: everything, or the first `most` things.

    The tree is recomputed in place, so that relevance stands on values that were calculated here; what a calculation
    draws from the clock or from chance is taken as it was sent. `now` is when the answers were given.
    """
    sent = {id(node): (node, node.text) for node in tree.descendants() if not node.children}
    state = engine.recompute(tree, now=now, language=language, keep=from_outside)
    if state.stopped:
        return [Violation("stopped", (), "/", state.stopped)]
    checker = _Checker(state, {key: text for key, (_node, text) in sent.items()})
    try:
        return list(islice(checker.everything(tree), most))
    except LimitExceeded as error:
        return [Violation("stopped", (), "/", error.message)]


def from_outside(rule: Rule, node: Node) -> bool:
    """Whether a calculation draws on the clock or on chance, so that what was sent must be taken as it is."""
    return rule.volatile and node.text != ""


def place(node: Node, siblings: Siblings) -> str:
    """The path of a node with the number of each instance where there are several."""
    named = (each for each in node.ancestors() if each.name)
    parts = (each.name if siblings.alone(each) else f"{each.name}[{siblings.place(each)}]" for each in named)
    return "/" + "/".join(parts)


class _Checker:
    """The checks of one tree."""

    def __init__(self, state: State, sent: dict[int, str]) -> None:
        self.state = state
        self.engine = state.engine
        self.form = state.engine.form
        self.sent = sent
        self.siblings = Siblings()

    def everything(self, tree: Node) -> Iterator[Violation]:
        """What is wrong with every node, and then what the form's own expressions could not do."""
        for node in tree.descendants():
            if node.name:
                yield from self.of(node)
        for trouble in self.state.troubles:
            yield Violation("trouble", trouble.node.path, self._place(trouble.node), trouble.sentence)

    def of(self, node: Node) -> Iterator[Violation]:
        """What is wrong with one node."""
        path = node.path
        if path[-1] not in self.engine.shape.order.get(path[:-1], {}):
            # What a submission tells of itself is its sender's matter: a correction names what it corrects.
            if path[:-1] in self.engine.shape.order and path[1:2] != (META,):
                yield self._violation("unknown", node, None, _("This form has no question of this name."))
            return
        if not node.relevant:
            if self.sent.get(id(node)) and self._asked(path):
                yield self._violation("irrelevant", node, None, _("This was answered, but it was not to be asked."))
            return
        yield from self._counts(node, path)
        if not node.children:
            yield from self._leaf(node, path)

    def _asked(self, path: Path) -> bool:
        """Whether a person, not the form, gives the node its value."""
        return path in self.form.by_path and self.form.bind(path).calculate is None

    def _leaf(self, node: Node, path: Path) -> Iterator[Violation]:
        bind = self.form.bind(path)
        if bind.calculate is not None and not _same(self.sent.get(id(node), ""), node.text):
            yield self._violation(
                "calculation", node, None, _("This was sent with another value than the form calculates.")
            )
        if not node.text:
            # What nobody can answer keeps nobody from answering.
            if self.state.required(node) and not self.state.readonly(node):
                yield self._violation("required", node, bind.required_message, _("This needs an answer."))
            return
        fault = "" if self._is_picture_of_form(node, bind.type) else fault_of(bind.type, node.text)
        if fault:
            yield self._violation("type", node, None, fault)
            return
        question = self.form.by_path.get(path)
        if question is not None and question.kind in SELECTS:
            yield from self._choices(node, question)
        if not self.state.satisfied(node):
            yield self._violation("constraint", node, bind.constraint_message, _("This answer is not allowed."))

    def _is_picture_of_form(self, node: Node, kind: str) -> bool:
        """Whether an answer is the picture that the form itself begins with."""
        return kind == "binary" and node.text == self.engine.shape.order[node.path[:-1]][node.path[-1]].text

    def _choices(self, node: Node, question: Question) -> Iterator[Violation]:
        if question.itemset is None:
            return
        try:
            offered = self._offered(node, question)
        except LimitExceeded:
            raise
        except XPathError as error:
            yield self._violation("trouble", node, None, error.message)
            return
        chosen = [node.text] if question.kind == "select1" else node.text.split()
        strange = next((value for value in chosen if value not in offered), None)
        if strange is not None:
            yield self._violation(
                "choice", node, None, _("“%(value)s” is not one of the choices here.") % {"value": strange[:60]}
            )
        elif len(set(chosen)) < len(chosen):
            yield self._violation("choice", node, None, _("A choice was made twice."))

    def _offered(self, node: Node, question: Question) -> frozenset[str]:
        """The values that may be chosen; those of a list without a filter are known."""
        itemset = question.itemset
        assert itemset is not None
        if itemset.filter is None and itemset.instance in self.engine.values:
            return self.engine.values[itemset.instance]
        return frozenset(choice.value for choice in self.state.choices(node, question))

    def _counts(self, node: Node, path: Path) -> Iterator[Violation]:
        """Repeats inside a node that do not stand as often as the form says."""
        for name in self.engine.shape.order.get(path, {}):
            below = (*path, name)
            if below not in self.form.repeats:
                continue
            own = node.named(name)
            wanted = self.state.count(node, below)
            if wanted is not None and wanted != len(own) and all(each.relevant for each in own):
                sentence = _("The number of these is %(given)d, and it should be %(wanted)d.")
                yield Violation(
                    "count", below, f"{self._place(node)}/{name}", sentence % {"given": len(own), "wanted": wanted}
                )

    def _violation(self, kind: str, node: Node, message: Text | None, otherwise: str) -> Violation:
        sentence = self._message(node, message) if message else ""
        return Violation(kind, node.path, self._place(node), sentence or otherwise)

    def _place(self, node: Node) -> str:
        return place(node, self.siblings)

    def _message(self, node: Node, message: Text) -> str:
        try:
            return self.state.label(node, message)
        except XPathError:
            plain = message.parts(self.state.language, EVERY_LANGUAGE)
            return "".join(part for part in plain if isinstance(part, str))


def _same(sent: str, calculated: str) -> bool:
    """Whether two texts are one value: the same words, or numbers that differ by no more than rounding.

    Collect sends the truth of a calculation as 1 or 0, where the specification has "true" and "false".
    """
    if sent == calculated or sent == {"true": "1", "false": "0"}.get(calculated):
        return True
    one, other = to_number(sent), to_number(calculated)
    return abs(one - other) <= CLOSE * max(1.0, abs(one))
