"""The tree that expressions speak of: elements with text, children and attributes.

A repeat is several children of one name. Trees are built by who owns them; expressions only read them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator


class Node:
    """One element, attribute or document.

    `name` is the local name ("" for a document); `kind` is the XForms data type of the text, which decides how it
    compares ("int", "decimal", "date", "dateTime"; anything else is text). A node that is not `relevant` is invisible
    to every expression. `index` is a dictionary in trees that never change, where lookups are remembered; else None.
    """

    __slots__ = ("attributes", "children", "index", "kind", "name", "parent", "relevant", "text")

    def __init__(self, name: str, text: str = "", kind: str = "string") -> None:
        self.name = name
        self.text = text
        self.kind = kind
        self.children: list[Node] = []
        self.parent: Node | None = None
        self.attributes: dict[str, str] = {}
        self.relevant = True
        self.index: dict[tuple[str, str], dict[str, list[Node]]] | None = None

    def append(self, child: Node) -> Node:
        """Make `child` the last child of this node, and return it."""
        child.parent = self
        self.children.append(child)
        return child

    def named(self, name: str) -> list[Node]:
        """The children of this name, in order."""
        return [child for child in self.children if child.name == name]

    def descendants(self) -> Iterator[Node]:
        """This node and all beneath it, in document order; no recursion, so no tree is too deep."""
        waiting = [self]
        while waiting:
            node = waiting.pop()
            yield node
            waiting.extend(reversed(node.children))

    def ancestors(self) -> list[Node]:
        """This node and all above it, from the root down."""
        line = [self]
        while line[-1].parent is not None:
            line.append(line[-1].parent)
        line.reverse()
        return line

    def lookup(self, name: str, column: str, text: str) -> list[Node] | None:
        """The children called `name` whose child `column` holds `text`; None if this tree may change."""
        if self.index is None:
            return None
        known = self.index.get((name, column))
        if known is None:
            known = self.index[(name, column)] = {}
            for child in self.named(name):
                for text_held in {cell.text for cell in child.named(column)} or {""}:
                    known.setdefault(text_held, []).append(child)
        return known.get(text, [])

    @property
    def place(self) -> int:
        """The position among the siblings of the same name, from 1."""
        if self.parent is None:
            return 1
        count = 0
        for sibling in self.parent.children:
            count += sibling.name == self.name
            if sibling is self:
                break
        return count

    @property
    def path(self) -> tuple[str, ...]:
        """The names from the root down, without the document's."""
        return tuple(node.name for node in self.ancestors() if node.name)

    def __repr__(self) -> str:
        return f"<{'/'.join(self.path)}[{self.place}] {self.text!r}>"


class Siblings:
    """Where nodes stand among their siblings of the same name: counted once for each parent, however many are asked
    about. It holds for a tree as long as nothing is added to it, moved or taken away."""

    def __init__(self) -> None:
        self._places: dict[Node, dict[Node, int]] = {}
        self._counts: dict[Node, Counter[str]] = {}

    def place(self, node: Node) -> int:
        """As `Node.place`."""
        if node.parent is None:
            return 1
        self._count(node.parent)
        return self._places[node.parent][node]

    def alone(self, node: Node) -> bool:
        """Whether no sibling has the same name."""
        if node.parent is None:
            return True
        self._count(node.parent)
        return self._counts[node.parent][node.name] == 1

    def _count(self, parent: Node) -> None:
        if parent in self._counts:
            return
        counts = self._counts[parent] = Counter()
        places = self._places[parent] = {}
        for child in parent.children:
            counts[child.name] += 1
            places[child] = counts[child.name]


class Nodeset(tuple[Node, ...]):
    """Nodes in document order."""

    __slots__ = ()


def document(root: Node) -> Node:
    """A document that holds `root`, so that absolute paths have a place to start from."""
    above = Node("")
    above.append(root)
    return above


def table(rows: list[dict[str, str]]) -> Node:
    """A secondary instance as ODK writes it: `root` with one `item` for each row, and a child for each column."""
    root = Node("root")
    root.index = {}
    for row in rows:
        item = root.append(Node("item"))
        for column, text in row.items():
            item.append(Node(column, text))
    return document(root)
