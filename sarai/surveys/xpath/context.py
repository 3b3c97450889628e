"""What an expression is evaluated in: a node of a tree, and the world around the form."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from django.utils.translation import gettext as _

from sarai.surveys.xpath.errors import LimitExceeded
from sarai.surveys.xpath.nodes import Node

STEPS = 1_000_000  # nodes visited and functions called in one evaluation: about a second
LONGEST_TEXT = 1_000_000  # characters that one expression may produce


@dataclass(slots=True)
class World:
    """What is the same for every expression of a form while it is recomputed.

    `now` is the moment, in the zone of the person who answers. `instances` are the documents of the secondary
    instances. The rest is asked for only by the functions of the same name; `steps` is how many are left.
    """

    document: Node
    now: datetime
    instances: Mapping[str, Node] = field(default_factory=dict)
    randomness: random.Random = field(default_factory=random.SystemRandom)
    choice_name: Callable[[str, Node | None, str], str] = lambda value, node, path: value
    itext: Callable[[str], str] = lambda name: name
    property: Callable[[str], str] = lambda name: ""
    verified: Callable[[str, str], str] | None = None
    version: str = ""
    steps: int = STEPS

    def spend(self, steps: int) -> None:
        """Take from the budget; raises `LimitExceeded` when nothing is left."""
        self.steps -= steps
        if self.steps < 0:
            raise LimitExceeded(
                _("The expression was stopped: it takes more steps than any answer may need. Make it simpler.")
            )


class Context:
    """A node to start from, and the node that `current()` is. In a predicate, `position` and `size` count from 1."""

    __slots__ = ("current", "node", "position", "size", "world")

    def __init__(self, node: Node, world: World, current: Node | None = None, position: int = 0, size: int = 1) -> None:
        self.node = node
        self.world = world
        self.current = node if current is None else current
        self.position = position
        self.size = size


def bounded(text: str) -> str:
    """`text`, if it is no longer than any expression may produce."""
    if len(text) > LONGEST_TEXT:
        raise LimitExceeded(_("The expression was stopped: its text grows beyond a million characters."))
    return text
