"""What a form does by itself: when it is first opened, when a repeat gets one more instance, when an answer changes."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import datetime

from sarai.surveys.answering.recompute import Engine, State, stored
from sarai.surveys.questionnaire.form import Action, Path
from sarai.surveys.xpath import Node, dates, parse

FIRST = "odk-instance-first-load"
REPEATED = "odk-new-repeat"
CHANGED = "xforms-value-changed"


def opened(
    engine: Engine,
    *,
    now: datetime,
    language: str = "",
    known: Callable[[str], str] = lambda name: "",
    randomness: random.Random | None = None,
) -> State:
    """A new, empty set of answers: defaults filled in, repeats as often as their counts say, everything calculated.

    `known` tells what the form may ask about its surroundings ("deviceid", "username", "email"); what is not known is
    empty. A new "uuid:…" is the instanceID.
    """
    tree = engine.shape.blank()
    state = engine.recompute(tree, now=now, language=language, randomness=randomness)
    state.world.property = known
    for node in list(tree.descendants()):
        preload = engine.form.bind(node.path).preload if node.name else ""
        if preload and not node.text:
            node.text = _preloaded(preload, state, known)
    for action in engine.form.actions:
        if FIRST in action.events:
            _act(action, tree, state)
    return engine.recompute(tree, now=now, language=language, fit=True, randomness=randomness)


def _preloaded(preload: str, state: State, known: Callable[[str], str]) -> str:
    """The value of a preload; "end" and those that only a sender knows stay empty until then."""
    now = state.world.now
    if preload in ("start", "timestamp"):
        return dates.write(now)
    if preload == "today":
        return dates.write(now.date())
    if preload == "uid":
        return f"uuid:{_uuid(state)}"
    return "" if preload == "end" else known(preload)


def _uuid(state: State) -> str:
    return parse("uuid()").string(state.context(state.tree))


def finish(state: State) -> None:
    """Write down when the answers ended, as the form asks for it, in place."""
    for node in state.tree.descendants():
        if node.name and state.engine.form.bind(node.path).preload == "end":
            node.text = dates.write(state.world.now)


def add_instance(state: State, parent: Node, path: Path) -> Node:
    """One more instance of the repeat at `path` in `parent`, with its defaults; recompute afterwards."""
    new = state.engine.shape.insert(parent, path)
    for action in state.engine.form.actions:
        if REPEATED in action.events and action.target[: len(path)] == path:
            _act(action, new, state)
    return new


def changed(state: State, node: Node) -> list[Path]:
    """Do what waits for a change of this node (`trigger`); the paths at which values are new, this one first."""
    found = [node.path]
    for action in state.engine.form.actions:
        if CHANGED in action.events and action.source == node.path:
            _act(action, _scope(node, action.target), state)
            found.append(action.target)
    return found


def _scope(node: Node, target: Path) -> Node:
    """The nearest node above `node` that holds `target`: what is set stays in the instance of the repeat."""
    while node.parent is not None and target[: len(node.path)] != node.path:
        node = node.parent
    return node


def _act(action: Action, scope: Node, state: State) -> None:
    """Set the nodes that an action targets beneath `scope`. A position cannot be taken here."""
    if action.kind != "setvalue":
        return
    for node in list(scope.descendants()):
        if node.name and node.path == action.target:
            value = action.text if action.value is None else state.value(node, "default", action.value)
            node.text = "" if value is None else stored(value, node.kind)
