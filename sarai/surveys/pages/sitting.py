"""One person's answers while they give them: begun, taken up again, and changed page by page.

The answers travel as XML with every node in it, what is not to be asked included, so that nothing is lost when a person
changes their mind twice.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import uuid4

from sarai.surveys.answering import META, Engine, State, add_instance, changed, from_outside, meta, opened, write
from sarai.surveys.answering.tree import LARGEST
from sarai.surveys.pages.walking import descend, name_of
from sarai.surveys.questionnaire.form import Path
from sarai.surveys.xpath import Node

INSTANCE, DEPRECATED = "instanceID", "deprecatedID"
MOST_BYTES = LARGEST // 2  # of answers being given: what is sent is never too large to be received


class TooMuch(ValueError):
    """More than one set of answers may hold."""


@dataclass(slots=True)
class Sitting:
    """A tree of answers, with the logic of its form over it."""

    engine: Engine
    state: State
    now: datetime
    language: str

    @property
    def tree(self) -> Node:
        """The answers: a document."""
        return self.state.tree

    @property
    def instance_id(self) -> str:
        """The instanceID of these answers."""
        return meta(self.tree, INSTANCE)

    def xml(self) -> bytes:
        """The answers with every node, to be taken up again. Raises `TooMuch`."""
        written = write(self.tree, all_nodes=True)
        if len(written) > MOST_BYTES:
            raise TooMuch
        return written

    def recompute(self, paths: Iterable[Path]) -> None:
        """Calculate what may depend on the answers at these paths."""
        self.state = self.engine.recompute(
            self.tree, now=self.now, language=self.language, changed=self.state, at=paths, fit=True
        )

    def answer(self, values: Iterable[tuple[Node, str]]) -> None:
        """Set answers, do what waits for them, and recompute."""
        told = [node for node, text in values if _set(node, text)]
        self.recompute([path for node in told for path in changed(self.state, node)])

    def add(self, holder: Node, repeat: Path) -> None:
        """One more instance of a repeat."""
        add_instance(self.state, holder, repeat)
        self._all_anew()

    def remove(self, instance: Node) -> None:
        """Take an instance of a repeat away."""
        if instance.parent is not None:
            instance.parent.children.remove(instance)
        self._all_anew()

    def _all_anew(self) -> None:
        """Recompute all; what was drawn from the clock or from chance before stays."""
        self.state = self.engine.recompute(self.tree, now=self.now, language=self.language, fit=True, keep=from_outside)

    def luck(self, node: Node) -> random.Random:
        """Chance that falls the same whenever this node of these answers is shown."""
        return random.Random(f"{self.instance_id} {node.path}")


def _set(node: Node, text: str) -> bool:
    """Whether this is a new answer."""
    if node.text == text:
        return False
    node.text = text
    return True


def begin(engine: Engine, *, now: datetime, language: str, known: Callable[[str], str] = lambda name: "") -> Sitting:
    """A new set of answers; `known` is what the form may ask about its surroundings (see `opened`)."""
    state = opened(engine, now=now, language=language, known=known)
    if not meta(state.tree, INSTANCE):
        _note(state.tree, INSTANCE, _uuid())
    return Sitting(engine, state, now, language)


def resume(engine: Engine, xml: bytes, *, now: datetime, language: str) -> Sitting:
    """Answers taken up again: what is relevant is found out anew, what was calculated stays."""
    tree = engine.shape.read(xml)
    state = engine.recompute(tree, now=now, language=language, keep=lambda rule, node: True)
    return Sitting(engine, state, now, language)


def given(sitting: Sitting, begun: datetime) -> set[str]:
    """The names of the questions that a person answered: other than as the form itself began, at that moment."""
    first = begin(sitting.engine, now=begun.astimezone(sitting.now.tzinfo), language=sitting.language)
    before = {name_of(first.state, node): node.text for node in first.tree.descendants() if not node.children}
    return {
        name_of(sitting.state, node)
        for node in sitting.tree.descendants()
        if node.text
        and node.path in sitting.engine.form.by_path
        and node.text != before.get(name_of(sitting.state, node), "")
    }


def correct(engine: Engine, xml: bytes, *, now: datetime, language: str) -> Sitting:
    """A new set of answers that begins with those sent before, and says which they are."""
    tree = engine.shape.read(xml)
    before = meta(tree, INSTANCE)
    _note(tree, INSTANCE, _uuid())
    _note(tree, DEPRECATED, before)
    state = engine.recompute(tree, now=now, language=language, keep=from_outside, fit=True)
    return Sitting(engine, state, now, language)


def _note(tree: Node, name: str, text: str) -> None:
    """Write something into the part in which answers tell of themselves."""
    root = tree.children[0]
    told = descend(root, (META,)) or root.append(Node(META))
    (descend(told, (name,)) or told.append(Node(name))).text = text


def _uuid() -> str:
    return f"uuid:{uuid4()}"
