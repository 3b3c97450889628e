"""The way through a screen: each thing on it, with the node of the answers that it is about."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from sarai.surveys.answering import State
from sarai.surveys.pages.screens import Screen, screens_of
from sarai.surveys.questionnaire.form import Group, Item, Path, Question, Repeat
from sarai.surveys.xpath import Node, to_boolean

MOST_TOGETHER = 40  # questions of a repeat on one page, as long as one instance has fewer


@dataclass(frozen=True, slots=True)
class Page:
    """A screen as it is shown to one person: of a repeat, only the instances from `first` up to `last`."""

    number: int  # from 1
    screen: Screen
    first: int = 0
    last: int = 0
    adds: bool = True  # whether one more instance may be begun here: on the last page of a repeat


@dataclass(frozen=True, slots=True)
class Spot:
    """One thing on a page, in order.

    `what` is "ask" (a question, and its node), "group" or "instance" (opened; closed by "end"), or "add" (where one
    more instance may be begun: `node` is what holds the repeat).
    """

    what: str
    item: Item
    node: Node
    removable: bool = False


def pages_of(state: State) -> list[Page]:
    """All pages, those on which nothing is to be asked now included; a long repeat has several."""
    found: list[Page] = []
    for screen in screens_of(state.engine):
        for first, last, adds in _slices(state, screen):
            found.append(Page(len(found) + 1, screen, first, last, adds))
    return found


def _slices(state: State, screen: Screen) -> Iterator[tuple[int, int, bool]]:
    """Which instances of a repeat stand on one page: (first, last, whether these are the last ones)."""
    if screen.repeat is None:
        yield 0, 0, True
        return
    holder = descend(state.tree, screen.repeat[:-1])
    count = len(holder.named(screen.repeat[-1])) if holder else 0
    questions = sum(path[: len(screen.repeat)] == screen.repeat for path in state.engine.form.by_path)
    step = max(1, MOST_TOGETHER // max(questions, 1))
    for first in range(0, max(count, 1), step):
        yield first, min(first + step, count), first + step >= count


def spots(state: State, page: Page, *, hidden: bool = False) -> Iterator[Spot]:
    """What is on a page, in order: what is to be asked now; with `hidden`, whatever might be."""
    walk = _Walk(state, page, hidden)
    yield from walk.items(page.screen.items, (state.tree, ()))


def is_empty(state: State, page: Page) -> bool:
    """Whether nothing on a page is to be asked now."""
    return not any(spot.what in ("ask", "add") for spot in spots(state, page))


def asked(state: State, page: Page, *, hidden: bool = False) -> Iterator[tuple[Question, Node]]:
    """The questions of a page with their nodes."""
    for spot in spots(state, page, hidden=hidden):
        if isinstance(spot.item, Question):
            yield spot.item, spot.node


def descend(node: Node, names: Path) -> Node | None:
    """The first node at the end of these names."""
    for name in names:
        found = next((child for child in node.children if child.name == name), None)
        if found is None:
            return None
        node = found
    return node


def name_of(state: State, node: Node) -> str:
    """What a node is called in a page and in what a page sends: its path, the instances of repeats numbered."""
    path: Path = ()
    parts = []
    for each in node.ancestors():
        if each.name:
            path = (*path, each.name)
            parts.append(f"{each.name}[{each.place}]" if path in state.engine.form.repeats else each.name)
    return "/" + "/".join(parts)


Base = tuple[Node, Path]  # the instance of a repeat in which the walk is, or the document, and its path


class _Walk:
    """One walk through one page."""

    def __init__(self, state: State, page: Page, hidden: bool) -> None:
        self.state, self.page, self.hidden = state, page, hidden

    def items(self, items: tuple[Item, ...], base: Base) -> Iterator[Spot]:
        for item in items:
            if isinstance(item, Question):
                node = self._at(item.path, base)
                if node is not None and (self.hidden or node.relevant):
                    yield Spot("ask", item, node)
            elif isinstance(item, Repeat):
                yield from self._repeat(item, base)
            else:
                yield from self._group(item, base)

    def _at(self, path: Path, base: Base) -> Node | None:
        node, above = base
        if path[: len(above)] == above:
            return descend(node, path[len(above) :])
        return descend(self.state.tree, path)

    def _group(self, group: Group, base: Base) -> Iterator[Spot]:
        inside = self.items(group.items, base)
        first = next(inside, None)
        if first is not None:
            yield Spot("group", group, first.node)
            yield first
            yield from inside
            yield Spot("end", group, first.node)

    def _repeat(self, repeat: Repeat, base: Base) -> Iterator[Spot]:
        holder = self._at(repeat.path[:-1], base)
        if holder is None:
            return
        whole = self.page.screen.repeat == repeat.path
        own = holder.named(repeat.path[-1])
        for node in islice(own, self.page.first, self.page.last) if whole else own:
            if self.hidden or node.relevant:
                yield Spot("instance", repeat, node, removable=not repeat.fixed)
                yield from self.items(repeat.items, (node, repeat.path))
                yield Spot("end", repeat, node, removable=not repeat.fixed)
        if not repeat.fixed and (self.page.adds or not whole) and self._wanted(repeat, holder, own):
            yield Spot("add", repeat, holder)

    def _wanted(self, repeat: Repeat, holder: Node, own: list[Node]) -> bool:
        """Whether one more may be begun: where there is none, its own relevance is asked of one that might be."""
        if own or not holder.relevant:
            return self.hidden or any(node.relevant for node in own)
        relevant = self.state.engine.form.bind(repeat.path).relevant
        if relevant is None:
            return True
        might = Node(repeat.path[-1])
        might.parent = holder
        value = self.state.value(might, "relevant", relevant)
        return value is None or to_boolean(value)
